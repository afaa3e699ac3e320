"""entries.json: `{"entries": [...]}` (RFC 8259, UTF-8), one entry a line, in the order given, keys sorted."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, BinaryIO

import orjson

from app.exchange.formats.view import Card


def write_json(cards: Iterable[Card], out: BinaryIO, *, copy_for: str = "") -> int:
    """Write the entries and say how many there were. An object, not a bare array, so that later parts find room.

    Keys are sorted: the same entries give the same bytes, from whatever database they came. `copy_for` names the recipient
    whose copy this is.
    """
    whose = b'"copy_for": ' + json_line(copy_for) + b", " if copy_for else b""
    return write_list(b"{" + whose + b'"entries": [', cards, b"]}\n", out)


def write_array(values: Iterable[Any], out: BinaryIO) -> int:
    """Write a JSON array, one value a line. Returns how many."""
    return write_list(b"[", values, b"]\n", out)


def write_list(before: bytes, values: Iterable[Any], after: bytes, out: BinaryIO) -> int:
    """Write values one a line between two texts. Returns how many."""
    rows = 0
    out.write(before)
    for value in values:
        out.write(b",\n" if rows else b"\n")
        out.write(json_line(value))
        rows += 1
    out.write(b"\n" + after)
    return rows


def json_line(value: Any) -> bytes:
    """A value as JSON on one line (RFC 8259), keys sorted."""
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except TypeError:  # half of a surrogate pair: no UTF-8 for it, and readers refuse its escape (RFC 7493)
        text = json.dumps(value, ensure_ascii=False, sort_keys=True, allow_nan=False, separators=(",", ":"))
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode()
