"""entries.csv, channels.csv, designations.csv: RFC 4180 with every cell in quotes, CRLF, UTF-8 with a byte order mark.

The mark is there because spreadsheet programs read UTF-8 as a Windows code page without it. No cell begins with a character
that starts a formula: such a text has an apostrophe in front (`app.exchange.profiles.cells`), so a number reads
`'+21671000000` and survives as text with its plus; beside it stands `tel:+21671000000` (RFC 3966) for machines.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import BinaryIO

from app.exchange.formats.flat import rows_of
from app.exchange.formats.view import Card
from app.exchange.profiles.cells import guarded
from app.exchange.profiles.columns import columns

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


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
    out.write(BYTE_ORDER_MARK)
    text = io.TextIOWrapper(out, encoding="utf-8", newline="")
    number = 0
    try:
        sheet = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        sheet.writerow(heading)
        for row in rows:
            sheet.writerow([guarded(cell) for cell in row])
            number += 1
    finally:
        text.detach()  # flushes, and leaves `out` open for its owner
    return number


def _write(name: str, cards: Iterable[Card], out: BinaryIO) -> int:
    heading = [column.name for column in columns(name)]
    return write_rows(heading, (row for card in cards for row in rows_of(card, name)), out)
