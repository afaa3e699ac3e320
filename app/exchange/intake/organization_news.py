"""What an organization in HSDS says that we would not say of it there ourselves: the form holds a part of an entry only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.exchange.formats.hsds import organization
from app.exchange.intake.hsds import SCHEME, organization_data
from app.exchange.intake.rows import Data

_KNOWN_BY = {"names": ("text",), "languages": ("tag",), "services": ("name",)}
"""Lists of which the form holds some elements, and by which fields an element is the same one."""


def news_in_organization(data: Data, card: Mapping[str, Any]) -> Data:
    """The data without what would be read from our own organization of this entry; of lists the elements that differ are laid

    over those on record.
    """
    if card["kind"] != "ngo":
        return data
    key = next(one["value"] for one in data["external_ids"] if one["scheme"] == SCHEME)  # by it the entry was found
    ours = organization_data(organization({**card, "id": key})) or {}
    news = {part: value for part, value in data.items() if value != ours.get(part) and part not in ("kind", "provenance")}
    if "channels" in news:  # a channel that a file does not have stays
        news["channels"] = [_with(card, one) for one in data["channels"] if one not in ours.get("channels", [])]
    for part, fields in _KNOWN_BY.items():
        if part in news:
            news[part] = _merged(card[part], ours.get(part, []), news[part] or [], fields)
    if news.get("hours") and card["hours"]:
        news["hours"] = {**card["hours"], "spans": news["hours"]["spans"]}
    return news


def _merged(known: list[Data], ours: list[Data], sent: list[Data], fields: tuple[str, ...]) -> list[Data]:
    """Those on record, without what the file changes or leaves out of what it would hold, and with what is new in it."""
    gone = [_key(one, fields) for one in ours if one not in sent]
    kept = [one for one in known if _key(one, fields) not in gone]
    have = [_key(one, fields) for one in kept]
    return [*kept, *(one for one in sent if one not in ours and _key(one, fields) not in have)]


def _key(one: Data, fields: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(one.get(field) for field in fields)


def _with(card: Mapping[str, Any], sent: Data) -> Data:
    """A channel that is on record: what the form cannot say of it is not said."""
    is_known = any((one["type"], one["value"]) == (sent["type"], sent["value"]) for one in card["channels"])
    return {name: value for name, value in sent.items() if value is not None} if is_known else sent
