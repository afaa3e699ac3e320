"""Open now, next opening and two clocks, on timetables as offices keep them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.errors import Invalid
from app.lookup.hours import closes_at, is_open, open_intervals, opens_at, overlap_minutes, two_clocks, wall_clock
from app.lookup.hours_shapes import ALWAYS, Hours
from app.lookup.hours_text import parse_hours_text

OFFICE = parse_hours_text("Mo-Th 08:00-12:30,14:00-17:00; Fr 08:00-12:00")
CAIRO = parse_hours_text("Su-Th 08:00-15:00")
NIGHT = parse_hours_text("Fr 22:00-06:00")


def local(zone: str, text: str) -> datetime:
    """`2026-03-03 09:00` on the clocks of this zone."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def shown(zone: str, instant: datetime | None) -> str:
    """An instant as the clocks of this zone show it."""
    assert instant is not None
    assert instant.tzinfo is UTC
    return f"{instant.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("moment", "open_now"),
    [
        ("2026-03-03 07:59", False),
        ("2026-03-03 08:00", True),
        ("2026-03-03 12:29", True),
        ("2026-03-03 12:30", False),
        ("2026-03-03 13:15", False),
        ("2026-03-03 16:59", True),
        ("2026-03-06 12:00", False),
        ("2026-03-07 10:00", False),
    ],
)
def test_an_office_with_a_lunch_break_is_open_from_opening_to_just_before_closing(moment: str, open_now: bool) -> None:
    assert is_open(OFFICE, "Africa/Tunis", local("Africa/Tunis", moment)) is open_now


def test_a_friday_saturday_weekend_is_closed_while_sunday_works() -> None:
    assert not is_open(CAIRO, "Africa/Cairo", local("Africa/Cairo", "2026-03-06 10:00"))
    assert not is_open(CAIRO, "Africa/Cairo", local("Africa/Cairo", "2026-03-07 10:00"))
    assert is_open(CAIRO, "Africa/Cairo", local("Africa/Cairo", "2026-03-08 10:00"))


def test_the_night_at_a_quay_in_italy_is_seen_on_the_clock_of_the_office() -> None:
    at = local("Europe/Rome", "2026-03-03 03:10")
    assert closes_at(OFFICE, "Africa/Tunis", at) is None
    assert shown("Africa/Tunis", opens_at(OFFICE, "Africa/Tunis", at)) == "2026-03-03 08:00"


def test_an_open_office_tells_when_it_closes_and_when_it_opens_after_that() -> None:
    at = local("Africa/Tunis", "2026-03-03 11:49")
    assert shown("Africa/Tunis", closes_at(OFFICE, "Africa/Tunis", at)) == "2026-03-03 12:30"
    assert shown("Africa/Tunis", opens_at(OFFICE, "Africa/Tunis", at)) == "2026-03-03 14:00"


def test_at_the_instant_of_opening_the_next_opening_is_the_one_after() -> None:
    at = local("Africa/Tunis", "2026-03-06 08:00")
    assert shown("Africa/Tunis", opens_at(OFFICE, "Africa/Tunis", at)) == "2026-03-09 08:00"


def test_a_night_shift_crosses_midnight_on_its_own_day_only() -> None:
    assert is_open(NIGHT, "Europe/Rome", local("Europe/Rome", "2026-03-07 05:59"))
    assert not is_open(NIGHT, "Europe/Rome", local("Europe/Rome", "2026-03-07 06:00"))
    assert not is_open(NIGHT, "Europe/Rome", local("Europe/Rome", "2026-03-06 05:00"))


def test_days_that_end_at_midnight_and_begin_at_midnight_are_one_opening() -> None:
    weekend = parse_hours_text("Sa,Su 00:00-24:00")
    at = local("Europe/Rome", "2026-03-07 12:00")
    assert shown("Europe/Rome", closes_at(weekend, "Europe/Rome", at)) == "2026-03-09 00:00"


def test_a_season_over_new_year_holds_on_both_sides_and_on_its_ends() -> None:
    winter = parse_hours_text("Oct 01-Mar 31 Mo-Su 09:00-10:00")
    for day, open_that_day in (
        ("2026-09-30", False),
        ("2026-10-01", True),
        ("2027-01-01", True),
        ("2027-03-31", True),
        ("2027-04-01", False),
    ):
        assert is_open(winter, "Europe/Rome", local("Europe/Rome", f"{day} 09:30")) is open_that_day


def test_the_next_season_is_found_many_months_ahead() -> None:
    summer = parse_hours_text("Jun 01-Sep 30 Mo-Su 09:00-17:00")
    at = local("Europe/Rome", "2026-10-01 09:00")
    assert shown("Europe/Rome", opens_at(summer, "Europe/Rome", at)) == "2027-06-01 09:00"


def test_a_closed_date_is_passed_over_and_other_times_replace_the_week() -> None:
    hours = parse_hours_text('Mo-Fr 08:00-17:00; 2026 Dec 24 09:00-11:00 "half a day"; 2026 Dec 25 off "Christmas"')
    at = local("Europe/Rome", "2026-12-24 08:30")
    assert not is_open(hours, "Europe/Rome", at)
    assert shown("Europe/Rome", opens_at(hours, "Europe/Rome", at)) == "2026-12-24 09:00"
    later = local("Europe/Rome", "2026-12-24 11:00")
    assert shown("Europe/Rome", opens_at(hours, "Europe/Rome", later)) == "2026-12-28 08:00"


def test_a_night_shift_that_began_before_a_closed_date_ends_as_it_would() -> None:
    hours = parse_hours_text("Mo-Su 22:00-06:00; 2026 Dec 25 off")
    assert is_open(hours, "Europe/Rome", local("Europe/Rome", "2026-12-25 05:00"))
    assert not is_open(hours, "Europe/Rome", local("Europe/Rome", "2026-12-25 23:00"))


def test_an_opening_that_the_clocks_skip_is_an_hour_later_on_them() -> None:
    # RFC 5545, 3.3.5: 02:30 on that morning is 03:30. Rome skips 02:00-03:00 on 29 March 2026.
    hours = parse_hours_text("Su 02:30-05:00")
    at = local("Europe/Rome", "2026-03-29 00:00")
    assert shown("Europe/Rome", opens_at(hours, "Europe/Rome", at)) == "2026-03-29 03:30"


def test_a_time_that_comes_twice_opens_the_first_time_and_closes_the_last_time() -> None:
    # Rome shows 02:00-03:00 twice on 25 October 2026: first as 00:00 to 01:00 UTC, again as 01:00 to 02:00 UTC.
    day = (datetime(2026, 10, 24, 22, tzinfo=UTC), datetime(2026, 10, 25, 6, tzinfo=UTC))
    opening = list(open_intervals(parse_hours_text("Su 02:30-05:00"), "Europe/Rome", *day))
    assert opening == [(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 4, tzinfo=UTC))]
    closing = list(open_intervals(parse_hours_text("Su 01:00-02:30"), "Europe/Rome", *day))
    assert closing == [(datetime(2026, 10, 24, 23, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC))]


def test_an_opening_is_lost_when_the_clocks_skip_all_of_it() -> None:
    hours = parse_hours_text("Su 02:30-03:15")
    day = (datetime(2026, 3, 28, 23, tzinfo=UTC), datetime(2026, 3, 29, 22, tzinfo=UTC))
    assert list(open_intervals(hours, "Europe/Rome", *day)) == []


def test_clocks_that_go_back_over_midnight_hide_neither_the_day_before_nor_the_day_after() -> None:
    # St John's went from 00:01 on 7 November 2010 back to 23:01 on the 6th, at 02:31 UTC.
    zone, change = "America/St_Johns", datetime(2010, 11, 7, 2, 31, tzinfo=UTC)
    until_second_2330 = parse_hours_text("Fr 23:45-23:30")
    assert shown(zone, change - timedelta(seconds=30)) == "2010-11-07 00:00"
    assert is_open(until_second_2330, zone, change - timedelta(seconds=30))
    from_first_midnight = parse_hours_text("Su 00:00-08:00")
    assert shown(zone, change + timedelta(minutes=29)) == "2010-11-06 23:30"
    assert is_open(from_first_midnight, zone, change + timedelta(minutes=29))


@pytest.mark.parametrize("zone", ["Europe/Rome", "Australia/Lord_Howe", "Africa/Cairo", "America/Havana"])
def test_always_open_never_closes_and_never_opens_whatever_the_clocks_do(zone: str) -> None:
    year = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
    assert list(open_intervals(ALWAYS, zone, *year)) == [year]
    assert closes_at(ALWAYS, zone, year[0]) is None
    assert opens_at(ALWAYS, zone, year[0]) is None


def test_an_office_open_on_all_days_but_one_closes_within_the_year_and_opens_after_it() -> None:
    hours = parse_hours_text("24/7; 2026 Dec 25 off")
    at = local("Europe/Rome", "2026-01-10 12:00")
    assert shown("Europe/Rome", closes_at(hours, "Europe/Rome", at)) == "2026-12-25 00:00"
    assert shown("Europe/Rome", opens_at(hours, "Europe/Rome", at)) == "2026-12-26 00:00"


def test_what_lies_more_than_400_days_ahead_is_not_looked_for() -> None:
    hours = parse_hours_text("2028 Feb 29 09:00-10:00")
    assert opens_at(hours, "Europe/Rome", local("Europe/Rome", "2026-10-01 09:00")) is None
    assert opens_at(Hours(), "Europe/Rome", local("Europe/Rome", "2026-10-01 09:00")) is None


def test_the_overlap_counts_only_minutes_in_which_both_are_open() -> None:
    # Tunis keeps UTC+1 all year, Nairobi UTC+3: of 08:00-12:30 and 14:00-17:00 there, Nairobi shares the later part.
    monday = local("Africa/Nairobi", "2026-03-02 00:00")
    both = overlap_minutes(OFFICE, "Africa/Tunis", OFFICE, "Africa/Nairobi", monday)
    # Nairobi 10:00-14:30 and 16:00-19:00 is Tunis; shared 10:00-12:30, 14:00-14:30, 16:00-17:00; Friday 10:00-12:00.
    assert both == 4 * (150 + 30 + 60) + 120


def test_the_week_of_the_overlap_has_seven_days_of_my_zone_when_clocks_change() -> None:
    monday = local("Europe/Rome", "2026-03-23 00:00")
    assert overlap_minutes(ALWAYS, "Africa/Tunis", ALWAYS, "Europe/Rome", monday) == (7 * 24 - 1) * 60
    assert overlap_minutes(ALWAYS, "Africa/Tunis", Hours(), "Europe/Rome", monday) == 0


def test_two_clocks_show_both_days_and_offsets() -> None:
    clocks = two_clocks(datetime(2026, 3, 3, 22, 10, tzinfo=UTC), "Asia/Kathmandu", "America/St_Johns")
    assert (clocks.theirs.weekday, f"{clocks.theirs.local:%H:%M}", clocks.theirs.offset) == ("we", "03:55", "UTC+05:45")
    assert (clocks.mine.weekday, f"{clocks.mine.local:%H:%M}", clocks.mine.offset) == ("tu", "18:40", "UTC-03:30")


def test_the_offset_is_the_one_of_that_day() -> None:
    assert wall_clock(datetime(2026, 1, 1, tzinfo=UTC), "Australia/Lord_Howe").offset == "UTC+11:00"
    assert wall_clock(datetime(2026, 7, 1, tzinfo=UTC), "Australia/Lord_Howe").offset == "UTC+10:30"
    assert wall_clock(datetime(2026, 7, 1, tzinfo=UTC), "UTC").offset == "UTC+00:00"


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "Africa", "../secrets", "/etc/passwd", "Africa/Tunis\0", "x" * 5000])
def test_an_unknown_zone_is_refused_by_name(zone: str) -> None:
    with pytest.raises(Invalid) as refusal:
        is_open(OFFICE, zone, datetime(2026, 3, 3, tzinfo=UTC))
    assert [fault.field for fault in refusal.value.errors] == ["time_zone"]


@pytest.mark.parametrize("year", [1, 1979, 2200, 9999])
def test_an_instant_outside_the_calendar_is_refused_and_not_a_crash(year: int) -> None:
    for ask in (is_open, closes_at, opens_at):
        with pytest.raises(Invalid) as refusal:
            ask(OFFICE, "Africa/Tunis", datetime(year, 1, 1, tzinfo=UTC))
        assert [fault.field for fault in refusal.value.errors] == ["at"]
    with pytest.raises(Invalid):
        wall_clock(datetime(year, 1, 1, tzinfo=UTC), "Africa/Tunis")


def test_the_last_instant_of_the_calendar_still_has_an_answer() -> None:
    at = datetime(2199, 12, 31, 23, 59, tzinfo=UTC)
    assert opens_at(OFFICE, "Africa/Tunis", at) is not None
    assert opens_at(Hours(), "Africa/Tunis", at) is None


def test_an_instant_without_an_offset_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="offset"):
        is_open(OFFICE, "Africa/Tunis", datetime(2026, 3, 3))  # noqa: DTZ001 - the mistake under test
    with pytest.raises(ValueError, match="offset"):
        list(open_intervals(OFFICE, "Africa/Tunis", datetime(2026, 3, 3, tzinfo=UTC), datetime(2026, 3, 4)))  # noqa: DTZ001


def test_an_empty_range_has_no_intervals() -> None:
    at = local("Africa/Tunis", "2026-03-03 09:00")
    assert list(open_intervals(OFFICE, "Africa/Tunis", at, at)) == []
    assert list(open_intervals(OFFICE, "Africa/Tunis", at, at - timedelta(hours=3))) == []
