"""Opening hours as a page shows them: open now or not, until when, on their wall and on mine, and the week as a table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.lookup.hours import TwoClocks, closes_at, is_open, opens_at, two_clocks
from app.lookup.hours_json import hours_from
from app.lookup.hours_shapes import DAYS, DatedException, Span


@dataclass(frozen=True)
class Moment:
    """An instant to come: on both walls, and how long until then."""

    clocks: TwoClocks
    left: timedelta


@dataclass(frozen=True)
class OpenNow:
    """Whether somebody is there now. `clocks` is missing only where an always open line has no time zone."""

    always: bool
    is_open: bool
    closes: Moment | None
    opens: Moment | None
    clocks: TwoClocks | None


def open_now(hours: Any, zone: str | None, at: datetime, my_zone: str, *, always: bool = False) -> OpenNow | None:
    """What an entry's or a channel's `hours` say at an instant; none where nobody stated hours or their zone."""
    clocks = two_clocks(at, zone, my_zone) if zone else None
    if always:
        return OpenNow(True, True, None, None, clocks)
    if not hours or not zone:
        return None
    kept = hours_from(hours)
    opened = is_open(kept, zone, at)
    closing = closes_at(kept, zone, at) if opened else None
    opening = None if opened else opens_at(kept, zone, at)
    return OpenNow(False, opened, _moment(closing, at, zone, my_zone), _moment(opening, at, zone, my_zone), clocks)


def _moment(then: datetime | None, at: datetime, zone: str, my_zone: str) -> Moment | None:
    return Moment(two_clocks(then, zone, my_zone), then - at) if then else None


@dataclass(frozen=True)
class Week:
    """The weekly hours of a season: for each weekday (0 is Monday) its times; `season` is (from, until) as (month, day)."""

    season: tuple[tuple[int, int], tuple[int, int]] | None
    days: tuple[tuple[int, tuple[str, ...]], ...]


def weeks(hours: Any) -> list[Week]:
    """The week as a table, one for each season."""
    kept = hours_from(hours or {})
    seasons = dict.fromkeys((span.season_from, span.season_until) for span in kept.spans)
    return [
        Week(
            (begins, ends) if begins and ends else None,
            _days(s for s in kept.spans if s.season_from == begins and s.season_until == ends),
        )
        for begins, ends in seasons
    ]


def _days(spans: Any) -> tuple[tuple[int, tuple[str, ...]], ...]:
    found: dict[int, list[str]] = {number: [] for number in range(len(DAYS))}
    for span in sorted(spans, key=lambda each: each.opens):
        for day in span.days:
            found[DAYS.index(day)].append(_times(span))
    return tuple((number, tuple(times)) for number, times in found.items())


def _times(span: Span | DatedException) -> str:
    assert span.opens is not None and span.closes is not None
    closes = "24:00" if f"{span.closes:%H:%M}" == "00:00" else f"{span.closes:%H:%M}"
    return f"{span.opens:%H:%M}–{closes}"


def dates_ahead(hours: Any, at: datetime) -> list[tuple[DatedException, str | None]]:
    """Dates from today on that differ from the week, each with its times, none for a closed one."""
    kept = hours_from(hours or {})
    return [(each, None if each.closed else _times(each)) for each in kept.exceptions if each.date >= at.date()]
