"""Queueing a letter in the transaction of the change that it tells of."""

from __future__ import annotations

from sqlmodel import Session, select
from uuid_utils.compat import uuid7

from app.clock import now
from app.outbox.models import Letter


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
