"""Opens a table that somebody sent: encoding and separator found out and said, headings matched with our columns."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import NoReturn

from app.errors import FieldError, Invalid
from app.exchange.encodings import encoding_of
from app.exchange.intake.headings import NOT_READ, column_of, heading_key, is_only_the_portals
from app.exchange.intake.rows import PLAIN, Finding, How
from app.exchange.limits import COLUMNS, checked_row, refused, text_lines
from app.exchange.profiles.cells import unguarded
from app.exchange.profiles.columns import columns

UNKNOWN_HEADING = "is no heading that we know; the column is not read"
READ_AS = "this heading is read as our column"
LEFT_OUT = "you chose to leave this column out"
PORTALS_OWN = "only the portal's profile reads this column; here it is not read"
ABOVE = "stands above the headings and is not read"
MOST_ABOVE = 10
"""Rows in which the headings are looked for."""
HEADING = "heading"
"""The field of an error that names a heading of a file that was refused for its headings."""

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}

_MAY_COMPUTE = frozenset(" =+-@\t")
_COMPUTES = re.compile(r"[ \t]*+(?:=(?=[^\s=])|[-+@=][^|!]*\w\|[^!]*!)", re.DOTALL)
"""`=` and something after it, or a call of another program (`@SUM(1)*cmd|' /C calc'!A0`); a number begins with `+` too."""

Cells = dict[str, str]
Meant = Callable[[str], object]
"""What a heading means, or None."""


@dataclass(frozen=True)
class Table:
    """A table: what was found out about the file, and its rows as (row number that a spreadsheet shows, column -> text).

    A column that the file does not have is not in the cells; an empty cell is. `findings` are about the whole file.
    """

    label: str
    detected: str
    first: tuple[str, ...]
    names: frozenset[str]
    findings: tuple[Finding, ...]
    rows: Iterator[tuple[int, Cells]]


def csv_table(path: Path, sheet: str, how: How = PLAIN) -> Table:
    """Open a CSV file as one of our sheets: UTF-8, UTF-16 or a code page; comma, semicolon, tab or bar.

    Headings are matched without regard to capitals and blanks; unknown ones and those that only we write become findings.
    Raises `Invalid` for a file that is no such table or passes the limits.
    """
    detected, rows = plain_rows(path, lambda cell: column_of(cell, sheet, how.headings))
    return table_of(rows, sheet, path.name, detected, how)


def plain_rows(path: Path, meant: Meant) -> tuple[str, Iterator[tuple[int, list[str]]]]:
    """How a CSV file is read, in words, and its rows of plain text. Raises `Invalid`."""
    encoding = encoding_of(path)
    separator = _separator(path, encoding, meant)
    detected = f"read as {encoding.removesuffix('-sig').upper()}, separated by {SEPARATORS[separator]}"
    return detected, ((number, [unguarded(cell) for cell in row]) for number, row in raw_rows(path, encoding, separator))


def table_of(rows: Iterator[tuple[int, list[str]]], sheet: str, label: str, detected: str, how: How = PLAIN) -> Table:
    """The table in rows of plain text, the first of which holds the headings. Raises `Invalid` when there is none."""
    above, number, first, rows = headings_in(rows, lambda cell: column_of(cell, sheet, how.headings))
    known = {column.name: column for column in columns(sheet)}
    headings = _told_apart(first, [_read_as(cell, sheet, how) for cell in first], known)
    if not set(headings) & set(known):
        refuse_headings(f"has no heading that we know, such as {', '.join(list(known)[:4])}", label, first)
    findings = [Finding(number, "file", label, detected), *above, *_understood(number, first, headings, known)]
    for heading in dict.fromkeys(headings):
        if heading and headings.count(heading) > 1:
            refused(f"has the heading {heading[:40]!r} twice", row=number)
    if ours := [heading for heading in headings if heading in known and known[heading].way == "out"]:
        findings.append(Finding(number, ", ".join(ours), "", "only this directory writes these columns; they are not read"))
    names = frozenset(heading for heading in headings if heading in known)
    return Table(label, detected, tuple(first), names, tuple(findings), _cells(rows, headings, names))


def headings_in(
    rows: Iterator[tuple[int, list[str]]], meant: Meant
) -> tuple[list[Finding], int, list[str], Iterator[tuple[int, list[str]]]]:
    """What stands above the headings, their row's number, the headings, and the rows below.

    A title often stands above a ministry's table: the first row that has two headings of ours is theirs, else the first row.
    """
    filled = ((number, row) for number, row in rows if any(cell.strip() for cell in row))
    begin = list(islice(filled, MOST_ABOVE))
    known = [len({meant(cell) for cell in row} - {None}) for _, row in begin]
    place = next((place for place, count in enumerate(known) if count > 1), 0)
    above = [Finding(number, "file", " ".join(row).strip()[:200], ABOVE) for number, row in begin[:place]]
    number, first = begin[place] if begin else (0, [])
    return above, number, first, chain(begin[place + 1 :], filled)


def refuse_headings(reason: str, label: str, headings: Sequence[str]) -> NoReturn:
    """Refuse a file for its headings, which are named one by one, so that its sender can say what they mean."""
    errors = tuple(FieldError(HEADING, cell.strip()[:100]) for cell in headings[:COLUMNS] if cell.strip())
    raise Invalid(f"The file cannot be read: {label}: {reason}.", errors=(FieldError(label, reason), *errors))


def _read_as(cell: str, sheet: str, how: How) -> str:
    if how.headings.get(key := heading_key(cell)) == NOT_READ:
        return ""
    return column_of(cell, sheet, how.headings) or key


def _told_apart(first: Sequence[str], headings: Sequence[str], known: Mapping[str, object]) -> list[str]:
    """The headings, where two would be one of our columns only the first: `Phone` beside `Telephone` is left to its sender.

    One that is written as ours goes before all others.
    """
    own = {heading for cell, heading in zip(first, headings, strict=True) if heading == heading_key(cell)}
    told: list[str] = []
    for cell, heading in zip(first, headings, strict=True):
        again = heading in known and heading != heading_key(cell) and (heading in own or heading in told)
        told.append(heading_key(cell) if again else heading)
    return told


def _understood(number: int, first: Sequence[str], headings: Sequence[str], known: Mapping[str, object]) -> Iterator[Finding]:
    """What each heading that is not ours was taken for."""
    for cell, heading in zip(first, headings, strict=True):
        shown = cell.strip()[:100]
        if not heading and shown:
            yield Finding(number, shown, "", LEFT_OUT)
        elif heading and heading not in known:
            yield Finding(number, shown, "", PORTALS_OWN if is_only_the_portals(cell) else UNKNOWN_HEADING)
        elif heading and heading != heading_key(cell):
            yield Finding(number, shown, heading, READ_AS)


def _cells(rows: Iterator[tuple[int, list[str]]], headings: Sequence[str], names: frozenset[str]) -> Iterator[tuple[int, Cells]]:
    for number, row in rows:
        if not any(cell.strip() for cell in row):
            continue
        if any(cell.strip() for cell in row[len(headings) :]):
            refused("has more cells than there are headings", row=number)
        filled = row + [""] * (len(headings) - len(row))
        yield number, {name: cell for name, cell in zip(headings, filled, strict=False) if name in names}


def raw_rows(path: Path, encoding: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV file with their numbers, 1-based, within the limits. Raises `Invalid`."""
    reader = csv.reader(text_lines(path, encoding), delimiter=separator, strict=True)
    number = 0
    try:
        for number, row in enumerate(reader, start=1):
            yield number, _without_formulas(checked_row(row, number), number)
    except csv.Error as problem:
        refused(f"is no CSV: {problem}", row=number + 1)


def _without_formulas(row: list[str], number: int) -> list[str]:
    """The row as it is. A cell that spreadsheet programs compute is no contact, and whoever opens the file next runs it."""
    for cell in row:
        if cell[:1] in _MAY_COMPUTE and _COMPUTES.match(cell):
            refused(f"a cell holds a formula: {cell.strip()[:40]!r}; copy the cells and paste their values", row=number)
    return row


def _separator(path: Path, encoding: str, meant: Meant) -> str:
    """The separator with which one of the first rows has most headings that we know, then most cells."""
    lines = list(islice((line for line in text_lines(path, encoding) if line.strip()), MOST_ABOVE))

    def fit(separator: str) -> tuple[int, int]:
        rows = [line.strip("\r\n").split(separator)[: COLUMNS + 1] for line in lines]
        known = [len({meant(cell.strip('"')) for cell in row} - {None}) for row in rows]
        return max(known, default=0), len(rows[0]) if rows else 0

    return max(SEPARATORS, key=fit)


def separator_of(path: Path, encoding: str) -> str:
    """The separator that stands most often in the first row that is not empty."""
    line = next((line for line in text_lines(path, encoding) if line.strip()), "")
    return max(SEPARATORS, key=line.count)
