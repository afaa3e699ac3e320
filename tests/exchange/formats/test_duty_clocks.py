"""Both clocks on paper: noon there is when here, and their week on our clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exchange.formats.duty_clocks import hours_here, noon_changes, noon_here
from app.lookup.hours import is_open
from app.lookup.hours_shapes import Hours
from app.lookup.hours_text import hours_text, parse_hours_text
from tests.lookup.hours_strategies import timetables

MARCH = date(2026, 3, 10)
ZONES = ("Europe/Rome", "Africa/Tunis", "Asia/Kolkata", "Pacific/Auckland", "America/New_York", "Pacific/Kiritimati", "UTC")


@pytest.mark.parametrize(
    ("theirs", "mine", "noon"),
    [
        ("Africa/Nairobi", "Europe/Rome", "10:00"),
        ("Asia/Kathmandu", "Europe/Rome", "07:15"),
        ("Pacific/Auckland", "America/New_York", "19:00 -1"),
        ("Pacific/Honolulu", "Pacific/Kiritimati", "12:00 +1"),
        ("Europe/Rome", "Europe/Paris", "12:00"),
    ],
)
def test_noon_there_is_when_here(theirs: str, mine: str, noon: str) -> None:
    assert noon_here(MARCH, theirs, mine) == noon


def test_a_clock_change_on_one_side_within_the_sheets_life_is_said() -> None:
    assert noon_changes(MARCH, date(2026, 4, 9), "Africa/Tunis", "Europe/Rome") == [(date(2026, 3, 29), "13:00")]
    assert noon_changes(MARCH, date(2026, 4, 9), "Europe/Paris", "Europe/Rome") == []
    assert noon_changes(MARCH, date(2026, 3, 28), "Africa/Tunis", "Europe/Rome") == []


def test_hours_across_midnight_move_to_the_day_before_or_after() -> None:
    hours = parse_hours_text("Mo-Fr 22:00-06:00; Su 00:00-02:00")
    at = datetime(2026, 1, 10, tzinfo=UTC)
    assert hours_text(hours_here(hours, at, "Africa/Nairobi", "Europe/Rome")) == "Mo-Fr 20:00-04:00; Sa 22:00-24:00"


@given(timetables(), st.sampled_from(ZONES), st.sampled_from(ZONES), st.integers(0, 7 * 96 - 1))
def test_the_week_on_our_clock_is_the_week_on_theirs(hours: Hours, theirs: str, mine: str, quarter: int) -> None:
    """Read on our clock, the shifted week is open at the same instants: in a week of January no clock changes."""
    weekly = Hours(tuple(span for span in hours.spans if span.season_from is None))
    at = datetime(2026, 1, 12, tzinfo=UTC) + timedelta(minutes=15 * quarter)
    assert is_open(hours_here(weekly, at, theirs, mine), mine, at) == is_open(weekly, theirs, at)
