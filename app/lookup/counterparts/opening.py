"""Whether a line is manned at an instant, until when, from when again - by its own hours, else by its office's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import orjson

from app.directory.parts import Record
from app.lookup.hours import closes_at, is_open, opens_at, wall_clock
from app.lookup.hours_json import hours_from
from app.lookup.hours_shapes import Hours


@dataclass(frozen=True)
class Opening:
    """`state` is always, open, closed or unknown; `until` when it closes, `again` when it opens, both UTC where there is one."""

    state: str
    until: datetime | None = None
    again: datetime | None = None


def opening_of(line: Record, card: Record, at: datetime) -> Opening:
    """The opening of one line of an office. Hours without a time zone say nothing."""
    if line["always_open"]:
        return Opening("always")
    hours, zone = line["hours"] or card["hours"], card["time_zone"]
    if not hours or not zone:
        return Opening("unknown")
    return _by_hours(orjson.dumps(hours), zone, at)


@lru_cache(maxsize=4096)
def _by_hours(hours: bytes, zone: str, at: datetime) -> Opening:
    """The same hours stand on many lines and offices of one question: they are looked at once."""
    kept = _kept(hours)
    if is_open(kept, zone, at):
        return Opening("open", until=closes_at(kept, zone, at))
    return Opening("closed", again=opens_at(kept, zone, at))


@lru_cache(maxsize=4096)
def _kept(text: bytes) -> Hours:
    """The same hours stand on many offices and are asked for again and again: they are checked once."""
    return hours_from(orjson.loads(text))


def wall_time(at: datetime, zone: str | None) -> str | None:
    """What a clock on a wall of the zone shows, with its offset: `2026-11-24T04:10+01:00`. None where no zone is known."""
    return wall_clock(at, zone).local.isoformat(timespec="minutes") if zone else None
