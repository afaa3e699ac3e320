"""What is kept of a name is what the name says, so that no question reads it anew."""

from __future__ import annotations

from dataclasses import astuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.directory.naming.stored import heard_in, heard_of, parted, readings_in, stored, stored_name
from app.directory.naming.words import readings_of

NAMES = ["Ministère de l'Intérieur", "وزارة الداخلية", "王小明", "Kim Jong-un", "Щербаков", "עמרי ניצן", "ヴェローナ", "bldyt"]


def read(name: str) -> list[list[tuple[object, ...]]]:
    return [[astuple(word) for word in reading] for reading in readings_of(name) if reading]


def kept(text: str) -> list[list[tuple[object, ...]]]:
    return [[astuple(word) for word in reading] for reading in readings_in(text)]


@pytest.mark.parametrize("name", NAMES)
def test_a_kept_name_says_what_the_name_says(name: str) -> None:
    assert kept(stored_name(name)) == read(name)


@given(st.lists(st.text(max_size=40), max_size=4))
def test_any_names_come_back_as_they_were_kept(names: list[str]) -> None:
    parts = parted(stored(names)) if names else []
    assert [kept(part) for part in parts] == [read(name) for name in names]


def test_what_names_sound_like_is_kept_once_per_reading_beside_them() -> None:
    assert heard_in(stored(["Мохаммед", "Mohamed", "Amina"])) == [heard_of(readings_of(name)[0]) for name in ("Mohamed", "Amina")]
    assert heard_of(readings_of("Щербаков")[0])[1] == heard_of(readings_of("Shcherbakov")[0])[1]
    assert len(heard_in(stored(["王小明"]))) == len(readings_of("王小明"))
