"""The CSV set: RFC 4180 that a spreadsheet program opens with accents and plus signs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exchange.formats.csv_set import write_channels, write_designations, write_entries, write_rows
from app.exchange.profiles.cells import csv_cell
from tests.exchange.cards import Card, card, channel


def rows_of_bytes(raw: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def test_every_cell_is_quoted_and_every_row_ends_with_crlf() -> None:
    out = io.BytesIO()
    write_designations([card()], out)
    assert out.getvalue().startswith(b'\xef\xbb\xbf"entry_id","designation_id"')
    lines = out.getvalue().split(b"\r\n")
    assert lines[-1] == b"" and len(lines) == 3
    assert all(line.removeprefix(b"\xef\xbb\xbf").startswith(b'"') and line.endswith(b'"') for line in lines[:-1])


def test_a_number_is_text_with_its_plus_and_has_its_address_beside_it() -> None:
    out = io.BytesIO()
    assert write_entries([card()], out) == 1
    (row,) = rows_of_bytes(out.getvalue())
    assert (row["telephone"], row["telephone_uri"]) == ("'+21671000001 ext. 5", "tel:+21671000001;ext=5")
    assert (row["telephone_24h"], row["telephone_24h_uri"]) == ("'+21671000002", "tel:+21671000002")


def test_channels_stand_one_a_row_under_their_entry() -> None:
    out = io.BytesIO()
    assert write_channels([card(), card(id="2", channels=[channel(9, "web_form", "https://form.example/?a=1")])], out) == 6
    rows = rows_of_bytes(out.getvalue())
    assert [row["entry_id"] for row in rows] == [card()["id"]] * 5 + ["2"]
    assert [row["uri"] for row in rows[2:]] == ["mailto:desk@garde.example", "", "", "https://form.example/?a=1"]


def test_an_entry_says_in_its_row_what_a_printed_directory_says() -> None:
    out = io.BytesIO()
    write_entries([card()], out)
    (row,) = rows_of_bytes(out.getvalue())
    assert (row["iso3"], row["m49"], row["un_region"], row["processes"]) == ("TUN", "788", "Northern Africa", "RABAT")
    assert (row["competence"], row["legal_basis"], row["article"]) == ("som_by_sea", "SOM", "8.6")
    assert row["office_hours"] == 'Mo-Th 08:00-12:30,14:00-17:00; 2026 Dec 25 off "Holiday"'
    assert (row["gmt_offset"], row["languages_spoken"], row["through_interpol"]) == ("UTC+01:00", "fr | C1; ar", "yes")
    assert (row["name_native"], row["acronym"]) == ("Guardia marittima | it", "GNM | fr")


def test_summer_time_shows_in_the_offset() -> None:
    out = io.BytesIO()
    write_entries([card(state="IT", time_zone="Europe/Rome"), card(state="IN", time_zone="Asia/Kolkata")], out)
    assert [row["gmt_offset"] for row in rows_of_bytes(out.getvalue())] == ["UTC+01:00 / UTC+02:00", "UTC+05:30"]


def test_rows_are_written_as_they_come_and_the_file_stays_open_for_its_owner() -> None:
    written: list[int] = []

    def rows() -> Iterator[list[str]]:
        for number in range(20_000):
            written.append(out.tell())
            yield [str(number)]

    out = io.BytesIO()
    assert write_rows(["a"], rows(), out) == 20_000
    assert written[-1] > 0
    assert not out.closed


def test_a_failing_source_leaves_the_file_to_its_owner() -> None:
    def rows() -> Iterator[list[str]]:
        yield ["1"]
        raise OSError

    out = io.BytesIO()
    with pytest.raises(OSError):
        write_rows(["a"], rows(), out)
    assert not out.closed


def test_an_odd_timetable_does_not_stop_an_edition() -> None:
    overlapping: Card = {
        "spans": [
            {"days": ["mo"], "opens": "08:00", "closes": "24:00", "from": None, "until": None},
            {"days": ["mo"], "opens": "09:00", "closes": "10:00", "from": "06-01", "until": "09-30"},
        ],
        "exceptions": [
            {"date": "2026-05-01", "closed": False, "opens": "10:00", "closes": "12:00", "reason": None},
        ],
    }
    out = io.BytesIO()
    assert write_entries([card(hours=overlapping)], out) == 1
    (row,) = rows_of_bytes(out.getvalue())
    assert row["office_hours"] == "Mo 08:00-24:00; Jun 01-Sep 30 Mo 09:00-10:00; 2026 May 01 10:00-12:00"


STARTS = st.sampled_from(["", "+", "'+", "'", "=", "-", "@", '"', ",", " ", "\t", "_", "e", "9", "１", "\u0301", "+39", '",'])
CELLS = st.lists(st.tuples(STARTS, st.text(max_size=4)).map("".join), min_size=1, max_size=5)


@given(st.lists(CELLS, max_size=3))
def test_a_row_written_at_once_is_the_row_written_cell_by_cell(rows: list[list[str]]) -> None:
    out, text = io.BytesIO(), io.StringIO(newline="")
    write_rows(["heading"], rows, out)
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows([["heading"], *([csv_cell(cell) for cell in row] for row in rows)])
    assert out.getvalue().decode("utf-8-sig") == text.getvalue()
