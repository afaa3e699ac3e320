"""How common a key is comes from a fixed table, and common keys tell less."""

from __future__ import annotations

from app.directory.naming.rarity import LEAST, rarity_of, share_of
from app.directory.search_keys import READ_MOST, READ_OTHER, query_keys


def test_a_common_ending_is_commoner_than_an_odd_name() -> None:
    assert share_of("t", "ion") > share_of("t", "zzy") == LEAST


def test_what_few_have_tells_most() -> None:
    assert rarity_of(LEAST) == 1.0
    assert 0.0 <= rarity_of(share_of("w", "of")) < rarity_of(share_of("t", "zzy")) == 1.0


def test_a_long_question_leaves_its_commonest_keys_out() -> None:
    text = "International Association for the Administration of Education and Information in the United Nations"
    asked = query_keys(text)
    for reading in {key.reading for key in asked}:
        read = sum(share_of(key.kind, key.key) for key in asked if key.reading == reading)
        assert read <= (READ_OTHER if reading else READ_MOST)
    assert ("t", "ion") not in {(key.kind, key.key) for key in asked}


def test_a_question_of_common_keys_alone_is_still_asked() -> None:
    assert query_keys("of")
