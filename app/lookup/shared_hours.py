"""How long two offices are open together in the week of an instant: when a call can be answered on both sides."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from app.access.actor import Actor
from app.lookup.hours import is_within_calendar, overlap_minutes
from app.lookup.hours_json import hours_from
from app.reference.zones import principal_zone

MONDAY_TO_FRIDAY = ("mo", "tu", "we", "th", "fr")
SUNDAY_TO_THURSDAY = ("su", "mo", "tu", "we", "th")
OTHER_WEEKS = {
    **dict.fromkeys(("BH", "DZ", "EG", "IL", "IQ", "JO", "KW", "LY", "OM", "QA", "SA", "SD", "SY", "YE"), SUNDAY_TO_THURSDAY),
    "AF": ("sa", "su", "mo", "tu", "we"),
    "IR": ("sa", "su", "mo", "tu", "we", "th"),
}
"""The working days of States whose weekend is not Saturday and Sunday (Unicode CLDR, supplemental `weekData`)."""
DAY_AND_NIGHT = {
    "spans": [{"days": ["mo", "tu", "we", "th", "fr", "sa", "su"], "opens": "00:00", "closes": "00:00"}],
    "exceptions": [],
}


def usual_hours(state: str | None) -> dict[str, Any]:
    """What is taken for an office of a State that states no hours: its working days, 9 to 17."""
    days = OTHER_WEEKS.get(state or "", MONDAY_TO_FRIDAY)
    return {"spans": [{"days": list(days), "opens": "09:00", "closes": "17:00"}], "exceptions": []}


@dataclass(frozen=True)
class MyHours:
    """When I work, by `hours` as JSON and an IANA `zone`; `are_own` where I have set these hours, and not the State's usual."""

    hours: dict[str, Any]
    zone: str | None
    are_own: bool


def my_hours(reader: Actor | None, state: str | None) -> MyHours:
    """The hours of somebody who asks for an office of this State: own ones where they were set, else the usual ones there."""
    mine = reader if reader is not None and reader.state == state else None
    own = json.loads(mine.hours) if mine and mine.hours else None
    zone = (mine.zone if mine else None) or (principal_zone(state) if state else None)
    return MyHours(own or usual_hours(state), zone, own is not None)


def shared_minutes(
    theirs: Any, their_zone: str | None, mine: Any, my_zone: str | None, at: datetime, *, always: bool = False
) -> int | None:
    """Minutes of this week, from my Monday 00:00, in which both are open; none where a zone or their hours are not known, and
    in the week in which the calendar of `lookup.hours` begins.

    `theirs` and `mine` are `hours` as JSON. `always`: theirs never closes.
    """
    hours = DAY_AND_NIGHT if always else theirs
    if not hours or not hours["spans"] or not their_zone or not my_zone:
        return None
    local = at.astimezone(ZoneInfo(my_zone))
    monday = (local - timedelta(days=local.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
    if not is_within_calendar(monday):
        return None
    return _shared(json.dumps(hours), their_zone, json.dumps(mine), my_zone, monday)


@lru_cache(maxsize=1024)
def _shared(theirs: str, their_zone: str, mine: str, my_zone: str, monday: datetime) -> int:
    return overlap_minutes(hours_from(json.loads(theirs)), their_zone, hours_from(json.loads(mine)), my_zone, monday)
