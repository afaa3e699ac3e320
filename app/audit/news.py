"""The trail as notices read it: what happened since an event, of the kinds that somebody is told of."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.audit.models import Event, EventPayload
from app.audit.trail import from_list
from app.clock import iso


@dataclass(frozen=True)
class News:
    """One event: who did it, to which entries, and what its payload says (empty where it was erased)."""

    seq: int
    at: str
    kind: str
    actor_id: str
    entries: tuple[str, ...]
    fields: tuple[str, ...]
    payload: dict[str, Any]


def news_since(session: Session, seq: int, kinds: Collection[str], *, most: int = 5000) -> Sequence[News]:
    """Events of these kinds after `seq`, oldest first. Nobody reads them but notices, which ask the policy for each reader."""
    statement = (
        select(Event, EventPayload)
        .outerjoin(EventPayload, col(EventPayload.seq) == col(Event.seq))
        .where(col(Event.seq) > seq, col(Event.kind).in_(kinds))
        .order_by(col(Event.seq))
        .limit(most)
    )
    return [_news(event, payload) for event, payload in session.exec(statement)]


def _news(event: Event, payload: EventPayload | None) -> News:
    said = json.loads(payload.payload) if payload else {}
    return News(event.seq, event.ts_utc, event.kind, event.actor_id, from_list(event.entry_ids), from_list(event.fields), said)


def last_before(session: Session, instant: datetime) -> int:
    """The number of the last event before this instant; 0 when there is none."""
    return session.exec(select(func.max(Event.seq)).where(col(Event.ts_utc) < iso(instant))).one() or 0
