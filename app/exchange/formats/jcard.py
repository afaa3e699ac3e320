"""directory.jcard.json: jCard (RFC 7095), the vCard's properties as JSON, one card a line in one array."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, BinaryIO

from app.exchange.formats.json_file import write_array
from app.exchange.formats.properties import Property, properties_of
from app.exchange.formats.view import Card
from app.exchange.profiles.cells import printable

Json = list[Any]


def write_jcards(cards: Iterable[Card], out: BinaryIO, *, copy_for: str = "") -> int:
    """Write the entries as an array of jCards. Returns how many."""
    return write_array((jcard(card, copy_for=copy_for) for card in cards), out)


def jcard(card: Card, *, copy_for: str = "") -> Json:
    """An entry as a jCard: `["vcard", [[name, parameters, type, value], ...]]`."""
    return ["vcard", [["version", {}, "text", "4.0"], *map(_property, properties_of(card, copy_for=copy_for))]]


def _property(given: Property) -> Json:
    params: dict[str, Any] = {name.lower(): _plain(value) for name, value in given.params}
    if given.group:
        params["group"] = given.group
    value_type = "unknown" if given.name.startswith("X-") else given.type
    value = given.value
    if isinstance(value, str):
        return [given.name.lower(), params, value_type, printable(value)]
    texts = [printable(each) for each in value]
    return [given.name.lower(), params, value_type, *([texts] if given.structured else texts)]


def _plain(value: str | tuple[str, ...]) -> Any:
    """One value as a text, several as a list (RFC 7095, 3.4.1)."""
    if isinstance(value, str):
        return printable(value)
    return printable(value[0]) if len(value) == 1 else [printable(each) for each in value]
