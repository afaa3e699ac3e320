"""Workbooks of others: numbers keep their digits, days are days, headings of the printed directory are understood."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.errors import Invalid
from app.exchange.intake.cell_values import shown
from app.exchange.intake.entries_xlsx import read
from app.exchange.intake.workbook import Workbook


def book(folder: Path, *rows: list[Any], title: str = "Sheet") -> Path:
    path, made = folder / "list.xlsx", openpyxl.Workbook()
    made.active.title = title
    for row in rows:
        made.active.append(row)
    made.save(path)
    return path


def cells(folder: Path, *row: Any) -> list[str]:
    with Workbook(book(folder, list(row))) as found:
        return next(found.rows("Sheet"))[1]


def test_cells_are_text_as_a_person_sees_them(tmp_path: Path) -> None:
    row = cells(tmp_path, "text", 21671000000, 1.5, True, date(2026, 11, 24), datetime(2026, 11, 24, 8, 30), None, " x ")  # noqa: DTZ001 - a wall time
    assert row == ["text", "21671000000", "1.5", "yes", "2026-11-24", "2026-11-24 08:30", "", " x "]


@pytest.mark.parametrize(
    ("value", "text"), [("1E+10", "10000000000"), ("2.0", "2"), ("0.1", "0.1"), ("1E+300", "1E+300"), ("x", "x"), ("NaN", "NaN")]
)
def test_numbers_keep_their_digits(value: str, text: str) -> None:
    assert shown("n", value, is_date=False, since_1904=False) == text


def test_days_are_counted_from_either_year() -> None:
    assert shown("n", "46350", is_date=True, since_1904=False) == "2026-11-24"
    assert shown("n", "44888", is_date=True, since_1904=True) == "2026-11-24"
    assert shown("n", "0.5", is_date=True, since_1904=False) == "12:00"
    assert shown("n", "-3", is_date=True, since_1904=False) == "-3"


def test_a_sheet_in_spanish_is_read_as_ours(tmp_path: Path) -> None:
    head = ["Estado", "Nombre de la autoridad", "Teléfono", "Correo electrónico"]
    (row,) = read(book(tmp_path, head, ["Italia", "Guardia, ejemplo", "+390000000001", "a@b.example"]), state=None)
    assert row.data is not None, row.findings
    assert (row.data["state"], row.data["names"][0]["language"]) == ("IT", "es")
    assert [c["value"] for c in row.data["channels"]] == ["+390000000001", "a@b.example"]


def test_a_number_that_lost_its_plus_in_a_spreadsheet_is_read_as_one_of_the_state(tmp_path: Path) -> None:
    (row,) = read(book(tmp_path, ["state", "name_en", "telephone"], ["IT", "Office", 390000000001]), state=None)
    assert row.data is not None
    assert [c["value"] for c in row.data["channels"]] == ["+390000000001"]


def test_a_formula_is_refused_with_its_row(tmp_path: Path) -> None:
    with pytest.raises(Invalid) as caught:
        list(read(book(tmp_path, ["state", "name_en"], ["IT", "Office"], ["IT", "=1+1"]), state=None))
    assert caught.value.errors[0].field == "row 3"


def test_a_workbook_of_other_things_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="headings that we know"):
        list(read(book(tmp_path, ["a", "b"], [1, 2]), state=None))
