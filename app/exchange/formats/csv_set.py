"""entries.csv, channels.csv, designations.csv: RFC 4180 with every cell in quotes, CRLF, UTF-8 with a byte order mark.

The mark is there because spreadsheet programs read UTF-8 as a Windows code page without it. No cell begins with a character
that starts a formula: such a text has an apostrophe in front (`app.exchange.profiles.cells`), so a number reads
`'+21671000000` and survives as text with its plus; beside it stands `tel:+21671000000` (RFC 3966) for machines.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import BinaryIO

from app.exchange.formats.flat import rows_of
from app.exchange.formats.view import Card
from app.exchange.limits import CELL_CHARACTERS
from app.exchange.profiles.cells import csv_cell
from app.exchange.profiles.columns import columns

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
CHUNK_BYTES = 64 * 1024
"""Rows wait until so much is together: a write for each would cost as much as the row."""


def write_entries(cards: Iterable[Card], out: BinaryIO) -> int:
    """Write entries.csv: one row an entry, with its numbers and addresses in the row. Returns how many rows."""
    return _write("entries", cards, out)


def write_channels(cards: Iterable[Card], out: BinaryIO) -> int:
    """Write channels.csv: one row a channel, joined to the entry by `entry_id`. Returns how many rows."""
    return _write("channels", cards, out)


def write_designations(cards: Iterable[Card], out: BinaryIO) -> int:
    """Write designations.csv: one row a designation, joined by `entry_id`. Returns how many rows."""
    return _write("designations", cards, out)


def write_rows(heading: Sequence[str], rows: Iterable[Sequence[str]], out: BinaryIO) -> int:
    """Write a sheet of text cells, guarded, as CSV. Returns how many rows stand under the heading."""
    out.write(BYTE_ORDER_MARK + _line(heading))
    number, waiting, size = 0, [], 0
    for row in rows:
        line = _line(row)
        waiting.append(line)
        number, size = number + 1, size + len(line)
        if size > CHUNK_BYTES:
            out.write(b"".join(waiting))
            waiting, size = [], 0
    out.write(b"".join(waiting))
    return number


def _line(cells: Sequence[str]) -> bytes:
    """One row, every cell in quotes (RFC 4180): put together by hand, for most of a row is empty cells.

    The row is looked at as a whole; only one in which something stands out is gone through cell by cell.
    """
    text = '","'.join(cells)
    whole = text[:1].isalnum() and text.isprintable() and len(text) <= CELL_CHARACTERS
    if whole and text.count('"') == 2 * (len(cells) - 1) and _begin_plainly(cells):
        text = text.replace('","+', '","\'+')  # numbers are guarded in nearly every row
    else:
        text = '","'.join([csv_cell(cell).replace('"', '""') for cell in cells])
    return f'"{text}"\r\n'.encode()


def _begin_plainly(cells: Sequence[str]) -> bool:
    """Whether every cell begins with a letter, a digit, or the plus of a number."""
    return "".join({cell[0] for cell in cells if cell}).replace("+", "").isalnum()


def _write(name: str, cards: Iterable[Card], out: BinaryIO) -> int:
    return write_rows([column.name for column in columns(name)], (row for card in cards for row in rows_of(card, name)), out)
