"""What communication tests showed: response times of a State to that State only, in aggregate to all practitioners."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from sqlmodel import Session, col, select

from app.access.actor import Actor
from app.access.policy import condition, why_not
from app.access.roles import Permission
from app.audit.disclosures import disclose
from app.audit.trail import event_of
from app.clock import now
from app.directory.coverage import FOREIGN_OFFICER
from app.directory.drill_models import Drill, DrillCall
from app.directory.drills import runs
from app.directory.models import Entry
from app.directory.subjects import subject_of
from app.errors import Denied, NotFound

FEWEST_STATES = 5
"""Below it an aggregate would tell how one State answered."""


@dataclass(frozen=True)
class DrillCard:
    """A test: where and for what, and its `state`: planned, running, ended or cancelled."""

    id: str
    region: str | None
    network: str | None
    function: str | None
    out_of_hours: bool
    starts_at: datetime
    ends_at: datetime
    state: str


@dataclass(frozen=True)
class Figures:
    """Mailboxes asked and answered, the median minutes to an answer, shares of those asked within 1 and 24 hours (0 to 1)."""

    asked: int
    answered: int
    median_minutes: float | None
    within_1_hour: float
    within_24_hours: float


@dataclass(frozen=True)
class OwnCall:
    """One mailbox of the reader's own State, with the name of its office."""

    entry: str
    name: str
    sent_at: datetime
    answered_at: datetime | None
    how: str | None


@dataclass(frozen=True)
class Results:
    """`overall` is none while the test runs and where fewer than five States took part (`too_few`)."""

    drill: DrillCard
    overall: Figures | None
    too_few: bool
    own: Figures | None
    own_calls: tuple[OwnCall, ...]


def drills(session: Session, *, reader: Actor) -> Sequence[DrillCard]:
    """Tests, the latest first. Only coordinators see those to come, and only within their own scope. Raises `Denied`."""
    _require_reading(reader)
    rows = session.exec(select(Drill).order_by(col(Drill.starts_at).desc(), col(Drill.id)))
    return [_card(drill) for drill in rows if _may_see(drill, reader)]


def results(session: Session, drill_id: str, *, reader: Actor) -> Results:
    """What a test showed; the look is recorded. Raises `NotFound`, `Denied`."""
    _require_reading(reader)
    drill = session.get(Drill, drill_id)
    if drill is None or not _may_see(drill, reader):
        raise NotFound
    statement = select(DrillCall, Entry).join(Entry, col(Entry.id) == col(DrillCall.entry_id))
    rows = session.exec(statement.where(DrillCall.drill_id == drill_id).order_by(col(DrillCall.sent_at), col(DrillCall.id))).all()
    open_to_all = condition(FOREIGN_OFFICER, Permission.ENTRY_FIND)
    counted = [call for call, entry in rows if open_to_all.holds(entry)]
    ended, enough = now() >= drill.ends_at, len({call.state for call in counted}) >= FEWEST_STATES
    may_own, may_find = (condition(reader, p) for p in (Permission.DRILL_RESULTS_READ, Permission.ENTRY_FIND))
    own = [(call, entry) for call, entry in rows if may_own.holds(entry) and may_find.holds(entry)]
    ids = sorted({entry.id for _, entry in own})
    disclose(session, event_of("drills:consulted", by=reader, entries=ids, count=len(own), payload={"drill": drill_id}))
    return Results(
        drill=_card(drill),
        overall=figures(counted) if ended and enough else None,
        too_few=ended and not enough,
        own=figures([call for call, _ in own]) if own else None,
        own_calls=tuple(_own(call, entry) for call, entry in own),
    )


def _require_reading(reader: Actor) -> None:
    may = (Permission.DRILL_RESULTS_READ, Permission.DRILL_RUN)
    reasons = [why_not(reader, permission) for permission in may]
    if all(reasons):
        raise Denied(str(reasons[0]), rule=Permission.DRILL_RESULTS_READ.name)


def _may_see(drill: Drill, reader: Actor) -> bool:
    if why_not(reader, Permission.DRILL_RUN) is None and runs(reader, drill):
        return True
    return drill.started_at is not None


def _card(drill: Drill) -> DrillCard:
    state = "planned"
    if drill.cancelled_at is not None:
        state = "cancelled"
    elif drill.started_at is not None:
        state = "ended" if now() >= drill.ends_at else "running"
    about = (drill.region, drill.network, drill.function, drill.out_of_hours, drill.starts_at, drill.ends_at)
    return DrillCard(drill.id, *about, state)


def figures(calls: Sequence[DrillCall]) -> Figures:
    """The figures of these calls; shares are of all that were asked."""
    minute = timedelta(minutes=1)
    taken = [(call.answered_at - call.sent_at) / minute for call in calls if call.answered_at is not None]
    within = [sum(time <= limit for time in taken) for limit in (60, 24 * 60)]
    shares = [round(count / len(calls), 3) if calls else 0.0 for count in within]
    middle = round(median(taken), 1) if taken else None
    return Figures(len(calls), len(taken), middle, shares[0], shares[1])


def _own(call: DrillCall, entry: Entry) -> OwnCall:
    return OwnCall(entry.id, subject_of(entry).name(), call.sent_at, call.answered_at, call.answered_how)
