"""Counterparts that are missing: who asked for them, counted once a person, and the State's keepers told once a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session, col, func, select

from app.access.actor import Actor
from app.access.policy import require
from app.access.roles import Permission
from app.accounts.correspondents import correspondents
from app.accounts.keepers import focal_points_of
from app.accounts.reach import coordinates
from app.audit.trail import record
from app.clock import now, today
from app.db import lock_for_counting, settings_of
from app.directory.counterpart_models import GapRequest
from app.directory.reachable import has_counterpart
from app.directory.vocabulary import is_code, label
from app.errors import FieldError, Invalid, TooMany
from app.outbox.queue import queue
from app.reference import states


@dataclass(frozen=True)
class GapCard:
    """A missing counterpart as its asker sees it: how many persons have asked for it by now, and who is told (`who_is_told`)."""

    state: str
    function: str
    asked: int
    told: tuple[str, ...] = ()


def ask_to_fill_gap(session: Session, state: str, function: str, *, by: Actor) -> GapCard:
    """Ask a State's keepers for a counterpart that is not on file. The same person asking again changes nothing.

    Focal points and coordinators get one mail a day for each State and function; it names nobody who asked. Raises
    `Invalid` naming `state` or `function`, also where an office that the asker may know of decides on the matter, `TooMany`
    after `gap_requests_per_day`.
    """
    require(by, Permission.PROBLEM_REPORT)
    code = _checked(state, function)
    lock_for_counting(session, f"gaps:{by.id}")
    if session.get(GapRequest, (code, function, by.id)) is None:
        _require_missing(session, code, function, by)
        _require_within_limit(session, by)
        session.add(GapRequest(state=code, function=function, by_id=by.id, by_state=by.state, at=now()))
        session.flush()
        record(session, "gap:reported", by=by, payload={"state": code, "function": function})
        _tell_keepers(session, code, function)
    return GapCard(code, function, gap_requests(session).get((code, function), 0), who_is_told(session, code))


def _require_missing(session: Session, state: str, function: str, by: Actor) -> None:
    """What is hidden from the asker is missing for it: the answer tells nothing that looking up would not."""
    if has_counterpart(session, state, function, reader=by):
        reason = f"{state} has an office for this: look it up, and report a problem if nobody can be reached there"
        raise Invalid("This is no gap.", errors=(FieldError("function", reason),))


def _checked(state: str, function: str) -> str:
    wrong = []
    code = state.strip().upper()
    if states.find_state(code) is None:
        wrong.append(FieldError("state", f"{state!r} is not an ISO 3166-1 alpha-2 code such as IT"))
    if not is_code("function", function):
        wrong.append(FieldError("function", f"{function!r} is not on the list; see /api/v1/vocabulary"))
    if wrong:
        raise Invalid("This cannot be asked for.", errors=tuple(wrong))
    return code


def _require_within_limit(session: Session, by: Actor) -> None:
    since = now() - timedelta(days=1)
    counted = select(func.count()).select_from(GapRequest).where(GapRequest.by_id == by.id, col(GapRequest.at) > since)
    if session.exec(counted).one() >= settings_of(session).gap_requests_per_day:
        raise TooMany("You have asked for as many counterparts as one person can in a day.", retry_after=3600)


def _tell_keepers(session: Session, state: str, function: str) -> None:
    to = [each.email for each in focal_points_of(session, state)]
    to += [each.email for each in correspondents(session) if each.role == "coordinator" and coordinates(each, state)]
    name, matter = states.state(state).name(), label("function", function)
    link = f"{settings_of(session).base_url.rstrip('/')}/counterparts?state={state}&function={function}"
    text = f"Somebody looked for a counterpart in {name} for: {matter}.\nThere is none that they could call.\n\n{link}\n"
    for mailbox in dict.fromkeys(to):
        occasion = f"gap:{state}:{function}:{mailbox}:{today().isoformat()}"
        queue(session, mailbox, f"Practitioner directory: a counterpart is missing ({name})", text, occasion=occasion)


def who_is_told(session: Session, state: str) -> tuple[str, ...]:
    """Which roles hear of a State's gaps by mail: `focal_point`, `coordinator`, both or none."""
    theirs = ("focal_point",) if focal_points_of(session, state) else ()
    coordinated = any(each.role == "coordinator" and coordinates(each, state) for each in correspondents(session))
    return (*theirs, "coordinator") if coordinated else theirs


def gap_requests(session: Session) -> dict[tuple[str, str], int]:
    """How many persons asked for a counterpart, by State and function: what coverage sorts its gaps by."""
    asked = select(GapRequest.state, GapRequest.function, func.count()).group_by(GapRequest.state, GapRequest.function)
    return {(state, function): count for state, function, count in session.exec(asked)}


def has_asked(session: Session, state: str, function: str, *, reader: Actor) -> bool:
    """Whether this person has asked for it already."""
    return session.get(GapRequest, (state, function, reader.id)) is not None
