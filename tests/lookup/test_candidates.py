"""Candidates come by coverage of the question's keys, within what the reader may find."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Column, Connection, MetaData, String, Table, create_engine, insert, select

from app.directory.search_keys import keys_of, query_keys
from app.lookup.candidates import candidates, how_many

META = MetaData()
KEYS = Table(
    "search_key",
    META,
    *(Column(name, String(40), primary_key=True) for name in ("kind", "key", "entry")),
    sqlite_with_rowid=False,
)
SEEN = Table("seen", META, Column("entry", String(40), primary_key=True))
ENTRIES = {
    "1": ["Mohamed Ben Salah"],
    "2": ["Махмуд Салех"],
    "3": ["王小明"],
    "4": ["Ministère de l'Intérieur", "وزارة الداخلية"],
    "5": ["Federal Border Agency"],
}


@pytest.fixture
def connection() -> Iterator[Connection]:
    engine = create_engine("sqlite://")
    META.create_all(engine)
    with engine.connect() as open_connection:
        for entry, names in ENTRIES.items():
            rows = [{"kind": kind, "key": key, "entry": entry} for kind, key in keys_of([(name, None) for name in names])]
            open_connection.execute(insert(KEYS), rows)
        open_connection.execute(insert(SEEN), [{"entry": "2"}, {"entry": "5"}])
        yield open_connection
    engine.dispose()


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("محمد بن صلاح", "1"),
        ("Mahmud Saleh", "2"),
        ("Wang Xiaoming", "3"),
        ("王小", "3"),
        ("Ministry of Interior", "4"),
        ("FBA", "5"),
    ],
)
def test_the_best_covered_entry_comes_first(connection: Connection, asked: str, first: str) -> None:
    assert candidates(connection, query_keys(asked), KEYS)[0] == first


def test_an_entry_that_the_reader_may_not_find_takes_no_place(connection: Connection) -> None:
    within = select(SEEN.c.entry)
    assert candidates(connection, query_keys("Mohamed Ben Salah"), KEYS, within=within, most=1) == ["2"]


def test_a_long_question_compares_fewer_entries() -> None:
    assert how_many("Ministry of Foreign Affairs") < how_many("Mohamed Ben Salah")


def test_nothing_is_asked_for_an_empty_question(connection: Connection) -> None:
    assert candidates(connection, query_keys("?!"), KEYS) == []
