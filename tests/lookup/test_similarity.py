"""A name in one script or spelling meets itself in another, and stands apart from its neighbours."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.lookup.similarity import CUT, Question

SAME_NAMES = [
    ("陈国伟", "Tan Kok Wai"),
    ("Мохаммед", "Mohammed"),
    ("محمد", "Mohamed"),
    ("Muhammad", "Mohamed"),
    ("Щербаков", "Shcherbakov"),
    ("Scherbakow", "Щербаков"),
    ("王小明", "Wang Xiaoming"),
    ("Γεώργιος Παπαδόπουλος", "Giorgos Papadopoulos"),
    ("Müller", "Mueller"),
    ("Muller", "Müller"),
    ("O'Brien", "OBrien"),
    ("عبد الرحمن", "Abdulrahman"),
    ("Abd al-Rahman", "عبد الرحمن"),
    ("Юлия", "Yuliya"),
    ("Łukasz", "Lukasz"),
    ("Nguyễn Văn Ân", "Nguyen Van An"),
    ("Øverland", "Oeverland"),
    ("יוסף כהן", "Yosef Cohen"),
    ("Síomón Ó Cómhanaigh", "Simon Coveney"),
    ("Пекин", "Beijing"),
    ("김정은", "Kim Jong-un"),
    ("田中太郎", "Tanaka Taro"),
    ("王小", "王小明"),
]
STRANGERS = ["Peter Larsen", "Ana Ferreira", "Иван Гончаренко", "李娜", "خالد يوسف"]


def score(question: str, *names: str) -> float:
    return Question(question).best_of(names).score


@pytest.mark.parametrize(("asked", "kept"), SAME_NAMES)
def test_a_name_is_matched_in_another_script_or_spelling(asked: str, kept: str) -> None:
    """SEARCH's twelve pairs, the three that were open, and a Han name that is not typed to its end."""
    assert score(asked, kept) >= CUT


@pytest.mark.parametrize(("asked", "kept"), SAME_NAMES)
def test_a_stranger_is_further_away_than_the_same_name(asked: str, kept: str) -> None:
    assert all(score(asked, stranger) < score(asked, kept) for stranger in STRANGERS)


def test_mahmoud_is_never_above_mohamed_for_mohamed() -> None:
    for mohamed in ("Mohamed", "Mohammed", "Muhammad", "Мохаммед"):
        assert score("Mohamed", mohamed) > score("Mohamed", "Mahmoud")


def test_words_may_be_swapped_joined_or_shortened() -> None:
    assert score("Papadopoulos Giorgos", "Giorgos Papadopoulos") >= 0.95
    assert score("GiorgosPapadopoulos", "Giorgos Papadopoulos") >= CUT
    assert score("G. Papadopoulos", "Giorgos Papadopoulos") >= CUT
    assert score("giorgos papad", "Giorgos Papadopoulos") >= CUT


def test_the_matching_name_is_pointed_out_and_how_it_met() -> None:
    match = Question("Coast Guard").best_of(["Guarda Costeira", "Coast Guard"])
    assert (match.name, match.how) == (1, "same")
    assert Question("Ministry of Finance").best_of(["財政部"]).how == "meaning"
    assert Question("FBA").best_of(["Frontier Border Agency"]).how == "initials"


def test_an_entry_without_names_matches_nothing() -> None:
    assert Question("Mohamed").best_of([]).score == 0.0
    assert Question("!?").best_of(["Mohamed"]).score == 0.0


@given(st.text(max_size=30), st.text(max_size=30))
def test_a_score_lies_between_nothing_and_one(asked: str, kept: str) -> None:
    assert 0.0 <= score(asked, kept) <= 1.0


@given(st.text(alphabet=st.characters(categories=("Lu", "Ll", "Lo")), min_size=2, max_size=12))
def test_every_name_matches_itself(name: str) -> None:
    assert Question(name).best_of([name]).score >= CUT


def test_a_beginning_with_a_slip_goes_before_names_that_only_have_the_word() -> None:
    assert score("omir n", "Omri Nitzan") > score("omir n", "Samir Naqqash")
    assert score("sean hs", "Seán Sherlock") > score("sean hs", "Paul Shan Kuo-hsi")


def test_a_name_that_goes_on_as_the_question_begins_goes_first() -> None:
    assert score("Antonio Camacho", "Antonio Camacho Vizcaíno") > score("Antonio Camacho", "José Antonio Camacho")
    assert score("lee ah", "Lee Ah-reum") > score("lee ah", "Lee Min-ah")


@pytest.mark.parametrize(("asked", "kept"), [("Цзянмэнь", "Jiangmen"), ("임진욱", "Lim Jin-wook"), ("김희진", "Kim Hee-jin")])
def test_spellings_between_two_scripts_are_heard(asked: str, kept: str) -> None:
    """Chinese in Cyrillic letters as Palladius writes it; Korean as families write it."""
    assert score(asked, kept) >= CUT + 0.1
