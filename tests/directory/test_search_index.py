"""Keys lie in the entry's own transaction, say what its names say now, and are made anew when the rules change."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from sqlmodel import Session, select

from app.audit.chain import verify
from app.db import Database, reading, writing
from app.directory import search_index
from app.directory.search_index import PLACE, SearchName, keep_names, names_searched, rebuild_keys
from app.directory.search_keys import keys_of
from app.directory.search_models import SearchEntry, SearchKey
from tests.cast import Registry
from tests.factories import named


def kept(session: Session) -> set[tuple[str, str, str]]:
    """Every key with its entry's id."""
    number = SearchKey.entry == SearchEntry.number
    return set(session.exec(select(SearchKey.kind, SearchKey.key, SearchEntry.entry_id).join(SearchEntry, number)).all())


def spelled(text: str) -> list[SearchName]:
    return [SearchName(text, None, "preferred")]


def test_a_change_of_names_leaves_exactly_the_keys_of_what_they_are_now(database: Database) -> None:
    for text in ("Harbour patrol", "Harbour police", "Harbour police"):
        with writing(database) as session:
            keep_names(session, {"a": ("IT", spelled(text)), "b": ("TN", spelled("Garde"))})
    with reading(database) as session:
        a = {(kind, key) for kind, key, entry in kept(session) if entry == "a"}
        assert keys_of([("Harbour police", None)]) < a
        assert not {k for k in keys_of([("patrol", None)]) - keys_of([("Harbour police", None)]) if k in a and k[0] == "w"}


def test_a_failed_change_leaves_the_keys_as_they_were(registry: Registry) -> None:
    entry_id = registry.draft(names=named("Harbour patrol"))
    with registry.reading() as session:
        before = kept(session)
    with pytest.raises(ZeroDivisionError), registry.writing() as session:
        keep_names(session, {entry_id: ("IT", spelled("Other"))})
        raise ZeroDivisionError
    with registry.reading() as session:
        assert kept(session) == before


def test_only_a_published_holder_and_the_place_of_a_posting_are_searched_beside_the_names() -> None:
    whole = {
        "names": [{"text": "Desk", "language": "en", "role": "preferred"}],
        "holder": {"publish_name": False, "names": [{"text": "Example Person", "language": None}]},
        "posting": {"place": "Sfax"},
    }
    assert [n.text for n in names_searched(whole)] == ["Desk", "Sfax"]
    assert names_searched(whole)[-1].role == PLACE
    whole["holder"] = {"publish_name": True, "names": [{"text": "Example Person", "language": None}]}
    assert "Example Person" in [n.text for n in names_searched(whole)]


@dataclass
class Told:
    """Hears of the progress."""

    done: list[int] = field(default_factory=list)

    def __call__(self, done: int) -> None:
        self.done.append(done)


def test_keys_of_other_rules_are_made_anew_once(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = [registry.draft(names=named(f"Harbour patrol {number}")) for number in range(3)]
    with registry.reading() as session:
        before, events = kept(session), verify(session).count
    with registry.writing() as session:
        assert rebuild_keys(session, Told()) == 0
    monkeypatch.setattr(search_index, "VERSION", search_index.VERSION + 1)
    told = Told()
    with registry.writing() as session:
        assert rebuild_keys(session, told) == len(ids)
    with registry.writing() as session:
        assert rebuild_keys(session, Told()) == 0
    with registry.reading() as session:
        assert kept(session) == before
        assert verify(session).count == events
    assert told.done == [len(ids)]


def test_an_entry_without_keys_gets_them(registry: Registry) -> None:
    registry.draft(names=named("Harbour patrol"))
    with registry.writing() as session:
        before = kept(session)
        for row in (*session.exec(select(SearchKey)), *session.exec(select(SearchEntry))):
            session.delete(row)
    with registry.writing() as session:
        assert rebuild_keys(session, Told()) == 1
        assert kept(session) == before
