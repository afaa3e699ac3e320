"""To whom one channel was disclosed in a window: what a recall starts from."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from app.audit.kinds import DISCLOSURES
from app.audit.models import Event, EventEntry, EventPayload
from app.audit.trail import from_list
from app.clock import iso


@dataclass(frozen=True)
class Disclosed:
    """One time that the channel's value was given: to an account, or in an edition to a recipient."""

    seq: int
    at: str
    kind: str
    account: str
    state: str
    role: str
    authority: str | None
    purpose: str
    recipient: str


def disclosed_between(session: Session, entry_id: str, channel_id: str, since: datetime, until: datetime) -> Sequence[Disclosed]:
    """Every disclosure of this channel from `since` until `until`, oldest first. The caller has checked who asks.

    An edition that does not say which channels it held counts as one that held this: better one too many than one too few.
    """
    statement = (
        select(Event, EventPayload)
        .outerjoin(EventPayload, col(EventPayload.seq) == col(Event.seq))
        .where(col(Event.seq).in_(select(EventEntry.seq).where(EventEntry.entry_id == entry_id)))
        .where(col(Event.kind).in_(DISCLOSURES), col(Event.ts_utc) >= iso(since), col(Event.ts_utc) <= iso(until))
        .order_by(col(Event.seq))
    )
    found = []
    for event, payload in session.exec(statement):
        said = json.loads(payload.payload) if payload else {}
        held = said.get("channels") if event.recipient else from_list(event.fields)
        if held is None or channel_id in held:
            who = said.get("who", {}).get("authority")
            found.append(_disclosed(event, who))
    return found


def _disclosed(event: Event, authority: str | None) -> Disclosed:
    return Disclosed(
        seq=event.seq,
        at=event.ts_utc,
        kind=event.kind,
        account=event.actor_id,
        state=event.actor_state,
        role=event.role,
        authority=authority,
        purpose=event.purpose_code,
        recipient=event.recipient,
    )
