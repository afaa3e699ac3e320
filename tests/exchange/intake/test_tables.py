"""Tables as ministries send them: with a title above, with a line for a spreadsheet program, in an old code page."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from app.errors import Invalid
from app.exchange.intake import entries_csv, entries_xlsx
from app.exchange.intake.rows import Row
from app.exchange.intake.tables import ABOVE

HEAD = "kind,state,name_en,telephone"
ROW = "authority,TN,Office of Example,+21671000001"


def rows(folder: Path, text: str, encoding: str = "utf-8") -> list[Row]:
    path = folder / "list.csv"
    path.write_bytes(text.encode(encoding))
    return list(entries_csv.read(path, state=None))


def names(found: list[Row]) -> list[str]:
    return [row.data["names"][-1]["text"] for row in found if row.data is not None]


@pytest.mark.parametrize("above", ["Directory of authorities 2026,,,\n\n", "sep=,\n", "Ministry,,,\nDirectory,,,\n,,,\n"])
def test_what_stands_above_the_headings_is_said_and_not_read(tmp_path: Path, above: str) -> None:
    (row,) = rows(tmp_path, f"{above}{HEAD}\n{ROW}\n")
    assert names([row]) == ["Office of Example"]
    assert row.number == above.count("\n") + 2  # as a spreadsheet program counts
    assert next(f.row for f in row.findings if f.reason == ABOVE) == 1


def test_a_merged_title_above_the_headings_of_a_workbook_is_passed_over(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in ("Directory of authorities 2026", "", HEAD, ROW):
        sheet.append(line.split(","))
    sheet.merge_cells("A1:D1")
    book.save(tmp_path / "list.xlsx")
    (row,) = entries_xlsx.read(tmp_path / "list.xlsx", state=None)
    assert names([row]) == ["Office of Example"] and row.number == 4


def test_headings_that_are_not_in_the_first_rows_are_not_looked_for(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="no heading that we know"):
        rows(tmp_path, "a title,,,\n" * 10 + f"{HEAD}\n{ROW}\n")


def test_a_table_separated_by_bars_is_read(tmp_path: Path) -> None:
    (row,) = rows(tmp_path, f"{HEAD}\n{ROW}\n".replace(",", "|"))
    assert row.findings[0].reason == "read as UTF-8, separated by bar"


@pytest.mark.parametrize(
    ("name", "page"),
    [("الحرس البحري التونسي", "windows-1256"), ("Пограничная служба", "windows-1251"), ("Straż Główna", "windows-1250")],
)
def test_a_name_in_an_old_code_page_comes_in_as_it_was_written(tmp_path: Path, name: str, page: str) -> None:
    found = rows(tmp_path, f"{HEAD},name_native\n{ROW},{name}\n", page)
    assert names(found) == [name]
    assert found[0].findings[0].reason == f"read as {page.upper()}, separated by comma"


@pytest.mark.parametrize("cell", ["=1+1", " =SUM(A1)", "=cmd|' /C calc'!A0", "@SUM(1)*cmd|' /C calc'!A0", "+1+cmd|'x'!A"])
def test_a_cell_that_a_spreadsheet_program_would_compute_refuses_the_file(tmp_path: Path, cell: str) -> None:
    with pytest.raises(Invalid, match="row 3: a cell holds a formula"):
        rows(tmp_path, f'{HEAD}\n{ROW}\nauthority,TN,"{cell}",\n')


@pytest.mark.parametrize("cell", ["+216 71 000 001", "-", "=", "- Office | fr; x!", "'=1+1", "@example"])
def test_a_sign_in_front_alone_is_no_formula(tmp_path: Path, cell: str) -> None:
    assert len(rows(tmp_path, f'{HEAD},purpose\n{ROW},"{cell}"\n')) == 1


@pytest.mark.parametrize("cell", [" " * 30_000 + "x", "-" + "|" * 30_000, "=" * 30_000 + " ", "+" + "a|" * 15_000])
def test_looking_for_formulas_takes_no_time(tmp_path: Path, cell: str) -> None:
    assert len(rows(tmp_path, f'{HEAD},purpose\n{ROW},"{cell}"\n')) == 1


def test_merged_cells_are_named_where_the_state_is_missing(tmp_path: Path) -> None:
    found = rows(tmp_path, f"{HEAD}\n{ROW}\nauthority,,Second office,+21671000002\n")
    assert found[1].data is None and "merged cells" in found[1].findings[0].reason
