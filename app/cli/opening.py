"""Opening the database for a command, and who acts at the command line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from secrets import token_hex

import app.audit.guard  # noqa: F401 - from here on no change without an event
from app.access.actor import Actor, operator
from app.accounts.cards import actor_by_email
from app.db import Database, is_current, open_database, reading
from app.errors import NotFound, Unavailable
from app.settings import Settings


@contextmanager
def opened(*, migrated: bool = True) -> Iterator[Database]:
    """The database of the settings. Raises `Unavailable` when its schema is not the one this version wants."""
    database = open_database(Settings())
    try:
        if migrated and not is_current(database):
            raise Unavailable("The database has another schema than this version wants. Run: directory migrate")
        yield database
    finally:
        database.close()


def acting(database: Database, email: str | None) -> Actor:
    """The operator, or the account that `--as` names with exactly its rights. Raises `NotFound`."""
    if email is None:
        return operator(token_hex(8))
    with reading(database) as session:
        actor = actor_by_email(session, email, request=token_hex(8))
    if actor is None:
        raise NotFound(f"There is no active account {email}.")
    return actor
