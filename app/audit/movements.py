"""Which events moved an entry, in their order: what a feed of changes goes through."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.audit.models import Event, EventEntry

VERSIONED = (
    *("entry:registered", "entry:imported", "entry:revised", "entry:published", "entry:suspended", "entry:withdrawn"),
    *("channel:hidden", "proposal:published", "proposal:approved"),
)
"""Kinds with which a new version of an entry can come."""

DATED = ("entry:confirmed", "entry:lapsed", "entry:reappeared")
"""Kinds that change what readers see without a new version."""


@dataclass(frozen=True)
class Movement:
    """One event about an entry: its number in the trail, its kind and instant (RFC 3339)."""

    seq: int
    kind: str
    at: str


def moved_since(session: Session, since: int, limit: int) -> Sequence[tuple[int, str]]:
    """(number, entry) of the next `limit` events after `since` that may have changed an entry, in order, each event whole."""
    events = select(Event.seq).where(col(Event.seq) > since, col(Event.kind).in_((*VERSIONED, *DATED)))
    next_ones = session.exec(events.order_by(col(Event.seq)).limit(limit)).all()
    statement = select(EventEntry.seq, EventEntry.entry_id).where(col(EventEntry.seq).in_(next_ones))
    return session.exec(statement.order_by(col(EventEntry.seq), col(EventEntry.entry_id))).all()


def movements_of(session: Session, entries: Collection[str]) -> Mapping[str, list[Movement]]:
    """All such events of these entries, oldest first."""
    statement = (
        select(EventEntry.entry_id, Event.seq, Event.kind, Event.ts_utc)
        .join(Event, col(Event.seq) == col(EventEntry.seq))
        .where(col(EventEntry.entry_id).in_(entries), col(Event.kind).in_((*VERSIONED, *DATED)))
        .order_by(col(Event.seq))
    )
    found: dict[str, list[Movement]] = defaultdict(list)
    for entry_id, seq, kind, at in session.exec(statement):
        found[entry_id].append(Movement(seq, kind, at))
    return found
