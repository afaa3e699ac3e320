"""Opening hours as JSON: what comes in, what is refused with which field, what goes out."""

from __future__ import annotations

import json
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Invalid
from app.lookup.hours_json import hours_from, hours_json
from app.lookup.hours_shapes import ALWAYS, MAX_EXCEPTIONS, MAX_REASON, MAX_SPANS, DatedException, Hours, Span
from tests.lookup.hours_strategies import timetables

SPAN = {"days": ["mo", "tu"], "opens": "08:00", "closes": "12:30"}


def faults(body: object) -> list[tuple[str, str]]:
    """Field and reason of everything that is refused in `body`."""
    with pytest.raises(Invalid) as refusal:
        hours_from(body)
    return [(fault.field, fault.reason) for fault in refusal.value.errors]


def fields(body: object) -> list[str]:
    return [field for field, _ in faults(body)]


def with_span(**changes: object) -> object:
    return {"spans": [{**SPAN, **changes}]}


def test_the_shape_of_the_contract_is_read() -> None:
    hours = hours_from(
        {
            "spans": [{**SPAN, "from": "06-01", "until": "09-30"}],
            "exceptions": [
                {"date": "2026-12-25", "closed": True, "reason": "Christmas"},
                {"date": "2026-12-24", "closed": False, "opens": "08:00", "closes": "10:00"},
            ],
        }
    )
    assert hours == Hours(
        (Span(("mo", "tu"), time(8), time(12, 30), (6, 1), (9, 30)),),
        (
            DatedException(date(2026, 12, 24), False, time(8), time(10)),
            DatedException(date(2026, 12, 25), True, reason="Christmas"),
        ),
    )


def test_both_lists_may_be_missing_or_empty() -> None:
    assert hours_from({}) == hours_from({"spans": [], "exceptions": []}) == Hours()


def test_days_with_equal_times_share_a_span_in_the_order_of_the_week() -> None:
    friday = {**SPAN, "days": ["fr"]}
    assert hours_from({"spans": [friday, {**SPAN, "days": ["we", "mo"]}]}).spans == (
        Span(("mo", "we", "fr"), time(8), time(12, 30)),
    )


def test_the_end_of_the_day_may_be_written_in_two_ways_and_goes_out_in_one() -> None:
    week = ["mo", "tu", "we", "th", "fr", "sa", "su"]
    for closes in ("24:00", "00:00"):
        hours = hours_from({"spans": [{"days": week, "opens": "00:00", "closes": closes}]})
        assert hours == ALWAYS
        assert hours_json(hours)["spans"] == [{"days": week, "opens": "00:00", "closes": "00:00"}]


def test_an_exception_with_times_need_not_say_that_it_is_not_closed() -> None:
    hours = hours_from({"exceptions": [{"date": "2026-12-24", "opens": "08:00", "closes": "10:00"}]})
    assert hours.exceptions == (DatedException(date(2026, 12, 24), False, time(8), time(10)),)


@given(timetables())
def test_what_goes_out_comes_in_again_unchanged(hours: Hours) -> None:
    assert hours_from(json.loads(json.dumps(hours_json(hours)))) == hours


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (None, ["hours"]),
        ([], ["hours"]),
        ({"spans": None}, ["spans"]),
        ({"spans": {}, "exceptions": "x"}, ["spans", "exceptions"]),
        ({"spans": ["Mo 08:00"]}, ["spans.0"]),
        ({"weekdays": [], "spans": []}, ["weekdays"]),
        (with_span(opens="8:00"), ["spans.0.opens"]),
        (with_span(opens="24:00"), ["spans.0.opens"]),
        (with_span(opens="٠٨:٠٠"), ["spans.0.opens"]),
        (with_span(opens=8), ["spans.0.opens"]),
        (with_span(opens=None, closes="12:60"), ["spans.0.opens", "spans.0.closes"]),
        (with_span(closes="12:30:00"), ["spans.0.closes"]),
        (with_span(days=[]), ["spans.0.days"]),
        (with_span(days="mo"), ["spans.0.days"]),
        (with_span(days=["mo"] * 8), ["spans.0.days"]),
        (with_span(days=["mo", "xx", {}]), ["spans.0.days.1", "spans.0.days.2"]),
        (with_span(days=["mo", "mo"]), ["spans.0.days.1"]),
        (with_span(until="09-30"), ["spans.0.from"]),
        (with_span(**{"from": "06-01"}), ["spans.0.until"]),
        (with_span(**{"from": "06-31", "until": "13-01"}), ["spans.0.from", "spans.0.until"]),
        (with_span(closing="x"), ["spans.0.closing"]),
        ({"exceptions": [{"closed": True}]}, ["exceptions.0.date"]),
        ({"exceptions": [{"date": "2026-02-30", "closed": True}]}, ["exceptions.0.date"]),
        ({"exceptions": [{"date": "20261225", "closed": True}]}, ["exceptions.0.date"]),
        ({"exceptions": [{"date": "2026-12-25"}]}, ["exceptions.0.closed"]),
        ({"exceptions": [{"date": "2026-12-25", "closed": "yes"}]}, ["exceptions.0.closed"]),
        ({"exceptions": [{"date": "2026-12-25", "closed": True, "opens": "08:00"}]}, ["exceptions.0.closed"]),
        ({"exceptions": [{"date": "2026-12-25", "closed": False}]}, ["exceptions.0.opens", "exceptions.0.closes"]),
        ({"exceptions": [{"date": "2026-12-25", "closed": True, "reason": 7}]}, ["exceptions.0.reason"]),
        ({"exceptions": [{"date": "2026-12-25", "closed": True, "reason": "a\x00"}]}, ["exceptions.0.reason"]),
        ({"exceptions": [{"date": "2026-12-25", "closed": True, "reason": "\ud800"}]}, ["exceptions.0.reason"]),
        ({"exceptions": [{"date": "2026-12-25", "closed": True, "reason": "x" * 101}]}, ["exceptions.0.reason"]),
        ({"spans": [SPAN] * (MAX_SPANS + 1)}, ["spans"]),
        ({"exceptions": [{}] * (MAX_EXCEPTIONS + 1)}, ["exceptions"]),
    ],
)
def test_every_fault_is_named_by_its_field(body: object, expected: list[str]) -> None:
    assert fields(body) == expected


def test_all_faults_of_a_form_are_told_at_once() -> None:
    body = {"spans": [{**SPAN, "opens": "x"}, SPAN, {**SPAN, "days": ["tu"]}], "exceptions": [{"date": "x"}]}
    assert fields(body) == ["spans.0.opens", "exceptions.0.date", "exceptions.0.closed", "spans.2"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"opens": "12:29", "closes": "13:00"}, {}),
        ({"days": ["su"], "opens": "22:00", "closes": "08:01"}, {}),
        ({"days": ["sa", "su"], "opens": "09:00", "closes": "08:30"}, {}),
        ({"from": "06-01", "until": "09-30"}, {}),
        ({"from": "06-01", "until": "09-30"}, {"from": "09-30", "until": "01-15"}),
        ({"from": "11-01", "until": "02-28"}, {"from": "02-01", "until": "03-31"}),
    ],
)
def test_spans_that_overlap_are_refused_on_the_later_one(one: dict[str, object], other: dict[str, object]) -> None:
    assert faults({"spans": [{**SPAN, **one}, {**SPAN, **other}]}) == [("spans.1", "overlaps with spans.0")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"opens": "12:30", "closes": "13:00"}, {}),
        ({"days": ["su"], "opens": "22:00", "closes": "08:00"}, {}),
        ({"days": ["we"]}, {"days": ["th"]}),
        ({"from": "06-01", "until": "09-30"}, {"from": "10-01", "until": "05-31"}),
    ],
)
def test_spans_that_only_touch_are_kept(one: dict[str, object], other: dict[str, object]) -> None:
    hours_from({"spans": [{**SPAN, **one}, {**SPAN, **other}]})


@pytest.mark.parametrize(
    ("one", "other", "clash"),
    [
        ({"closed": True}, {"closed": True}, True),
        ({"closed": True}, {"opens": "08:00", "closes": "09:00"}, True),
        ({"opens": "08:00", "closes": "09:00"}, {"opens": "08:59", "closes": "10:00"}, True),
        ({"opens": "22:00", "closes": "06:00"}, {"opens": "23:00", "closes": "00:00"}, True),
        ({"opens": "22:00", "closes": "06:00"}, {"opens": "05:00", "closes": "06:00"}, False),
        ({"opens": "09:00", "closes": "10:00"}, {"opens": "08:00", "closes": "09:00"}, False),
    ],
)
def test_a_date_cannot_say_two_things(one: dict[str, object], other: dict[str, object], clash: bool) -> None:
    body = {"exceptions": [{"date": "2026-12-25", **one}, {"date": "2026-12-25", **other}]}
    if clash:
        assert faults(body) == [("exceptions.1", "overlaps with exceptions.0")]
    else:
        assert len(hours_from(body).exceptions) == 2


def test_a_reason_in_any_script_is_kept_without_needless_blanks() -> None:
    body = {"exceptions": [{"date": "2026-03-20", "closed": True, "reason": "  عيد   الفطر\n"}]}
    assert hours_from(body).exceptions[0].reason == "عيد الفطر"
    body = {"exceptions": [{"date": "2026-03-20", "closed": True, "reason": "ع" * MAX_REASON}]}
    assert len(hours_from(body).exceptions[0].reason) == MAX_REASON


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6) | st.sampled_from(["mo", "08:00", "2026-12-25"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["spans", "exceptions", "days", "opens", "closes", "from", "until", "date", "closed", "reason"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)


@given(anything)
def test_whatever_comes_in_is_read_or_refused_and_never_a_crash(body: object) -> None:
    try:
        hours = hours_from(body)
    except Invalid as refusal:
        assert refusal.errors
    else:
        assert hours_from(hours_json(hours)) == hours
