"""Opens a table that somebody sent: encoding and separator found out and said, headings matched with our columns."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.exchange.intake.rows import Finding
from app.exchange.limits import checked_row, encoding_of, refused, text_lines
from app.exchange.profiles.cells import unguarded
from app.exchange.profiles.columns import columns

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab"}

Cells = dict[str, str]


@dataclass(frozen=True)
class Table:
    """A table: what was found out about the file, and its rows as (row number that a spreadsheet shows, column -> text).

    A column that the file does not have is not in the cells; an empty cell is. `findings` are about the whole file.
    """

    label: str
    detected: str
    names: frozenset[str]
    findings: tuple[Finding, ...]
    rows: Iterator[tuple[int, Cells]]


def csv_table(path: Path, sheet: str) -> Table:
    """Open a CSV file as one of our sheets: UTF-8, UTF-16 or Windows-1252; comma, semicolon or tab.

    Headings are matched without regard to capitals and blanks; unknown ones and those that only we write become findings.
    Raises `Invalid` for a file that is no such table or passes the limits.
    """
    encoding = encoding_of(path)
    separator = _separator(path, encoding, sheet)
    detected = f"read as {encoding.removesuffix('-sig').upper()}, separated by {SEPARATORS[separator]}"
    rows = ((number, [unguarded(cell) for cell in row]) for number, row in _raw_rows(path, encoding, separator))
    return table_of(rows, sheet, path.name, detected)


def table_of(rows: Iterator[tuple[int, list[str]]], sheet: str, label: str, detected: str) -> Table:
    """The table in rows of plain text, the first of which holds the headings. Raises `Invalid` when there is none."""
    number, first = next(((n, row) for n, row in rows if any(cell.strip() for cell in row)), (0, []))
    headings = [_heading(cell) for cell in first]
    known = {column.name: column for column in columns(sheet)}
    if not set(headings) & set(known):
        refused(f"has no heading that we know, such as {', '.join(list(known)[:4])}", where=label)
    findings = [Finding(number, "file", label, detected)]
    for heading in dict.fromkeys(headings):
        if heading and headings.count(heading) > 1:
            refused(f"has the heading {heading[:40]!r} twice", row=number)
        if heading and heading not in known:
            findings.append(Finding(number, heading[:100], "", "is no heading that we know; the column is not read"))
    if ours := [heading for heading in headings if heading in known and known[heading].way == "out"]:
        findings.append(Finding(number, ", ".join(ours), "", "only this directory writes these columns; they are not read"))
    names = frozenset(heading for heading in headings if heading in known)
    return Table(label, detected, names, tuple(findings), _cells(rows, headings, names))


def _cells(rows: Iterator[tuple[int, list[str]]], headings: Sequence[str], names: frozenset[str]) -> Iterator[tuple[int, Cells]]:
    for number, row in rows:
        if not any(cell.strip() for cell in row):
            continue
        if any(cell.strip() for cell in row[len(headings) :]):
            refused("has more cells than there are headings", row=number)
        filled = row + [""] * (len(headings) - len(row))
        yield number, {name: cell for name, cell in zip(headings, filled, strict=False) if name in names}


def _raw_rows(path: Path, encoding: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(text_lines(path, encoding), delimiter=separator, strict=True)
    number = 0
    try:
        for number, row in enumerate(reader, start=1):
            yield number, checked_row(row, number)
    except csv.Error as problem:
        refused(f"is no CSV: {problem}", row=number + 1)


def _separator(path: Path, encoding: str, sheet: str) -> str:
    """The separator with which the first row that is not empty has most of our headings, then most cells."""
    line = next((line for line in text_lines(path, encoding) if line.strip()), "")
    known = {column.name for column in columns(sheet)}

    def fit(separator: str) -> tuple[int, int]:
        cells = line.split(separator)
        return len({_heading(cell) for cell in cells} & known), len(cells)

    return max(SEPARATORS, key=fit)


def _heading(cell: str) -> str:
    return "_".join(cell.strip().strip('"').casefold().replace("-", " ").replace("_", " ").split())
