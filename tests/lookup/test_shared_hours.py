"""The hours of the week in which a call can be answered on both sides."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from app.lookup.hours_shapes import DAYS
from app.lookup.shared_hours import shared_minutes, usual_hours

TUESDAY = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def week(*days: str, opens: str = "09:00", closes: str = "17:00") -> dict[str, Any]:
    return {"spans": [{"days": list(days), "opens": opens, "closes": closes}], "exceptions": []}


WORKDAYS = week("mo", "tu", "we", "th", "fr")


def test_two_offices_of_one_zone_share_all_their_hours() -> None:
    assert shared_minutes(WORKDAYS, "Europe/Rome", WORKDAYS, "Europe/Rome", TUESDAY) == 5 * 8 * 60


def test_an_hour_of_difference_takes_an_hour_a_day() -> None:
    assert shared_minutes(WORKDAYS, "Europe/London", WORKDAYS, "Europe/Rome", TUESDAY) == 5 * 7 * 60


def test_weekends_that_differ_leave_the_days_between() -> None:
    cairo = week("su", "mo", "tu", "we", "th")
    assert shared_minutes(cairo, "Europe/Rome", WORKDAYS, "Europe/Rome", TUESDAY) == 4 * 8 * 60


def test_opposite_sides_of_the_world_share_nothing() -> None:
    assert shared_minutes(WORKDAYS, "Pacific/Auckland", WORKDAYS, "Europe/Rome", TUESDAY) == 0


@pytest.mark.parametrize(("state", "days"), [("IT", 5), (None, 5), ("EG", 4), ("AF", 3), ("IR", 4)])
def test_who_states_no_hours_is_taken_to_work_from_nine_to_five_on_the_days_of_its_state(state: str | None, days: int) -> None:
    assert shared_minutes(WORKDAYS, "Europe/Rome", usual_hours(state), "Europe/Rome", TUESDAY) == days * 8 * 60


def test_the_states_with_another_weekend_are_those_of_cldr() -> None:
    for language, state in (("ar", "EG"), ("ar", "SA"), ("ar", "DZ"), ("he", "IL"), ("fa", "IR"), ("fa", "AF"), ("ar", "AE")):
        locale = Locale(language, territory=state)
        free = {(locale.weekend_start + day) % 7 for day in range((locale.weekend_end - locale.weekend_start) % 7 + 1)}
        assert {DAYS.index(day) for day in usual_hours(state)["spans"][0]["days"]} == set(range(7)) - free, state


def test_a_line_that_never_closes_is_open_in_all_of_mine() -> None:
    assert shared_minutes(None, "Asia/Kathmandu", WORKDAYS, "Europe/Rome", TUESDAY, always=True) == 5 * 8 * 60


def test_a_closed_date_of_this_week_does_not_count_and_one_of_another_does_not_matter() -> None:
    closed = {**WORKDAYS, "exceptions": [{"date": "2026-11-26", "closed": True}, {"date": "2026-12-24", "closed": True}]}
    assert shared_minutes(closed, "Europe/Rome", WORKDAYS, "Europe/Rome", TUESDAY) == 4 * 8 * 60


def test_without_their_hours_or_a_zone_nothing_is_said() -> None:
    assert shared_minutes(None, "Europe/Rome", WORKDAYS, "Europe/Rome", TUESDAY) is None
    assert shared_minutes(WORKDAYS, None, WORKDAYS, "Europe/Rome", TUESDAY) is None
    assert shared_minutes(WORKDAYS, "Europe/Rome", WORKDAYS, None, TUESDAY) is None
    assert shared_minutes({"spans": [], "exceptions": []}, "Europe/Rome", WORKDAYS, "Europe/Rome", TUESDAY) is None


@given(st.integers(0, 2000))
def test_it_is_never_more_than_my_own_week_whatever_the_date(days: int) -> None:
    at = TUESDAY - timedelta(days=days)
    found = shared_minutes(WORKDAYS, "America/Santiago", WORKDAYS, "Europe/Rome", at)
    assert found is not None and 0 <= found <= 5 * 8 * 60


def test_in_the_first_days_of_the_calendar_no_week_is_told() -> None:
    for at, told in ((datetime(1980, 1, 1, tzinfo=UTC), None), (datetime(1980, 1, 9, tzinfo=UTC), 5 * 8 * 60)):
        assert shared_minutes(WORKDAYS, "Europe/Rome", WORKDAYS, "Europe/Rome", at) == told
    assert shared_minutes(WORKDAYS, "Europe/Rome", WORKDAYS, "Europe/Rome", datetime(2199, 12, 31, tzinfo=UTC)) == 5 * 8 * 60
