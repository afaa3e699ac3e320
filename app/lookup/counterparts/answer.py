"""The answer: ranked lines with their reasons, what was passed over, on which footing - and the first line's value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

from sqlmodel import Session

from app.access.actor import Actor
from app.access.policy import require
from app.access.roles import Permission
from app.audit.disclosures import disclose
from app.audit.trail import event_of
from app.directory.cards import display_name
from app.directory.office_lines import whole_lines
from app.directory.parts import Record
from app.directory.reachable import Office, interpreters, name_parents, offices_at_home, reveal_line
from app.errors import Denied
from app.lookup.counterparts import own_side
from app.lookup.counterparts.at_sea import AtSea, at_sea
from app.lookup.counterparts.bridge import Speakers
from app.lookup.counterparts.chain import Step, neighbours, offices_there, steps_to
from app.lookup.counterparts.law import footing
from app.lookup.counterparts.opening import Opening, wall_time
from app.lookup.counterparts.question import Question
from app.lookup.counterparts.ranking import Passed, Rated, best_line
from app.lookup.counterparts.said import Said
from app.lookup.shared_hours import MyHours, my_hours, shared_minutes

MOST = 20


@dataclass(frozen=True)
class Ranked:
    """A line that can be tried now. `channel` has a value only once it was revealed; times carry their offset.

    `shared_minutes`: how long both sides are open together this week. `withheld` says what must still be stated to get the
    value of the first one.
    """

    entry: Record
    channel: Record
    reasons: tuple[Said, ...]
    open_until: datetime | None
    their_time: str | None
    my_time: str | None
    shared_minutes: int | None
    hop: str
    may_be_used_for: tuple[str, ...]
    opening: Opening
    points: int
    withheld: Said | None = None


@dataclass(frozen=True)
class PassedOver:
    """An office that cannot be tried now, and why."""

    entry: Record
    reason: Said
    hop: str


@dataclass(frozen=True)
class Answer:
    """Everything that is said to a question. `own_side` is there where the State has nobody for it, or nobody to reach."""

    asked: Question
    ranked: tuple[Ranked, ...]
    passed_over: tuple[PassedOver, ...]
    footing: tuple[Said, ...]
    at_sea: AtSea | None
    own_side: own_side.OwnSide | None


def counterparts(session: Session, question: Question, *, reader: Actor) -> Answer:
    """Whom to call, ranked, without any value; the look is on record before this returns.

    The same question about the same instant has the same answer. What the reader may not know of is neither ranked nor
    passed over. Raises `Denied` for readers without a right to channels.
    """
    require(reader, Permission.CHANNEL_REVEAL)
    answer = _answer(session, question, reader)
    shown = list(dict.fromkeys(card["id"] for card in _cards(answer)))
    asked = {name: value for name, value in question.told().items() if value}
    told = event_of("counterparts:asked", by=reader, entries=shown, count=len(shown), payload={"asked": asked})
    disclose(session, told)
    return answer


def _cards(answer: Answer) -> Iterator[Record]:
    """Every entry that the answer shows, in its order; the same one may come again."""
    yield from (each.entry for each in answer.ranked)
    yield from (each.entry for each in answer.passed_over)
    if answer.at_sea:
        yield from (*answer.at_sea.article_8_6, *answer.at_sea.article_17, *answer.at_sea.rescue)
    if answer.own_side:
        yield from (road.entry for road in answer.own_side.roads)


def with_first_value(session: Session, answer: Answer, *, purpose: str = "", case_ref: str = "", reader: Actor) -> Answer:
    """The answer with the value of its first line: a disclosure, durable before this returns.

    Raises `Invalid` naming `purpose` or `case_ref` where the entry asks for one. A line that asks for more than its entry, or
    for a second factor, keeps its value, and says in `withheld` what must be stated: the other lines can be tried meanwhile.
    """
    if not answer.ranked:
        return answer
    first = answer.ranked[0]
    stated = {"purpose": purpose, "case_ref": case_ref}
    try:
        line, reason = reveal_line(session, first.entry["id"], first.channel, **stated, reader=reader)
    except Denied as refusal:
        line, reason = None, refusal.detail
    given: Record = {"channel": {**first.channel, **line}} if line else {"withheld": _to_state(reason)}
    first = replace(first, **given)
    return replace(answer, ranked=(first, *answer.ranked[1:]))


def _to_state(reason: str | None) -> Said:
    if reason and "case" in reason:
        return Said("state_case")
    return Said("state_factor") if reason and "factor" in reason else Said("not_given")


def _answer(session: Session, question: Question, reader: Actor) -> Answer:
    mine = cache(lambda: _mine(session, question, reader))
    speakers = Speakers(question.languages, mine, cache(lambda: _interpreters(session, question, reader)))
    theirs = offices_there(session, question, reader=reader)
    steps = steps_to(session, question, theirs, reader=reader)
    verdicts = [best_line(step, question, speakers) for step in steps]
    if question.state and not any(isinstance(each, Rated) for each in verdicts):
        verdicts += [best_line(step, question, speakers) for step in neighbours(session, question, reader=reader)]
    ranked = sorted((each for each in verdicts if isinstance(each, Rated)), key=_order)
    passed = sorted((each for each in verdicts if isinstance(each, Passed)), key=lambda each: _place(each.step))
    gap = not any(step.distance == 0 for step in steps)
    helps = bool(question.state) and (gap or not ranked)
    seen = at_sea(question, theirs) if question.at_sea and question.state else None
    ranked, passed = ranked[:MOST], passed[:MOST]
    name_parents(session, _shown(theirs, [*ranked, *passed], seen), reader=reader)
    lines, working = whole_lines(session, _lines_by_entry(ranked)), my_hours(reader, question.from_state)
    return Answer(
        asked=question,
        ranked=tuple(_ranked(replace(each, line=lines[each.line["id"]]), question, working) for each in ranked),
        passed_over=tuple(PassedOver(each.step.office.card, each.reason, each.step.hop.code) for each in passed),
        footing=footing(question, theirs),
        at_sea=seen,
        own_side=own_side.own_side(session, question, mine(), gap=gap, reader=reader) if helps else None,
    )


def _shown(theirs: Sequence[Office], verdicts: Sequence[Rated | Passed], seen: AtSea | None) -> Iterator[Office]:
    """The offices of which the answer shows a card: most of those that are weighed stay behind."""
    yield from (each.step.office for each in verdicts)
    named = {card["id"] for card in (*seen.article_8_6, *seen.article_17, *seen.rescue)} if seen else set()
    yield from (office for office in theirs if office.card["id"] in named)


def _lines_by_entry(ranked: Iterable[Rated]) -> dict[str, list[Record]]:
    """An office is ranked once, with one line."""
    return {each.step.office.card["id"]: [each.line] for each in ranked}


def _mine(session: Session, question: Question, reader: Actor) -> list[Office]:
    """The offices of my own State that carry requests abroad."""
    if question.from_state is None:
        return []
    return own_side.carriers(offices_at_home(session, question.from_state, question.at, reader=reader))


def _interpreters(session: Session, question: Question, reader: Actor) -> list[Office]:
    """Interpreters on file for a language of mine: those of my State first, then theirs, then all others."""
    order = {question.from_state: 0, question.state: 1}
    found = interpreters(session, question.languages, question.at, reader=reader)
    return sorted(found, key=lambda office: order.get(office.card["state"], 2))


def _order(rated: Rated) -> tuple[bool, int, int, str, str]:
    """What nobody confirmed for so long, and stays because it is the last, comes after all that somebody did."""
    stale = rated.step.office.card["status"] == "not_confirmed"
    return (stale, -rated.points, *_place(rated.step))


def _place(step: Step) -> tuple[int, str, str]:
    """Of two alike: the nearer hop, then the name; the id only where two have one name."""
    card = step.office.card
    return step.distance, display_name(card["names"]), card["id"]


def _ranked(rated: Rated, question: Question, mine: MyHours) -> Ranked:
    card, line = rated.step.office.card, rated.line
    hours = line["hours"] or card["hours"]
    return Ranked(
        entry=card,
        channel=line,
        reasons=rated.reasons,
        open_until=rated.opening.until,
        their_time=wall_time(question.at, card["time_zone"]),
        my_time=wall_time(question.at, mine.zone),
        shared_minutes=shared_minutes(hours, card["time_zone"], mine.hours, mine.zone, question.at, always=line["always_open"]),
        hop=rated.step.hop.code,
        may_be_used_for=_uses(rated),
        opening=rated.opening,
        points=rated.points,
    )


def _uses(rated: Rated) -> tuple[str, ...]:
    """What the hop allows, cut down to what the line is for; passing a request on is always possible where the hop does."""
    uses: Sequence[str] = rated.step.hop.uses
    of_line = rated.line["may_be_used_for"]
    if uses == ("own",):
        return tuple(of_line)
    return tuple(use for use in uses if use == "forward" or not of_line or use in of_line)
