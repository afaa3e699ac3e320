"""A question may be meant in several ways; each is worth a little less than the words as they stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.directory.naming.asking import MOST_WAYS, ways_of
from app.directory.naming.lexicon import cut_compound, sense_of


def letters(question: str) -> list[str]:
    return [" ".join(word.letters for word in way.words) for way in ways_of(question)]


@pytest.mark.parametrize(
    ("question", "way"),
    [
        ("pi wu la", "piwula"),
        ("Wu-su-hsien", "wu su"),
        ("Shenyang City", "shenyang"),
        ("Vineland, New Jersey", "vineland"),
        ("安康市", "ankang"),
    ],
)
def test_what_a_name_may_leave_out_or_join_is_tried_too(question: str, way: str) -> None:
    assert way in letters(question)


@pytest.mark.parametrize(
    ("question", "script"),
    [
        ("lai wei dun", "Hani"),
        ("Ch’ü-fou-hsien-ch’eng", "Hani"),
        ("zyndlfyngn", "Arab"),
        ("bldyt dwyrt", "Arab"),
        ("gurenderu", "Kana"),
        ("jaleujiseu", "Hang"),
    ],
)
def test_what_was_written_off_from_another_script_is_also_heard_as_that(question: str, script: str) -> None:
    assert script in {word.script for way in ways_of(question) for word in way.words}


def test_two_of_three_arabic_words_may_be_one() -> None:
    assert ["حيدرآباد", "دكن"] in [[word.text for word in way.words] for way in ways_of("حيدر آباد دكن")]


@pytest.mark.parametrize(("question", "heard"), [("gurenderu", "grender"), ("jaleujiseu", "jaljis"), ("potobira", "potbira")])
def test_vowels_that_japanese_and_korean_put_into_foreign_names_are_left_out(question: str, heard: str) -> None:
    assert heard in letters(question)


@pytest.mark.parametrize("question", ["Mark Smith", "Ministry of Justice", "Tan Kok Wai", "UNHCR", "Praha"])
def test_names_in_latin_letters_are_not_taken_for_another_script(question: str) -> None:
    assert {word.script for way in ways_of(question) for word in way.words} == {"Latn"}


def test_a_second_word_that_may_be_a_name_stays() -> None:
    assert "xi" not in letters("Xi Chen")


def test_a_question_without_words_has_no_way() -> None:
    assert ways_of("?!") == ()


@given(st.text(max_size=60))
def test_ways_are_few_and_the_first_is_worth_most(question: str) -> None:
    ways = ways_of(question)
    assert len(ways) <= MOST_WAYS
    assert all(way.words and way.worth <= ways[0].worth == 1.0 for way in ways)


def test_a_compound_is_cut_before_the_authority_that_it_ends_with() -> None:
    assert cut_compound("innenministerium") == ["innen", "ministerium"]
    assert cut_compound("universität") == ["universität"]


@pytest.mark.parametrize(
    ("word", "sense"),
    [("indonesian", "state:ID"), ("tunisienne", "state:TN"), ("казахстан", "state:KZ"), ("эстонский", None), ("franco", None)],
)
def test_what_is_of_a_state_means_the_state(word: str, sense: str | None) -> None:
    assert sense_of(word) == sense
