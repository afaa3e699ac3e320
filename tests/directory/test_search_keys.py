"""Names that are the same share keys; a question never asks for more keys than the limit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.directory.naming.asking import MOST_WAYS
from app.directory.search_keys import KEY_LENGTH, MOST_OTHER_KEYS, MOST_QUERY_KEYS, WHOLE, acronyms_in, keys_of, query_keys

PAIRS = [("Мохаммед", "Mohamed"), ("יוסף", "Yosef"), ("김정은", "Kim Jong-un"), ("田中", "Tanaka"), ("وزارة", "Ministry")]


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_the_same_name_in_two_scripts_shares_keys(one: str, other: str) -> None:
    assert keys_of([(one, None)]) & keys_of([(other, None)])


def test_keys_of_all_names_are_kept_together() -> None:
    names = [("Coast Guard", "en"), ("Guardia Costiera", "it")]
    assert keys_of(names) == keys_of(names[:1]) | keys_of(names[1:])


def test_initials_are_keys_with_and_without_particles() -> None:
    kept = {key for kind, key in keys_of([("Ministry of Foreign Affairs", None)]) if kind == "i"}
    assert kept == {"mofa", "mfa"}


def test_only_capitals_or_a_lone_word_are_read_as_an_acronym() -> None:
    assert acronyms_in("INAF OAS") == {"inaf", "oas"}
    assert acronyms_in("mfa") == {"mfa"}
    assert acronyms_in("Ana Gil") == frozenset()


@given(st.text(max_size=300))
def test_a_question_has_a_bounded_number_of_keys(text: str) -> None:
    asked = query_keys(text)
    assert len(asked) <= MOST_QUERY_KEYS + (MOST_WAYS - 1) * MOST_OTHER_KEYS
    assert len({(key.kind, key.key, key.reading) for key in asked}) == len(asked)
    assert all(key.weight > 0 for key in asked)


@given(st.text(max_size=60))
def test_a_key_fits_its_column(text: str) -> None:
    assert all(len(kind) == 1 and len(key) <= KEY_LENGTH for kind, key in keys_of([(text, None)]))


def test_a_short_name_meets_itself_in_another_script_by_its_whole_sounds() -> None:
    kept = {key for _, key in keys_of([("Piura", None)]) if key.startswith(WHOLE)}
    asked = {key.key for key in query_keys("Пьюра")}
    assert WHOLE + "piula" in kept & asked
