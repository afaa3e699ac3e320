"""Candidates are compared name by name, the holder's names apart from the entry's own."""

from __future__ import annotations

import pytest
from sqlmodel import select

from app.db import Database, reading, writing
from app.directory.search_asking import covering
from app.directory.search_index import HOLDER, PLACE, SearchName, everything, keep_names, named
from app.directory.search_keys import QueryKey, keys_of, keys_of_state, query_keys
from app.directory.search_models import SearchEntry
from app.lookup.candidates import BEST_COVERED, BEST_HEARD, how_many, ranked
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


@pytest.mark.parametrize("text", [text for text, _ in ASKED])
def test_candidates_are_those_that_the_rules_alone_would_choose(index: Database, text: str) -> None:
    """Both databases answer as the plain sum of weights does, so both answer the same."""
    asked = query_keys(text)
    with reading(index) as session:
        found = covering(session, asked, everything(), most=10)
        rows = session.exec(select(SearchEntry).order_by(SearchEntry.entry_id)).all()
        covered = {row.entry_id: covered_by(row, asked) for row in rows}
    expected = sorted((entry for entry in covered if covered[entry]), key=lambda entry: (-covered[entry], entry))
    assert [candidate.entry for candidate in found] == expected


def covered_by(row: SearchEntry, asked: list[QueryKey]) -> int:
    """What the keys of the best covered way to mean a question count together."""
    keys = keys_of([(name.text, name.language) for name in named(row.names)]) | keys_of_state(row.state)
    ways = {key.reading for key in asked}
    return max(sum(key.weight for key in asked if key.reading == way and (key.kind, key.key) in keys) for way in ways)


def test_an_empty_question_asks_nothing(index: Database) -> None:
    with reading(index) as session:
        assert ranked(session, "?!", everything()) == []


def test_a_long_question_compares_fewer_entries() -> None:
    assert how_many("Ministry of Foreign Affairs") < how_many("Mohamed Ben Salah")


def test_of_many_well_covered_names_the_one_that_sounds_like_it_is_compared(database: Database) -> None:
    """More entries than are compared share the common word; the right one shares little but its sound."""
    many = {f"{number:03}": f"Mona Bakarat {number}" for number in range(BEST_COVERED + BEST_HEARD + 20)}
    listed = {entry: ("", [SearchName(text, None, "preferred")]) for entry, text in {**many, "z": "Muna Barakat"}.items()}
    with writing(database) as session:
        keep_names(session, listed)
    with reading(database) as session:
        assert ranked(session, "منى بركات", everything())[0].entry == "z"
