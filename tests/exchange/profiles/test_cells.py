"""What is written into a cell is read back as it was, and never starts a formula."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exchange.limits import CELL_CHARACTERS
from app.exchange.profiles import cells
from tests.exchange.cards import HOSTILE, hostile_text

tidy = st.text(max_size=20).map(str.strip)


@given(hostile_text)
def test_a_guarded_text_is_read_back_and_starts_no_formula(text: str) -> None:
    assert cells.unguarded(cells.guarded(text)) == text
    assert cells.guarded(text)[:1] not in {*"=+-@\t\r\n\0", "\uff1d", "\uff0b"}


@pytest.mark.parametrize("cell", ["'+21671000000", "\t+21671000000", "+21671000000"])
def test_every_way_to_keep_the_plus_is_understood(cell: str) -> None:
    assert cells.unguarded(cell) == "+21671000000"


@pytest.mark.parametrize("cell", ["'s-Gravenhage", "d'accord", ""])
def test_an_apostrophe_that_guards_nothing_stays(cell: str) -> None:
    assert cells.unguarded(cell) == cell


@given(st.lists(tidy.filter(bool), max_size=5))
def test_a_list_in_a_cell_is_read_back(items: list[str]) -> None:
    assert cells.split_items(cells.join_items(items)) == items


@given(st.lists(st.tuples(tidy.filter(bool), tidy, tidy), max_size=4))
def test_records_in_a_cell_are_read_back(records: list[tuple[str, str, str]]) -> None:
    names = ("text", "language", "role")
    read = cells.split_records(cells.join_records(records), names)
    assert read == [{name: value for name, value in zip(names, record, strict=True) if value} for record in records]


def test_a_record_with_more_parts_than_known_says_which_are_known() -> None:
    with pytest.raises(ValueError, match=r"text \| language"):
        cells.split_records("a | b | c", ("text", "language"))


def test_an_empty_place_in_a_list_counts_where_places_count() -> None:
    assert cells.split_items("SOM; ; UNTOC", keep_empty=True) == ["SOM", "", "UNTOC"]
    assert cells.split_items(" ", keep_empty=True) == []


@pytest.mark.parametrize(
    ("word", "value"), [("yes", True), ("Sí", True), ("OUI", True), ("1", True), ("no", False), ("Non", False)]
)
def test_yes_and_no_are_read_in_three_languages(word: str, value: bool) -> None:
    assert cells.read_yes_no(word) is value


def test_another_word_is_neither_yes_nor_no() -> None:
    with pytest.raises(ValueError, match="perhaps"):
        cells.read_yes_no("perhaps")


def test_a_text_too_long_for_a_cell_is_cut_visibly() -> None:
    assert cells.cell_text("x" * CELL_CHARACTERS) == "x" * CELL_CHARACTERS
    cut = cells.cell_text("x" * (CELL_CHARACTERS + 1))
    assert len(cut) == CELL_CHARACTERS
    assert cells.is_cut(cut)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_cell_holds_can_be_written_in_every_encoding_of_unicode(text: str) -> None:
    shown = cells.cell_text(text)
    assert shown.encode().decode() == shown
    assert not {"\r", "\0", "\ud800", "\uffff"} & set(shown)
