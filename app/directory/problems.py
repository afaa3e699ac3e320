"""Readers' reports that something about an entry is wrong, and what its owner answers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select
from uuid_utils.compat import uuid7

from app.access.actor import Actor
from app.access.policy import may_know, narrow, require
from app.access.roles import Permission
from app.accounts.standing import account_facts
from app.audit.disclosures import disclose
from app.audit.trail import event_of, record
from app.clock import now
from app.db import lock_for_counting, settings_of
from app.directory.cards import KEEPERS_ONLY
from app.directory.find import visible_parents
from app.directory.forms import EntryForm
from app.directory.lines_seen import lines_seen, may_know_line
from app.directory.models import Entry
from app.directory.problem_models import Problem
from app.directory.subjects import subject_of
from app.directory.vocabulary import is_code
from app.errors import Conflict, FieldError, Invalid, NotFound, TooMany
from app.outbox.queue import queue
from app.reference.text import plain

TRANSITIONS: dict[str, tuple[str, ...]] = {"open": ("answered", "dismissed"), "answered": (), "dismissed": ()}
"""From each state of a report the states that may follow."""

REGISTRY = "registry"
"""Who reports where two offices failed to reach a channel."""

UNREACHABLE = "unreachable"
KINDS_OF_READERS = (
    *("wrong_number", "nobody_answers", "wrong_office", "wrong_hours", "wrong_language"),
    *("person_left", "should_be_hidden", "duplicate", "other"),
)
LONGEST_NOTE = 500
A_NUMBER = re.compile(r"(?:\d[\s().\-/]{0,2}){6,}|@")
"""What a report never needs and a case file has: numbers of telephones, documents and cases, mail addresses."""

FIELDS = tuple(name for name in EntryForm.model_fields if name not in (*KEEPERS_ONLY, "kind", "state", "provenance"))


@dataclass(frozen=True)
class ProblemCard:
    """A report as reporter and owner see it: `state_of` and `authority` say where it came from, never who it was.

    `escalated`: open for longer than the setting `problem_days`. `name` is empty where the entry is hidden from the reader.
    """

    id: str
    entry: str
    name: str
    kind: str
    fields: tuple[str, ...]
    note: str | None
    state: str
    reported_at: datetime
    escalated: bool
    mine: bool
    state_of: str | None
    authority: str | None
    answer: str | None
    answered_at: datetime | None


def report_problem(
    session: Session, entry_id: str, kind: str, fields: Sequence[str], note: str | None, *, by: Actor
) -> ProblemCard:
    """Tell the owner that something is wrong. The same open report by the same person is one.

    `fields` are names of an entry's fields or `channels.ID`, also of an unverified replacement. Raises `NotFound` for an
    entry that the reader may not know of, `Invalid` naming each wrong field, `TooMany` after `problems_per_day` reports in
    24 hours.
    """
    require(by, Permission.PROBLEM_REPORT)
    entry = session.get(Entry, entry_id)
    if entry is None or not may_know(by, entry):
        raise NotFound(rule=Permission.PROBLEM_REPORT.name, entry=entry_id)
    require(by, Permission.PROBLEM_REPORT, on=entry, entry=entry_id)
    named = sorted(set(fields))
    text = _checked(session, entry, kind, named, note, by)
    lock_for_counting(session, f"problems:{by.id}")
    same = (Problem.entry_id == entry_id, Problem.kind == kind, Problem.state == "open", Problem.reported_by == by.id)
    for old in session.exec(select(Problem).where(*same)):
        if old.fields == named:
            return _card(session, old, entry, by)
    _require_within_limit(session, by)
    problem = _new(session, entry, kind, named, text, by.id)
    problem.reporter_state, problem.reporter_authority = by.state, by.entry
    _record_report(session, entry, problem, by=by)
    return _card(session, problem, entry, by)


def _checked(session: Session, entry: Entry, kind: str, fields: list[str], note: str | None, by: Actor) -> str | None:
    wrong = []
    if kind not in KINDS_OF_READERS:
        wrong.append(FieldError("kind", f"{kind!r} is not one of {', '.join(KINDS_OF_READERS)}"))
    seen = {f"channels.{line['id']}" for line in lines_seen(session, entry, reader=by)}
    unknown = [name for name in fields if name not in FIELDS and name not in seen]
    wrong += [FieldError("fields", f"{name!r} is no field of this entry that you see") for name in unknown]
    text, reason = checked_note(note)
    if reason:
        wrong.append(FieldError("note", reason))
    if wrong:
        raise Invalid("The report cannot be sent.", errors=tuple(wrong))
    return text


def checked_note(note: str | None) -> tuple[str | None, str | None]:
    """The note without blanks around it, or none, and what is wrong with it, or none."""
    try:
        text = plain((note or "").strip()) or None
    except ValueError as problem:
        return None, str(problem)
    if text and len(text) > LONGEST_NOTE:
        return None, f"at most {LONGEST_NOTE} characters"
    if text and A_NUMBER.search(text):
        return None, "leave out numbers and mail addresses: a note is about this office only, never about a person or a case"
    return text, None


def _require_within_limit(session: Session, by: Actor) -> None:
    since = now() - timedelta(days=1)
    counted = select(func.count()).where(Problem.reported_by == by.id, col(Problem.reported_at) > since)
    if session.exec(counted).one() >= settings_of(session).problems_per_day:
        raise TooMany("You have reported as many problems as one person can in a day.", retry_after=3600)


def _new(session: Session, entry: Entry, kind: str, fields: list[str], note: str | None, reporter: str) -> Problem:
    channels = [name.partition(".")[2] for name in fields if name.startswith("channels.")]
    problem = Problem(
        id=str(uuid7()),
        entry_id=entry.id,
        channel_id=channels[0] if channels else None,
        kind=kind,
        fields=fields,
        note=note,
        reported_at=now(),
        reported_by=reporter,
    )
    session.add(problem)
    return problem


def _record_report(session: Session, entry: Entry, problem: Problem, *, by: Actor) -> None:
    payload: dict[str, object] = {"problem": problem.id, "kind": problem.kind, "note": problem.note}
    fields = [problem.channel_id] if problem.channel_id else problem.fields
    record(session, "problem:reported", by=by, entries=[entry.id], fields=fields, marking=entry.marking, payload=payload)


def open_unreachable(session: Session, entry: Entry, channel_id: str, *, by: Actor) -> None:
    """Open the registry's own report that two offices failed to reach a channel, unless one is open. The caller has checked."""
    same = (Problem.channel_id == channel_id, Problem.kind == UNREACHABLE, Problem.state == "open")
    session.flush()
    if session.exec(select(Problem.id).where(*same)).first() is None:
        problem = _new(session, entry, UNREACHABLE, [f"channels.{channel_id}"], None, REGISTRY)
        _record_report(session, entry, problem, by=by)


# --- answering --------------------------------------------------------------------------------------------------


def answer_problem(session: Session, problem_id: str, state: str, answer: str, *, by: Actor) -> ProblemCard:
    """Say what was done (`answered`) or why nothing is (`dismissed`); the reporter gets one mail.

    Raises `NotFound`, `Denied`, `Conflict` when it is not open any more, `Invalid` without a sentence.
    """
    require(by, Permission.PROBLEM_ANSWER)
    problem = session.exec(select(Problem).where(Problem.id == problem_id).with_for_update()).first()
    entry = session.get(Entry, problem.entry_id) if problem else None
    if problem is None or entry is None:
        raise NotFound
    require(by, Permission.PROBLEM_ANSWER, on=entry, entry=entry.id)
    _require_sees_channel(session, problem, entry, by)
    if state not in TRANSITIONS["open"]:
        raise Invalid("Nothing was kept.", errors=(FieldError("state", f"one of {', '.join(TRANSITIONS['open'])}"),))
    if state not in TRANSITIONS[problem.state]:
        raise Conflict(f"This report is {problem.state} already.")
    text, reason = checked_note(answer)
    if text is None:
        said = reason or "say what was done, or why nothing is: the reporter reads it"
        raise Invalid("Nothing was kept.", errors=(FieldError("answer", said),))
    problem.state, problem.answer, problem.answered_at, problem.answered_by = state, text, now(), by.id
    session.add(problem)
    payload: dict[str, object] = {"problem": problem.id, "state": state, "answer": text}
    record(session, "problem:answered", by=by, entries=[entry.id], marking=entry.marking, payload=payload)
    _tell_reporter(session, problem)
    return _card(session, problem, entry, by)


def _require_sees_channel(session: Session, problem: Problem, entry: Entry, by: Actor) -> None:
    """A report on a channel that is closed to this keeper does not exist for it."""
    if not _sees_channel(session, problem, entry, by):
        raise NotFound(entry=entry.id)


def _sees_channel(session: Session, problem: Problem, entry: Entry, reader: Actor) -> bool:
    if problem.channel_id is None:
        return True
    return may_know_line(session, entry, problem.channel_id, reader=reader)


def _tell_reporter(session: Session, problem: Problem) -> None:
    """One mail without any name of an office: it may have become closed to the reporter meanwhile."""
    account = account_facts(session, problem.reported_by)
    if account is None or account.status != "active":
        return
    link = f"{settings_of(session).base_url.rstrip('/')}/reports#p-{problem.id}"
    name = " ".join(account.name.split())
    text = f"Dear {name},\n\nwhoever keeps an entry on which you reported a problem has answered:\n{link}\n"
    queue(session, account.email, "Practitioner directory: your report was answered", text, occasion=f"problem:{problem.id}")


# --- reading ----------------------------------------------------------------------------------------------------


def problems(session: Session, *, state: str | None = None, entry_id: str | None = None, reader: Actor) -> Sequence[ProblemCard]:
    """Reports on the entries that this reader answers for: open ones first, the oldest on top. Raises `Denied`, `Invalid`."""
    require(reader, Permission.PROBLEM_ANSWER)
    if state is not None and not is_code("problem_state", state):
        raise Invalid("The list cannot be made.", errors=(FieldError("state", f"one of {', '.join(TRANSITIONS)}"),))
    statement = select(Problem, Entry).join(Entry, col(Entry.id) == col(Problem.entry_id))
    statement = narrow(statement, reader, Permission.PROBLEM_ANSWER, on=Entry)
    if state is not None:
        statement = statement.where(Problem.state == state)
    if entry_id is not None:
        statement = statement.where(Problem.entry_id == entry_id)
    rows = session.exec(statement.order_by(col(Problem.reported_at), col(Problem.id))).all()
    found = [_card(session, p, e, reader) for p, e in rows if _sees_channel(session, p, e, reader)]
    ids = sorted({card.entry for card in found})
    disclose(session, event_of("problems:consulted", by=reader, entries=ids, count=len(found), rule="PROBLEM_ANSWER"))
    return sorted(found, key=lambda card: card.state != "open")


def my_reports(session: Session, *, reader: Actor) -> Sequence[ProblemCard]:
    """What this person reported, newest first, with the answers."""
    require(reader, Permission.PROBLEM_REPORT)
    statement = select(Problem, Entry).join(Entry, col(Entry.id) == col(Problem.entry_id))
    rows = session.exec(statement.where(Problem.reported_by == reader.id).order_by(col(Problem.reported_at).desc()))
    return [_card(session, problem, entry, reader) for problem, entry in rows]


def _card(session: Session, problem: Problem, entry: Entry, reader: Actor) -> ProblemCard:
    late = now() >= problem.reported_at + timedelta(days=settings_of(session).problem_days)
    known = may_know(reader, entry)
    authority = problem.reporter_authority
    offices = visible_parents(session, {authority} if authority else set(), reader=reader)
    return ProblemCard(
        id=problem.id,
        entry=entry.id,
        name=subject_of(entry).name() if known else "",
        kind=problem.kind,
        fields=tuple(problem.fields),
        note=problem.note,
        state=problem.state,
        reported_at=problem.reported_at,
        escalated=problem.state == "open" and late,
        mine=problem.reported_by == reader.id,
        state_of=problem.reporter_state,
        authority=offices[authority]["name"] if authority in offices else None,
        answer=problem.answer,
        answered_at=problem.answered_at,
    )
