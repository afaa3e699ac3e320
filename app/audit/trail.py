"""Recording: an event queued with the change it tells of, and reading the trail back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from sqlmodel import Session

from app import __version__
from app.access.actor import Actor
from app.audit.kinds import KINDS
from app.audit.models import Event
from app.clock import iso, now
from app.db import part_of_transaction

Queued = tuple[Event, dict[str, object]]


def event_of(
    kind: str,
    *,
    by: Actor,
    entries: Iterable[str] = (),
    fields: Iterable[str] = (),
    marking: str = "",
    purpose: str = "",
    case_ref: str = "",
    decision: str = "allowed",
    rule: str = "",
    recipient: str = "",
    count: int = 0,
    payload: dict[str, object] | None = None,
) -> Queued:
    """An event that is not yet numbered, with its payload; the actor's name as of today goes into the erasable payload."""
    if kind not in KINDS:
        raise KeyError(f"{kind} is not on the list of events")
    event = Event(
        seq=0,
        prev_hash="",
        ts_utc=iso(now()),
        kind=kind,
        operation_id=by.request,
        actor_id=by.id,
        actor_state=by.state or "",
        acting_for=by.acting_for,
        role=by.role,
        auth_method=by.method,
        session_hash=by.session,
        source_net=by.source,
        entry_ids=as_list(entries),
        fields=as_list(fields),
        marking_at_time=marking,
        purpose_code=purpose,
        case_ref=case_ref,
        decision=decision,
        rule_id=rule,
        recipient=recipient,
        result_count=count,
        payload_commitment="",
        request_id=by.request,
        app_version=__version__,
        hash="",
    )
    who = {"email": by.email, "name": by.name, "state": by.state, "authority": by.entry}
    if by.acting_for:
        who["for"] = by.acting_name
    return event, {"who": who, **(payload or {})}


def as_list(codes: Iterable[str]) -> str:
    """Codes as one text that can be searched for one of them: `/a/b/`; nothing is the empty text."""
    joined = "/".join(codes)
    return f"/{joined}/" if joined else ""


def from_list(text: str) -> tuple[str, ...]:
    """The codes of such a text."""
    return tuple(filter(None, text.split("/")))


def record(
    session: Session,
    kind: str,
    *,
    by: Actor,
    entries: Iterable[str] = (),
    fields: Iterable[str] = (),
    marking: str = "",
    purpose: str = "",
    case_ref: str = "",
    rule: str = "",
    recipient: str = "",
    count: int = 0,
    payload: dict[str, object] | None = None,
) -> None:
    """Queue an event on the transaction: it is numbered, chained and committed with the change, or neither is."""
    queued = event_of(
        kind,
        by=by,
        entries=entries,
        fields=fields,
        marking=marking,
        purpose=purpose,
        case_ref=case_ref,
        rule=rule,
        recipient=recipient,
        count=count,
        payload=payload,
    )
    session.info.setdefault("events", []).append(queued)


@contextmanager
def all_or_nothing(session: Session) -> Iterator[None]:
    """A part of a transaction that can fail alone: raising takes back its changes and the events that tell of them."""
    told = len(session.info.get("events", []))
    try:
        with part_of_transaction(session):
            yield
    except BaseException:
        del session.info.get("events", [])[told:]
        raise


def queued_events(session: Session) -> Sequence[Queued]:
    """What the transaction has queued so far; taking them empties the queue."""
    events: list[Queued] = session.info.pop("events", [])
    return events
