"""Opening hours as one line of text for a spreadsheet cell, `Mo-Th 08:00-12:30,14:00-17:00; Fr 08:00-12:00`.

The notation is a part of the OpenStreetMap opening hours specification, with one difference: rules add up and never
override each other, except that a date overrides the week.
"""

from __future__ import annotations

import re
from datetime import date, time

from app.errors import FieldError, Invalid
from app.lookup.hours_json import reason_faults
from app.lookup.hours_shapes import (
    ALWAYS,
    DAYS,
    MAX_EXCEPTIONS,
    MAX_SPANS,
    DatedException,
    Hours,
    MonthDay,
    Span,
    clashing_exceptions,
    clashing_spans,
    is_month_day,
    normal,
)

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MODEL = "Mo-Th 08:00-12:30,14:00-17:00; Fr 08:00-12:00; Jul 01-Aug 31 Sa 09:00-12:00; 2026 Dec 25 off"
MAX_TEXT = 32_767  # what a spreadsheet cell holds
MOST_FAULTS = 20  # in one answer: who sees twenty knows that the cell holds something else

_RULE = re.compile(r'(?:[^;"]|"[^"]*")+')
_MONTH_DAY = r"[a-z]{3} \d\d?"
_DATED = re.compile(rf"(\d{{4}}-\d\d-\d\d|\d{{4}} {_MONTH_DAY}) (\S+)", re.ASCII | re.IGNORECASE)
_WEEKLY = re.compile(rf"(?:({_MONTH_DAY})-({_MONTH_DAY}):? )?([a-z]{{2}}(?:[-,][a-z]{{2}})*):? (\d\S*)", re.ASCII | re.IGNORECASE)
_TIMES = re.compile(r"(\d\d?):(\d\d)-(\d\d?):(\d\d)", re.ASCII)


class _Unreadable(Exception):
    """This rule cannot be read; the message says why."""


def parse_hours_text(text: str, field: str = "office_hours") -> Hours:
    """Read `Mo-Th 08:00-12:30,14:00-17:00; Fr 08:00-12:00` as people and spreadsheets write it.

    Rules stand between semicolons: `[season] days times`, `24/7`, or a date with times or `off` and a remark in double
    quotes (`2026 Dec 25 off "Christmas"`; `2026-12-25 closed` is understood too). Weeks may begin on any day (`Su-Th`),
    times may cross midnight (`22:00-06:00`). Empty text is the empty timetable. Raises `Invalid` with a `FieldError`
    on `field` for each rule that cannot be read and each that overlaps with another; the same time said twice is no fault.
    """
    faults: list[str] = []
    spans: list[Span] = []
    exceptions: list[DatedException] = []
    if len(text) > MAX_TEXT or text.count('"') % 2:
        faults.append("is too long" if len(text) > MAX_TEXT else "has a double quote that is never closed")
    for rule in [] if faults else filter(None, map(str.strip, _RULE.findall(text))):
        try:
            new_spans, new_exceptions = _read_rule(rule)
            spans += new_spans
            exceptions += new_exceptions
        except _Unreadable as fault:
            faults.append(f"{_quoted(rule)} {fault}")
    hours = normal(spans, exceptions)
    # Counted first: comparing every pair of a hostile cell would take minutes.
    if len(hours.spans) > MAX_SPANS or len(hours.exceptions) > MAX_EXCEPTIONS:
        faults.append(f"has more than {MAX_SPANS} weekly times or {MAX_EXCEPTIONS} dates")
    else:
        faults += _overlaps(hours)
    if faults:
        errors = tuple(FieldError(field, fault) for fault in faults[:MOST_FAULTS])
        raise Invalid(f"Write opening hours like {MODEL}", errors=errors)
    return hours


def hours_text(hours: Hours) -> str:
    """The one-line text of `hours`, for `office_hours`; `parse_hours_text` reads it back to the same normal form."""
    hours = normal(hours.spans, hours.exceptions)
    rules: list[str] = []
    for season in dict.fromkeys((span.season_from, span.season_until) for span in hours.spans):
        spans = [span for span in hours.spans if (span.season_from, span.season_until) == season]
        rules += [_season_text(*season) + rule for rule in _week_rules(spans)]
    same: dict[tuple[date, str], list[DatedException]] = {}
    for dated in hours.exceptions:
        same.setdefault((dated.date, dated.reason), []).append(dated)
    rules = ["24/7" if rule == "Mo-Su 00:00-24:00" else rule for rule in rules]
    return "; ".join(rules + [_date_rule(group) for group in same.values()])


def _read_rule(rule: str) -> tuple[list[Span], list[DatedException]]:
    body, quote, rest = rule.partition('"')
    # Blanks are folded before anything looks around hyphens and commas: each step is linear in the length.
    body = re.sub(r" ?([-,]) ?", r"\1", " ".join(body.replace("\N{EN DASH}", "-").split()))
    if dated := _DATED.fullmatch(body):
        return [], _read_exceptions(dated[1], dated[2], _read_reason(rest) if quote else "")
    if quote:
        raise _Unreadable("has a remark, which only a single date can have")
    if body == "24/7":
        return list(ALWAYS.spans), []
    weekly = _WEEKLY.fullmatch(body)
    if weekly is None:
        raise _Unreadable("cannot be read")
    begins, ends = (_read_month_day(part) if part else None for part in weekly.group(1, 2))
    days = _read_days(weekly[3])
    return [Span(days, opens, closes, begins, ends) for opens, closes in _read_times(weekly[4])], []


def _read_exceptions(day_text: str, times: str, reason: str) -> list[DatedException]:
    try:
        if "-" in day_text:
            day = date.fromisoformat(day_text)
        else:
            month, day_of_month = _read_month_day(day_text[5:])
            day = date(int(day_text[:4]), month, day_of_month)
    except ValueError as fault:
        raise _Unreadable(f"names a date that is not in the calendar: {day_text}") from fault
    if times.lower() in ("off", "closed"):
        return [DatedException(day, True, reason=reason)]
    return [DatedException(day, False, opens, closes, reason) for opens, closes in _read_times(times)]


def _read_reason(rest: str) -> str:
    """The remark after its opening quote; a quote inside is written twice, as in CSV (RFC 4180)."""
    inside, end = rest[:-1], rest[-1:]
    if end != '"' or '"' in inside.replace('""', ""):
        raise _Unreadable("has something after its remark")
    reason = " ".join(inside.replace('""', '"').split())
    for fault in reason_faults(reason):
        raise _Unreadable(f"has a remark that {fault}")
    return reason


def _read_month_day(text: str) -> MonthDay:
    name, day = text[:3].title(), int(text[4:])
    if name not in MONTHS or not is_month_day(MONTHS.index(name) + 1, day):
        raise _Unreadable(f"names a day that is in no year: {text}")
    return MONTHS.index(name) + 1, day


def _read_days(text: str) -> tuple[str, ...]:
    chosen: set[str] = set()
    for part in text.lower().split(","):
        first, hyphen, last = part.partition("-")
        if first not in DAYS or (hyphen and last not in DAYS):
            raise _Unreadable(f"names a day that is not one of Mo Tu We Th Fr Sa Su: {part}")
        begin, end = DAYS.index(first), DAYS.index(last or first)
        chosen.update(DAYS[(begin + i) % 7] for i in range((end - begin) % 7 + 1))
    return tuple(day for day in DAYS if day in chosen)


def _read_times(text: str) -> list[tuple[time, time]]:
    return [_read_span_times(part[:40]) for part in text.split(",")]


def _read_span_times(part: str) -> tuple[time, time]:
    match = _TIMES.fullmatch(part)
    if match is None:
        raise _Unreadable(f"has times that cannot be read: {part}")
    open_hour, open_minute, close_hour, close_minute = (int(number) for number in match.groups())
    close_hour = 0 if (close_hour, close_minute) == (24, 0) else close_hour
    if max(open_hour, close_hour) > 23 or max(open_minute, close_minute) > 59:
        raise _Unreadable(f"has a time that no clock shows: {part}")
    return time(open_hour, open_minute), time(close_hour, close_minute)


def _overlaps(hours: Hours) -> list[str]:
    weekly = [_season_text(span.season_from, span.season_until) + _week_rules([span])[0] for span in hours.spans]
    dated = [_date_rule([exception]) for exception in hours.exceptions]
    pairs = [(weekly[i], weekly[j]) for i, j in clashing_spans(hours.spans)]
    pairs += [(dated[i], dated[j]) for i, j in clashing_exceptions(hours.exceptions)]
    return [f"{_quoted(later)} overlaps with {_quoted(earlier)}" for earlier, later in pairs]


def _quoted(rule: str) -> str:
    return f"“{rule[:60]}”"


def _week_rules(spans: list[Span]) -> list[str]:
    """`days times` for the spans of one season; days with the same times stand together, so that none is said twice."""
    days_with: dict[str, list[str]] = {}
    for day in DAYS:
        times = sorted((span.opens, span.closes) for span in spans if day in span.days)
        if times:
            days_with.setdefault(",".join(_times_text(*pair) for pair in times), []).append(day)
    return [f"{_days_text(days)} {times}" for times, days in days_with.items()]


def _date_rule(group: list[DatedException]) -> str:
    """The rule for exceptions that share their date and reason."""
    day = group[0].date
    times = ",".join(_times_text(dated.opens, dated.closes) for dated in group)
    reason = " ".join(group[0].reason.split()).replace('"', '""')
    return f"{day.year:04} {MONTHS[day.month - 1]} {day.day:02} {times}" + (f' "{reason}"' if reason else "")


def _days_text(days: list[str]) -> str:
    """`Mo-Th`, `Su-Th`, `Sa,Su`: three or more in a row are a range, also over the end of the week."""
    runs: list[list[str]] = []
    for day in days:
        if runs and DAYS.index(day) == DAYS.index(runs[-1][-1]) + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    if len(runs) > 1 and runs[0][0] == DAYS[0] and runs[-1][-1] == DAYS[-1]:
        runs[-1] += runs.pop(0)
    parts = [f"{run[0]}-{run[-1]}" if len(run) > 2 else ",".join(run) for run in runs]
    return ",".join(parts).title()


def _times_text(opens: time | None, closes: time | None) -> str:
    if opens is None or closes is None:
        return "off"
    return f"{opens:%H:%M}-{'24:00' if closes == time(0) else f'{closes:%H:%M}'}"


def _season_text(begins: MonthDay | None, ends: MonthDay | None) -> str:
    if not begins or not ends:
        return ""
    return f"{MONTHS[begins[0] - 1]} {begins[1]:02}-{MONTHS[ends[0] - 1]} {ends[1]:02} "
