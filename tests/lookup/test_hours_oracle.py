"""Open or closed, checked against a slow oracle that walks the wall clock minute by minute, where clocks change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import cycle, dropwhile, pairwise, takewhile
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.lookup.hours import closes_at, is_open, open_intervals, opens_at
from app.lookup.hours_shapes import DAYS, DatedException, Hours, Span

MINUTE = timedelta(minutes=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Both hemispheres, steps of 30 and 60 minutes, offsets of 30 and 45, gaps at midnight (Cairo, Beirut, Santiago), a
# midnight that comes twice (Havana), a change at 00:01 (St John's until 2011), Ramadan (Casablanca), a day that was
# skipped whole (Apia), and none at all.
ZONES = (
    ("Europe/Rome", 2026),
    ("America/New_York", 2027),
    ("America/St_Johns", 2010),
    ("America/St_Johns", 2026),
    ("America/Havana", 2026),
    ("America/Santiago", 2026),
    ("Africa/Cairo", 2026),
    ("Africa/Casablanca", 2026),
    ("Asia/Beirut", 2026),
    ("Australia/Lord_Howe", 2026),
    ("Pacific/Chatham", 2026),
    ("Australia/Eucla", 2008),
    ("Australia/Eucla", 2026),
    ("Asia/Tehran", 2022),
    ("Pacific/Apia", 2011),
    ("Africa/Tunis", 2026),
    ("Asia/Kathmandu", 2026),
    ("Asia/Kolkata", 2026),
)


@cache
def moments() -> tuple[tuple[str, datetime], ...]:
    """Zone and UTC hour of each change of clocks in its year, or midsummer where there is none."""
    found = []
    for zone, year in ZONES:
        days = [datetime(year, 1, 1, tzinfo=UTC) + timedelta(days=n) for n in range(365)]
        changes = [changing_hour(zone, day) for day in days if offset(zone, day) != offset(zone, day + timedelta(days=1))]
        found += [(zone, change) for change in changes or [datetime(year, 7, 1, 12, tzinfo=UTC)]]
    return tuple(found)


def changing_hour(zone: str, day: datetime) -> datetime:
    hours = (day + timedelta(hours=n) for n in range(1, 25))
    return next(hour for hour in hours if offset(zone, hour) != offset(zone, day))


def offset(zone: str, at: datetime) -> timedelta | None:
    return at.astimezone(ZoneInfo(zone)).utcoffset()


@cache
def shown(zone: str, middle: datetime) -> tuple[dict[datetime, int], dict[datetime, int]]:
    """What the wall clock shows around `middle`: wall minute -> the first and the last UTC minute that shows it."""
    first: dict[datetime, int] = {}
    last: dict[datetime, int] = {}
    for n in range(-6 * 1440, 6 * 1440):
        instant = middle + n * MINUTE
        wall = instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        last[wall] = (instant - EPOCH) // MINUTE
        first.setdefault(wall, last[wall])
    return first, last


@cache
def season_days(begins: tuple[int, int], ends: tuple[int, int]) -> frozenset[tuple[int, int]]:
    """Every day of a season, walked day by day round the 366 days that a year can have."""
    year = [date(2024, 1, 1) + timedelta(days=n) for n in range(366)]
    round_and_round = cycle((day.month, day.day) for day in year)
    walk = dropwhile(lambda day: day != begins, round_and_round)
    return frozenset([*takewhile(lambda day: day != ends, walk), ends])


def rows_of(hours: Hours, day: date) -> Iterator[tuple[time, time]]:
    """What the timetable on the door says about this date."""
    dated = [exception for exception in hours.exceptions if exception.date == day]
    for exception in dated:
        if not exception.closed:
            assert exception.opens is not None
            assert exception.closes is not None
            yield exception.opens, exception.closes
    for span in [] if dated else hours.spans:
        season = span.season_from and span.season_until and season_days(span.season_from, span.season_until)
        if day.strftime("%a").lower()[:2] in span.days and (not season or (day.month, day.day) in season):
            yield span.opens, span.closes


def open_minutes(hours: Hours, zone: str, middle: datetime) -> set[int]:
    """The oracle: every UTC minute at which the office is open, some days around `middle`."""
    first, last = shown(zone, middle)
    begin = middle.astimezone(ZoneInfo(zone)).date() - timedelta(days=4)
    minutes: set[int] = set()
    for n in range(8):
        day = begin + timedelta(days=n)
        for opens, closes in rows_of(hours, day):
            wall = datetime.combine(day, opens)
            hand = wall + MINUTE
            while hand.time() != closes:
                hand += MINUTE
            minutes.update(range(utc_minute(wall, first, last), utc_minute(hand, last, last)))
    return minutes


def utc_minute(wall: datetime, table: dict[datetime, int], last: dict[datetime, int]) -> int:
    """A minute that the clock never showed is counted on from the last one that it did show."""
    if wall in table:
        return table[wall]
    missing = 0
    while wall not in last:
        wall, missing = wall - MINUTE, missing + 1
    return last[wall] + missing


def agree(hours: Hours, zone: str, at: datetime, minutes: set[int]) -> None:
    """State, closing and opening are the oracle's, as far as it sees (32 hours ahead)."""
    now = (at - EPOCH) // MINUTE
    assert is_open(hours, zone, at) == (now in minutes), (zone, at.isoformat())
    ahead = range(now + 1, now + 32 * 60)
    if now in minutes:
        end = next((minute for minute in ahead if minute not in minutes), None)
        if end is not None:
            assert closes_at(hours, zone, at) == EPOCH + end * MINUTE
    else:
        assert closes_at(hours, zone, at) is None
    begin = next((minute for minute in ahead if minute in minutes and minute - 1 not in minutes), None)
    if begin is not None:
        assert opens_at(hours, zone, at) == EPOCH + begin * MINUTE


def hard_hours(day: date) -> Hours:
    """Spans that begin, end and touch inside the hours that are skipped or come twice, on every day of the week."""
    spans = (
        Span(DAYS, time(0, 5), time(1, 10)),
        Span(DAYS, time(1, 20), time(2, 15)),
        Span(DAYS, time(2, 15), time(2, 40)),
        Span(("fr", "sa", "su"), time(2, 50), time(3, 20)),
        Span(("mo", "we", "fr", "su"), time(23, 30), time(0, 0)),
        Span(("tu", "th", "sa"), time(22), time(0, 5)),
        Span(DAYS, time(8), time(12, 30), (day.month, day.day), (12, 31)),
        Span(DAYS, time(14), time(17), (10, 1), (3, 31)),
    )
    closed = DatedException(day - timedelta(days=2), True, reason="closed")
    return Hours(spans, (closed, DatedException(day + timedelta(days=1), False, time(2, 30), time(2, 45))))


@pytest.mark.parametrize(
    ("zone", "middle"), moments(), ids=lambda value: f"{value:%Y-%m-%d}" if isinstance(value, datetime) else value
)
def test_around_every_change_of_clocks_the_answers_are_those_of_the_oracle(zone: str, middle: datetime) -> None:
    hours = hard_hours(middle.astimezone(ZoneInfo(zone)).date())
    minutes = open_minutes(hours, zone, middle)
    instants = [middle + timedelta(minutes=n) for n in range(-28 * 60, 28 * 60, 29)]
    assert len(instants) > 110
    for at in instants:
        agree(hours, zone, at, minutes)


def test_the_zones_of_the_sweep_change_their_clocks_where_we_think_they_do() -> None:
    changing = {zone for zone, _ in ZONES} - {"Africa/Tunis", "Asia/Kathmandu", "Asia/Kolkata"}
    assert len(moments()) >= 2 * len(changing) + 4


times = st.builds(time, st.integers(0, 23), st.integers(0, 59)) | st.builds(time, st.integers(0, 3), st.just(0))
days_of_year = st.dates(date(2024, 1, 1), date(2024, 12, 31)).map(lambda day: (day.month, day.day))


@st.composite
def random_spans(draw: st.DrawFn) -> Span:
    days = draw(st.sets(st.sampled_from(DAYS), min_size=1))
    season = draw(st.none() | st.tuples(days_of_year, days_of_year))
    return Span(tuple(days), draw(times), draw(times), *(season or (None, None)))


@st.composite
def random_questions(draw: st.DrawFn) -> tuple[Hours, str, datetime, datetime]:
    """Hours (spans may overlap), a zone, the moment of a change of clocks, and an instant within 36 hours of it."""
    zone, middle = draw(st.sampled_from(moments()))
    near = st.integers(-3, 3).map(lambda n: middle.astimezone(ZoneInfo(zone)).date() + timedelta(days=n))
    closed = st.builds(DatedException, near, st.just(True))
    other = st.builds(DatedException, near, st.just(False), times, times)
    exceptions = draw(st.lists(closed | other, max_size=3))
    spans = draw(st.lists(random_spans(), max_size=6))
    at = middle + timedelta(seconds=draw(st.integers(-36 * 3600, 36 * 3600)))
    return Hours(tuple(spans), tuple(exceptions)), zone, middle, at


@settings(max_examples=400)
@given(random_questions())
def test_for_any_hours_the_answers_are_those_of_the_oracle(question: tuple[Hours, str, datetime, datetime]) -> None:
    hours, zone, middle, at = question
    agree(hours, zone, at, open_minutes(hours, zone, middle))


@settings(max_examples=100)
@given(random_questions(), st.integers(1, 60 * 60))
def test_intervals_are_ordered_apart_and_inside_the_range(question: tuple[Hours, str, datetime, datetime], length: int) -> None:
    hours, zone, _, at = question
    end = at + length * MINUTE
    edges = [edge for interval in open_intervals(hours, zone, at, end) for edge in interval]
    assert all(a < b for a, b in pairwise(edges))
    assert all(at <= edge <= end and edge.tzinfo is UTC for edge in edges)
