"""The workbook: text cells, nothing hidden, the same bytes for the same entries."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from app.exchange.formats import xlsx
from app.exchange.formats.xlsx import write_workbook
from tests.exchange.cards import Card, card, channel


def book_of(cards: list[Card]) -> bytes:
    out = io.BytesIO()
    write_workbook(cards, out)
    return out.getvalue()


def test_the_same_entries_give_the_same_bytes() -> None:
    assert book_of([card(), card(id="2")]) == book_of([card(), card(id="2")])


def test_a_workbook_has_no_hidden_part() -> None:
    raw = book_of([card()])
    book = openpyxl.load_workbook(io.BytesIO(raw))
    assert book.sheetnames == ["entries", "channels", "designations", "Arabic", "Readme"]
    assert not book.defined_names
    assert not book.properties.creator and not book.properties.lastModifiedBy
    for sheet in book:
        assert sheet.sheet_state == "visible"
        assert not sheet.defined_names
        assert not [name for name, column in sheet.column_dimensions.items() if column.hidden]
        assert not [number for number, row in sheet.row_dimensions.items() if row.hidden]
        assert not [cell for row in sheet.iter_rows() for cell in row if cell.comment or cell.hyperlink]
    parts = zipfile.ZipFile(io.BytesIO(raw)).namelist()
    assert not [name for name in parts if "comment" in name.lower() or "vba" in name.lower() or "external" in name.lower()]


def test_the_heading_is_bold_and_stays_in_sight() -> None:
    book = openpyxl.load_workbook(io.BytesIO(book_of([card()])))
    for sheet in book.worksheets[:-1]:
        assert sheet.freeze_panes == "A2"
        assert all(cell.font.bold for cell in next(sheet.iter_rows(max_row=1)))


def test_a_number_keeps_its_plus_and_cannot_become_a_formula_when_edited() -> None:
    book = openpyxl.load_workbook(io.BytesIO(book_of([card()])))
    value = book["channels"]["D2"]
    assert (value.value, value.data_type, value.number_format, value.quotePrefix) == ("+21671000001", "s", "@", True)


def test_a_file_on_disk_is_the_same_as_one_in_memory(tmp_path: Path) -> None:
    with (tmp_path / "directory.xlsx").open("w+b") as out:
        assert write_workbook([card()], out) == 1
    assert (tmp_path / "directory.xlsx").read_bytes() == book_of([card()])


def test_what_does_not_fit_is_an_error_and_never_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MOST_ROWS", 2)
    with pytest.raises(ValueError, match="at most 2 rows of channels"):
        book_of([card(channels=[channel(n, "phone", "+21671000001") for n in range(3)])])


def test_cells_of_a_closed_list_offer_its_codes_from_the_readme() -> None:
    book = openpyxl.load_workbook(io.BytesIO(book_of([card()])))
    offered = {}
    for sheet in ("entries", "channels", "designations"):
        for rule in book[sheet].data_validations.dataValidation:
            where = str(rule.formula1).removeprefix("Readme!").replace("$", "")
            codes = [cell.value for (cell,) in book["Readme"][where]]
            (cells,) = rule.sqref.ranges
            offered[sheet, book[sheet].cell(1, cells.min_col).value] = codes
            assert cells.min_row == 2 and rule.errorStyle == "warning"
    assert offered["entries", "kind"] == ["authority", "liaison_officer", "prosecutor", "ngo", "interpreter"]
    assert offered["channels", "always_open"] == ["yes", "no"]
    assert "TLP:AMBER+STRICT" in offered["channels", "tlp"] and "som_by_sea" in offered["designations", "function"]


def test_entries_with_an_arabic_name_stand_on_a_sheet_from_right_to_left() -> None:
    without = card(id="2", names=[{"text": "Coast guard", "language": "en", "script": "Latn", "role": "preferred"}])
    book = openpyxl.load_workbook(io.BytesIO(book_of([card(), without])))
    sheet = book["Arabic"]
    assert sheet.sheet_view.rightToLeft
    heading, *rows = sheet.iter_rows(values_only=True)
    assert [row[0:3] for row in rows] == [("تونس", "الحرس البحري", "Coast guard; Tunisia | old")]
    assert rows[0][4] == "+21671000001; +21671000002" and len(heading) == len(rows[0])
    assert not book["entries"].sheet_view.rightToLeft


def test_the_readme_says_whose_copy_it_is() -> None:
    out = io.BytesIO()
    write_workbook([card()], out, line="TLP:GREEN · copy for sherloc · edition 7")
    book = openpyxl.load_workbook(io.BytesIO(out.getvalue()))
    assert book["Readme"]["C1"].value == "TLP:GREEN · copy for sherloc · edition 7"
