"""The limits of what a file may contain, checked on raw bytes before any parser sees them (SECURITY M12)."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from app.errors import FieldError, Invalid

FILE_BYTES = 256 * 1024 * 1024
"""A file that is read line by line."""
JSON_BYTES = 16 * 1024 * 1024
"""A JSON document that is read whole; a line of JSON lines is one document."""
LINE_BYTES = 1024 * 1024
ROWS = 600_000
COLUMNS = 200
CELL_CHARACTERS = 32_767
"""What a cell of a spreadsheet can hold; longer text has never come from one."""
DEPTH = 40
DIGITS = 40
"""Digits of one JSON number; Python's own limit of 4,300 would raise in the middle of parsing."""

ARCHIVE_FILES = 2_000
ARCHIVE_BYTES = 256 * 1024 * 1024
"""What all files of an archive may unpack to together."""
ARCHIVE_RATIO = 100
"""Unpacked to packed; a sheet of real rows comes to 10 or 20."""
SHARED_CHARACTERS = 20_000_000
"""Text that a workbook keeps in one place for all of its cells; it is held in memory."""

CHILD_MEMORY = 256 * 1024 * 1024
CHILD_FILES = 64
UPLOAD_SECONDS = 120
"""What reading a file that came over the network may take at most; larger ones are for the command line."""

# Possessive and with an optional last quote: linear in time and memory for every input, also an open string.
_STRING_OR_BRACKETS = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|[\[{]++|[\]}]++', re.DOTALL)


def refused(reason: str, *, row: int | None = None, where: str = "file") -> NoReturn:
    """Refuse the whole file: raises `Invalid` that names the row (1-based) where there is one."""
    place = f"row {row}" if row is not None else where
    raise Invalid(f"The file cannot be read: {place}: {reason}.", errors=(FieldError(place, reason),))


def read_bytes(path: Path, most: int = JSON_BYTES) -> bytes:
    """The bytes of a file of at most `most` bytes. Raises `Invalid` for a larger one, a link, or no file."""
    if path.is_symlink() or not path.is_file():
        refused("is not a file", where=path.name)
    with path.open("rb") as file:
        raw = file.read(most + 1)
    if len(raw) > most:
        refused(f"has more than {most:,} bytes", where=path.name)
    return raw


def byte_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """The lines of a file with their numbers, 1-based, without ever holding more than one line.

    Raises `Invalid` for too large a file, too long a line, too many lines.
    """
    if path.is_symlink() or not path.is_file():
        refused("is not a file", where=path.name)
    if path.stat().st_size > FILE_BYTES:
        refused(f"has more than {FILE_BYTES:,} bytes", where=path.name)
    with path.open("rb") as file:
        number = 0
        while line := file.readline(LINE_BYTES + 1):
            number += 1
            if number > ROWS:
                refused(f"has more than {ROWS:,} lines", where=path.name)
            if len(line) > LINE_BYTES:
                refused(f"a line has more than {LINE_BYTES:,} bytes", row=number)
            yield number, line


def text_lines(path: Path, encoding: str) -> Iterator[str]:
    """The lines of a text file with their ends, none longer than the limit. Raises `Invalid` as `byte_lines` does."""
    number = 0
    try:
        with path.open(encoding=encoding, newline="") as file:
            while line := file.readline(LINE_BYTES + 1):
                number += 1
                if number > ROWS:
                    refused(f"has more than {ROWS:,} lines", where=path.name)
                if len(line) > LINE_BYTES:
                    refused(f"a line has more than {LINE_BYTES:,} characters", row=number)
                yield line
    except UnicodeError:
        refused(f"is not {encoding} throughout", row=number + 1)


def checked_row(cells: list[str], row: int) -> list[str]:
    """The cells of one row of a sheet. Raises `Invalid` for too many rows, columns, too long a cell, NUL."""
    if row > ROWS:
        refused(f"has more than {ROWS:,} rows")
    if len(cells) > COLUMNS:
        refused(f"has {len(cells):,} columns; {COLUMNS} are the most", row=row)
    for cell in cells:
        if len(cell) > CELL_CHARACTERS:
            refused(f"a cell has {len(cell):,} characters; {CELL_CHARACTERS:,} are the most", row=row)
        if "\0" in cell:
            refused("a cell contains a NUL character", row=row)
    return cells


def load_json(raw: bytes, *, row: int | None = None, where: str = "file", most: int = JSON_BYTES) -> Any:
    """Read one JSON document (RFC 8259 in UTF-8, I-JSON's limits of RFC 7493) that came from outside.

    Python's parser takes duplicate keys, NaN and lone surrogates and breaks on depth; here each is refused: raises
    `Invalid` that names `row` or `where` and the reason.
    """
    if len(raw) > most:
        refused(f"has more than {most:,} bytes", row=row, where=where)
    if b"\0" in raw:
        refused("contains a NUL byte", row=row, where=where)
    try:
        text = raw.decode("utf-8-sig")
        _refuse_depth(raw)
        data = json.loads(
            text,
            object_pairs_hook=_without_duplicates,
            parse_constant=_no_constant,
            parse_int=_bounded_int,
            parse_float=_finite_float,
        )
        _refuse_broken_text(data)
    except UnicodeDecodeError as problem:
        refused(f"is not UTF-8 at byte {problem.start}", row=row, where=where)
    except json.JSONDecodeError as problem:
        refused(f"is not JSON at line {problem.lineno}, column {problem.colno}", row=row, where=where)
    except ValueError as problem:
        refused(str(problem), row=row, where=where)
    return data


def child_seconds(size: int) -> int:
    """Seconds of computing that reading a file of this many bytes may take: a few, and three times what honest rows take
    (about 1,100 rows, or 160,000 bytes, a second)."""
    return 4 + 20 * size // 1_000_000


def child_output(size: int) -> int:
    """Bytes that may be written about a file of this many bytes."""
    return min(1024 * 1024 * 1024, 16 * 1024 * 1024 + 40 * size)


def _refuse_depth(raw: bytes) -> None:
    depth = 0
    for match in _STRING_OR_BRACKETS.finditer(raw):
        token = match[0]
        if token[0] in b"[{":
            depth += len(token)
            if depth > DEPTH:
                raise ValueError(f"is nested deeper than {DEPTH} levels")
        elif token[0] in b"]}":
            depth -= len(token)


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"has the key {twice[:40]!r} twice in one object")
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"contains {name}, which is no JSON number")


def _bounded_int(digits: str) -> int:
    if len(digits) > DIGITS:
        raise ValueError(f"contains a number of {len(digits):,} digits")
    return int(digits)


def _finite_float(digits: str) -> float:
    value = float(digits)
    if len(digits) > DIGITS or not math.isfinite(value):
        raise ValueError("contains a number that is too large")
    return value


def _refuse_broken_text(data: Any) -> None:
    if isinstance(data, dict):
        for key, value in data.items():
            _refuse_broken_text(key)
            _refuse_broken_text(value)
    elif isinstance(data, list):
        for value in data:
            _refuse_broken_text(value)
    elif isinstance(data, str):
        if "\0" in data:
            raise ValueError("contains a NUL character")
        if any("\ud800" <= character <= "\udfff" for character in data):
            raise ValueError("contains half of a surrogate pair")
