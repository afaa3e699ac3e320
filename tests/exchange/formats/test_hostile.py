"""Generated hostile names and notes through every format, re-read by another program: same rows, same cells, no formula."""

from __future__ import annotations

import csv
import io
import json

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from app.exchange.formats.csv_set import write_channels, write_designations, write_entries
from app.exchange.formats.flat import rows_of
from app.exchange.formats.json_file import write_json
from app.exchange.formats.xlsx import write_workbook
from app.exchange.profiles.cells import printable, unguarded
from app.exchange.profiles.columns import SHEETS, columns
from tests.exchange.cards import Card, card, channel, hostile_text

WRITERS = {"entries": write_entries, "channels": write_channels, "designations": write_designations}
NUMBER = "+21671000001"


def hostile(texts: list[str]) -> Card:
    """A card that says these texts wherever it can."""
    name, label, note, purpose, source, mail = texts
    made = card(purpose=purpose, provenance={"source": source})
    made["names"] = [
        {"text": name, "language": "en", "script": "Latn", "role": "preferred"},
        {"text": name, "language": None, "script": None, "role": "alternative"},
    ]
    made["channels"] = [channel(1, "phone", NUMBER, label=label), channel(2, "email", mail), channel(3, "siena", note)]
    made["designations"][0]["scope_note"] = note
    made["services"] = [{"name": name, "description": note, "eligibility": None, "areas": ["TN"]}]
    return made


# 10 cards of 6 texts in each of 40 examples: 2,400 generated texts through every format.
texts_of_cards = st.lists(st.lists(hostile_text, min_size=6, max_size=6), min_size=10, max_size=10)


@settings(max_examples=40)
@given(texts_of_cards)
def test_json_is_read_back_with_every_text(texts: list[list[str]]) -> None:
    cards = [hostile(six) for six in texts]
    out = io.BytesIO()
    assert write_json(cards, out) == len(cards)
    read = json.loads(out.getvalue().decode())["entries"]
    assert len(read) == len(cards)
    assert len(out.getvalue().decode().split("\n")) == len(cards) + 3
    for one, other in zip(read, cards, strict=True):
        assert printable(one["purpose"]) == printable(other["purpose"])
        assert one["channels"][0]["value"] == NUMBER


@settings(max_examples=40)
@given(texts_of_cards)
def test_csv_is_read_back_with_every_cell_and_no_cell_starts_a_formula(texts: list[list[str]]) -> None:
    cards = [hostile(six) for six in texts]
    for sheet, write in WRITERS.items():
        out = io.BytesIO()
        write(cards, out)
        heading, *rows = csv.reader(io.StringIO(out.getvalue().decode("utf-8-sig"), newline=""), strict=True)
        assert heading == [column.name for column in columns(sheet)]
        assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
        assert [[unguarded(cell) for cell in row] for row in rows] == [row for one in cards for row in rows_of(one, sheet)]


@settings(max_examples=40)
@given(texts_of_cards)
def test_a_workbook_is_read_back_with_every_cell_as_text(texts: list[list[str]]) -> None:
    cards = [hostile(six) for six in texts]
    out = io.BytesIO()
    assert write_workbook(cards, out) == len(cards)
    workbook = openpyxl.load_workbook(io.BytesIO(out.getvalue()))
    for sheet in SHEETS:
        heading, *rows = workbook[sheet].iter_rows()
        assert [cell.value for cell in heading] == [column.name for column in columns(sheet)]
        assert {cell.data_type for row in rows for cell in row if cell.value is not None} <= {"s"}
        # XML has no way to keep a carriage return, and a format may write `_x0041_` for a letter (ECMA-376, 22.9.2.19).
        read = [[unescape(cell.value or "") for cell in row] for row in rows]
        assert read == [row for one in cards for row in rows_of(one, sheet)]


@settings(max_examples=20)
@given(texts_of_cards)
def test_numbers_survive_in_every_format(texts: list[list[str]]) -> None:
    cards = [hostile(six) for six in texts]
    out = io.BytesIO()
    write_channels(cards, out)
    rows = list(csv.DictReader(io.StringIO(out.getvalue().decode("utf-8-sig"), newline="")))
    phones = [row for row in rows if row["type"] == "phone"]
    assert {(unguarded(row["value"]), row["uri"]) for row in phones} == {(NUMBER, f"tel:{NUMBER}")}
    book = io.BytesIO()
    write_workbook(cards, book)
    sheet = openpyxl.load_workbook(io.BytesIO(book.getvalue()))["channels"]
    assert {row[3] for row in sheet.iter_rows(values_only=True) if row[2] == "phone"} == {NUMBER}
