"""Which of our columns a heading means: our own names, the portal's headings in three languages, and what a sender said."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from app.exchange.profiles.columns import columns, further_captions, portal_columns
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
    """(English heading of the portal, the language of this one), or None; what the sender chose to leave out is None too,

    and what the sender chose to read as a column of ours that the portal has not.
    """
    own = chosen.get(heading_key(cell))
    if own is not None:
        return _portal_of().get(own)
    return _captions().get(_letters(cell))


def is_only_the_portals(cell: str) -> bool:
    """Whether the heading is one of the printed directory for which our sheets have no column, such as lunch hours."""
    return _letters(cell) in _captions() and _letters(cell) not in _of_portal()


def portal_column(heading: str) -> str | None:
    """Our column that says the same as the portal's column with this English heading."""
    return _of_portal().get(_letters(heading))


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
    for caption, language, heading in further_captions():
        found.setdefault(_letters(caption), (heading, language))
    return found


@cache
def _portal_of() -> Mapping[str, tuple[str, str]]:
    """Our column -> (English heading of the portal, language) that says the same."""
    found: dict[str, tuple[str, str]] = {}
    for letters, ours in _of_portal().items():
        found.setdefault(ours, _captions()[letters])
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
    for caption, language, english in further_captions():
        ours = found.get(_letters(english))
        if ours:
            found.setdefault(_letters(caption), _NAMES[language] if ours in _NAMES.values() else ours)
    return found


def _letters(cell: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in folded(cell)).split())
