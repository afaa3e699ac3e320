"""Edited, confirmed and tested are three things; how old a confirmation is follows from dates and the clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.directory.entries import unsaved
from app.directory.freshness import add_months, due_dates, due_group, freshness, freshness_state, shown_status
from app.settings import Settings

SETTINGS = Settings(_env_file=None)
CONFIRMED = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
instants = st.integers(946_684_800, 4_102_444_800).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


def day(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}T12:00:00+00:00")


@pytest.mark.parametrize(
    ("group", "due", "lapses"),
    [
        ("authority", "2027-01-31", "2027-04-30"),
        ("duty_line", "2026-07-31", "2026-08-31"),
        ("liaison_officer", "2026-05-31", "2026-06-30"),
    ],
)
def test_due_dates_are_those_of_the_kind(group: str, due: str, lapses: str) -> None:
    """12 + 3 months, 6 + 1 for a line that is always open, 4 + 1 for a liaison officer."""
    assert due_dates(CONFIRMED, group, SETTINGS) == (day(due), day(lapses))


def test_a_posted_officers_dates_hold_whatever_the_lines() -> None:
    assert [due_group("authority", False), due_group("authority", True)] == ["authority", "duty_line"]
    assert due_group("liaison_officer", True) == "liaison_officer"


@pytest.mark.parametrize(
    ("at", "state", "status"),
    [
        ("2026-02-01", "confirmed", "published"),
        ("2026-12-31", "confirmed", "published"),
        ("2027-01-01", "due", "published"),
        ("2027-01-31", "overdue", "published"),
        ("2027-04-29", "overdue", "published"),
        ("2027-04-30", "not_confirmed", "not_confirmed"),
    ],
)
def test_the_state_follows_from_the_dates_and_the_clock(at: str, state: str, status: str) -> None:
    entry = unsaved("IT")
    entry.status = "published"
    entry.confirmed_at, entry.confirmed_how = CONFIRMED, "page"
    entry.due_at, entry.lapses_at = due_dates(CONFIRMED, "authority", SETTINGS)
    assert (freshness_state(entry, day(at)), shown_status(entry, day(at))) == (state, status)
    told = freshness(entry, day(at))
    assert (told["confirmed_at"], told["confirmed_how"], told["due_at"]) == (
        "2026-01-31T12:00:00.000000Z",
        "page",
        "2027-01-31T12:00:00.000000Z",
    )


def test_what_nobody_confirmed_is_never_confirmed_and_stays_published() -> None:
    entry = unsaved("IT")
    entry.status = "published"
    assert freshness(entry, CONFIRMED) == {"state": "never", "confirmed_at": None, "confirmed_how": None, "due_at": None}
    assert shown_status(entry, CONFIRMED) == "published"


@given(instants, st.integers(0, 60))
def test_so_many_months_later_is_the_same_day_or_the_months_last(start: datetime, months: int) -> None:
    later = add_months(start, months)
    assert (later.year * 12 + later.month) - (start.year * 12 + start.month) == months
    assert later.day == start.day or (later.day < start.day and (later + timedelta(days=1)).day == 1)
    assert later.time() == start.time()
