"""A folder of CSV tables that refer to each other by id, as a database gives them away."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.exchange.encodings import encoding_of
from app.exchange.intake.tables import raw_rows, separator_of
from app.exchange.limits import refused

Record = dict[str, str]
Grouped = dict[str, list[Record]]


def table(folder: Path, name: str, *, needed: Sequence[str] = ()) -> list[Record]:
    """The records of `NAME.csv` by their headings, with `#`, the row that a spreadsheet shows; empty without the file.

    Raises `Invalid` for a file that is no table or lacks a `needed` heading; one with such headings has to be there.
    """
    path = folder / f"{name}.csv"
    if not path.is_file():
        if needed:
            refused("is missing", where=path.name)
        return []
    encoding = encoding_of(path)
    rows = raw_rows(path, encoding, separator_of(path, encoding))
    _, first = next(rows, (0, []))
    headings = [cell.strip().lower() for cell in first]
    if missing := [name for name in needed if name not in headings]:
        refused(f"has no column {', '.join(missing)}", where=path.name)
    found = []
    for number, row in rows:
        if len(row) > len(headings):
            refused(f"{path.name} has more cells than there are headings", row=number)
        found.append({**dict(zip(headings, row, strict=False)), "#": str(number)})
    return found


def by(records: Sequence[Record], key: str) -> Grouped:
    """The records by the id in one of their columns."""
    grouped: Grouped = {}
    for record in records:
        grouped.setdefault(record.get(key, ""), []).append(record)
    return grouped


def words(records: Sequence[Record], key: str, text: str) -> dict[str, str]:
    """A look-up table: id -> text."""
    return {record.get(key, ""): " ".join(record.get(text, "").split()) for record in records}
