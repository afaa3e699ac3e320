"""An entry in the columns of a portal's printed directory, as its profile file says; no column name stands in code."""

from __future__ import annotations

from collections.abc import Sequence

from app.exchange.formats.flat import cells_of
from app.exchange.formats.view import Card, view_of
from app.exchange.profiles.columns import PortalColumn


def headings(profile: Sequence[PortalColumn], language: str = "en") -> list[str]:
    """The headings of the profile in English, French or Spanish."""
    return [column.headings[language] for column in profile]


def rows_for(profile: Sequence[PortalColumn], card: Card) -> list[str]:
    """The entry as one row of the profile's columns, unguarded text."""
    return cells_of(view_of(card), profile)
