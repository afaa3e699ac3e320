"""Text: comparable when folded, refused when it could deceive the eye."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reference.text import as_typed, folded, plain


@pytest.mark.parametrize("text", ["Ġarda", "محكمة", "خانه‌ها", "two\nlines", "tab\there", "最高检察院"])
def test_names_in_any_script_are_plain(text: str) -> None:
    assert plain(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("text", ["a\u202eb", "a\u2066b", "a\u200bb", "\ufeffa", "a\x00b", "a\x1bb", "a\ud800b", "a\u0378"])
def test_text_that_deceives_or_controls_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"U\+"):
        plain(text)


@pytest.mark.parametrize(
    ("one", "other"), [("Côte", "cote"), ("STRASSE", "straße"), ("  a  b ", "A B"), ("ﬁn", "FIN"), ("Ａ", "a"), ("أحمد", "احمد")]
)
def test_folding_makes_equal_what_people_read_as_equal(one: str, other: str) -> None:
    assert folded(one) == folded(other)


@given(st.text(max_size=30))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@pytest.mark.parametrize("text", ["+3906", "＋３９０６", "+٣٩٠٦", "+۳۹۰۶", "\u202a+39\u200b06\u202c", "+३९०६"])
def test_a_number_reads_alike_from_every_keyboard(text: str) -> None:
    assert as_typed(text) == "+3906"


def test_an_override_is_not_dropped_for_it_turns_digits_round() -> None:
    assert as_typed("12\u202e34") == "12\u202e34"
