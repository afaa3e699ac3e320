"""Which of our columns a heading means: our own names, the portal's headings in three languages, and what a sender said."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from app.exchange.profiles.columns import columns, portal_columns
from app.reference.text import folded

NOT_READ = ""
"""What a sender chooses for a column that is to be left alone."""

_NAMES = {"en": "name_en", "fr": "name_fr", "es": "name_es"}
_ELSEWHERE = {"world.name": "state", "edited_at": "last_edited", "world.offset": "gmt_offset"}
"""Paths of the portal's profile that our sheet keeps in another column."""


def heading_key(cell: str) -> str:
    """A heading without regard to capitals, blanks, hyphens: `Name EN` and `name_en` are one."""
    return "_".join(cell.strip().strip('"').casefold().replace("-", " ").replace("_", " ").split())


def column_of(cell: str, sheet: str, chosen: Mapping[str, str]) -> str | None:
    """Our column that the heading means, or None. What the sender chose goes first; `NOT_READ` hides a column."""
    key = heading_key(cell)
    if (own := chosen.get(key)) is not None:
        return own or None
    if key in _own(sheet):
        return key
    return _of_portal().get(_letters(cell)) if sheet == "entries" else None


def portal_heading(cell: str, chosen: Mapping[str, str]) -> tuple[str, str] | None:
    """(English heading of the portal, the language of this one), or None; what the sender chose to leave out is None too."""
    return None if chosen.get(heading_key(cell)) == NOT_READ else _captions().get(_letters(cell))


def portal_path(heading: str) -> str:
    """Where in an entry the portal's column with this English heading lies; with its detail where one path has two columns."""
    return _paths()[heading]


def choices() -> tuple[str, ...]:
    """The columns of the entries sheet that a heading can be read as."""
    return tuple(column.name for column in columns("entries") if column.way != "out")


@cache
def _own(sheet: str) -> frozenset[str]:
    return frozenset(column.name for column in columns(sheet))


@cache
def _captions() -> Mapping[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for column in portal_columns("sherloc"):
        for language, heading in column.headings.items():
            found.setdefault(_letters(heading), (column.headings["en"], language))
    return found


@cache
def _paths() -> Mapping[str, str]:
    return {column.headings["en"]: column.path for column in portal_columns("sherloc")}


@cache
def _of_portal() -> Mapping[str, str]:
    """Headings of the printed directory, in English, French and Spanish -> our column."""
    read = [column for column in columns("entries") if column.way != "out"]
    by_path = {column.path: column.name for column in reversed(read)} | _ELSEWHERE
    by_detail = {(column.path, column.detail): column.name for column in read}
    found: dict[str, str] = {}
    for portal in portal_columns("sherloc"):
        for language, heading in portal.headings.items():
            ours = _NAMES[language] if portal.path == "name" else by_detail.get((portal.path, portal.detail))
            ours = ours or by_path.get(portal.path)
            if ours:
                found.setdefault(_letters(heading), ours)
    return found


def _letters(cell: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in folded(cell)).split())
