"""The nightly job: an edition for every recipient; one that fails does not stop the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.access.actor import Actor
from app.access.policy import require
from app.access.roles import Permission
from app.accounts.cards import AccountCard
from app.accounts.membership import recipients
from app.db import Database, reading
from app.errors import Refusal
from app.exchange.editions import EditionCard, issue_edition


@dataclass(frozen=True)
class Served:
    """What became of one recipient: the edition, or why there is none."""

    recipient: str
    edition: EditionCard | None
    problem: str | None = None


def due_recipients(database: Database, *, by: Actor) -> list[AccountCard]:
    """Active recipients, by code. Raises `Denied`."""
    require(by, Permission.EDITION_WRITE)
    with reading(database) as session:
        return list(recipients(session))


def serve(database: Database, due: list[AccountCard], out: Path, *, by: Actor) -> Iterator[Served]:
    """Issue today's edition for each recipient, in a transaction of its own; yields as each is done."""
    for recipient in due:
        code = recipient.recipient or recipient.email
        try:
            yield Served(code, issue_edition(database, recipient, out, by=by))
        except (Refusal, OSError) as problem:
            yield Served(code, None, str(problem))
