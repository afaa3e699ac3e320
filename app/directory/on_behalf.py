"""Entries that a coordinator records for a State without a focal point, by its note verbale, until the State takes over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from app.access.actor import Actor
from app.access.policy import narrow, require
from app.access.roles import Permission
from app.accounts.keepers import focal_points_of
from app.audit.trail import record
from app.clock import iso, now, today
from app.directory.entries import new_draft, unsaved
from app.directory.forms import entry_form
from app.directory.idempotency import body_hash, keep_key, made_before
from app.directory.models import Entry
from app.directory.parts import Record
from app.directory.proposal_models import OnBehalf
from app.errors import Denied, FieldError, Invalid
from app.reference.text import plain

LONGEST_REFERENCE = 200


def record_on_behalf(session: Session, data: Any, note_verbale: Any, *, idempotency_key: str | None = None, by: Actor) -> str:
    """Record a draft for a State without a focal point; returns its id. Publishing it takes a second coordinator.

    The same `idempotency_key` with the same data makes no second one.

    `note_verbale`: `{reference, date}` of the State's note, which may also fix marking and consents. Raises `Denied`
    outside the region or where the State has a focal point, `Invalid` naming each wrong field.
    """
    require(by, Permission.ENTRY_RECORD_ON_BEHALF)
    state = data.get("state") if isinstance(data, dict) else None
    if isinstance(state, str) and len(state) == 2:
        require_unkept(session, state.upper(), by=by)
    reference, dated = _note_verbale(note_verbale)
    body = body_hash([data, note_verbale])
    if idempotency_key is not None and (made := made_before(session, idempotency_key, body, by)):
        return made
    form = entry_form({k: v for k, v in data.items() if k not in ("id", "status", "version", "on_behalf")})
    require_unkept(session, form.state, by=by)
    entry = new_draft(session, form, why=f"Note verbale {reference} of {dated.isoformat()}", by=by)
    if idempotency_key is not None:
        keep_key(session, idempotency_key, body, entry.id, by)
    session.add(OnBehalf(entry_id=entry.id, reference=reference, dated=dated, recorded_by=by.id, recorded_at=now()))
    payload: dict[str, object] = {"note_verbale": reference, "dated": dated.isoformat()}
    record(session, "entry:registered", by=by, entries=[entry.id], marking=entry.marking, rule=RULE, payload=payload)
    return entry.id


RULE = Permission.ENTRY_RECORD_ON_BEHALF.name


def require_unkept(session: Session, state: str, *, by: Actor) -> None:
    """The State lies in the coordinator's region and nobody keeps its entries. Raises `Denied`."""
    require(by, Permission.ENTRY_RECORD_ON_BEHALF, on=unsaved(state))
    if focal_points_of(session, state):
        raise Denied("This State has a focal point, who records its entries: propose a change to one instead.", rule=RULE)


def _note_verbale(sent: Any) -> tuple[str, date]:
    told = sent if isinstance(sent, dict) else {}
    reference, dated = told.get("reference"), told.get("date")
    errors = []
    if not isinstance(reference, str) or not 0 < len(reference.strip()) <= LONGEST_REFERENCE or not _is_plain(reference):
        errors.append(FieldError("on_behalf.reference", f"the reference of the note verbale, at most {LONGEST_REFERENCE} signs"))
    try:
        day = date.fromisoformat(dated) if isinstance(dated, str) else None
    except ValueError:
        day = None
    if day is None or day > today():
        errors.append(FieldError("on_behalf.date", "the date of the note verbale, such as 2026-03-31, and not after today"))
    if errors or day is None:
        raise Invalid("An entry on behalf of a State rests on its note verbale.", errors=tuple(errors))
    return str(reference).strip(), day


def _is_plain(reference: str) -> bool:
    """Whether readers will see it as it is written, on one line."""
    try:
        return "\n" not in plain(reference.strip())
    except ValueError:
        return False


def is_on_behalf(session: Session, entry_id: str) -> bool:
    """Whether the entry rests on a note verbale and its State has not taken it over yet."""
    row = session.get(OnBehalf, entry_id)
    return row is not None and row.taken_over_at is None


def on_behalf_card(session: Session, entry_id: str) -> Record | None:
    """What readers are told: `{reference, date, recorded_at, taken_over_at}`, or none."""
    row = session.get(OnBehalf, entry_id)
    if row is None:
        return None
    return {
        "reference": row.reference,
        "date": row.dated.isoformat(),
        "recorded_at": iso(row.recorded_at),
        "taken_over_at": iso(row.taken_over_at) if row.taken_over_at else None,
    }


def to_take_over(session: Session, *, reader: Actor) -> Sequence[str]:
    """Ids of the entries on behalf of the reader's State that wait to be taken over."""
    waiting = select(OnBehalf.entry_id).where(col(OnBehalf.taken_over_at).is_(None))
    statement = select(Entry.id).where(col(Entry.id).in_(waiting)).order_by(col(Entry.id))
    return list(session.exec(narrow(statement, reader, Permission.ENTRY_TAKE_OVER, on=Entry)))


def take_over_entries(session: Session, *, by: Actor) -> Sequence[str]:
    """Take over, in one step, every entry that a coordinator recorded for the own State; returns their ids.

    From then on they are the focal point's like any other. Raises `Denied`.
    """
    require(by, Permission.ENTRY_TAKE_OVER)
    waiting = to_take_over(session, reader=by)
    for entry_id in waiting:
        row = session.get_one(OnBehalf, entry_id)
        row.taken_over_by, row.taken_over_at = by.id, now()
        session.add(row)
    if waiting:
        record(session, "entry:taken_over", by=by, entries=waiting, count=len(waiting))
    return waiting
