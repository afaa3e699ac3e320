"""The shapes of opening hours and the rules that a timetable must keep, whatever it was written in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import TypeVar

DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
# Bounds that no real office reaches; within them the text form always fits one spreadsheet cell (32,767 characters).
MAX_SPANS = 60
MAX_EXCEPTIONS = 100
MAX_REASON = 100

MonthDay = tuple[int, int]
T = TypeVar("T")

_DAY_MINUTES = 24 * 60
_WEEK_MINUTES = 7 * _DAY_MINUTES


@dataclass(frozen=True)
class Span:
    """Open from `opens` to `closes` on each of `days`, all year or in a season.

    `closes <= opens` lies on the following day: `00:00` is the end of the day, equal times are 24 hours. A season
    includes both its ends and runs over New Year when it ends before it begins; the day of opening decides.
    """

    days: tuple[str, ...]
    opens: time
    closes: time
    season_from: MonthDay | None = None
    season_until: MonthDay | None = None


@dataclass(frozen=True)
class DatedException:
    """One date on which the week does not hold: closed, or open at these times instead. Several open ones add up."""

    date: date
    closed: bool
    opens: time | None = None
    closes: time | None = None
    reason: str = ""


@dataclass(frozen=True)
class Hours:
    """A timetable on the wall clock of its owner's zone. Spans add up; exceptions replace what would open that date."""

    spans: tuple[Span, ...] = ()
    exceptions: tuple[DatedException, ...] = ()


ALWAYS = Hours(spans=(Span(DAYS, time(0), time(0)),))


def in_season(span: Span, day: MonthDay) -> bool:
    """Whether the span holds on this (month, day)."""
    if span.season_from is None or span.season_until is None:
        return True
    if span.season_from <= span.season_until:
        return span.season_from <= day <= span.season_until
    return day >= span.season_from or day <= span.season_until


def is_month_day(month: int, day: int) -> bool:
    """Whether some year has this day (29 February is one)."""
    try:
        date(2000, month, day)
    except ValueError:
        return False
    return True


def normal(spans: Iterable[Span], exceptions: Iterable[DatedException]) -> Hours:
    """The one way to hold a timetable: days with equal times share a span, in the order of the year and the week."""
    days: dict[tuple[MonthDay | None, MonthDay | None, time, time], set[str]] = {}
    for span in spans:
        key = (span.season_from, span.season_until, span.opens, span.closes)
        days.setdefault(key, set()).update(span.days)
    merged = [
        Span(tuple(day for day in DAYS if day in chosen), opens, closes, begins, ends)
        for (begins, ends, opens, closes), chosen in days.items()
    ]
    return Hours(tuple(sorted(merged, key=_span_order)), tuple(sorted(set(exceptions), key=_exception_order)))


def clashing_spans(spans: Sequence[Span]) -> list[tuple[int, int]]:
    """Positions (earlier, later) of spans whose times overlap in a week of a season that both share.

    Each later one is named once, with the first that it overlaps, so that a hostile input gets no endless answer.
    """
    return _first_clashes(spans, _spans_clash)


def clashing_exceptions(exceptions: Sequence[DatedException]) -> list[tuple[int, int]]:
    """Positions (earlier, later) of exceptions that contradict each other about one date; each later one once."""
    return _first_clashes(exceptions, _exceptions_clash)


def _first_clashes(items: Sequence[T], clash: Callable[[T, T], bool]) -> list[tuple[int, int]]:
    earlier = (next((i for i in range(j) if clash(items[i], items[j])), None) for j in range(len(items)))
    return [(i, j) for j, i in enumerate(earlier) if i is not None]


def _minute(wall: time) -> int:
    return wall.hour * 60 + wall.minute


def _length(opens: time, closes: time) -> int:
    return (_minute(closes) - _minute(opens)) % _DAY_MINUTES or _DAY_MINUTES


def _spans_clash(one: Span, other: Span) -> bool:
    if not _seasons_meet(one, other):
        return False
    # The week is a circle: Sunday night may reach into Monday. Two arcs overlap when either begins inside the other.
    for a in _week_minutes(one):
        for b in _week_minutes(other):
            if (b - a) % _WEEK_MINUTES < _length(one.opens, one.closes):
                return True
            if (a - b) % _WEEK_MINUTES < _length(other.opens, other.closes):
                return True
    return False


def _week_minutes(span: Span) -> list[int]:
    return [DAYS.index(day) * _DAY_MINUTES + _minute(span.opens) for day in span.days]


def _seasons_meet(one: Span, other: Span) -> bool:
    if one.season_from is None or other.season_from is None:
        return True
    return in_season(one, other.season_from) or in_season(other, one.season_from)


def _exceptions_clash(one: DatedException, other: DatedException) -> bool:
    if one.date != other.date:
        return False
    if one.opens is None or one.closes is None or other.opens is None or other.closes is None:
        return True  # at least one of them says closed, the other says it again or says open
    first, second = sorted([(one.opens, one.closes), (other.opens, other.closes)])
    return _minute(second[0]) < _minute(first[0]) + _length(*first)


def _span_order(span: Span) -> tuple[MonthDay, MonthDay, list[int], time, time]:
    days = [DAYS.index(day) for day in span.days]
    return (span.season_from or (0, 0), span.season_until or (0, 0), days, span.opens, span.closes)


def _exception_order(exception: DatedException) -> tuple[date, time, time, str]:
    return (exception.date, exception.opens or time(0), exception.closes or time(0), exception.reason)
