"""When an office is open: now, until when, from when, how long together with mine, and what both clocks show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.errors import FieldError, Invalid
from app.lookup.hours_shapes import ALWAYS, DAYS, Hours, in_season

# A week answers nearly always; the longer looks are for seasonal offices and long closures. ALWAYS needs no search.
_LOOK_AHEAD = tuple(timedelta(days=days) for days in (8, 60, 400))
_INSTANT = timedelta(microseconds=1)
_DAY = timedelta(days=1)
# Zone data are reliable from 1980 on; the end leaves the calendar room for every look ahead.
_YEARS = range(1980, 2200)

Interval = tuple[datetime, datetime]


@dataclass(frozen=True)
class WallClock:
    """What a clock on a wall shows: the local date and time (aware), the weekday (`mo`..`su`), `UTC+05:45`."""

    local: datetime
    weekday: str
    offset: str


@dataclass(frozen=True)
class TwoClocks:
    """One instant on their wall and on mine."""

    theirs: WallClock
    mine: WallClock


def open_intervals(hours: Hours, zone: str, start: datetime, end: datetime) -> Iterator[Interval]:
    """When an office in the IANA `zone` is open between two instants: UTC pairs, in order, apart, cut to [start, end).

    Where clocks change (RFC 5545, 3.3.5): a wall time that is skipped counts on with the offset from before the gap, so
    02:30 becomes 03:30; of one that comes twice, the first opens and the last closes. What opened before midnight stays
    open into a date that is closed. Raises `Invalid` for an unknown zone or a start outside 1980-2199.
    """
    start, end, place = _within_calendar(start), _utc(end), _zone(zone)
    current: Interval | None = None
    for opens, closes in sorted(_raw_intervals(hours, place, start, end)):
        opens, closes = max(opens, start), min(closes, end)
        if opens >= closes:
            continue
        if current is None or opens > current[1]:
            if current is not None:
                yield current
            current = (opens, closes)
        else:
            current = (current[0], max(current[1], closes))
    if current is not None:
        yield current


def is_open(hours: Hours, zone: str, at: datetime) -> bool:
    """Whether the office is open at this instant; it no longer is at the instant of closing."""
    return any(open_intervals(hours, zone, at, at + _INSTANT))


def closes_at(hours: Hours, zone: str, at: datetime) -> datetime | None:
    """The UTC instant at which an office that is open now closes; None if it is closed, or open for 400 days more."""
    for ahead in () if hours == ALWAYS else _LOOK_AHEAD:
        opens, closes = next(open_intervals(hours, zone, at, at + ahead), (None, None))
        if opens is None or closes is None or opens > at:
            return None
        if closes < at + ahead:
            return closes
    return None


def opens_at(hours: Hours, zone: str, at: datetime) -> datetime | None:
    """The UTC instant of the next opening after `at`; None if there is none in 400 days.

    For an office that is open now it is the opening after this one, so an office that never closes has none.
    """
    for ahead in () if hours == ALWAYS else _LOOK_AHEAD:
        for opens, _ in open_intervals(hours, zone, at, at + ahead):
            if opens > at:
                return opens
    return None


def overlap_minutes(hours_a: Hours, zone_a: str, hours_b: Hours, zone_b: str, week_start: datetime) -> int:
    """Minutes in the week from `week_start` in which both offices are open.

    The week has seven days of the zone that `week_start` carries, an hour more or less where its clocks change.
    """
    week_end = week_start + 7 * _DAY
    theirs = list(open_intervals(hours_a, zone_a, week_start, week_end))
    mine = list(open_intervals(hours_b, zone_b, week_start, week_end))
    shared = (min(a[1], b[1]) - max(a[0], b[0]) for a in theirs for b in mine)
    return sum((piece for piece in shared if piece > timedelta(0)), timedelta(0)) // timedelta(minutes=1)


def wall_clock(at: datetime, zone: str) -> WallClock:
    """What the clocks in the IANA `zone` show at this instant. Raises `Invalid` as `open_intervals` does."""
    local = _within_calendar(at).astimezone(_zone(zone))
    shown = local.strftime("%z")
    return WallClock(local, DAYS[local.weekday()], f"UTC{shown[:3]}:{shown[3:5]}")


def two_clocks(at: datetime, theirs_zone: str, mine_zone: str) -> TwoClocks:
    """Their wall clock and mine at this instant. Raises as `open_intervals` does."""
    return TwoClocks(wall_clock(at, theirs_zone), wall_clock(at, mine_zone))


def _raw_intervals(hours: Hours, place: ZoneInfo, start: datetime, end: datetime) -> Iterator[Interval]:
    """Every opening that may touch [start, end), uncut, unmerged, not always in order, with empty ones."""
    # Two days before: the night of yesterday, and clocks that were set back over midnight. One day after: set forward.
    day, last = start.astimezone(place).date() - 2 * _DAY, end.astimezone(place).date() + _DAY
    dated = {exception.date for exception in hours.exceptions}
    while day <= last:
        for opens, closes in _exceptional(hours, day) if day in dated else _weekly(hours, day):
            closing_day = day if closes > opens else day + _DAY
            yield _opening(day, opens, place), _closing(closing_day, closes, place)
        day += _DAY


def _weekly(hours: Hours, day: date) -> Iterator[tuple[time, time]]:
    weekday = DAYS[day.weekday()]
    for span in hours.spans:
        if weekday in span.days and in_season(span, (day.month, day.day)):
            yield span.opens, span.closes


def _exceptional(hours: Hours, day: date) -> Iterator[tuple[time, time]]:
    for exception in hours.exceptions:
        if exception.date == day and exception.opens is not None and exception.closes is not None:
            yield exception.opens, exception.closes


def _opening(day: date, wall: time, place: ZoneInfo) -> datetime:
    # fold=0 is the first of two, and in a gap the offset from before it (PEP 495).
    return datetime.combine(day, wall, place).astimezone(UTC)


def _closing(day: date, wall: time, place: ZoneInfo) -> datetime:
    first = datetime.combine(day, wall, place)
    second = first.replace(fold=1)
    # In a gap fold=1 would go backwards; only a time that comes twice has the smaller offset the second time.
    comes_twice = (second.utcoffset() or timedelta(0)) < (first.utcoffset() or timedelta(0))
    return (second if comes_twice else first).astimezone(UTC)


def _utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("an instant needs its offset: a naive datetime is not one")
    return at.astimezone(UTC)


def is_within_calendar(at: datetime) -> bool:
    """Whether hours can be told about this instant: the years 1980 to 2199, on the clock it carries and in UTC."""
    return at.year in _YEARS and _utc(at).year in _YEARS


def _within_calendar(at: datetime) -> datetime:
    if not is_within_calendar(at):
        reason = f"must lie in the years {_YEARS[0]} to {_YEARS[-1]}"
        raise Invalid("This instant is outside the calendar.", errors=(FieldError("at", reason),))
    return _utc(at)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as fault:  # what zoneinfo raises for unknown names, odd paths, directories
        reason = "is not an IANA time zone, like Africa/Tunis"
        raise Invalid("This time zone is not known.", errors=(FieldError("time_zone", reason),)) from fault
