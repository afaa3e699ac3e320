"""Six digits by which the office called can check who calls: given for an opened entry, good for an hour, hard to guess."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_
from sqlmodel import Session, col, func, select
from uuid_utils.compat import uuid7

from app.access import marking as tlp
from app.access.actor import Actor
from app.access.policy import may_know, narrow, require
from app.access.roles import Permission
from app.accounts.standing import account_actor
from app.audit.reading import TrailQuery, own_acts
from app.audit.trail import record
from app.clock import iso, now, today
from app.db import lock_for_counting, settings_of
from app.directory.cards import channel_standing, display_name
from app.directory.counterpart_models import CallReference, WrongReference
from app.directory.models import Entry
from app.directory.parts import Record, record_of
from app.directory.validity import entry_holds
from app.errors import Denied, FieldError, Invalid, NotFound, TooMany
from app.reference.text import as_typed

DIGITS = 6
OPENED_WITHIN = timedelta(hours=24)
TRIES = 50
RINGS = ("phone", "mobile")

Shown = tuple[Entry, Record]
"""An office and the line of it whose value is shown."""


@dataclass(frozen=True)
class ReferenceCard:
    """What the caller says on the phone, and until when it is good."""

    entry: str
    digits: str
    expires_at: datetime


@dataclass(frozen=True)
class Caller:
    """Who called, for the office called: State, authority and the published number to call back - nothing more."""

    state: str | None
    authority: str | None
    call_back: str | None
    call_back_office: str | None


def give_reference(session: Session, entry_id: str, *, by: Actor) -> ReferenceCard:
    """A reference for a call to this entry. Within its time the same caller gets the same one.

    Raises `NotFound`; `Denied` for who has not opened the entry within the last day.
    """
    require(by, Permission.CALLER_CHECK)
    entry = session.get(Entry, entry_id)
    if entry is None or not may_know(by, entry):
        raise NotFound(rule=Permission.CALLER_CHECK.name, entry=entry_id)
    require(by, Permission.CALLER_CHECK, on=entry, entry=entry_id)
    opened = TrailQuery(entry=entry_id, kind="entry:consulted", since=iso(now() - OPENED_WITHIN), limit=1)
    if not own_acts(session, opened, reader=by)[0]:
        raise Denied("Open the entry first: a reference is for a call that you are about to make.", entry=entry_id)
    lock_for_counting(session, "call references")
    same = (CallReference.entry_id == entry_id, CallReference.caller_id == by.id, col(CallReference.expires_at) > now())
    kept = session.exec(select(CallReference).where(*same)).first() or _new_reference(session, entry_id, by)
    return ReferenceCard(entry_id, kept.digits, kept.expires_at)


def _new_reference(session: Session, entry_id: str, by: Actor) -> CallReference:
    given = CallReference(
        id=str(uuid7()),
        digits=_unused(session),
        entry_id=entry_id,
        caller_id=by.id,
        caller_state=by.state,
        caller_authority=by.entry,
        given_at=now(),
        expires_at=now() + timedelta(minutes=settings_of(session).call_reference_minutes),
    )
    session.add(given)
    record(session, "caller:referenced", by=by, entries=[entry_id])
    return given


def _unused(session: Session) -> str:
    """Digits that no valid reference has."""
    for _ in range(TRIES):
        digits = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
        if _valid(session, digits) is None:
            return digits
    raise TooMany("Too many calls have references at the moment. Try again in a minute.")


def _valid(session: Session, digits: str) -> CallReference | None:
    return session.exec(
        select(CallReference).where(CallReference.digits == digits, col(CallReference.expires_at) > now())
    ).first()


def check_reference(session: Session, digits: str, *, by: Actor) -> Caller | None:
    """Who gave this reference, for somebody of the State that was called; none where it is not right, which is counted.

    Nor is that of a caller who was suspended since. It does not raise for a wrong one: the count must be kept. Raises
    `Invalid` for anything but six digits, `TooMany` after `call_reference_guesses` wrong ones in an hour.
    """
    require(by, Permission.CALLER_CHECK)
    written = "".join(as_typed(digits).replace("-", " ").split())
    if not (len(written) == DIGITS and written.isascii() and written.isdigit()):
        raise Invalid("Nothing was checked.", errors=(FieldError("digits", f"{DIGITS} digits, as the caller said them"),))
    lock_for_counting(session, f"references:{by.id}")
    _require_within_limit(session, by)
    found = _valid(session, written)
    entry = session.get(Entry, found.entry_id) if found else None
    if found is None or entry is None or not _was_called(by, entry) or account_actor(session, found.caller_id) is None:
        session.add(WrongReference(id=str(uuid7()), by_id=by.id, at=now()))
        record(session, "caller:checked", by=by, payload={"right": False})
        return None
    caller, shown = _caller(session, found, by)
    record(session, "caller:checked", by=by, entries=[found.entry_id], payload={"right": True})
    if shown is not None:  # a number left the registry: the owner reads it, and a recall finds it
        office, line = shown
        rule = Permission.CALLER_CHECK.name
        record(session, "entry:consulted", by=by, entries=[office.id], fields=[line["id"]], rule=rule, count=1)
    return caller


def _was_called(by: Actor, entry: Entry) -> bool:
    """References are for the State that was called: nobody else learns from guessing."""
    return by.state == entry.state and may_know(by, entry)


def _require_within_limit(session: Session, by: Actor) -> None:
    since = now() - timedelta(hours=1)
    counted = select(func.count()).where(WrongReference.by_id == by.id, col(WrongReference.at) > since)
    if session.exec(counted).one() >= settings_of(session).call_reference_guesses:
        raise TooMany("Too many wrong references. Call back through the published number.", retry_after=3600)


def _caller(session: Session, given: CallReference, by: Actor) -> tuple[Caller, Shown | None]:
    own = next(iter(_published(session, col(Entry.id) == given.caller_authority, by)), None)
    line = _published_line(session, own) if own else None
    shown = (own, line) if own and line else _of_state(session, given.caller_state, by)
    authority = _name(session, own) if own else None
    if shown is None:
        return Caller(given.caller_state, authority, None, None), None
    return Caller(given.caller_state, authority, str(shown[1]["value"]), _name(session, shown[0])), shown


def _name(session: Session, office: Entry) -> str:
    return display_name(record_of(session, office)["names"])


def _published_line(session: Session, office: Entry) -> Record | None:
    """The office's first number for everybody here: marked GREEN or wider, for the checking itself is the purpose."""
    lines = [
        line
        for line in record_of(session, office)["channels"]
        if line["type"] in RINGS and "testing_only" not in line["contexts"]
    ]
    open_ones = [line for line in lines if tlp.rank(channel_standing(office, line).marking) <= tlp.rank(tlp.GREEN)]
    return min(open_ones, key=lambda line: (not line["always_open"], line["preference"]), default=None)


def _of_state(session: Session, state: str | None, by: Actor) -> Shown | None:
    """Where the caller's account belongs to no authority: the National Central Bureau of its State, else a police force."""
    for kind in ("interpol_ncb", "national_police", "border_guard", "coast_guard", "immigration_service"):
        for office in _published(session, and_(col(Entry.state) == state, col(Entry.authority_type) == kind), by):
            if line := _published_line(session, office):
                return office, line
    return None


def _published(session: Session, which: ColumnElement[bool], by: Actor) -> Sequence[Entry]:
    """Of these offices those that are published and hold today: who keeps them sees drafts too, which nobody may be sent to."""
    callable_now = and_(which, col(Entry.status) == "published", entry_holds(today()))
    statement = narrow(select(Entry).where(callable_now), by, Permission.CHANNEL_REVEAL, on=Entry)
    return session.exec(statement.order_by(col(Entry.sort_key), col(Entry.id))).all()
