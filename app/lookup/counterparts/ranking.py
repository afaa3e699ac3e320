"""One line of one office, weighed: the points of `weights` with the reason for each, or the reason why it is passed over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from app.directory.parts import Record
from app.directory.vocabulary import channel_family
from app.lookup.counterparts.bridge import WRITTEN, Bridge, Speakers, bridge_to
from app.lookup.counterparts.chain import Step
from app.lookup.counterparts.opening import Opening, opening_of
from app.lookup.counterparts.question import Question
from app.lookup.counterparts.said import Said, ago
from app.lookup.counterparts.weights import POINTS

SOON = timedelta(minutes=15)
TEST_COUNTS = timedelta(days=90)
LINE_AGES = timedelta(days=365)
SLOW = ("postal", "diplomatic", "fax", "e_codex", "web_form")
"""What nobody answers at once."""

POSTS = ("liaison_officer", "prosecutor")
"""Kinds that are one person's post: nobody answers while it is vacant. Other offices go on without their head."""

Values = dict[str, tuple[str, Any]]
Weighed = tuple[int, str | None, Values]
"""Points, and the reason for them as code and values: most lines are weighed for nothing, and only the best one is explained."""
NOTHING: Values = {}


@dataclass(frozen=True)
class Rated:
    """A line that can be tried now: its points and its reasons, the weightiest kind first."""

    step: Step
    line: Record
    points: int
    reasons: tuple[Said, ...]
    opening: Opening


@dataclass(frozen=True)
class Passed:
    """An office that is passed over, and why."""

    step: Step
    reason: Said


def best_line(step: Step, question: Question, speakers: Speakers) -> Rated | Passed:
    """The office's best line that can be tried at this instant, or the first reason why there is none."""
    if (vacant := _vacant(step.office.card)) and step.office.card["kind"] in POSTS:
        return Passed(step, vacant)
    of_office = _of_office(step, question.at)
    lines = [line for line in step.office.lines if "testing_only" not in line["contexts"]]
    verdicts = [_verdict(step, line, question, speakers, of_office) for line in lines]
    rated = [each for each in verdicts if isinstance(each, _Weighing)]
    if rated:
        return _explained(step, max(rated, key=lambda each: (each.points, -each.line["preference"])))
    passed = [each for each in verdicts if isinstance(each, Said)]
    return Passed(step, min(passed, key=_urgency_of) if passed else Said("no_line"))


def _urgency_of(reason: Said) -> int:
    """Of several reasons the one that says most: when it opens before what it speaks."""
    order = ("closed", "closed_long", "no_language", "emergencies", "too_slow")
    return order.index(reason.code)


class _Weighing(NamedTuple):
    """A line that can be tried, not explained yet."""

    line: Record
    points: int
    weighed: list[Weighed]
    opening: Opening


def _explained(step: Step, best: _Weighing) -> Rated:
    reasons = tuple(Said(code, values) for _, code, values in best.weighed if code is not None)
    return Rated(step, best.line, best.points, reasons, best.opening)


@dataclass(frozen=True)
class _OfOffice:
    """What counts for an office on each of its lines; `ages` says whether the age of a line counts beside the office's.

    `opening` is that of its lines without hours of their own.
    """

    road: tuple[Weighed, ...]
    fresh: Weighed
    ages: bool
    holder: tuple[Weighed, ...]
    opening: Opening


def _of_office(step: Step, at: datetime) -> _OfOffice:
    card = step.office.card
    fresh, ages = _freshness(card, at)
    opening = opening_of({"always_open": False, "hours": None}, card, at)
    return _OfOffice(tuple(_road(step)), fresh, ages, tuple(_holder(card)), opening)


def _verdict(step: Step, line: Record, question: Question, speakers: Speakers, of_office: _OfOffice) -> _Weighing | Said:
    card, at = step.office.card, question.at
    if line["may_be_used_for"] == ("emergency_only",) and not question.urgent:
        return Said("emergencies")
    if question.urgent and line["type"] in SLOW:
        return Said("too_slow")
    own = line["always_open"] or line["hours"]
    opening = opening_of(line, card, at) if own else of_office.opening
    if opening.state == "closed" and (question.urgent or line["type"] not in WRITTEN):
        return _closed(opening, card, at)
    bridge = bridge_to(step.office, line, speakers)
    if bridge.kind == "none" and bridge.said is not None:
        return bridge.said
    weighed = [
        *of_office.road,
        *_use(line, question),
        _open(opening, card, at),
        *_language(bridge, speakers, line),
        of_office.fresh,
        *(_line_ages(line, at) if of_office.ages else ()),
        *_past(line, at),
        *of_office.holder,
        (max(-5, min(5, (50 - line["preference"]) // 10)) * POINTS["preference"], None, NOTHING),
    ]
    return _Weighing(line, sum(each[0] for each in weighed), weighed, opening)


def _closed(opening: Opening, card: Record, at: datetime) -> Said:
    if opening.again is None:
        return Said("closed_long")
    return Said("closed", {"when": ("when", (opening.again, card["time_zone"], at))})


def _road(step: Step) -> Iterator[Weighed]:
    points = step.distance * POINTS["hop"]
    points += (POINTS["designated"] if step.designated else 0) + (POINTS["article"] if step.exact else 0)
    yield points, step.said.code, step.said.values


def _use(line: Record, question: Question) -> Iterator[Weighed]:
    urgent = line["always_open"] or {"urgent", "out_of_hours"} & set(line["contexts"])
    if question.urgent and urgent:
        yield POINTS["urgent_line"], "urgent_line", NOTHING
    if question.at_sea and "maritime" in line["contexts"]:
        yield POINTS["maritime_line"], "maritime_line", NOTHING
    if question.urgent and channel_family(line["type"]) == "phone":
        yield POINTS["voice"], None, NOTHING


def _open(opening: Opening, card: Record, at: datetime) -> Weighed:
    if opening.state == "always":
        return POINTS["always_open"], "always_open", NOTHING
    if opening.state == "unknown":
        return POINTS["hours_unknown"], "hours_unknown", NOTHING
    if opening.state == "closed":
        if not opening.again:
            return 0, "closed_long", NOTHING
        return 0, "closed_writes", {"when": ("when", (opening.again, card["time_zone"], at))}
    if opening.until is None:
        return POINTS["open_now"], "always_open", NOTHING
    left = opening.until - at
    span: Values = {"span": ("span", left)}
    return (POINTS["closes_soon"], "closes_soon", span) if left < SOON else (POINTS["open_now"], "open_more", span)


def _language(bridge: Bridge, speakers: Speakers, line: Record) -> Iterator[Weighed]:
    points = POINTS.get(bridge.kind, 0)
    if bridge.kind == "direct" and bridge.said is not None:
        tag = str(bridge.said.values["language"][1])
        points += POINTS["best_language"] if tag.split("-")[0] == speakers.mine[0].split("-")[0] else 0
        points += POINTS["fluent"] if bridge.fluent else 0
    if bridge.kind == "interpreter" and line["type"] in WRITTEN:
        points -= 1  # a translated letter is slower than an interpreted call
    yield (points, bridge.said.code, bridge.said.values) if bridge.said is not None else (points, None, NOTHING)


def _freshness(card: Record, at: datetime) -> tuple[Weighed, bool]:
    """What the last confirmation counts, and whether beside it that of a line does: not where the office's own is missing."""
    fresh = card["freshness"]
    state, confirmed = fresh["state"], _instant(fresh["confirmed_at"])
    if confirmed is None or state == "never":
        return (POINTS["never_confirmed"], "never_confirmed", NOTHING), False
    if confirmed > at:  # asked about an instant before it
        return (POINTS["confirmed"], "confirmed_on", {"day": ("day", confirmed)}), True
    if state in ("confirmed", "due"):
        return (POINTS[state], state, {"ago": ago(confirmed, at)}), True
    if state == "overdue":
        due = _instant(fresh["due_at"])
        return (POINTS["overdue"], "overdue", {"day": ("day", due or confirmed)}), True
    return (POINTS["not_confirmed"], "not_confirmed", {"day": ("day", confirmed)}), False


def _line_ages(line: Record, at: datetime) -> Iterator[Weighed]:
    of_line = line["confirmed_at"]
    if of_line is not None and at - of_line > LINE_AGES:
        yield POINTS["line_aged"], "line_aged", {"ago": ago(of_line, at)}


def _past(line: Record, at: datetime) -> Iterator[Weighed]:
    tested = line["tested_at"]
    if tested is not None and timedelta(0) <= at - tested <= TEST_COUNTS:
        yield POINTS["tested"], "tested", {"ago": ago(tested, at)}
    if line["dimmed"]:
        yield POINTS["dimmed"], "dimmed", NOTHING
    elif line["last_outcome"] == "answered":
        yield POINTS["answered"], "answered", NOTHING
    elif line["last_outcome"] == "no_answer":
        yield POINTS["failed"], "failed", NOTHING
    elif line["last_outcome"] in ("bounced", "wrong_number"):
        yield POINTS["bounced"], "bounced", NOTHING


def _vacant(card: Record) -> Said | None:
    since = card["vacant_since"]
    return Said("vacant", {"day": ("day", date.fromisoformat(since))}) if since else None


def _holder(card: Record) -> Iterator[Weighed]:
    if vacant := _vacant(card):
        yield POINTS["absent"], vacant.code, vacant.values
    away = card["absence"]
    if away:
        until = away["until"]
        if until:
            yield POINTS["absent"], "absent", {"day": ("day", date.fromisoformat(until))}
        else:
            yield POINTS["absent"], "absent_open", NOTHING


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
