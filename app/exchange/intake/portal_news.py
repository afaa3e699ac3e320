"""What a portal's row says that we do not say there ourselves: a text that we would write just so is no news."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.exchange.formats.sherloc import headings, rows_for
from app.exchange.intake.rows import Data
from app.exchange.profiles.columns import PortalColumn, portal_columns

_PART = {"name": "names", "lunch": "hours", "untoc_basis": "designations", "homepage": "homepage"}
"""Path in the portal's profile -> the part of an entry that it is about, where the names differ."""


def news_in(data: Data, cells: Mapping[str, str], card: Mapping[str, Any]) -> Data:
    """The data without each part whose cells are what we would write in the portal's columns for this entry."""
    profile = portal_columns("sherloc")
    ours = dict(zip(headings(profile), rows_for(profile, card), strict=True))
    said = [column for column in profile if column.headings["en"] in cells]
    news = [column for column in said if comparable(cells[column.headings["en"]]) != comparable(ours[column.headings["en"]])]
    kept = {name: value for name, value in data.items() if name not in _parts(said) or name in _parts(news)}
    for name in ("kind", "provenance"):  # the portal has no column for them: they are only for new entries
        kept.pop(name, None)
    if isinstance(kept.get("requirements"), dict):
        fields = {column.path.partition(".")[2] for column in news}
        kept["requirements"] = {name: value for name, value in kept["requirements"].items() if name in fields}
    if "channels" in kept:
        kept["channels"] = [one for one in kept["channels"] if _column_of(one) in {column.path for column in news}]
    if "external_ids" in kept:  # what others call the entry beside the portal's own key stays
        kept["external_ids"] = [
            *card.get("external_ids", []),
            *(k for k in kept["external_ids"] if k not in card.get("external_ids", [])),
        ]
    return kept


def comparable(text: str) -> str:
    """A cell's text for comparing: blanks and capitals do not count."""
    return " ".join(text.split()).casefold()


def _parts(columns: list[PortalColumn]) -> set[str]:
    found = set()
    for column in columns:
        first = column.path.partition(".")[0]
        found.add(_PART.get(column.path, "channels" if first == "channels_by" else first))
    return found


def _column_of(channel: Mapping[str, Any]) -> str:
    kind = "phone_24h" if channel["type"] == "phone" and channel.get("always_open") else channel["type"]
    return f"channels_by.{kind}"
