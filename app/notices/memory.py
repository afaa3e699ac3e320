"""What was told to whom: every occasion is told once, and every event of the trail is read once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from sqlmodel import Session, col, select
from uuid_utils.compat import uuid7

from app.audit.news import last_before
from app.clock import now
from app.notices.models import Notice, NoticeCursor

FIRST_LOOK_BACK = timedelta(days=1)
"""How far back the first run reads: who switches mail on later is not told the whole past."""

CHUNK = 400
POST = "post:"
"""Begins the name of a recipient that is an entry's own mailbox."""

Occasion = tuple[str, str, str]
"""Kind, subject, and what tells this occasion from others of the subject."""


def untold(session: Session, recipient: str, occasions: Iterable[Occasion]) -> set[Occasion]:
    """Which of these the recipient has not been told of."""
    wanted = set(occasions)
    subjects = sorted({subject for _, subject, _ in wanted})
    mine = (Notice.recipient == recipient, col(Notice.subject).in_(subjects))
    told = session.exec(select(Notice.kind, Notice.subject, Notice.occasion).where(*mine)).all()
    return wanted - {(kind, subject, occasion) for kind, subject, occasion in told}


def untold_posts(session: Session, occasions: Iterable[Occasion]) -> set[Occasion]:
    """Which of these, each about an entry, that entry's own mailbox has not been told of: one question for all of them."""
    wanted = set(occasions)
    subjects = sorted({subject for _, subject, _ in wanted})
    for start in range(0, len(subjects), CHUNK):
        about = col(Notice.subject).in_(subjects[start : start + CHUNK])
        rows = session.exec(select(Notice).where(about, col(Notice.recipient).startswith(POST)))
        wanted -= {(row.kind, row.subject, row.occasion) for row in rows if row.recipient == f"{POST}{row.subject}"}
    return wanted


def remember(session: Session, recipient: str, occasions: Iterable[Occasion]) -> None:
    """Note that the recipient is told of these, in the transaction that queues the letter. The caller records."""
    at = now()
    for kind, subject, occasion in sorted(occasions):
        session.add(Notice(id=str(uuid7()), recipient=recipient, kind=kind, subject=subject, occasion=occasion, at=at))


def read_up_to(session: Session, name: str) -> int:
    """The last event that notices of this name have been made of; held against another run until the transaction ends."""
    cursor = session.exec(select(NoticeCursor).where(NoticeCursor.name == name).with_for_update()).first()
    return cursor.seq if cursor else last_before(session, now() - FIRST_LOOK_BACK)


def move_cursor(session: Session, name: str, seq: int) -> None:
    """Go on after this event from now on. The caller records."""
    cursor = session.get(NoticeCursor, name) or NoticeCursor(name=name, seq=seq)
    cursor.seq = seq
    session.add(cursor)
