"""Candidates are compared name by name, the holder's names apart from the entry's own."""

from __future__ import annotations

import pytest

from app.db import Database, reading, writing
from app.directory.search_index import HOLDER, PLACE, SearchName, everything, keep_names
from app.lookup.candidates import how_many, ranked
from app.lookup.similarity import CUT

ENTRIES = {
    "1": ("TN", ["Mohamed Ben Salah"]),
    "2": ("TN", ["Махмуд Салех"]),
    "3": ("CN", ["王小明"]),
    "4": ("FR", ["Ministère de l'Intérieur", "وزارة الداخلية"]),
    "5": ("BE", ["Federal Border Agency"]),
}


@pytest.fixture
def index(database: Database) -> Database:
    """An index of a few names, on SQLite and on PostgreSQL."""
    listed = {
        entry: (state, [SearchName(text, None, "preferred") for text in names]) for entry, (state, names) in ENTRIES.items()
    }
    listed["6"] = (
        "IT",
        [SearchName("Desk", "en", "preferred"), SearchName("Щербаков", "ru", HOLDER), SearchName("Sfax", None, PLACE)],
    )
    with writing(database) as session:
        keep_names(session, listed)
    return database


ASKED = [
    ("محمد بن صلاح", "1"),
    ("Mahmud Saleh", "2"),
    ("Wang Xiaoming", "3"),
    ("王小", "3"),
    ("Ministry of Interior", "4"),
    ("Interior Ministry France", "4"),
    ("FBA", "5"),
    ("Shcherbakov", "6"),
    ("desk Sfax", "6"),
    ("Belgium", "5"),
]


def test_the_nearest_entry_comes_first_above_the_cut(index: Database) -> None:
    with reading(index) as session:
        first = {text: ranked(session, text, everything())[0] for text, _ in ASKED}
    assert [(text, first[text].entry) for text, _ in ASKED] == ASKED
    assert all(hit.score >= CUT for hit in first.values())


def test_the_answer_says_which_name_met_the_question(index: Database) -> None:
    with reading(index) as session:
        hit = ranked(session, "Shcherbakov", everything())[0]
        meant = ranked(session, "内政部", everything())[0]
    assert (hit.name.text, hit.name.role) == ("Щербаков", HOLDER)
    assert (meant.entry, meant.how) == ("4", "meaning")


def test_an_empty_question_asks_nothing(index: Database) -> None:
    with reading(index) as session:
        assert ranked(session, "?!", everything()) == []


def test_a_long_question_compares_fewer_entries() -> None:
    assert how_many("Ministry of Foreign Affairs") < how_many("Mohamed Ben Salah")
