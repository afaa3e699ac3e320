"""Opening hours as JSON, in and out, with a reason for every field that cannot be kept."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, time
from typing import TypeVar

from app.errors import FieldError, Invalid
from app.lookup.hours_shapes import (
    DAYS,
    MAX_EXCEPTIONS,
    MAX_REASON,
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

_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SEASON_DAY = re.compile(r"[0-9]{2}-[0-9]{2}")

T = TypeVar("T")


def hours_from(json: object) -> Hours:
    """Read the `hours` of an entry or a channel as a client sends them.

    The answer is in normal form: days with equal times share a span, so what comes out again may be grouped otherwise
    than it came in. Raises `Invalid` with one `FieldError` per fault; paths start inside `hours` (`spans.0.opens`).
    """
    faults = _Faults()
    body = faults.mapping(json, "", ("spans", "exceptions")) or {}
    spans = faults.each(body.get("spans", []), "spans", MAX_SPANS, _span)
    exceptions = faults.each(body.get("exceptions", []), "exceptions", MAX_EXCEPTIONS, _exception)
    faults.overlaps(list(spans), clashing_spans(list(spans.values())))
    faults.overlaps(list(exceptions), clashing_exceptions(list(exceptions.values())))
    if faults.found:
        raise Invalid("The opening hours cannot be kept as they are.", errors=tuple(faults.found))
    return normal(spans.values(), exceptions.values())


def hours_json(hours: Hours) -> dict[str, object]:
    """The JSON of `hours`; `hours_from` reads it back to the same normal form. The end of a day is written `00:00`."""
    return {
        "spans": [_span_json(span) for span in hours.spans],
        "exceptions": [_exception_json(exception) for exception in hours.exceptions],
    }


def reason_faults(text: str) -> list[str]:
    """What is wrong with the reason of an exception, in plain words; nothing for a good one."""
    faults = []
    if len(text) > MAX_REASON:
        faults.append(f"has {len(text)} characters; {MAX_REASON} are the most")
    # Controls and lone surrogates cannot be written to every format. Cf may stay: Persian needs the non-joiner.
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in text):
        faults.append("has characters that cannot be printed")
    return faults


@dataclass
class _Faults:
    """What is wrong with the input so far. Its readers answer None for what they cannot read, and note why."""

    found: list[FieldError] = field(default_factory=list)

    def add(self, path: str, reason: str) -> None:
        self.found.append(FieldError(path, reason))

    def mapping(self, raw: object, path: str, known: tuple[str, ...]) -> dict[str, object] | None:
        if not isinstance(raw, dict):
            self.add(path or "hours", "must be an object")
            return None
        for key in sorted(str(key)[:40] for key in raw if key not in known):
            self.add(f"{path}.{key}" if path else key, f"is not known here; known are {', '.join(known)}")
        return raw

    def each(self, raw: object, path: str, most: int, read: Callable[[object, str, _Faults], T | None]) -> dict[str, T]:
        """Path -> what `read` made of the element, without those that it could not read."""
        if not isinstance(raw, list):
            self.add(path, "must be a list")
            return {}
        if len(raw) > most:
            self.add(path, f"has {len(raw)} elements; {most} are the most")
            return {}
        read_ones = ((f"{path}.{i}", read(element, f"{path}.{i}", self)) for i, element in enumerate(raw))
        return {place: value for place, value in read_ones if value is not None}

    def overlaps(self, paths: list[str], pairs: list[tuple[int, int]]) -> None:
        for earlier, later in pairs:
            self.add(paths[later], f"overlaps with {paths[earlier]}")

    def clock(self, raw: object, path: str, *, closing: bool = False) -> time | None:
        if closing and raw == "24:00":
            return time(0)
        if isinstance(raw, str) and _TIME.fullmatch(raw):
            return time.fromisoformat(raw)
        self.add(path, f"must be a time from 00:00 to {'24:00' if closing else '23:59'}")
        return None


def _span(raw: object, path: str, faults: _Faults) -> Span | None:
    body = faults.mapping(raw, path, ("days", "opens", "closes", "from", "until"))
    if body is None:
        return None
    days = _days(body.get("days"), f"{path}.days", faults)
    opens = faults.clock(body.get("opens"), f"{path}.opens")
    closes = faults.clock(body.get("closes"), f"{path}.closes", closing=True)
    begins = _season_day(body.get("from"), f"{path}.from", faults)
    ends = _season_day(body.get("until"), f"{path}.until", faults)
    for name, other in (("from", "until"), ("until", "from")):
        if body.get(name) is None and body.get(other) is not None:
            faults.add(f"{path}.{name}", "is missing: a season has a first and a last day")
    if opens is None or closes is None:
        return None
    return Span(days, opens, closes, begins, ends)


def _days(raw: object, path: str, faults: _Faults) -> tuple[str, ...]:
    if not isinstance(raw, list) or not 1 <= len(raw) <= len(DAYS):
        faults.add(path, f"must be a list of days out of {', '.join(DAYS)}")
        return ()
    for i, day in enumerate(raw):
        if day not in DAYS:
            faults.add(f"{path}.{i}", f"must be one of {', '.join(DAYS)}")
        elif day in raw[:i]:
            faults.add(f"{path}.{i}", "is named twice")
    return tuple(day for day in DAYS if day in raw)


def _season_day(raw: object, path: str, faults: _Faults) -> MonthDay | None:
    if raw is None:
        return None
    if isinstance(raw, str) and _SEASON_DAY.fullmatch(raw):
        month, day = int(raw[:2]), int(raw[3:])
        if is_month_day(month, day):
            return month, day
    faults.add(path, "must be a month and a day, like 06-01")
    return None


def _exception(raw: object, path: str, faults: _Faults) -> DatedException | None:
    body = faults.mapping(raw, path, ("date", "closed", "opens", "closes", "reason"))
    if body is None:
        return None
    day = _date(body.get("date"), f"{path}.date", faults)
    reason = _reason(body.get("reason", ""), f"{path}.reason", faults)
    times_given = body.get("opens") is not None or body.get("closes") is not None
    closed = body.get("closed", False if times_given else None)
    if not isinstance(closed, bool):
        faults.add(f"{path}.closed", "must be true, or opens and closes are needed")
        return None
    if closed:
        if times_given:
            faults.add(f"{path}.closed", "a closed date has no opens and closes")
        return None if day is None else DatedException(day, True, reason=reason)
    opens = faults.clock(body.get("opens"), f"{path}.opens")
    closes = faults.clock(body.get("closes"), f"{path}.closes", closing=True)
    if day is None or opens is None or closes is None:
        return None
    return DatedException(day, False, opens, closes, reason)


def _date(raw: object, path: str, faults: _Faults) -> date | None:
    if isinstance(raw, str) and _DATE.fullmatch(raw):
        try:
            return date.fromisoformat(raw)
        except ValueError:
            faults.add(path, "is not in the calendar")
            return None
    faults.add(path, "must be a date, like 2026-12-25")
    return None


def _reason(raw: object, path: str, faults: _Faults) -> str:
    if not isinstance(raw, str):
        faults.add(path, "must be text")
        return ""
    text = " ".join(raw.split())
    for fault in reason_faults(text):
        faults.add(path, fault)
    return text


def _span_json(span: Span) -> dict[str, object]:
    body: dict[str, object] = {
        "days": list(span.days),
        "opens": f"{span.opens:%H:%M}",
        "closes": f"{span.closes:%H:%M}",
    }
    if span.season_from is not None and span.season_until is not None:
        body["from"] = "{:02}-{:02}".format(*span.season_from)
        body["until"] = "{:02}-{:02}".format(*span.season_until)
    return body


def _exception_json(exception: DatedException) -> dict[str, object]:
    body: dict[str, object] = {"date": exception.date.isoformat(), "closed": exception.closed}
    if exception.opens is not None and exception.closes is not None:
        body["opens"] = f"{exception.opens:%H:%M}"
        body["closes"] = f"{exception.closes:%H:%M}"
    if exception.reason:
        body["reason"] = exception.reason
    return body
