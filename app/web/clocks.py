"""Opening hours as a page shows them: open now or not, until when, on their wall and on mine, and the week as a table."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from app.lookup.hours import TwoClocks, closes_at, is_open, opens_at, two_clocks
from app.lookup.hours_json import hours_from
from app.lookup.hours_shapes import DAYS, DatedException, Hours, MonthDay, Span, in_season


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


def open_or_closed(hours: Any, zone: str | None, at: datetime) -> OpenNow | None:
    """Only whether an office is open, for lists: without the walls and the hours to come."""
    if not hours or not zone:
        return None
    return OpenNow(False, is_open(_kept(hours), zone, at), None, None, None)


def open_now(hours: Any, zone: str | None, at: datetime, my_zone: str, *, always: bool = False) -> OpenNow | None:
    """What an entry's or a channel's `hours` say at an instant; none where nobody stated hours or their zone."""
    clocks = two_clocks(at, zone, my_zone) if zone else None
    if always:
        return OpenNow(True, True, None, None, clocks)
    if not hours or not zone:
        return None
    kept = _kept(hours)
    opened = is_open(kept, zone, at)
    closing = closes_at(kept, zone, at) if opened else None
    opening = None if opened else opens_at(kept, zone, at)
    return OpenNow(False, opened, _moment(closing, at, zone, my_zone), _moment(opening, at, zone, my_zone), clocks)


def _kept(hours: Any) -> Hours:
    return _read(json.dumps(hours or {}))


@lru_cache(maxsize=4096)
def _read(text: str) -> Hours:
    """The same hours stand on many pages: they are checked once."""
    return hours_from(json.loads(text))


def _moment(then: datetime | None, at: datetime, zone: str, my_zone: str) -> Moment | None:
    return Moment(two_clocks(then, zone, my_zone), then - at) if then else None


@dataclass(frozen=True)
class Week:
    """The weekly hours of a season: runs of weekdays (first, last; 0 is Monday) with the same times, none when closed.

    `season` is (from, until) as (month, day), none all year; `is_now` whether it is the season of the present day.
    """

    season: tuple[tuple[int, int], tuple[int, int]] | None
    runs: tuple[tuple[int, int, tuple[str, ...]], ...]
    is_now: bool


def weeks(hours: Any, at: datetime) -> list[Week]:
    """The week as a table, one for each season, the present season first."""
    seasons: dict[tuple[MonthDay | None, MonthDay | None], list[Span]] = {}
    for span in _kept(hours).spans:
        seasons.setdefault((span.season_from, span.season_until), []).append(span)
    made = [_week(spans, at) for spans in seasons.values()]
    return sorted(made, key=lambda week: not week.is_now)


def _week(spans: list[Span], at: datetime) -> Week:
    season = (spans[0].season_from, spans[0].season_until)
    times: list[list[str]] = [[] for _ in DAYS]
    for span in sorted(spans, key=lambda each: each.opens):
        for day in span.days:
            times[DAYS.index(day)].append(_times(span))
    runs: list[tuple[int, int, tuple[str, ...]]] = []
    for number, of_day in enumerate(times):
        if runs and runs[-1][2] == tuple(of_day):
            runs[-1] = (runs[-1][0], number, runs[-1][2])
        else:
            runs.append((number, number, tuple(of_day)))
    dated = (season[0], season[1]) if season[0] and season[1] else None
    return Week(dated, tuple(runs), in_season(spans[0], (at.month, at.day)))


def _times(span: Span | DatedException) -> str:
    assert span.opens is not None and span.closes is not None
    closes = "24:00" if f"{span.closes:%H:%M}" == "00:00" else f"{span.closes:%H:%M}"
    return f"{span.opens:%H:%M}–{closes}"


def dates_ahead(hours: Any, at: datetime) -> list[tuple[DatedException, str | None]]:
    """Dates from today on that differ from the week, each with its times, none for a closed one."""
    kept = _kept(hours)
    return [(each, None if each.closed else _times(each)) for each in kept.exceptions if each.date >= at.date()]
