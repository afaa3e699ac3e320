"""entries.json: `{"entries": [...]}` (RFC 8259, UTF-8), one entry a line, in the order given, keys sorted."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import BinaryIO

from app.exchange.formats.view import Card


def write_json(cards: Iterable[Card], out: BinaryIO) -> int:
    """Write the entries and say how many there were. An object, not a bare array, so that later parts find room.

    Keys are sorted: the same entries give the same bytes, from whatever database they came.
    """
    rows = 0
    out.write(b'{"entries": [')
    for card in cards:
        out.write(b",\n" if rows else b"\n")
        out.write(_line(card))
        rows += 1
    out.write(b"\n]}\n")
    return rows


def _line(card: Card) -> bytes:
    text = json.dumps(card, ensure_ascii=False, sort_keys=True, allow_nan=False)
    try:
        return text.encode()
    except UnicodeEncodeError:  # half of a surrogate pair: no UTF-8 for it, and readers refuse its escape (RFC 7493)
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode()
