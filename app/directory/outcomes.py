"""What happened when readers tried a channel, and the channels that two independent offices could not reach."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import combinations

from sqlalchemy import and_, or_
from sqlmodel import Session, col, func, select
from uuid_utils.compat import uuid7

from app.access.actor import Actor
from app.access.policy import keeps, may_know, require
from app.access.roles import Permission
from app.audit.disclosed import disclosed_between
from app.audit.trail import record
from app.clock import now
from app.db import lock_for_counting, settings_of
from app.directory.lines_seen import lines_seen
from app.directory.models import Channel, Entry
from app.directory.problem_models import CallOutcome
from app.directory.problems import open_unreachable
from app.directory.vocabulary import codes, is_code
from app.errors import Denied, FieldError, Invalid, NotFound, TooMany

FAILURES = ("no_answer", "wrong_number", "bounced")
UNPUBLISHED = ""
"""The digest of a replacement that is not published yet: its id is its own."""
WINDOW = timedelta(days=30)
"""How long a failure counts, and how long after opening a channel one may say what came of it."""
Told = tuple[CallOutcome, datetime | None]
"""An outcome, and when its channel last passed a test."""


@dataclass(frozen=True)
class OutcomeCard:
    """What was noted, and whether the channel is now dimmed: two offices could not reach it."""

    entry: str
    channel: str
    outcome: str
    dimmed: bool


def note_outcome(session: Session, entry_id: str, channel_id: str, outcome: str, *, by: Actor) -> OutcomeCard:
    """Say what happened on a channel that one has opened. `answered` is no confirmation and no test.

    Two failures by persons of different States, or of different authorities, within 30 days dim the channel and open a
    report; an unverified replacement likewise. Raises `NotFound`, `Denied` for who keeps the entry or has not opened the
    channel, `Invalid`, `TooMany`.
    """
    require(by, Permission.PROBLEM_REPORT)
    entry = session.exec(select(Entry).where(Entry.id == entry_id).with_for_update()).first()
    if entry is None or not may_know(by, entry):
        raise NotFound(rule=Permission.PROBLEM_REPORT.name, entry=entry_id)
    line = next((each for each in lines_seen(session, entry, reader=by) if each["id"] == channel_id), None)
    if line is None:
        raise Invalid("Nothing was noted.", errors=(FieldError("channel", "is not a channel of this entry that you see"),))
    if keeps(by, entry):
        raise Denied("You keep this entry: confirm the channel, or correct it.", rule="PROBLEM_REPORT", entry=entry_id)
    if not _has_opened(session, entry_id, channel_id, by):
        raise Denied("Open the entry first: only who was given a channel can say what came of it.", entry=entry_id)
    if not is_code("outcome", outcome):
        raise Invalid("Nothing was noted.", errors=(FieldError("outcome", f"one of {', '.join(codes('outcome'))}"),))
    _require_within_limit(session, by)
    channel = _published(session, entry_id, channel_id)
    _keep(session, entry_id, channel_id, channel.digest if channel else UNPUBLISHED, outcome, by)
    dimmed = channel_id in dimmed_channels(session, [entry_id])
    if channel is not None and (outcome != "bounced" or dimmed):  # mail is not stopped on one reader's word
        channel.last_outcome = outcome
        session.add(channel)
    record(session, "outcome:noted", by=by, entries=[entry_id], fields=[channel_id], payload={"outcome": outcome})
    if dimmed and outcome in FAILURES:
        open_unreachable(session, entry, channel_id, by=by)
    return OutcomeCard(entry_id, channel_id, outcome, dimmed)


def _published(session: Session, entry_id: str, channel_id: str) -> Channel | None:
    """The current version of a line; none for a replacement that is not published yet."""
    current = (Channel.entry_id == entry_id, Channel.id == channel_id, col(Channel.replaced_at).is_(None))
    return session.exec(select(Channel).where(*current)).first()


def _has_opened(session: Session, entry_id: str, channel_id: str, by: Actor) -> bool:
    given = disclosed_between(session, entry_id, channel_id, now() - WINDOW, now())
    return any(each.account == by.id for each in given)


def _require_within_limit(session: Session, by: Actor) -> None:
    lock_for_counting(session, f"outcomes:{by.id}")
    counted = select(func.count()).where(CallOutcome.by_id == by.id, col(CallOutcome.at) > now() - timedelta(days=1))
    if session.exec(counted).one() >= settings_of(session).outcomes_per_day:
        raise TooMany("You have noted as many outcomes as one person can in a day.", retry_after=3600)


def _keep(session: Session, entry_id: str, channel_id: str, digest: str, outcome: str, by: Actor) -> None:
    session.add(
        CallOutcome(
            id=str(uuid7()),
            entry_id=entry_id,
            channel_id=channel_id,
            digest=digest,
            outcome=outcome,
            at=now(),
            by_id=by.id,
            by_state=by.state,
            by_authority=by.entry,
        )
    )
    session.flush()


def dimmed_channels(session: Session, entry_ids: Collection[str], at: datetime | None = None) -> frozenset[str]:
    """Ids of channels of these entries, unverified ones among them, that two independent offices failed to reach, as of now

    or of another instant. It ends when somebody is answered, when a communication test is, with another number, or when 30
    days have passed.
    """
    upto = at or now()
    return _dimmed(_told_between(session, entry_ids, upto - WINDOW, upto), upto)


def _dimmed(told_by_then: Iterable[Told], upto: datetime) -> frozenset[str]:
    failures: dict[str, list[CallOutcome]] = defaultdict(list)
    for told, tested_at in told_by_then:
        if told.outcome == "answered":
            failures[told.channel_id].clear()
        elif told.outcome in FAILURES and (tested_at is None or told.at > tested_at or tested_at > upto):
            failures[told.channel_id].append(told)
    return frozenset(channel for channel, told in failures.items() if are_independent(told))


def dimmed_and_last(session: Session, entry_ids: Collection[str], at: datetime) -> tuple[frozenset[str], dict[str, str | None]]:
    """What `dimmed_channels` tells of an instant, and what was last said of channels of these entries by then, as

    `Channel.last_outcome` keeps it of now. Channels of which nobody said anything since are left out of the latter: what is
    kept of them holds.
    """
    found: dict[str, str | None] = {}
    around = list(_told_between(session, entry_ids, at - WINDOW, max(at, now())))
    later = {told.channel_id for told, _ in around if told.at > at}
    for told, _ in _told_between(session, [*entry_ids] if later else [], datetime.min.replace(tzinfo=UTC), at):
        if told.channel_id in later and told.outcome != "bounced":
            found[told.channel_id] = told.outcome
    by_then = [(told, tested_at) for told, tested_at in around if told.at <= at]
    return _dimmed(by_then, at), {channel: found.get(channel) for channel in later}


def _told_between(session: Session, entry_ids: Collection[str], after: datetime, upto: datetime) -> Iterable[Told]:
    """What was said of the numbers that these entries have now, oldest first, with the last test of each."""
    current = and_(
        col(Channel.id) == col(CallOutcome.channel_id),
        col(Channel.digest) == col(CallOutcome.digest),
        col(Channel.replaced_at).is_(None),
        col(Channel.hidden_at).is_(None),
    )
    statement = (
        select(CallOutcome, Channel.tested_at)
        .outerjoin(Channel, current)
        .where(col(CallOutcome.entry_id).in_(entry_ids), col(CallOutcome.at) > after, col(CallOutcome.at) <= upto)
        .where(or_(col(Channel.id).is_not(None), col(CallOutcome.digest) == UNPUBLISHED))
        .order_by(col(CallOutcome.at), col(CallOutcome.id))
    )
    return session.exec(statement)


def are_independent(failures: Sequence[CallOutcome]) -> bool:
    """Whether two of these come from different offices: another State, or another authority where both are known."""
    return any(_differ(one, other) for one, other in combinations(failures, 2))


def _differ(one: CallOutcome, other: CallOutcome) -> bool:
    if one.by_id == other.by_id:
        return False
    if one.by_state != other.by_state:
        return bool(one.by_state and other.by_state)
    return bool(one.by_authority and other.by_authority and one.by_authority != other.by_authority)
