"""Both clocks on paper: what 12:00 there is here, when that changes before the sheet expires, and their week on our clock."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.lookup.hours_shapes import DAYS, Hours, Span, in_season, normal

DAY = 24 * 60
NOON = time(12)


def noon_here(day: date, theirs: str, mine: str) -> str:
    """What our clock shows when theirs shows 12:00 on a day: `10:00`, with `+1` or `-1` where that is another day here."""
    there = datetime.combine(day, NOON, ZoneInfo(theirs))
    here = there.astimezone(ZoneInfo(mine))
    days = (here.date() - day).days
    return f"{here:%H:%M}{f' {days:+d}' if days else ''}"


def noon_changes(first: date, last: date, theirs: str, mine: str) -> list[tuple[date, str]]:
    """Days after the first, up to the last, from which 12:00 there is another time here: clocks change on one side."""
    found, before = [], noon_here(first, theirs, mine)
    for ahead in range(1, (last - first).days + 1):
        day = first + timedelta(days=ahead)
        after = noon_here(day, theirs, mine)
        if after != before:
            found.append((day, after))
            before = after
    return found


def hours_here(hours: Hours, at: datetime, theirs: str, mine: str) -> Hours:
    """Their weekly hours of this season on our clock, with the difference that holds at this instant."""
    shift = _minutes_between(at, theirs, mine)
    there = at.astimezone(ZoneInfo(theirs))
    spans = [_shifted(day, span, shift) for span in hours.spans if in_season(span, (there.month, there.day)) for day in span.days]
    return normal(spans, ())


def _minutes_between(at: datetime, theirs: str, mine: str) -> int:
    offsets = [at.astimezone(ZoneInfo(zone)).utcoffset() or timedelta() for zone in (theirs, mine)]
    return int((offsets[1] - offsets[0]).total_seconds()) // 60


def _shifted(day: str, span: Span, shift: int) -> Span:
    opens = _minute(span.opens) + shift
    closes = _minute(span.closes) + shift
    ahead = (DAYS.index(day) + opens // DAY) % len(DAYS)
    return Span((DAYS[ahead],), _time(opens % DAY), _time(closes % DAY))


def _minute(wall: time) -> int:
    return wall.hour * 60 + wall.minute


def _time(minute: int) -> time:
    return time(minute // 60, minute % 60)
