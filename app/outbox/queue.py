"""Queueing a letter in the transaction of the change that it tells of, and taking it back while it has not left."""

from __future__ import annotations

from collections.abc import Collection

from sqlmodel import Session, col, select
from uuid_utils.compat import uuid7

from app.clock import now
from app.outbox.models import ERASED, Letter


def queue(session: Session, to: str, subject: str, body: str, *, occasion: str, language: str = "en") -> bool:
    """Put a letter into the post. The same `occasion` is queued once ever; returns whether this call did it.

    It leaves with the next delivery after the transaction commits; a transaction that fails sends nothing.
    """
    session.flush()
    if session.exec(select(Letter.id).where(Letter.occasion == occasion)).first() is not None:
        return False
    letter = Letter(id=str(uuid7()), occasion=occasion, to=to, subject=subject, body=body, language=language, queued_at=now())
    session.add(letter)
    return True


def take_back(session: Session, occasions: Collection[str], reason: str) -> int:
    """Keep the letters of these occasions from leaving, as far as they are still here; returns how many.

    Their text is erased, for it may carry a link; `reason` stands where other letters say why they were given up. The caller
    records the change that makes them void.
    """
    session.flush()
    waiting = select(Letter).where(col(Letter.occasion).in_(sorted(occasions)), Letter.state == "queued").with_for_update()
    letters = session.exec(waiting).all()
    for letter in letters:
        letter.state, letter.body, letter.last_error = "failed", ERASED, reason
        session.add(letter)
    return len(letters)
