"""The hours of a week in which somebody who speaks a language can be called: 168 counts, on the reader's own clock."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from sqlmodel import Session

from app.access.actor import Actor
from app.access.policy import require
from app.access.roles import Permission
from app.directory.find import EntryQuery, note_listed
from app.directory.parts import Record
from app.directory.reachable import Office, offices_speaking
from app.errors import FieldError, Invalid
from app.lookup.hours import open_intervals
from app.lookup.hours_json import hours_from
from app.reference.languages import is_language
from app.reference.regions import find_region, states_in

SPOKEN_ON = ("phone", "mobile", "inmarsat")
"""Lines on which people speak."""

HALF_PAST = timedelta(minutes=30)
"""An hour is judged by its middle: who opens at half past eight counts from that hour on."""

DAYS, HOURS = 7, 24


@dataclass(frozen=True)
class LanguageWeek:
    """`cells` are 7 days of 24 hours, Monday 00 first: how many entries can be called then. `entries` speak the language;

    of `unknown` nobody said when they can be called, so that they are in no cell. `monday` is the week's begin on that clock.
    """

    monday: datetime
    entries: int
    unknown: int
    cells: tuple[tuple[int, ...], ...]

    @property
    def most(self) -> int:
        """The highest count of the week."""
        return max(max(day) for day in self.cells)

    @property
    def silent(self) -> int:
        """Hours of the week in which nobody can be called."""
        return sum(count == 0 for day in self.cells for count in day)


def language_week(session: Session, language: str, *, region: str, zone: str, at: datetime, reader: Actor) -> LanguageWeek:
    """The week of `at` in the IANA `zone`, for entries of a region (M49) with a line that the reader may have.

    The look is on record. Raises `Denied`; `Invalid` naming `language` or `region`.
    """
    require(reader, Permission.ENTRY_FIND)
    require(reader, Permission.CHANNEL_REVEAL)
    if not is_language(language):
        raise Invalid("The hours cannot be counted.", errors=(FieldError("language", "is not a language tag, such as fr"),))
    if find_region(region) is None:
        raise Invalid(
            "The hours cannot be counted.", errors=(FieldError("region", f"{region!r} is not a UN M49 code such as 002"),)
        )
    found = offices_speaking(session, language, states_in(region), at, reader=reader)
    offices = [(office, lines) for office in found if (lines := _spoken_lines(office, language))]
    note_listed(session, EntryQuery(language=language, region=region), [o.card["id"] for o, _ in offices], reader=reader)
    local = at.astimezone(ZoneInfo(zone))
    monday = (local - timedelta(days=local.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
    weeks = [_week_of(office.card, lines, monday) for office, lines in offices]
    known = [week for week in weeks if week is not None]
    counts = [sum(week[slot] for week in known) for slot in range(DAYS * HOURS)]
    days = tuple(tuple(counts[day * HOURS : (day + 1) * HOURS]) for day in range(DAYS))
    return LanguageWeek(monday, len(offices), len(weeks) - len(known), days)


def _spoken_lines(office: Office, language: str) -> list[Record]:
    """Telephones of the office on which the language is spoken: a line that names its own languages speaks those only."""
    lines = [line for line in office.lines if line["type"] in SPOKEN_ON]
    return [line for line in lines if not line["languages"] or any(_same(tag, language) for tag in line["languages"])]


def _same(tag: str, language: str) -> bool:
    return tag == language or tag.startswith(f"{language}-")


def _week_of(card: Record, lines: list[Record], monday: datetime) -> tuple[bool, ...] | None:
    """For each hour whether one of the lines is manned; none where no line says when."""
    weeks: list[tuple[bool, ...]] = []
    for line in lines:
        hours = line["hours"] or card["hours"]
        if line["always_open"]:
            return (True,) * (DAYS * HOURS)
        if hours and card["time_zone"]:
            weeks.append(_open_hours(json.dumps(hours), card["time_zone"], monday))
    return tuple(any(slot) for slot in zip(*weeks, strict=True)) if weeks else None


@lru_cache(maxsize=4096)
def _open_hours(hours: str, zone: str, monday: datetime) -> tuple[bool, ...]:
    """Whether hours (JSON) are open in the middle of each hour of the week that begins on this Monday."""
    instants = [(monday + timedelta(hours=slot) + HALF_PAST).astimezone(UTC) for slot in range(DAYS * HOURS)]
    intervals = list(open_intervals(hours_from(json.loads(hours)), zone, instants[0], instants[-1] + HALF_PAST))
    return tuple(any(opens <= instant < closes for opens, closes in intervals) for instant in instants)
