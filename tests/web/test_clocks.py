"""Opening hours as a page shows them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from app.web.clocks import dates_ahead, open_now, weeks

TUESDAY = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)
OFFICE: dict[str, Any] = {
    "spans": [
        {"days": ["mo", "tu", "we", "th"], "opens": "08:00", "closes": "12:30"},
        {"days": ["mo", "tu", "we", "th"], "opens": "14:00", "closes": "17:00"},
        {"days": ["fr"], "opens": "08:00", "closes": "24:00"},
    ],
    "exceptions": [
        {"date": "2026-12-25", "closed": True, "reason": "Holiday"},
        {"date": "2026-12-24", "opens": "08:00", "closes": "12:00"},
        {"date": "2020-12-25", "closed": True},
    ],
}


def test_an_open_office_tells_when_it_closes_on_both_walls() -> None:
    found = open_now(OFFICE, "Africa/Tunis", TUESDAY, "Africa/Nairobi")
    assert found is not None and found.is_open and found.closes and not found.opens
    assert found.closes.left == timedelta(hours=4)
    assert f"{found.closes.clocks.theirs.local:%H:%M} {found.closes.clocks.mine.local:%H:%M}" == "12:30 14:30"


def test_a_closed_office_tells_when_it_opens() -> None:
    found = open_now(OFFICE, "Africa/Tunis", TUESDAY.replace(hour=12), "UTC")
    assert found is not None and not found.is_open and found.opens
    assert found.opens.left == timedelta(minutes=30)


def test_a_duty_line_is_open_without_hours_and_without_a_zone() -> None:
    found = open_now(None, None, TUESDAY, "UTC", always=True)
    assert found is not None and found.always and found.is_open and found.clocks is None


def test_nobody_guesses_hours_that_nobody_stated() -> None:
    assert open_now(None, "Africa/Tunis", TUESDAY, "UTC") is None
    assert open_now(OFFICE, None, TUESDAY, "UTC") is None


def test_days_with_the_same_hours_share_a_row() -> None:
    (week,) = weeks(OFFICE, TUESDAY)
    assert week.season is None and week.is_now
    assert week.runs == ((0, 3, ("08:00–12:30", "14:00–17:00")), (4, 4, ("08:00–24:00",)), (5, 6, ()))


def test_the_present_season_comes_first() -> None:
    summer = {"days": ["mo"], "opens": "07:00", "closes": "13:00", "from": "06-01", "until": "08-31"}
    winter = {"days": ["mo"], "opens": "08:00", "closes": "16:00", "from": "09-01", "until": "05-31"}
    found = weeks({"spans": [summer, winter], "exceptions": []}, TUESDAY)
    assert [week.is_now for week in found] == [True, False]
    assert found[0].season == ((9, 1), (5, 31))


def test_dates_that_differ_are_told_from_today_on() -> None:
    assert [(each.date.isoformat(), times) for each, times in dates_ahead(OFFICE, TUESDAY)] == [
        ("2026-12-24", "08:00–12:00"),
        ("2026-12-25", None),
    ]
