"""What printed directories say in words: languages by name, days of the week, dates; turned into our notation, never guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache

from app.errors import Invalid
from app.lookup.hours_text import parse_hours_text
from app.reference.languages import is_language, language_named
from app.reference.text import folded

_DAYS = {
    "mo": "monday mon lundi lun lu lunes l",
    "tu": "tuesday tues tue mardi mar ma martes",
    "we": "wednesday weds wed mercredi mer me miercoles mier mie mi x",
    "th": "thursday thurs thur thu jeudi jeu je jueves jue ju j",
    "fr": "friday fri vendredi ven ve viernes vier vie vi v",
    "sa": "saturday sat samedi sam sabado sab s",
    "su": "sunday sun dimanche dim di domingo dom do d",
}
"""English, French, Spanish; a lone M could be two days and is none."""

_WORD = re.compile(r"[^\W\d_]+\.?")
_CLOCK = re.compile(r"\b(\d{1,2})\s?(?:[h.]\s?(\d\d)?|:(\d\d))(?!\d)", re.IGNORECASE)
_TO = re.compile(r"\s*(?:-|–|—|\b(?:to|until|a|au|aux|al)\b)\s*")
_FILLERS = re.compile(r"\b(?:from|du|de|des|las|los|le|les|h|hs|hrs)\b")
_AND = re.compile(r"\s*(?:,|\b(?:and|et|y)\b)\s*")
_LANGUAGES_APART = re.compile(r"\s*(?:[;,/\n]|\b(?:and|et|y|e|und)\b)\s*")
_DATE = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")


def languages_in(cell: str) -> str:
    """A list of languages with their tags where it gives names, `français, arabe` as `fr; ar`; else the cell as it is.

    All of its parts must be tags or names in English, French, Spanish, Russian, Chinese or Arabic: nothing is half read.
    """
    if "|" in cell or "\\" in cell:
        return cell
    parts = [part for part in _LANGUAGES_APART.split(cell.strip(" .;")) if part]
    tags = [part if is_language(part) else language_named(part) for part in parts]
    return "; ".join(tag for tag in tags if tag) if all(tags) else cell


def hours_in(cell: str) -> str | None:
    """Opening hours in our notation, `Lu-Ve 8h30-16h` as `Mo-Fr 08:30-16:00`; None where they cannot be read."""
    text = _CLOCK.sub(_clock, folded(cell))
    text = _WORD.sub(lambda found: _days().get(found[0].rstrip("."), found[0]), text)
    text = _AND.sub(",", _TO.sub("-", _FILLERS.sub(" ", text).replace(":  ", " ")))
    text = re.sub(r"(?<=[a-z])\s*:\s*(?=\d)", " ", " ".join(text.split())).strip(" .;")
    try:
        parse_hours_text(text)
    except Invalid:
        return None
    return re.sub(r"\b[a-z]{2}\b", lambda found: found[0].capitalize(), text)


def day_in(cell: str) -> str | None:
    """A date in ISO 8601, `31/12/2025` as `2025-12-31`; None where day and month could be meant the other way round."""
    found = _DATE.fullmatch(cell.strip())
    if found is None:
        return None
    first, second, year = (int(part) for part in found.groups())
    readings = {(first, second), (second, first)}
    days = {made for day, month in readings if (made := _day(year, month, day))}
    return days.pop().isoformat() if len(days) == 1 else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _clock(found: re.Match[str]) -> str:
    return f"{int(found[1]):02}:{found[2] or found[3] or '00'}"


@cache
def _days() -> Mapping[str, str]:
    return {word: day for day, words in _DAYS.items() for word in words.split()}
