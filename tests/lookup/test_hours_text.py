"""Opening hours as one line for a spreadsheet cell, written and read."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Invalid
from app.lookup.hours_shapes import (
    ALWAYS,
    DAYS,
    MAX_EXCEPTIONS,
    MAX_REASON,
    MAX_SPANS,
    DatedException,
    Hours,
    Span,
    normal,
)
from app.lookup.hours_text import MAX_TEXT, MODEL, MOST_FAULTS, hours_text, parse_hours_text
from tests.lookup.hours_strategies import timetables

HALF_HOUR = timedelta(minutes=30)


def reasons(text: str) -> list[str]:
    """Why this text is refused."""
    with pytest.raises(Invalid) as refusal:
        parse_hours_text(text)
    assert {fault.field for fault in refusal.value.errors} == {"office_hours"}
    return [fault.reason for fault in refusal.value.errors]


def test_the_line_of_the_printed_edition_is_read() -> None:
    assert parse_hours_text("Mo-Th 08:00-12:30,14:00-17:00; Fr 08:00-12:00") == Hours(
        (
            Span(("mo", "tu", "we", "th"), time(8), time(12, 30)),
            Span(("mo", "tu", "we", "th"), time(14), time(17)),
            Span(("fr",), time(8), time(12)),
        )
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "24/7",
        MODEL,
        "Mo-Th 08:00-12:30,14:00-17:00; Fr 08:00-12:00",
        "Su-Th 08:00-15:00; Fr 08:00-12:00",
        "Fr-Mo 22:00-06:00",
        "Mo,We,Fr 09:00-24:00",
        "Sa,Su 00:00-24:00",
        "Jun 01-Sep 30 Mo-Fr 08:00-14:00; Oct 01-May 31 Mo-Fr 08:00-16:30",
        "24/7; 2026 Dec 25 off",
        'Mo-Fr 08:00-16:00; 2026 Dec 24 08:00-10:00,11:00-12:00 "half; a day"; 2026 Dec 25 off "say ""Noël"""',
        "2026 Dec 24 08:00-12:00",
    ],
)
def test_text_in_its_usual_form_comes_back_letter_by_letter(text: str) -> None:
    assert hours_text(parse_hours_text(text)) == text


@pytest.mark.parametrize(
    ("written", "usual"),
    [
        ("  mo–fr  8:00 – 12:00 , 14:00 - 16:00 ;", "Mo-Fr 08:00-12:00,14:00-16:00"),
        ("Mo-Fr: 08:00-12:00", "Mo-Fr 08:00-12:00"),
        ("JUN 1 - SEP 30: Mo 08:00-00:00", "Jun 01-Sep 30 Mo 08:00-24:00"),
        ("Mo 08:00-12:00; Tu 08:00-12:00; Su 08:00-12:00", "Su-Tu 08:00-12:00"),
        ("Mo-Fr 08:00-12:00; Mo-Th 14:00-17:00", "Mo-Th 08:00-12:00,14:00-17:00; Fr 08:00-12:00"),
        ("Mo-Su 00:00-24:00", "24/7"),
        ("Mo 08:00-09:00; Mo 08:00-09:00", "Mo 08:00-09:00"),
        ("2026-12-25 CLOSED; 2026-12-24 08:00-09:00", "2026 Dec 24 08:00-09:00; 2026 Dec 25 off"),
        ('2026 dec 5 off "  two   words "', '2026 Dec 05 off "two words"'),
    ],
)
def test_looser_writing_is_understood_and_comes_back_in_the_usual_form(written: str, usual: str) -> None:
    assert hours_text(parse_hours_text(written)) == usual


def test_round_the_clock_is_the_same_in_text_and_as_a_value() -> None:
    assert parse_hours_text("24/7") == ALWAYS
    assert hours_text(ALWAYS) == "24/7"


def test_no_rule_for_a_day_is_overridden_by_a_later_one() -> None:
    """Readers of the OpenStreetMap notation let the last rule for a day win, so each day stands in one rule a season."""
    hours = normal([Span(DAYS[:5], time(8), time(12)), Span(DAYS[:4], time(14), time(17))], [])
    assert hours_text(hours) == "Mo-Th 08:00-12:00,14:00-17:00; Fr 08:00-12:00"


@given(timetables())
def test_every_timetable_survives_the_way_through_its_text(hours: Hours) -> None:
    text = hours_text(hours)
    assert parse_hours_text(text) == hours
    assert hours_text(parse_hours_text(text)) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PH off", "“PH off” cannot be read"),
        ("08:00-12:00", "“08:00-12:00” cannot be read"),
        ("Fr off", "“Fr off” cannot be read"),
        ("Lu-Ve 08:00-12:00", "“Lu-Ve 08:00-12:00” names a day that is not one of Mo Tu We Th Fr Sa Su: lu-ve"),
        ("Mo 25:00-26:00", "“Mo 25:00-26:00” has a time that no clock shows: 25:00-26:00"),
        ("Mo 24:00-08:00", "“Mo 24:00-08:00” has a time that no clock shows: 24:00-08:00"),
        ("Mo 08:00-24:01", "“Mo 08:00-24:01” has a time that no clock shows: 08:00-24:01"),
        ("Mo 08-12", "“Mo 08-12” has times that cannot be read: 08-12"),
        ("Mo 08:00-12:00,", "“Mo 08:00-12:00,” has times that cannot be read: "),
        ("Mo ٠٨:٠٠-١٢:٠٠", "“Mo ٠٨:٠٠-١٢:٠٠” cannot be read"),
        ('Mo 08:00-12:00 "lunch"', '“Mo 08:00-12:00 "lunch"” has a remark, which only a single date can have'),
        ("Feb 30-Mar 01 Mo 08:00-09:00", "“Feb 30-Mar 01 Mo 08:00-09:00” names a day that is in no year: Feb 30"),
        ("2026 Foo 12 off", "“2026 Foo 12 off” names a day that is in no year: Foo 12"),
        ("2026-02-30 off", "“2026-02-30 off” names a date that is not in the calendar: 2026-02-30"),
        ("2026 Feb 29 off", "“2026 Feb 29 off” names a date that is not in the calendar: 2026 Feb 29"),
        ('2026 Dec 25 off "a" "b"', '“2026 Dec 25 off "a" "b"” has something after its remark'),
        ('2026 Dec 25 off "a" b', '“2026 Dec 25 off "a" b” has something after its remark'),
        ('2026 Dec 25 off "a', "has a double quote that is never closed"),
        ("Mo 08:00-12:00; Mo-Fr 11:00-13:00", "“Mo-Fr 11:00-13:00” overlaps with “Mo 08:00-12:00”"),
        ("24/7; Sa 08:00-12:00", "“Sa 08:00-12:00” overlaps with “Mo-Su 00:00-24:00”"),
        ("2026 Dec 25 off; 2026 Dec 25 08:00-09:00", "“2026 Dec 25 08:00-09:00” overlaps with “2026 Dec 25 off”"),
    ],
)
def test_what_cannot_be_read_is_quoted_with_its_reason(text: str, expected: str) -> None:
    assert reasons(text) == [expected]


def test_a_remark_that_is_too_long_or_unprintable_is_refused() -> None:
    assert "101 characters" in reasons(f'2026 Dec 25 off "{"x" * (MAX_REASON + 1)}"')[0]
    assert "cannot be printed" in reasons('2026 Dec 25 off "a\x07b"')[0]


def test_all_bad_rules_of_a_cell_are_told_at_once_but_not_thousands() -> None:
    assert len(reasons("Mo 08-12; Tu 09:00-10:00; xx")) == 2
    assert len(reasons("x;" * 16_000)) == MOST_FAULTS


def test_the_caller_names_the_field() -> None:
    with pytest.raises(Invalid) as refusal:
        parse_hours_text("x", "lunch_hours")
    assert refusal.value.errors[0].field == "lunch_hours"


def test_a_cell_longer_than_a_spreadsheet_holds_is_refused() -> None:
    assert reasons(" " * (MAX_TEXT + 1)) == ["is too long"]


def test_more_times_than_an_office_has_are_refused_before_they_are_compared() -> None:
    every_minute = ",".join(f"{n // 60:02}:{n % 60:02}-{(n + 1) // 60:02}:{(n + 1) % 60:02}" for n in range(1300))
    assert reasons(f"Mo {every_minute}") == [f"has more than {MAX_SPANS} weekly times or {MAX_EXCEPTIONS} dates"]


def test_the_largest_timetable_fits_a_cell_and_is_read_back() -> None:
    noon = datetime(2026, 12, 1, 12)  # noqa: DTZ001 - wall times
    starts = [(noon + n * HALF_HOUR / 2).time() for n in range(MAX_SPANS)]
    spans = [Span(DAYS[n % 7 :: 2] or DAYS, start, (noon + (n + 1) * HALF_HOUR / 2).time()) for n, start in enumerate(starts)]
    quotes = '"' * MAX_REASON
    exceptions = [
        DatedException(date(2026, 1, 1) + timedelta(days=n), False, time(8), time(12), quotes) for n in range(MAX_EXCEPTIONS)
    ]
    hours = normal(spans, exceptions)
    text = hours_text(hours)
    assert len(text) <= MAX_TEXT
    assert parse_hours_text(text) == hours


@given(st.text(st.sampled_from('MoTuFrJunDec 0123456789:-,;"/off\n'), max_size=60) | st.text(max_size=40))
def test_any_text_is_read_or_refused_and_never_a_crash(text: str) -> None:
    try:
        hours = parse_hours_text(text)
    except Invalid as refusal:
        assert refusal.errors
    else:
        assert parse_hours_text(hours_text(hours)) == hours
