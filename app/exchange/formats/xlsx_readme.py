"""The sheet Readme of the workbook: whose copy it is, how to send changes back, and the codes that cells offer."""

from __future__ import annotations

from typing import Any

from app.directory.vocabulary import codes, label
from app.exchange.profiles.columns import SHEETS, columns

NAME = "Readme"
_YES_NO = "yes_no"
_WORDS = (
    "Change cells on the sheets entries, channels and designations, keep their names and headings, and send the file back: "
    "the import shows each change before anything is taken in.",
    "Leave entry_id, channel_id and designation_id as they are. A row without an id is new.",
    "Several values in a cell are separated by a semicolon. Write numbers with a plus and the country code.",
    "Columns that end in _uri, the region and the dates of edit, confirmation and test are for reading only.",
    "Each entry and channel has a marking (column tlp): pass on no more than it allows (FIRST TLP 2.0).",
)


def add_readme(workbook: Any, line: str) -> dict[str, str]:
    """Add the sheet. Returns where each closed list stands in it, as the source of a cell's choices: `=Readme!$B$9:$B$12`."""
    page = workbook.add_worksheet(NAME)
    heading = workbook.add_format({"bold": True, "num_format": "@"})
    text = workbook.add_format({"num_format": "@", "text_wrap": True})
    page.set_column(0, 1, 26)
    page.set_column(2, 2, 90)
    at = 0
    for words in filter(None, (line, *_WORDS)):
        page.write_string(at, 2, words, text)
        at += 1
    at += 1
    for place, caption in enumerate(("list", "code", "meaning")):
        page.write_string(at, place, caption, heading)
    sources = {}
    for name in sorted({column.codes for sheet in SHEETS for column in columns(sheet) if column.codes}):
        first = at + 1
        for code, meaning in _codes(name):
            at += 1
            for place, cell in enumerate((name, code, meaning)):
                page.write_string(at, place, cell, text)
        sources[name] = f"={NAME}!$B${first + 1}:$B${at + 1}"
    return sources


def _codes(name: str) -> list[tuple[str, str]]:
    if name == _YES_NO:
        return [("yes", "yes"), ("no", "no")]
    return [(code, label(name, code)) for code in codes(name)]
