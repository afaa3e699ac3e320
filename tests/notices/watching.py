"""What tests of notices do again and again: let time pass, run the job, read what arrived."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import select

from app.access.actor import operator
from app.accounts.models import Account
from app.audit.trail import record
from app.clock import now, set_to
from app.directory.confirmation import confirm_entry
from app.notices.run import Reminded, remind
from tests.cast import Registry, mailbox
from tests.sink import Sink, text_of


def run(registry: Registry) -> Reminded:
    """One run of the job, as cron does it."""
    return remind(registry.database, by=operator())


def quiet(registry: Registry, sink: Sink) -> None:
    """Let the job tell what the making of the test's entries was news of, and forget it."""
    run(registry)
    sink.taken()


@contextmanager
def days_later(days: float) -> Iterator[datetime]:
    """So many days from now."""
    at = now() + timedelta(days=days)
    with set_to(lambda: at):
        yield at


def told(sink: Sink, name: str) -> list[str]:
    """The texts that this account received."""
    return sink.to(mailbox(name))


def confirm(registry: Registry, entry_id: str, who: str = "focal.it") -> None:
    by = registry.actor(who)
    with registry.writing() as session:
        confirm_entry(session, entry_id, by=by)


def confirmed(registry: Registry, who: str = "focal.it", **changed: Any) -> str:
    """A published entry that its keeper has just confirmed; returns its id."""
    second = who.replace("focal.", "focal2.")
    entry_id = registry.published(who, second, **changed)
    confirm(registry, entry_id, who)
    return entry_id


def gone(registry: Registry, *names: str) -> None:
    """These accounts are suspended, whoever else is left."""
    with registry.writing() as session:
        for name in names:
            session.exec(select(Account).where(Account.email == mailbox(name))).one().status = "suspended"
        record(session, "account:suspended", by=operator())


def links(sink: Sink) -> list[str]:
    """The secrets of the confirmation links that arrived, oldest first."""
    texts = [text_of(message) for message in sink.arrived]
    return [line.partition("link=")[2] for text in texts for line in text.splitlines() if "/confirm?link=" in line]
