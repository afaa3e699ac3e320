"""directory.xlsx: the sheets entries, channels and designations as a workbook of text cells, with no hidden part.

Beside them stand a copy for reading in Arabic, from right to left, where an entry has an Arabic name, and Readme: whose copy
this is, how to send changes back, and the lists from which cells with codes offer their values. Import reads neither.

Every cell is typed as text and shown as text (`@`), so `+21671000000` keeps its plus and nothing becomes a formula, a
link or a number, also after somebody edits the cell; a text that could start a formula carries Excel's own mark for an
apostrophe in front (`quotePrefix`; ASVS 5.0 1.2.10), the text itself is unchanged. There is no autofilter: programs keep
one as a hidden name in the workbook, and a released file has no hidden parts (SECURITY H2).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

import xlsxwriter

from app.exchange.formats import xlsx_readme
from app.exchange.formats.arabic_copy import HEADINGS, arabic_row
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


def write_workbook(cards: Iterable[Card], out: BinaryIO, *, line: str = "") -> int:
    """Write the workbook and say how many entries are in it. `out` must be seekable; rows wait on disk beside it.

    `line` says whose edition it is.

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
            arabic = _new_arabic_sheet(workbook)
            for card in cards:
                for sheet in sheets:
                    for row in rows_of(card, sheet.name):
                        _add_row(sheet, row, text, quoted)
                in_arabic = arabic_row(card)
                if in_arabic is not None:
                    _add_row(arabic, in_arabic, text, quoted)
            offered = xlsx_readme.add_readme(workbook, line)
            for sheet in sheets:
                _offer_codes(sheet, offered)
        finally:
            workbook.close()  # also after a failure: it closes the files of the rows
    return sheets[0].rows


def _add_row(sheet: _Sheet, row: list[str], text: Any, quoted: Any) -> None:
    sheet.rows += 1
    if sheet.rows > MOST_ROWS:
        raise ValueError(f"a workbook holds at most {MOST_ROWS:,} rows of {sheet.name}")
    number, write = sheet.rows, sheet.page.write_string
    for place, cell in enumerate(row):
        if cell:
            write(number, place, cell, quoted if needs_guard(cell) else text)


def _offer_codes(sheet: _Sheet, offered: Mapping[str, str]) -> None:
    """Cells of a closed list offer its codes; another value is warned of, not refused: the import says more about it."""
    for place, column in enumerate(columns(sheet.name)):
        if column.codes:
            rule = {"validate": "list", "source": offered[column.codes], "error_type": "warning"}
            sheet.page.data_validation(1, place, MOST_ROWS, place, rule)


def _new_arabic_sheet(workbook: Any) -> _Sheet:
    page = workbook.add_worksheet("Arabic")
    page.right_to_left()
    heading = workbook.add_format({"bold": True, "num_format": "@", "reading_order": 2})
    for place, (caption, width) in enumerate(HEADINGS):
        page.set_column(place, place, width)
        page.write_string(0, place, caption, heading)
    page.freeze_panes(1, 0)
    return _Sheet("Arabic", page)


def _new_sheet(workbook: Any, name: str) -> _Sheet:
    page = workbook.add_worksheet(name)
    heading = workbook.add_format({"bold": True, "num_format": "@"})
    text = workbook.add_format({"num_format": "@"})
    for place, column in enumerate(columns(name)):
        page.set_column(place, place, column.width, text)
        page.write_string(0, place, column.name, heading)
    page.freeze_panes(1, 0)
    return _Sheet(name, page)
