"""The rules of a timetable: overlaps, seasons and the normal form, checked minute by minute and day by day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.lookup.hours_shapes import DAYS, DatedException, Hours, Span, clashing_spans, in_season, is_month_day, normal
from tests.lookup.hours_strategies import any_spans, timetables

WEEK = 7 * 24 * 60
LEAP_YEAR = [date(2024, 1, 1) + timedelta(days=n) for n in range(366)]


def week_minutes(span: Span) -> set[int]:
    """Every minute of the week at which the span is open, walked from each opening to its closing."""
    minutes = set()
    for day in span.days:
        minute = DAYS.index(day) * 1440 + span.opens.hour * 60 + span.opens.minute
        while True:
            minutes.add(minute % WEEK)
            minute += 1
            if (minute // 60 % 24, minute % 60) == (span.closes.hour, span.closes.minute):
                break
    return minutes


def season_days(span: Span) -> set[date]:
    return {day for day in LEAP_YEAR if in_season(span, (day.month, day.day))}


@given(any_spans(), any_spans())
def test_two_spans_clash_when_they_share_a_minute_of_the_week_and_a_day_of_the_year(one: Span, other: Span) -> None:
    share = bool(week_minutes(one) & week_minutes(other)) and bool(season_days(one) & season_days(other))
    assert clashing_spans([one, other]) == ([(0, 1)] if share else [])


def test_each_later_span_is_named_once_with_the_first_that_it_meets() -> None:
    span = Span(("mo",), time(8), time(12))
    assert clashing_spans([span, span, Span(("tu",), time(8), time(12)), span]) == [(0, 1), (0, 3)]


def test_a_span_of_whole_days_does_not_clash_with_itself() -> None:
    assert clashing_spans([Span(DAYS, time(8), time(8))]) == []
    assert clashing_spans([Span(("mo",), time(8), time(8)), Span(("tu",), time(8), time(8))]) == []


def test_a_season_that_ends_before_it_begins_runs_over_new_year() -> None:
    winter = Span(("mo",), time(8), time(12), (12, 24), (1, 6))
    held = [(day.month, day.day) for day in season_days(winter)]
    assert sorted(held) == [(1, day) for day in range(1, 7)] + [(12, day) for day in range(24, 32)]


def test_the_last_of_february_is_a_day_of_some_year_and_the_thirtieth_of_none() -> None:
    assert is_month_day(2, 29)
    assert not is_month_day(2, 30)
    assert not is_month_day(13, 1)
    assert not is_month_day(0, 0)


@given(timetables(), st.data())
def test_the_normal_form_does_not_depend_on_how_it_was_told(hours: Hours, data: st.DataObject) -> None:
    day_by_day = [replace(span, days=(day,)) for span in hours.spans for day in span.days]
    spans = data.draw(st.permutations(day_by_day))
    exceptions = data.draw(st.permutations(hours.exceptions))
    assert normal(spans, exceptions) == hours


def test_the_same_thing_told_twice_is_told_once() -> None:
    span, dated = Span(("mo",), time(8), time(12)), DatedException(date(2026, 12, 25), True)
    assert normal([span, span], [dated, dated]) == normal([span], [dated])
