"""Opening times in English words, `5.00 pm (4.30 pm Friday)`: read where they can be, never guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping

DAYS = ("Mo", "Tu", "We", "Th", "Fr")
_TIME = r"(\d{1,2})(?:[.:](\d\d))?\s*([ap])\.?m\.?"
_ALONE = re.compile(rf"(?:from\s+)?{_TIME}\.?", re.IGNORECASE)
_FRIDAY = re.compile(rf"{_TIME}\s*\(\s*{_TIME}\s+(?:on\s+)?Fridays?\s*\)\.?", re.IGNORECASE)
_WEEK = re.compile(rf"Mon(?:day)?\s*(?:to|-)\s*Thu(?:rsday)?s?:?\s*{_TIME}\s*,?\s*Fri(?:day)?s?:?\s*{_TIME}\.?", re.IGNORECASE)
_SPAN = re.compile(rf"{_TIME}\s*(?:to|-)\s*{_TIME}\.?", re.IGNORECASE)

Week = Mapping[str, str]


def hours_of_words(opens: str, closes: str) -> str | None:
    """Weekly hours in our own notation from two cells, `9.00 am` and `5.00 pm (4.30 pm Friday)`; None where one is no time."""
    begin, end = _week(opens), _week(closes)
    if span := _SPAN.fullmatch(opens.strip()):
        groups = span.groups()
        begin, end = dict.fromkeys(DAYS, _clock(groups[:3])), dict.fromkeys(DAYS, _clock(groups[3:]))
    if begin is None or end is None or not all(begin[day] < end[day] for day in DAYS):
        return None
    if begin["Mo"] == begin["Fr"] and end["Mo"] == end["Fr"]:
        return f"Mo-Fr {begin['Mo']}-{end['Mo']}"
    return f"Mo-Th {begin['Mo']}-{end['Mo']}; Fr {begin['Fr']}-{end['Fr']}"


def _week(text: str) -> Week | None:
    text = " ".join(text.split())
    if match := _ALONE.fullmatch(text):
        return dict.fromkeys(DAYS, _clock(match.groups()))
    if match := _FRIDAY.fullmatch(text) or _WEEK.fullmatch(text):
        groups = match.groups()
        return {**dict.fromkeys(DAYS, _clock(groups[:3])), "Fr": _clock(groups[3:])}
    return None


def _clock(groups: tuple[str, ...]) -> str:
    hour, minute = int(groups[0]) % 12 + (12 if groups[2].lower() == "p" else 0), int(groups[1] or 0)
    return f"{hour:02}:{minute:02}"
