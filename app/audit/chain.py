"""The hash chain over events: numbering and hashing at commit, and the walk that finds what was altered or is missing."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass

from sqlmodel import Session, select

from app.audit.models import Event, EventEntry, EventPayload
from app.db import lock_for_numbering

GENESIS = "0" * 64
COLUMNS = tuple(name for name in Event.model_fields if name != "hash")


def row_hash(event: Event) -> str:
    """SHA-256 over all columns but the hash itself, in table order, as canonical JSON; `prev_hash` makes it a chain."""
    row = {name: getattr(event, name) for name in COLUMNS}
    text = json.dumps(row, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def commitment(salt: str, payload: str) -> str:
    """What the chained row keeps of a payload: enough to prove it, too little to read it."""
    return hashlib.sha256(f"{salt}:{payload}".encode()).hexdigest()


@dataclass(frozen=True)
class Head:
    """The last event: its number and hash; (0, zeros) before the first."""

    seq: int
    hash: str


def head(session: Session) -> Head:
    last = session.exec(select(Event.seq, Event.hash).order_by(Event.seq.desc()).limit(1)).first()  # type: ignore[attr-defined]
    return Head(last[0], last[1]) if last else Head(0, GENESIS)


def append(session: Session, queued: Iterable[tuple[Event, dict[str, object]]]) -> Head:
    """Number, chain and insert the queued events at the end of their transaction; returns the new head (the receipt)."""
    lock_for_numbering(session)
    last = head(session)
    for event, payload in queued:
        text = json.dumps(payload, ensure_ascii=False, sort_keys=True)
        salt = secrets.token_hex(16)
        event.seq = last.seq + 1
        event.prev_hash = last.hash
        event.payload_commitment = commitment(salt, text)
        event.hash = row_hash(event)
        session.add(event)
        session.add(EventPayload(seq=event.seq, salt=salt, payload=text))
        for entry_id in filter(None, event.entry_ids.split("/")):
            session.add(EventEntry(entry_id=entry_id, seq=event.seq))
        last = Head(event.seq, event.hash)
    session.flush()
    return last


@dataclass(frozen=True)
class Verdict:
    """What a walk over the chain found: the count, the head, and the first bad row with the reason, if any."""

    count: int
    head: Head
    bad_seq: int | None = None
    problem: str | None = None

    @property
    def whole(self) -> bool:
        return self.problem is None


def verify(session: Session) -> Verdict:
    """Walk the whole chain, recomputing every hash from the rows; trusts no stored hash and writes nothing."""
    last = Head(0, GENESIS)
    statement = select(Event).order_by(Event.seq).execution_options(yield_per=5000)  # type: ignore[arg-type]
    with closing(session.exec(statement)) as rows:
        for event in rows:
            problem = _problem(event, last)
            if problem:
                return Verdict(last.seq, last, event.seq, problem)
            last = Head(event.seq, event.hash)
            session.expunge(event)
    altered = _first_altered_payload(session)
    if altered is not None:
        return Verdict(last.seq, last, altered, "the payload does not match the commitment in its row")
    return Verdict(last.seq, last)


def _problem(event: Event, last: Head) -> str | None:
    if event.seq != last.seq + 1:
        return f"row {last.seq + 1} is missing"
    if event.prev_hash != last.hash:
        return "the row does not follow from the row before it"
    if event.hash != row_hash(event):
        return "the row was altered"
    return None


def _first_altered_payload(session: Session) -> int | None:
    statement = (
        select(EventPayload, Event.payload_commitment)
        .join(Event, Event.seq == EventPayload.seq)  # type: ignore[arg-type]
        .order_by(EventPayload.seq)  # type: ignore[arg-type]
        .execution_options(yield_per=5000)
    )
    with closing(session.exec(statement)) as rows:
        for payload, promised in rows:
            if commitment(payload.salt, payload.payload) != promised:
                return payload.seq
            session.expunge(payload)
    return None
