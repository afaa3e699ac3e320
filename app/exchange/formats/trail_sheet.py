"""The trail as a CSV file for auditors: a row an event, cells guarded as in every CSV of ours (`csv_set`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, BinaryIO

from app.exchange.formats.csv_set import write_rows

COLUMNS = (
    *("seq", "at", "kind", "says", "actor", "actor_id", "name", "role", "state", "method", "acting_for", "acting_name"),
    *("entries", "fields", "marking", "purpose", "case_ref", "decision", "rule", "recipient", "count", "request", "hash"),
)
"""In the order of the file, by the names that the JSON of the trail has; lists are separated by a blank."""


def write_trail(events: Iterable[Mapping[str, Any]], out: BinaryIO) -> int:
    """Write events as `audit.reading` gives them. Returns how many."""
    return write_rows(COLUMNS, ([_cell(event[name]) for name in COLUMNS] for event in events), out)


def _cell(value: Any) -> str:
    if isinstance(value, tuple | list):
        return " ".join(value)
    return "" if value is None else str(value)
