"""Reads our own workbook back, or a workbook with one sheet that has our headings or those of the printed directory."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from app.exchange.intake.entries_csv import PARTS, rows_of_tables
from app.exchange.intake.headings import column_of
from app.exchange.intake.rows import PLAIN, How, Row
from app.exchange.intake.tables import MOST_ABOVE, table_of
from app.exchange.intake.workbook import Workbook
from app.exchange.limits import refused


def read(path: Path, *, state: str | None, how: How = PLAIN) -> Iterator[Row]:
    """One row an entry, as `entries_csv.read`: the sheets channels and designations are joined by `entry_id`.

    The sheet is the one named `entries`, else the one whose headings are understood best. Raises `Invalid` for a file that
    is no workbook, passes the limits, or holds formulas, macros or links to other files.
    """
    with Workbook(path) as book:
        name = "entries" if "entries" in book.sheets else _best(book, how)
        detected = f"read as a workbook, sheet {name[:40]}"
        entries = table_of(book.rows(name), "entries", path.name, detected, how)
        parts = {
            part: table_of(book.rows(part), part, f"sheet {part}", f"joined from sheet {part}")
            for part in PARTS
            if part in book.sheets and part != name and _filled(book, part)
        }
        yield from rows_of_tables(entries, parts, state=state, how=how)


def _filled(book: Workbook, sheet: str) -> bool:
    return next(book.rows(sheet), None) is not None


def _best(book: Workbook, how: How) -> str:
    """The sheet with most headings that we understand in one of its first rows."""
    fit = {name: _fit(book, name, how) for name in book.sheets}
    if not fit or not max(fit.values()):
        refused("has no sheet with headings that we know, such as entry_id, kind, state", where="workbook")
    return max(fit, key=lambda name: fit[name])


def _fit(book: Workbook, sheet: str, how: How) -> int:
    if not book.sheets[sheet]:
        return 0
    begin = islice(book.rows(sheet), MOST_ABOVE)
    return max((len({column_of(cell, "entries", how.headings) for cell in row} - {None}) for _, row in begin), default=0)
