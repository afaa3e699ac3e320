"""Generated hostile names and notes through every format, re-read by another program: same rows, same cells, no formula."""

from __future__ import annotations

import csv
import io
import json

import openpyxl
import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from app.exchange.formats.csv_set import write_channels, write_designations, write_entries, write_rows
from app.exchange.formats.flat import rows_of
from app.exchange.formats.jcard import write_jcards
from app.exchange.formats.jscontact import write_cards
from app.exchange.formats.json_file import write_json
from app.exchange.formats.jsonld import write_graph
from app.exchange.formats.properties import properties_of
from app.exchange.formats.rtf import write_blocks
from app.exchange.formats.sherloc import headings, rows_for
from app.exchange.formats.vcard import vcard, vcard_3
from app.exchange.formats.xlsx import write_workbook
from app.exchange.profiles.cells import printable, unguarded
from app.exchange.profiles.columns import SHEETS, columns, portal_columns
from tests.exchange.cards import Card, card, channel, hostile_text
from tests.exchange.formats.content_lines import lines_of
from tests.exchange.formats.rtf_reader import rtf_paragraphs

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


# 10 cards of 6 texts in each of 40 examples: 2,400 generated texts through every format; the slow tier takes 10,000.
texts_of_cards = st.lists(st.lists(hostile_text, min_size=6, max_size=6), min_size=10, max_size=10)


@settings(max_examples=40)
@given(texts_of_cards)
def test_json_is_read_back_with_every_text(texts: list[list[str]]) -> None:
    check_json([hostile(six) for six in texts])


def check_json(cards: list[Card]) -> None:
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
    check_csv([hostile(six) for six in texts])


def check_csv(cards: list[Card]) -> None:
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
    check_workbook([hostile(six) for six in texts])


def check_workbook(cards: list[Card]) -> None:
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


# --- formats for telephones, portals and machines ---------------------------------------------------------------------


def check_all_text_formats(cards: list[Card]) -> None:
    """Same cards, properties and values after re-reading, with a number that survived, in every format of text."""
    check_vcards(cards)
    check_jsons(cards)
    check_rtf(cards)
    check_portal(cards)


def check_vcards(cards: list[Card]) -> None:
    for one in cards:
        expected = [(each.group, each.name, _flat(each.value)) for each in properties_of(one)]
        lines = lines_of(vcard(one))[2:-1]
        assert [(line.group, line.name) for line in lines] == [(group, name) for group, name, _ in expected]
        for line, (_, name, value) in zip(lines, expected, strict=True):
            if isinstance(value, tuple):
                assert tuple(line.parts("," if name in ("NICKNAME", "CATEGORIES") else ";")) == value
            elif name != "REV":
                assert line.value == value
        assert f"tel:{NUMBER}" in [line.value for line in lines]
    read = list(vobject.readComponents(b"".join(map(vcard_3, cards)).decode()))
    assert len(read) == len(cards)
    assert {each.tel.value for each in read} == {NUMBER}


def _flat(value: str | tuple[str, ...]) -> str | tuple[str, ...]:
    return printable(value) if isinstance(value, str) else tuple(printable(each) for each in value)


def check_jsons(cards: list[Card]) -> None:
    for write in (write_cards, write_jcards):
        out = io.BytesIO()
        assert write(cards, out) == len(cards) == len(json.loads(out.getvalue().decode()))
    contacts = io.BytesIO()
    write_cards(cards, contacts)
    for one, read in zip(cards, json.loads(contacts.getvalue()), strict=True):
        assert printable(read.get("notes", {}).get("n1", {}).get("note", "")) == printable(one["purpose"])
        assert [each["number"] for each in read["phones"].values()] == [f"tel:{NUMBER}"]
    graph = io.BytesIO()
    assert write_graph(cards, graph) == len(cards) == len(json.loads(graph.getvalue())["@graph"])
    for one, read in zip(cards, json.loads(graph.getvalue())["@graph"], strict=True):
        assert printable(read.get("description", "")) == printable(one["purpose"])


def check_rtf(cards: list[Card]) -> None:
    profile = portal_columns("sherloc")
    out = io.BytesIO()
    assert write_blocks(profile, cards, out) == len(cards)
    raw = out.getvalue()
    assert raw.isascii() and raw.count(b"\\pard\\brdrb") == len(cards)
    paragraphs = rtf_paragraphs(raw)
    expected = [
        f"{caption}: {cell}"
        for one in cards
        for caption, cell in zip(headings(profile), rows_for(profile, one), strict=True)
        if cell
    ]
    assert paragraphs == expected


def check_portal(cards: list[Card]) -> None:
    profile = portal_columns("sherloc")
    out = io.BytesIO()
    write_rows(headings(profile), (rows_for(profile, one) for one in cards), out)
    _, *rows = csv.reader(io.StringIO(out.getvalue().decode("utf-8-sig"), newline=""), strict=True)
    assert [[unguarded(cell) for cell in row] for row in rows] == [rows_for(profile, one) for one in cards]
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


@settings(max_examples=15)
@given(texts_of_cards)
def test_every_other_format_of_text_is_read_back_whole(texts: list[list[str]]) -> None:
    check_all_text_formats([hostile(six) for six in texts])


@pytest.mark.deep
def test_ten_thousand_hostile_texts_through_every_format_of_text() -> None:
    seen = 0

    @settings(max_examples=170, deadline=None)
    @given(texts_of_cards)
    def through(texts: list[list[str]]) -> None:
        nonlocal seen
        seen += sum(map(len, texts))
        cards = [hostile(six) for six in texts]
        check_all_text_formats(cards)
        check_json(cards)
        check_csv(cards)
        check_workbook(cards)

    through()
    assert seen >= 10_000
