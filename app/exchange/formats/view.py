"""An entry seen for a sheet: its names, channels and languages sorted into the columns where people look for them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from app.clock import today
from app.exchange.profiles.scripts import script_of_text
from app.lookup.hours_shapes import DatedException, Hours, Span
from app.lookup.hours_text import hours_text
from app.reference import groups, regions, states

Card = Mapping[str, Any]
View = dict[str, Any]

SIX = ("en", "fr", "es", "ru", "zh", "ar")
PLAIN_TYPES = ("mobile", "fax", "email", "postal")


def view_of(card: Card) -> View:
    """The card with `names_by`, `channels_by`, `languages_by` (column -> parts) and what is derived for sheets added."""
    channels = card.get("channels") or []
    tested = [channel["tested_at"] for channel in channels if channel.get("tested_at")]
    hours = hours_line(card["hours"]) if card.get("hours") else None
    return {
        **card,
        "hours": hours,
        "names_by": names_by_column(card.get("names") or []),
        "channels_by": channels_by_column(channels),
        "languages_by": _languages_by_use(card.get("languages") or []),
        "world": _world_at(card["state"], card.get("time_zone"), today().year),
        "tested_at": max(tested) if tested else None,
        "always_open": True if hours == "24/7" else None,
    }


def names_by_column(names: list[Card]) -> dict[str, Any]:
    """Which name stands in which column: one per UN language, `native` for others, `acronym`, and `other` for the rest.

    A script is written only where it is not the one that the letters show.
    """
    sorted_names: dict[str, Any] = {"native": [], "acronym": [], "other": []}
    for name in names:
        language, shown = name.get("language"), name.get("script")
        script = None if shown is None or shown == script_of_text(name["text"]) else shown
        part = {"text": name["text"], "language": language, "script": script, "role": name.get("role", "preferred")}
        if part["role"] == "preferred" and language in SIX and script is None and language not in sorted_names:
            sorted_names[language] = part
        elif part["role"] == "preferred" and language not in SIX:
            sorted_names["native"].append(part)
        elif part["role"] == "acronym":
            sorted_names["acronym"].append(part)
        else:
            sorted_names["other"].append(part)
    return sorted_names


def channels_by_column(channels: list[Card]) -> dict[str, list[Card]]:
    """The channels by the column of the entries sheet: a telephone that is always answered has a column of its own."""
    found: dict[str, list[Card]] = {}
    for channel in channels:
        kind = channel["type"]
        if kind == "phone":
            column = "phone_24h" if channel.get("always_open") else "phone"
        else:
            column = kind if kind in PLAIN_TYPES else "other"
        if column in found:
            found[column].append(channel)
        else:
            found[column] = [channel]
    return found


def hours_line(hours: Card) -> str:
    """Opening hours as one line of text; offices that share a timetable share the work."""
    try:
        return _line_of(orjson.dumps(hours))
    except TypeError:  # half a surrogate pair in a reason: no JSON, but an edition all the same
        return hours_text(hours_of(hours))


@lru_cache(maxsize=4096)
def _line_of(hours: bytes) -> str:
    return hours_text(hours_of(orjson.loads(hours)))


def hours_of(hours: Card) -> Hours:
    """Opening hours from an entry's JSON. Unlike `app.lookup.hours_json` it takes what is stored, overlaps and nulls too:
    one odd timetable must not stop an edition."""
    spans = (
        Span(tuple(s["days"]), _clock(s["opens"]), _clock(s["closes"]), _month_day(s.get("from")), _month_day(s.get("until")))
        for s in hours.get("spans") or ()
    )
    exceptions = (_exception(e) for e in hours.get("exceptions") or ())
    return Hours(tuple(spans), tuple(exceptions))


def lunch_breaks(hours: Hours) -> Hours:
    """The weekly gaps between two openings on one day, seasons left aside."""
    breaks = []
    for day in ("mo", "tu", "we", "th", "fr", "sa", "su"):
        spans = sorted((s.opens, s.closes) for s in hours.spans if day in s.days and s.season_from is None)
        breaks += [Span((day,), before[1], after[0]) for before, after in pairwise(spans) if before[0] < before[1] < after[0]]
    return Hours(tuple(breaks))


@cache
def utc_offset(zone: str | None, year: int) -> str | None:
    """What the zone's clocks differ from UTC: `UTC+01:00`, with summer time `UTC+01:00 / UTC+02:00`."""
    if not zone:
        return None
    offsets = {ZoneInfo(zone).utcoffset(datetime(year, month, 1)) or timedelta(0) for month in (1, 4, 7, 10)}  # noqa: DTZ001 - a wall time
    return " / ".join(_offset_text(offset) for offset in sorted(offsets))


def _exception(entry: Card) -> DatedException:
    day, reason = date.fromisoformat(entry["date"]), entry.get("reason") or ""
    if entry.get("closed", True):
        return DatedException(day, True, reason=reason)
    return DatedException(day, False, _clock(entry["opens"]), _clock(entry["closes"]), reason)


def _clock(text: str) -> time:
    return time(0) if text == "24:00" else time.fromisoformat(text)


def _month_day(text: str | None) -> tuple[int, int] | None:
    return (int(text[:2]), int(text[3:])) if text else None


def _offset_text(offset: timedelta) -> str:
    minutes = int(offset.total_seconds()) // 60
    return f"UTC{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def _languages_by_use(languages: list[Card]) -> dict[str, list[Card]]:
    spoken, written = [], []
    for one in languages:
        use = one.get("use", ())
        if "spoken" in use:
            spoken.append(one)
        if "written" in use:
            written.append(one)
    return {"spoken": spoken, "written": written}


@cache
def _world_at(state_code: str, zone: str | None, year: int) -> dict[str, str | None]:
    return {**world_of(state_code), "offset": utc_offset(zone, year)}


@cache
def world_of(state_code: str) -> dict[str, str]:
    """What follows from the State: `iso3`, `m49`, English `name`, lowest `region`, UN regional `group` (empty for none)."""
    state = states.state(state_code)
    group = groups.find_group(groups.group_of(state_code))
    return {
        "iso3": state.iso3,
        "m49": state.m49,
        "name": state.name("en"),
        "region": regions.region(regions.lowest_region(state_code)).name("en"),
        "group": group.name("en") if group else "",
    }
