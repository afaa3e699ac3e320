"""What asks for a keeper today: confirmations that fall due, postings that end, posts that are vacant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import or_
from sqlmodel import Session, col, select

from app.clock import now, today
from app.db import settings_of
from app.directory.cards import ChannelStanding
from app.directory.freshness import NOTICE
from app.directory.models import Entry, Holder, Posting
from app.directory.problem_models import Problem
from app.directory.subjects import Subject, channels_named, subject_of

STAGES = ("due", "overdue", "overdue_again", "not_confirmed")
"""How far an entry is past its confirmation: 30 days before, at the due date, halfway through the grace, after the grace."""

POSTING_DAYS = (60, 14)
"""How many days before its end a posting is told of."""

NEVER_CONFIRMED_AFTER = timedelta(days=30)
"""How long after its publication an entry that nobody ever confirmed is told of."""


@dataclass(frozen=True)
class Due:
    """Something about an entry that its keeper is told once for each `occasion`. `day` is the date that it is about.

    `channels` are those that it is about: who may see none of them is not told.
    """

    kind: str
    subject: Subject
    occasion: str
    day: date
    channels: tuple[ChannelStanding, ...] = ()


def stage_of(due_at: datetime, lapses_at: datetime, at: datetime) -> str | None:
    """The stage that an entry has reached, or none while it is confirmed (see `STAGES`)."""
    if at >= lapses_at:
        return "not_confirmed"
    if at >= due_at + (lapses_at - due_at) / 2:
        return "overdue_again"
    if at >= due_at:
        return "overdue"
    return "due" if at >= due_at - NOTICE else None


def confirmations_due(session: Session) -> list[Due]:
    """Published entries that wait for a confirmation, by due date; of stages that were missed only the last is told."""
    at = now()
    late = or_(col(Entry.due_at) <= at + NOTICE, col(Entry.confirmed_at).is_(None))
    statement = select(Entry).where(Entry.status == "published", late).order_by(col(Entry.due_at), col(Entry.id))
    found = []
    for entry in session.exec(statement):
        stage = stage_of(entry.due_at, entry.lapses_at, at) if entry.due_at and entry.lapses_at else None
        since = entry.published_at or entry.registered_at
        if stage is not None and entry.due_at and entry.lapses_at:
            day = entry.lapses_at if stage == "not_confirmed" else entry.due_at
            found.append(Due(stage, subject_of(entry), entry.due_at.date().isoformat(), day.date()))
        elif entry.confirmed_at is None and at >= since + NEVER_CONFIRMED_AFTER:
            found.append(Due("never_confirmed", subject_of(entry), since.date().isoformat(), since.date()))
    return found


def changes_of_post_due(session: Session) -> list[Due]:
    """Postings that end in 60 or 14 days, and posts whose holder or posting has ended or whose holder is absent."""
    return [*_postings(session), *_vacancies(session)]


def _postings(session: Session) -> Sequence[Due]:
    day = today()
    within = (col(Posting.until) >= day, col(Posting.until) <= day + timedelta(days=max(POSTING_DAYS)))
    found = []
    for until, entry in session.exec(_of_published(select(Posting.until, Entry), Posting).where(*within)):
        days = min(d for d in POSTING_DAYS if until <= day + timedelta(days=d))
        found.append(Due(f"posting_ends_{days}", subject_of(entry), until.isoformat(), until))
    return found


def _vacancies(session: Session) -> Sequence[Due]:
    day = today()
    found = []
    for until, entry in session.exec(_of_published(select(Posting.until, Entry), Posting).where(col(Posting.until) < day)):
        found.append(Due("vacant", subject_of(entry), until.isoformat(), until))
    ended = or_(col(Holder.until) < day, col(Holder.absent_from) <= day)
    for holder, entry in session.exec(_of_published(select(Holder, Entry), Holder).where(ended)):
        if holder.until is not None and holder.until < day:
            found.append(Due("vacant", subject_of(entry), holder.until.isoformat(), holder.until))
        elif holder.absent_until is None or holder.absent_until >= day:
            found.append(Due("absent", subject_of(entry), holder.absent_from.isoformat(), holder.absent_from))
    return found


def escalated_problems(session: Session) -> list[Due]:
    """Reports on published entries that their owner left open for longer than `problem_days`."""
    since = now() - timedelta(days=settings_of(session).problem_days)
    late = (Problem.state == "open", col(Problem.reported_at) <= since)
    found = []
    for problem, entry in session.exec(_of_published(select(Problem, Entry), Problem).where(*late).order_by(col(Problem.id))):
        subject = subject_of(entry)
        about = tuple(channels_named(session, subject, [problem.channel_id] if problem.channel_id else []))
        found.append(Due("problem_escalated", subject, problem.id, problem.reported_at.date(), about))
    return found


def _of_published(statement: Any, part: type[Posting | Holder | Problem]) -> Any:
    return statement.join(Entry, col(Entry.id) == part.entry_id).where(Entry.status == "published")
