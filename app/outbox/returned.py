"""Letters that came back: marked once, whoever reports it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from app.outbox.models import Letter


@dataclass(frozen=True)
class Returned:
    """A letter that did not reach its mailbox."""

    id: str
    to: str
    reason: str | None


def letter_to(session: Session, letter_id: str) -> str | None:
    """The mailbox that a letter went to, or none when there is no such letter."""
    return session.exec(select(Letter.to).where(Letter.id == letter_id)).first()


def mark_returned(session: Session, letter_id: str, address: str, reason: str) -> bool:
    """Mark a letter to this mailbox as bounced; returns whether it was not marked before. The caller records."""
    statement = select(Letter).where(Letter.id == letter_id, Letter.to == address, col(Letter.state) != "bounced")
    letter = session.exec(statement.with_for_update()).first()
    if letter is None:
        return False
    letter.state, letter.last_error, letter.body = "bounced", reason[:300], ""
    session.add(letter)
    return True


def returned_letters(session: Session, since: datetime) -> Sequence[Returned]:
    """The letters queued since then that bounced, oldest first."""
    bounced = (Letter.state == "bounced", col(Letter.queued_at) >= since)
    rows = session.exec(select(Letter).where(*bounced).order_by(col(Letter.queued_at), col(Letter.id)))
    return [Returned(row.id, row.to, row.last_error) for row in rows]
