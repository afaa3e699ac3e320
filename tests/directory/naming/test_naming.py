"""Folding, scripts, sounds and skeletons of single words."""

from __future__ import annotations

import pytest

from app.directory.naming.folding import fold, split_words
from app.directory.naming.lexicon import cut_at_terms, sense_of
from app.directory.naming.scripts import runs_of, script_of
from app.directory.naming.words import readings_of


def test_folding_takes_case_width_and_invisible_marks_away() -> None:
    assert fold("ＭÜＬＬＥＲ\u200e") == "müller"
    assert split_words("O’Brien-Smith & Co.") == ["o'brien", "smith", "and", "co"]


@pytest.mark.parametrize(
    ("text", "script"),
    [("Anna", "Latn"), ("Анна", "Cyrl"), ("محمد", "Arab"), ("כהן", "Hebr"), ("김", "Hang"), ("小明", "Hani"), ("アンナ", "Kana")],
)
def test_the_script_of_a_word_is_told_by_its_letters(text: str, script: str) -> None:
    assert script_of(text) == script


def test_han_and_kana_are_runs_of_their_own() -> None:
    assert runs_of("株式会社リード") == [("Hani", "株式会社"), ("Kana", "リード")]


@pytest.mark.parametrize("text", ["Mohamed", "Muhammad", "Мохаммед", "محمد", "מוחמד"])
def test_one_name_has_one_skeleton_in_many_scripts(text: str) -> None:
    assert "mkmt" in readings_of(text)[0][0].frames


def test_a_han_name_is_read_in_each_tongue_with_its_family_name_apart() -> None:
    readings = [tuple(word.letters for word in reading) for reading in readings_of("田中太郎")]
    assert ("tianzhong", "tailang") in readings
    assert ("tanaka", "tarou") in readings


@pytest.mark.parametrize("family", ["tan", "san", "sin"])
def test_a_han_family_name_is_also_read_as_the_south_writes_it(family: str) -> None:
    heard = {sound for reading in readings_of("陈国伟") for sound in reading[0].sounds}
    assert family in heard


def test_given_names_are_cut_out_of_a_run_of_characters() -> None:
    assert [word.sense for word in readings_of("阿末沙比里")[0]] == ["ahmad", None]


def test_korean_given_names_are_also_read_as_one_word() -> None:
    assert [word.letters for word in readings_of("Kim Jong-un")[1]] == ["kim", "jongun"]


@pytest.mark.parametrize("text", ["ministry", "ministère", "министерства", "وزارة", "部", "bakanlığı"])
def test_words_of_the_trade_have_one_sense_in_many_languages(text: str) -> None:
    assert sense_of(fold(text)) == "ministry"


def test_unspaced_scripts_are_cut_at_known_terms() -> None:
    assert cut_at_terms("財政部", "Hani") == ["財政", "部"]
    assert cut_at_terms("กระทรวงพลังงาน", "Thai") == ["กระทรวง", "พลังงาน"]


def test_no_reading_has_a_word_without_letters() -> None:
    assert [[word.text for word in reading] for reading in readings_of("財政部")][-1] == ["財政", "部"]


@pytest.mark.parametrize(
    ("text", "said"), [("Síomón Ó Cómhanaigh", "kovani"), ("Éanna Ó Coinnigh", "koni"), ("Áine Ní Cheallaigh", "sali")]
)
def test_gaelic_names_are_also_read_as_they_are_said(text: str, said: str) -> None:
    assert said in {word.sounds[0] for reading in readings_of(text) for word in reading}


def test_the_gaelic_son_of_is_also_one_word_with_the_name_after_it() -> None:
    assert ["coinneach", "macantoisich"] in [
        [word.letters for word in reading] for reading in readings_of("Coinneach Mac an Tòisich")
    ]


def test_a_name_that_only_begins_with_o_or_mac_is_not_read_as_gaelic() -> None:
    assert {word.script for reading in readings_of("Mac Danzig") for word in reading} == {"Latn"}


@pytest.mark.parametrize("text", ["Vienna", "Wien", "Вена", "维也纳", "فيينا", "Viena"])
def test_a_city_is_known_by_its_names_in_many_languages(text: str) -> None:
    word = next(word for reading in readings_of(text) for word in reading if word.sense)
    assert word.sense == "city:vienna"


@pytest.mark.parametrize("text", ["Deutschland", "Almanya", "德國", "ドイツ"])
def test_a_state_is_known_by_its_name_in_other_languages_than_the_six(text: str) -> None:
    assert sense_of(fold(text)) == "state:DE"


def test_the_name_of_a_city_tells_as_much_as_other_names_and_a_word_of_the_trade_less() -> None:
    assert readings_of("Ministry")[0][0].is_common
    assert not readings_of("Vienna")[0][0].is_common
    assert not readings_of("Larsen")[0][0].is_common
