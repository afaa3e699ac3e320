"""directory.xlsx: the sheets entries, channels and designations as a workbook of text cells, with no hidden part.

Every cell is typed as text and shown as text (`@`), so `+21671000000` keeps its plus and nothing becomes a formula, a
link or a number, also after somebody edits the cell; a text that could start a formula carries Excel's own mark for an
apostrophe in front (`quotePrefix`; ASVS 5.0 1.2.10), the text itself is unchanged. There is no autofilter: programs keep
one as a hidden name in the workbook, and a released file has no hidden parts (SECURITY H2).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

import xlsxwriter

from app.exchange.formats.flat import rows_of
from app.exchange.formats.view import Card
from app.exchange.profiles.cells import needs_guard
from app.exchange.profiles.columns import SHEETS, columns

CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 - the format knows no zone; fixed, so that the same entries give the same bytes
MOST_ROWS = 1_048_575
"""What a sheet can hold below its heading."""

_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@dataclass
class _Sheet:
    name: str
    page: Any
    rows: int = 0


def write_workbook(cards: Iterable[Card], out: BinaryIO) -> int:
    """Write the workbook and say how many entries are in it. `out` must be seekable; rows wait on disk beside it.

    Raises `ValueError` when a sheet would pass 1,048,576 rows: what does not fit is never left out silently.
    """
    # Contacts must not lie about in the machine's folder for temporary files when a run is killed.
    place = Path(out.name).parent if isinstance(getattr(out, "name", None), str) else None
    with TemporaryDirectory(dir=place, prefix=".rows") as waiting:
        workbook = xlsxwriter.Workbook(out, {**_OPTIONS, "tmpdir": waiting})
        try:
            workbook.set_properties({"created": CREATED})
            text = workbook.add_format({"num_format": "@"})
            quoted = workbook.add_format({"num_format": "@", "quote_prefix": True})
            sheets = [_new_sheet(workbook, name) for name in SHEETS]
            for card in cards:
                for sheet in sheets:
                    _add_rows(sheet, card, text, quoted)
        finally:
            workbook.close()  # also after a failure: it closes the files of the rows
    return sheets[0].rows


def _add_rows(sheet: _Sheet, card: Card, text: Any, quoted: Any) -> None:
    for row in rows_of(card, sheet.name):
        sheet.rows += 1
        if sheet.rows > MOST_ROWS:
            raise ValueError(f"a workbook holds at most {MOST_ROWS:,} rows of {sheet.name}")
        for place, cell in enumerate(row):
            if cell:
                sheet.page.write_string(sheet.rows, place, cell, quoted if needs_guard(cell) else text)


def _new_sheet(workbook: Any, name: str) -> _Sheet:
    page = workbook.add_worksheet(name)
    heading = workbook.add_format({"bold": True, "num_format": "@"})
    text = workbook.add_format({"num_format": "@"})
    for place, column in enumerate(columns(name)):
        page.set_column(place, place, column.width, text)
        page.write_string(0, place, column.name, heading)
    page.freeze_panes(1, 0)
    return _Sheet(name, page)
