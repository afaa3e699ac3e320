"""Single words: spelling within a script, sound across scripts, meaning in the lexicon."""

from __future__ import annotations

import pytest

from app.directory.naming.words import Word, readings_of
from app.lookup.nearness import beginning, classes_near, mixed, weight_of, word_similarity


def word(text: str) -> Word:
    return readings_of(text)[0][0]


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        ("Larsen", "larsen", "same"),
        ("Larsen", "Barsen", "spelling"),
        ("Щербаков", "Schtscherbakoff", "sound"),
        ("ministry", "وزارة", "meaning"),
    ],
)
def test_a_pair_says_how_it_meets(one: str, other: str, how: str) -> None:
    score, met = word_similarity(word(one), word(other))
    assert met == how
    assert score > 0.7


def test_words_that_have_nothing_in_common_are_far_apart() -> None:
    assert word_similarity(word("Larsen"), word("Quigg"))[0] < 0.3


def test_the_beginning_of_a_word_is_near_and_the_nearer_the_longer() -> None:
    assert beginning(word("papa"), word("papadopoulos")) < beginning(word("papadopou"), word("papadopoulos")) < 1.0
    assert beginning(word("papadopoulos"), word("papa")) == 0.0


def test_particles_weigh_less_than_short_names() -> None:
    assert weight_of(word("von")) < weight_of(word("Li"))


def test_the_sum_of_the_parts_of_what_is_heard_is_whole() -> None:
    assert mixed(1.0, 1.0, 1.0, ("Arab", "Latn")) == pytest.approx(1.0)
    assert mixed(1.0, 1.0, 1.0, ("Cyrl", "Latn")) == pytest.approx(1.0)


def test_another_sound_of_the_same_class_is_nearer_than_one_of_another_class() -> None:
    assert classes_near("vera", "vera") == 1.0
    assert classes_near("vera", "bera") > classes_near("vera", "nera")
    assert classes_near("vera", "mikos") == 0.0


def test_scripts_with_one_letter_for_l_and_r_hear_no_difference() -> None:
    assert word_similarity(word("ガラ"), word("Gala"))[0] > word_similarity(word("ガラ"), word("Gada"))[0] + 0.15
