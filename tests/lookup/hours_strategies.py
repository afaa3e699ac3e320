"""Any timetable that may be kept: seasons, nights, several spans a day, dated exceptions with remarks in any script."""

from __future__ import annotations

from datetime import date, time

from hypothesis import strategies as st

from app.lookup.hours_shapes import (
    DAYS,
    MAX_REASON,
    DatedException,
    Hours,
    Span,
    clashing_exceptions,
    clashing_spans,
    normal,
)

times = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 59]))
month_days = st.dates(date(2024, 1, 1), date(2024, 12, 31)).map(lambda day: (day.month, day.day))
seasons = st.none() | st.sampled_from([((6, 1), (9, 30)), ((10, 1), (5, 31))]) | st.tuples(month_days, month_days)
reasons = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=MAX_REASON).map(lambda t: " ".join(t.split()))
closed = st.builds(DatedException, st.dates(), st.just(True), reason=reasons)
other_times = st.builds(DatedException, st.dates(), st.just(False), times, times, reasons)


@st.composite
def any_spans(draw: st.DrawFn) -> Span:
    """One span, seasonal or not; days in the order of the week."""
    days = draw(st.sets(st.sampled_from(DAYS), min_size=1))
    begins, ends = draw(seasons) or (None, None)
    return Span(tuple(day for day in DAYS if day in days), draw(times), draw(times), begins, ends)


@st.composite
def timetables(draw: st.DrawFn) -> Hours:
    """Hours in normal form without overlaps: of drawn spans and exceptions those stay that overlap with none before."""
    spans: list[Span] = []
    for span in draw(st.lists(any_spans() | st.just(Span(DAYS, time(0), time(0))), max_size=8)):
        if not clashing_spans([*spans, span]):
            spans.append(span)
    exceptions: list[DatedException] = []
    dates = draw(st.lists(closed | other_times, max_size=5))
    twice = [DatedException(dated.date, False, time(4), time(5), draw(reasons)) for dated in dates[:1]]
    for dated in dates + twice:
        if not clashing_exceptions([*exceptions, dated]):
            exceptions.append(dated)
    return normal(spans, exceptions)
