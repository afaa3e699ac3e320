"""Reading the trail: pages for auditors, disclosures of an entry for its owner, own acts for everybody."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from app.access.actor import Actor
from app.access.policy import require
from app.access.roles import Permission
from app.audit.disclosures import disclose
from app.audit.kinds import DISCLOSURES, KINDS, sentence
from app.audit.models import Event, EventEntry, EventPayload
from app.audit.trail import event_of, from_list
from app.clock import iso
from app.errors import FieldError, Invalid

MOST = 200
MOST_EXPORTED = 20_000
"""Events in one file: so many are read into memory at once (about 60 MB)."""

DECISIONS = ("allowed", "refused")


@dataclass(frozen=True)
class Disclosure:
    """A look at an entry as its owner sees it: who is a State and an authority, never a person."""

    at: str
    kind: str
    state: str
    role: str
    authority: str | None
    channels: tuple[str, ...]
    purpose: str
    recipient: str


@dataclass(frozen=True)
class TrailQuery:
    """Which events: of an entry, of an actor (its id), of a kind, from an instant until before another (RFC 3339).

    `decision` is `allowed` or `refused`.
    """

    entry: str | None = None
    actor: str | None = None
    kind: str | None = None
    since: str | None = None
    limit: int = 50
    cursor: str | None = None
    until: str | None = None
    decision: str | None = None


def trail(session: Session, query: TrailQuery, *, reader: Actor) -> tuple[list[dict[str, Any]], str | None]:
    """A page of events, newest first, and the next cursor. Reading the trail is itself recorded. Raises `Denied`, `Invalid`."""
    require(reader, Permission.AUDIT_READ)
    rows, after = _rows(session, query)
    told = [_told(event, payload, reader) for event, payload in rows]
    asked = _asked(query)
    disclose(session, event_of("audit:consulted", by=reader, count=len(told), rule="AUDIT_READ", payload={"asked": asked}))
    return told, after


def trail_to_export(session: Session, query: TrailQuery, *, reader: Actor) -> list[dict[str, Any]]:
    """All events that fit, newest first, to be taken away as a file: on record before they are returned.

    Raises `Denied` without a fresh second factor, `Invalid` for more than `MOST_EXPORTED`: a file that was cut would be taken
    for the whole.
    """
    require(reader, Permission.AUDIT_EXPORT)
    rows, after = _rows(session, replace(query, cursor=None, limit=MOST_EXPORTED), most=MOST_EXPORTED)
    if after is not None:
        reason = f"more than {MOST_EXPORTED} events fit: choose days that are closer together"
        raise Invalid("The trail cannot be exported like this.", errors=(FieldError("since", reason),))
    told = [_told(event, payload, reader) for event, payload in rows]
    asked = _asked(query)
    disclose(session, event_of("audit:exported", by=reader, count=len(told), rule="AUDIT_EXPORT", payload={"asked": asked}))
    return told


def _asked(query: TrailQuery) -> dict[str, Any]:
    return {name: value for name in TrailQuery.__dataclass_fields__ if (value := getattr(query, name)) is not None}


def own_acts(session: Session, query: TrailQuery, *, reader: Actor) -> tuple[list[dict[str, Any]], str | None]:
    """A page of the reader's own events, newest first: everybody may see what is on record about them."""
    rows, after = _rows(session, replace(query, actor=reader.id))
    return [_told(event, payload, reader) for event, payload in rows], after


def _rows(
    session: Session, query: TrailQuery, most: int = MOST
) -> tuple[Sequence[tuple[Event, EventPayload | None]], str | None]:
    statement = select(Event, EventPayload).outerjoin(EventPayload, col(EventPayload.seq) == col(Event.seq))
    for test in _tests(query, most):
        statement = statement.where(test)
    rows = session.exec(statement.order_by(col(Event.seq).desc()).limit(query.limit + 1)).all()
    shown = rows[: query.limit]
    return shown, str(shown[-1][0].seq) if len(rows) > query.limit else None


def _tests(query: TrailQuery, most: int) -> list[Any]:
    instants = {name: _instant(text) if (text := getattr(query, name)) else None for name in ("since", "until")}
    wrong = _wrong(query, instants, most)
    if wrong:
        raise Invalid("The trail cannot be read like this.", errors=tuple(wrong))
    tests: list[Any] = []
    if query.cursor:
        tests.append(col(Event.seq) < int(query.cursor))
    if query.kind:
        tests.append(Event.kind == query.kind)
    if query.decision:
        tests.append(Event.decision == query.decision)
    if instants["since"]:
        tests.append(col(Event.ts_utc) >= instants["since"])
    if instants["until"]:
        tests.append(col(Event.ts_utc) < instants["until"])
    if query.entry:
        tests.append(col(Event.seq).in_(select(EventEntry.seq).where(EventEntry.entry_id == query.entry)))
    if query.actor:
        tests.append(Event.actor_id == query.actor)
    return tests


def _wrong(query: TrailQuery, instants: dict[str, str | None], most: int) -> list[FieldError]:
    wrong = []
    if query.kind and query.kind not in KINDS:
        wrong.append(FieldError("kind", f"{query.kind!r} is not on the list of events"))
    if query.decision and query.decision not in DECISIONS:
        wrong.append(FieldError("decision", "is allowed or refused"))
    if query.cursor and not _is_number(query.cursor):
        wrong.append(FieldError("cursor", "is not a cursor that this service gave"))
    if not 1 <= query.limit <= most:
        wrong.append(FieldError("limit", f"must be 1 to {most}"))
    for name, instant in instants.items():
        if getattr(query, name) and instant is None:
            wrong.append(FieldError(name, "an instant with its offset, such as 2026-11-24T03:10:00Z"))
    return wrong


def _is_number(cursor: str) -> bool:
    """Whether it is the number of an event as the column holds it (32 bits)."""
    return cursor.isascii() and cursor.isdigit() and len(cursor) <= 10 and int(cursor) < 2**31


def _instant(text: str) -> str | None:
    """The instant as events are dated, or none for a text that is no instant (RFC 3339)."""
    try:
        at = datetime.fromisoformat(text)
        return iso(at) if at.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def _told(event: Event, payload: EventPayload | None, reader: Actor) -> dict[str, Any]:
    """An event for a reader. A case reference is for auditors of the State that wrote it, and for the actor."""
    known = json.loads(payload.payload) if payload else {}
    who = known.get("who", {})
    own_state = reader.id == event.actor_id or reader.state is None or reader.state == event.actor_state
    return {
        "seq": event.seq,
        "at": event.ts_utc,
        "kind": event.kind,
        "says": sentence(event.kind),
        "actor": who.get("email") or event.actor_id,
        "actor_id": event.actor_id,
        "name": who.get("name", ""),
        "state": event.actor_state or None,
        "role": event.role,
        "method": event.auth_method,
        "acting_for": event.acting_for or None,
        "acting_name": who.get("for"),
        "entry": (from_list(event.entry_ids) or (None,))[0],
        "entries": from_list(event.entry_ids),
        "fields": from_list(event.fields),
        "marking": event.marking_at_time or None,
        "purpose": event.purpose_code or None,
        "case_ref": (event.case_ref or None) if own_state else None,
        "decision": event.decision,
        "rule": event.rule_id or None,
        "recipient": event.recipient or None,
        "count": event.result_count,
        "request": event.request_id,
        "hash": event.hash,
    }


def disclosures_of(session: Session, entry_id: str) -> list[Disclosure]:
    """Every time a contact of this entry left the registry, newest first. The caller has checked who asks."""
    statement = (
        select(Event, EventPayload)
        .outerjoin(EventPayload, col(EventPayload.seq) == col(Event.seq))
        .where(col(Event.seq).in_(select(EventEntry.seq).where(EventEntry.entry_id == entry_id)))
        .where(col(Event.kind).in_(DISCLOSURES))
        .order_by(col(Event.seq).desc())
        .limit(1000)
    )
    return [_disclosure(event, payload, entry_id) for event, payload in session.exec(statement)]


def _disclosure(event: Event, payload: EventPayload | None, entry_id: str) -> Disclosure:
    """A look as the owner of this entry sees it: of a duty sheet only the own lines, for it holds those of others too."""
    known = json.loads(payload.payload) if payload else {}
    who = known.get("who", {})
    own = known.get("lines", {}).get(entry_id, ()) if event.kind == "dutysheet:printed" else from_list(event.fields)
    return Disclosure(
        at=event.ts_utc,
        kind=event.kind,
        state=event.actor_state,
        role=event.role,
        authority=who.get("authority"),
        channels=tuple(own),
        purpose=event.purpose_code,
        recipient=event.recipient,
    )
