"""An entry in the columns of a portal's printed directory, as its profile file says; no column name stands in code."""

from __future__ import annotations

from collections.abc import Sequence

from app.directory.cards import display_name
from app.exchange.formats.flat import cells_of
from app.exchange.formats.view import Card, hours_of, lunch_breaks, view_of
from app.exchange.profiles.columns import PortalColumn
from app.lookup.hours_text import hours_text


def headings(profile: Sequence[PortalColumn], language: str = "en") -> list[str]:
    """The headings of the profile in English, French or Spanish."""
    return [column.headings[language] for column in profile]


def rows_for(profile: tuple[PortalColumn, ...], card: Card) -> list[str]:
    """The entry as one row of the profile's columns, unguarded text."""
    hours, designations = card.get("hours"), card.get("designations") or []
    asked_by_portals = {
        "name": display_name(card.get("names") or []),
        "lunch": hours_text(lunch_breaks(hours_of(hours))) if hours else None,
        "untoc_basis": any(one["instrument"] == "UNTOC" for one in designations) or None,
    }
    return cells_of({**view_of(card), **asked_by_portals}, profile)
