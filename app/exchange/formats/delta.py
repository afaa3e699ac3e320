"""delta.ndjson: one line of JSON a change (RFC 8259 lines, UTF-8), tombstones first, keys sorted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, BinaryIO

from app.exchange.formats.json_file import json_line


def write_delta(lines: Iterable[dict[str, Any]], out: BinaryIO) -> int:
    """Write the lines and say how many there were."""
    rows = 0
    for each in lines:
        out.write(json_line(each) + b"\n")
        rows += 1
    return rows
