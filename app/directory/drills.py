"""Communication tests: a coordinator schedules one, functional mailboxes answer by one click, keepers note calls."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select
from uuid_utils.compat import uuid7

from app.access import marking as tlp
from app.access.actor import Actor
from app.access.policy import condition, narrow, require
from app.access.roles import Permission
from app.accounts.links import make_link, read_link, use_link
from app.accounts.standing import account_actor
from app.audit.trail import record
from app.clock import now, today
from app.db import settings_of
from app.directory.cards import channel_standing
from app.directory.drill_models import Drill, DrillCall
from app.directory.models import Channel, Entry
from app.directory.parts import Record, records
from app.directory.subjects import subject_of
from app.directory.validity import is_for
from app.directory.vocabulary import is_code
from app.errors import Conflict, Denied, FieldError, Invalid, NotFound
from app.outbox.queue import queue
from app.reference import regions

LINK = "drill"
"""The kind of link; its subject is the id of a call."""

MAILBOXES = ("email", "secure_email")
FURTHEST = timedelta(days=366)
"""How far ahead a test can be scheduled: whoever scheduled it should still be there."""


OpenBy = Callable[[Any, str | None, datetime], bool]
"""Whether hours hold in a zone at an instant: `lookup.office_hours.open_by`, handed down by who may know of it."""


@dataclass(frozen=True)
class DrillForm:
    """A test to schedule: `starts_at` None means now; `hours` in which it can be answered.

    `out_of_hours`: it goes to those mailboxes only that are outside their office hours when it starts.
    """

    region: str | None = None
    function: str | None = None
    starts_at: datetime | None = None
    hours: int = 24
    out_of_hours: bool = False


def schedule_drill(session: Session, form: DrillForm, *, open_by: OpenBy, by: Actor) -> str:
    """Schedule a test within the own region or network; returns its id. Letters leave with the next run of `directory remind`.

    Nobody but coordinators sees it before it starts. Raises `Denied`, `Invalid` naming each wrong field: `starts_at` also
    where a test out of hours would find every office open that states hours.
    """
    require(by, Permission.DRILL_RUN)
    region = form.region or by.region
    starts = form.starts_at or now()
    most = settings_of(session).drill_hours
    wrong = []
    if region is not None and regions.find_region(region) is None:
        wrong.append(FieldError("region", f"{region!r} is not a UN M49 code such as 002"))
    if form.function and not is_code("function", form.function):
        wrong.append(FieldError("function", f"{form.function!r} is not on the list; see /api/v1/vocabulary"))
    if starts < now() - timedelta(minutes=1):
        wrong.append(FieldError("starts_at", "has passed: choose a later instant, or leave it out for now"))
    if starts > now() + FURTHEST:
        wrong.append(FieldError("starts_at", f"lies too far ahead: choose an instant within {FURTHEST.days} days"))
    if not 1 <= form.hours <= most:
        wrong.append(FieldError("hours", f"must be 1 to {most}"))
    if wrong:
        raise Invalid("The test cannot be scheduled.", errors=tuple(wrong))
    if region is not None and not (by.region and set(regions.states_in(region)) <= set(regions.states_in(by.region))):
        raise Denied("A coordinator may run a communication test only within the own region.", rule="DRILL_RUN")
    drill = Drill(
        id=str(uuid7()),
        region=region,
        network=None if region else by.network,
        function=form.function or None,
        out_of_hours=form.out_of_hours,
        starts_at=starts,
        ends_at=starts + timedelta(hours=form.hours),
        made_at=now(),
        made_by=by.id,
    )
    if drill.out_of_hours:
        _require_closed(session, drill, open_by, by)
    session.add(drill)
    payload: dict[str, object] = {"drill": drill.id, "region": drill.region, "function": drill.function}
    record(session, "drill:scheduled", by=by, payload=payload)
    return drill.id


def _require_closed(session: Session, drill: Drill, open_by: OpenBy, by: Actor) -> None:
    stated = [call for call in _calls(session, drill, by) if _hours(call)]
    if stated and all(_is_open(call, drill.starts_at, open_by) for call in stated):
        reason = "every office of this test that states its hours is open then: choose a time outside their office hours"
        raise Invalid("The test cannot be scheduled.", errors=(FieldError("starts_at", reason),))


def cancel_drill(session: Session, drill_id: str, *, by: Actor) -> None:
    """Cancel a test that has not started. Raises `NotFound` outside the own scope, `Conflict` once it has started."""
    require(by, Permission.DRILL_RUN)
    drill = session.exec(select(Drill).where(Drill.id == drill_id).with_for_update()).first()
    if drill is None or not runs(by, drill):
        raise NotFound
    if drill.started_at is not None or drill.cancelled_at is not None:
        raise Conflict("This test has started, or was cancelled already.")
    drill.cancelled_at = now()
    session.add(drill)
    record(session, "drill:cancelled", by=by, payload={"drill": drill.id})


def runs(by: Actor, drill: Drill) -> bool:
    """Whether the test lies within this coordinator's region or network."""
    if drill.region is not None:
        return bool(by.region) and set(regions.states_in(drill.region)) <= set(regions.states_in(by.region or ""))
    return bool(drill.network) and drill.network == by.network


# --- starting ---------------------------------------------------------------------------------------------------


def start_due_drills(session: Session, *, open_by: OpenBy, by: Actor) -> int:
    """Queue the letters of tests whose time has come, each test once; returns how many letters. Raises `Denied`.

    A test whose author has lost the account or the scope meanwhile writes to nobody; one out of hours only to mailboxes
    that are outside their office hours at this instant.
    """
    require(by, Permission.NOTICE_SEND)
    due = (col(Drill.starts_at) <= now(), col(Drill.started_at).is_(None), col(Drill.cancelled_at).is_(None))
    sent = 0
    for drill in session.exec(select(Drill).where(*due).order_by(col(Drill.starts_at)).with_for_update()).all():
        drill.ends_at += max(timedelta(0), now() - drill.starts_at)  # a late job takes no time away from those who answer
        drill.started_at = now()
        session.add(drill)
        author = account_actor(session, drill.made_by)
        calls = _calls(session, drill, author) if author and runs(author, drill) else []
        if drill.out_of_hours:
            calls = [call for call in calls if not _is_open(call, drill.started_at, open_by)]
        sent += sum(_write(session, drill, call.entry, call.channel) for call in calls)
        ids = sorted({call.entry.id for call in calls})
        record(session, "drill:started", by=by, entries=ids, count=len(calls), payload={"drill": drill.id})
    return sent


@dataclass(frozen=True)
class _Call:
    """A mailbox to write to, with its entry and the entry's whole record."""

    entry: Entry
    whole: Record
    channel: Record


def _hours(call: _Call) -> Any:
    return call.channel["hours"] or call.whole["hours"]


def _is_open(call: _Call, at: datetime, open_by: OpenBy) -> bool:
    return open_by(_hours(call), call.whole["time_zone"], at)


def _calls(session: Session, drill: Drill, author: Actor) -> list[_Call]:
    """Every functional mailbox in scope that the author may see; RED is for named persons, so no office is written to."""
    statement = narrow(select(Entry), author, Permission.CHANNEL_REVEAL, on=Entry)
    statement = narrow(statement, author, Permission.DRILL_RUN, on=Entry)
    statement = statement.where(Entry.status == "published", Entry.marking != tlp.RED)
    if drill.region is not None:
        statement = statement.where(col(Entry.state).in_(sorted(regions.states_in(drill.region))))
    if drill.function:
        statement = statement.where(is_for(drill.function, today()))
    entries = session.exec(statement.order_by(col(Entry.id))).all()
    whole, may_see = records(session, entries), condition(author, Permission.CHANNEL_REVEAL)
    found = []
    for entry in entries:
        for channel in whole[entry.id]["channels"]:
            standing = channel_standing(entry, channel)
            if channel["type"] in MAILBOXES and standing.marking != tlp.RED and may_see.holds(standing):
                found.append(_Call(entry, whole[entry.id], channel))
    return found


def _write(session: Session, drill: Drill, entry: Entry, channel: Record) -> int:
    current = (Channel.entry_id == entry.id, Channel.id == channel["id"], col(Channel.replaced_at).is_(None))
    digest = session.exec(select(Channel.digest).where(*current)).one()
    call = DrillCall(
        id=str(uuid7()),
        drill_id=drill.id,
        entry_id=entry.id,
        state=entry.state,
        channel_id=channel["id"],
        digest=digest,
        sent_at=now(),
    )
    session.add(call)
    token = make_link(session, LINK, call.id, days=(drill.ends_at - now()) / timedelta(days=1))
    url = f"{settings_of(session).base_url.rstrip('/')}/drill?link={token}"
    name = " ".join(subject_of(entry).name().split())
    text = (
        "This is a communication test. There is no case and nobody is in danger.\n\n"
        f"To whoever answers this mailbox of\n{name},\n\n"
        "please open the page below and press the one button: it shows that a message to your office reaches somebody.\n"
        f"You need no account. The link is good once, until {drill.ends_at:%Y-%m-%d %H:%M} UTC.\n\n{url}\n\n"
        "How fast your office answers is shown to your own State only. This service never asks for a password by mail.\n"
    )
    subject = "TEST - practitioner directory: please acknowledge this message"
    return int(queue(session, channel["value"], subject, text, occasion=f"drill:{call.id}"))


# --- answering --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CallCard:
    """A test as the mailbox sees it behind its link."""

    entry: str
    name: str
    ends_at: datetime


def post_of_link(session: Session, token: str) -> Actor:
    """Who holds this link: the listed post itself, with a right to its own entry only. Raises `NotFound`."""
    call = session.get(DrillCall, read_link(session, LINK, token).subject)
    entry = session.get(Entry, call.entry_id) if call else None
    if entry is None:
        raise NotFound
    name = subject_of(entry).name()
    return Actor(id=f"post:{entry.id}", email="", name=name, role="listed_post", state=entry.state, entry=entry.id, method="link")


def call_of_link(session: Session, token: str, *, reader: Actor) -> CallCard:
    """What the link is for, without using it up. Raises `NotFound`."""
    call = session.get_one(DrillCall, read_link(session, LINK, token).subject)
    entry, drill = session.get_one(Entry, call.entry_id), session.get_one(Drill, call.drill_id)
    require(reader, Permission.DRILL_ANSWER, on=entry)
    return CallCard(entry.id, subject_of(entry).name(), drill.ends_at)


def acknowledge(session: Session, token: str, *, by: Actor) -> None:
    """The mailbox answers: its channel counts as tested. Raises `NotFound` for a link that is not good any more."""
    call = session.get_one(DrillCall, use_link(session, LINK, token).subject)
    entry = session.get_one(Entry, call.entry_id)
    require(by, Permission.DRILL_ANSWER, on=entry)
    _answered(session, call, "link", by)
    current = (Channel.entry_id == entry.id, Channel.id == call.channel_id, col(Channel.replaced_at).is_(None))
    channel = session.exec(select(Channel).where(*current, Channel.digest == call.digest)).first()
    if channel is not None:  # another mailbox has not been tested by this
        channel.tested_at, channel.tested_how = now(), "drill"
        session.add(channel)
    record(session, "drill:answered", by=by, entries=[entry.id], fields=[call.channel_id], payload={"drill": call.drill_id})


def note_called(session: Session, drill_id: str, entry_id: str, *, by: Actor) -> None:
    """A keeper notes that the office was called and answered. It counts as an answer; a keeper's own word tests no channel.

    Raises `NotFound`, `Denied`, `Conflict` when the test is over or the entry has answered.
    """
    require(by, Permission.DRILL_ANSWER)
    entry, drill = session.get(Entry, entry_id), session.get(Drill, drill_id)
    if entry is None or drill is None:
        raise NotFound
    require(by, Permission.DRILL_ANSWER, on=entry, entry=entry_id)
    calls = _open_calls(session, drill, entry)
    if not calls:
        raise Conflict("This test is over for the entry, or the entry has answered it.")
    for call in calls:
        _answered(session, call, "called", by)
    record(session, "drill:answered", by=by, entries=[entry_id], payload={"drill": drill_id, "how": "called"})


def _open_calls(session: Session, drill: Drill, entry: Entry) -> Sequence[DrillCall]:
    if drill.started_at is None or now() >= drill.ends_at:
        return []
    mine = (DrillCall.drill_id == drill.id, DrillCall.entry_id == entry.id, col(DrillCall.answered_at).is_(None))
    return session.exec(select(DrillCall).where(*mine).with_for_update()).all()


def _answered(session: Session, call: DrillCall, how: str, by: Actor) -> None:
    if call.answered_at is None:
        call.answered_at, call.answered_how, call.answered_by = now(), how, by.id
        session.add(call)
