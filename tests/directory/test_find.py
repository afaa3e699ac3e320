"""Finding entries: filters, text, pages in one order on both databases, counts that equal what can be found."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from app.audit.models import Event, EventPayload
from app.clock import now, set_to
from app.directory.confirmation import confirm_entry
from app.directory.entries import suspend_entry
from app.directory.find import EntryQuery, counts_by_state, find_entries, find_pages
from app.errors import Denied, Invalid
from app.reference.text import folded
from tests.cast import Registry
from tests.factories import named

NAMES = (
    "Ångström Unit",
    "angel desk",
    "Zebra",
    "zebra",
    "Éclair",
    "eclair",
    "Όμικρον",
    "Яхта",
    "أمن",
    "海岸警卫队",
    "Ähnlich",
    "Unit 10",
    "Unit 9",
)


def listed(registry: Registry, who: str = "officer.ke", **query: Any) -> list[dict[str, Any]]:
    """The first page."""
    with registry.reading() as session:
        return find_entries(session, EntryQuery(**query), reader=registry.actor(who)).items


def found(registry: Registry, who: str = "officer.ke", **query: Any) -> list[str]:
    """The first names of what is on the first page."""
    return [card["names"][0]["text"] for card in listed(registry, who, **query)]


def pages(registry: Registry, limit: int, who: str = "officer.ke", **query: Any) -> Iterator[list[str]]:
    """Page after page, the ids."""
    cursor: str | None = None
    while True:
        with registry.reading() as session:
            asked = EntryQuery(limit=limit, cursor=cursor, **query)
            page = find_entries(session, asked, reader=registry.actor(who))
        yield [card["id"] for card in page.items]
        cursor = page.next_cursor
        if cursor is None:
            return


@pytest.fixture
def world(registry: Registry) -> Registry:
    """Italian and Tunisian entries that differ in what one can filter by."""
    registry.published(
        names=named("Italian guard"), designations=[{"instrument": "SOM", "function": "som_by_sea"}], networks=["RABAT"]
    )
    prosecutor = {"kind": "prosecutor", "authority_type": None, "specialisations": ["som_prosecution"]}
    registry.published(names=named("Italian prosecutor"), languages=[{"tag": "fr"}, {"tag": "ar-TN"}], **prosecutor)
    posting = {"host": "TN", "posted_to": "mission"}
    registry.published(names=named("Italian liaison"), kind="liaison_officer", authority_type=None, posting=posting)
    registry.published(
        "focal.tn", "focal2.tn", names=named("Tunisian guard"), state="TN", languages=[{"tag": "ar"}], marking="TLP:AMBER"
    )
    registry.draft(names=named("Italian draft"))
    return registry


FILTERS: list[tuple[dict[str, Any], list[str]]] = [
    ({}, ["Italian guard", "Italian liaison", "Italian prosecutor", "Tunisian guard"]),
    ({"state": "it"}, ["Italian guard", "Italian liaison", "Italian prosecutor"]),
    ({"region": "002"}, ["Tunisian guard"]),
    ({"region": "150"}, ["Italian guard", "Italian liaison", "Italian prosecutor"]),
    ({"region": "001", "kind": "authority"}, ["Italian guard", "Tunisian guard"]),
    ({"kind": "prosecutor"}, ["Italian prosecutor"]),
    ({"function": "som_by_sea"}, ["Italian guard"]),
    ({"function": "som_prosecution"}, ["Italian prosecutor"]),
    ({"function": "som_investigation"}, []),
    ({"language": "ar"}, ["Italian prosecutor", "Tunisian guard"]),
    ({"language": "a"}, []),
    ({"network": "RABAT"}, ["Italian guard"]),
    ({"host": "TN"}, ["Italian liaison"]),
    ({"host": "IT"}, []),
    ({"status": "published", "state": "TN"}, ["Tunisian guard"]),
    ({"status": "draft"}, []),
    ({"status": "not_confirmed"}, []),
]


def test_each_filter_gives_what_it_says(world: Registry) -> None:
    assert [(query, found(world, **query)) for query, _ in FILTERS] == FILTERS


def test_drafts_are_there_for_those_who_keep_them_only(world: Registry) -> None:
    assert found(world, "focal.it", status="draft") == ["Italian draft"]
    assert found(world, "coordinator.europe", status="draft") == ["Italian draft"]
    for who in ("officer.it", "officer.ke", "focal.tn", "admin"):
        assert "Italian draft" not in found(world, who)


def test_an_administrator_finds_up_to_green_and_an_auditor_nothing(world: Registry) -> None:
    assert "Tunisian guard" not in found(world, "admin")
    for who in ("auditor", "recipient"):
        with pytest.raises(Denied):
            listed(world, who)
        with world.reading() as session:
            assert counts_by_state(session, reader=world.actor(who)) == {}


def test_counts_equal_what_can_be_found(world: Registry) -> None:
    for who in ("officer.it", "officer.ke", "focal.it", "focal.tn", "coordinator.europe", "coordinator.rabat", "admin"):
        by_state = dict(Counter(card["state"] for card in listed(world, who)))
        with world.reading() as session:
            assert counts_by_state(session, reader=world.actor(who)) == by_state


def test_a_hidden_entry_is_neither_found_nor_counted_from_the_next_look_on(world: Registry) -> None:
    entry_id = listed(world, kind="liaison_officer")[0]["id"]
    with world.writing() as session:
        suspend_entry(session, entry_id, 2, by=world.actor("focal.it"))
    assert found(world, kind="liaison_officer") == []
    with world.reading() as session:
        assert counts_by_state(session, reader=world.actor("officer.ke")) == {"IT": 2, "TN": 1}


def test_a_lapsed_entry_is_shown_as_not_confirmed_without_any_job(world: Registry) -> None:
    entry_id = listed(world, kind="liaison_officer")[0]["id"]
    with world.writing() as session:
        confirm_entry(session, entry_id, by=world.actor("focal.it"))
    later = now() + timedelta(days=160)  # four months and one of grace
    with set_to(lambda: later):
        assert [c["status"] for c in listed(world, status="not_confirmed")] == ["not_confirmed"]
        assert "Italian liaison" not in found(world, status="published")
        assert "Italian liaison" in found(world)


# --- order and pages --------------------------------------------------------------------------------------------


@pytest.fixture
def many(registry: Registry) -> list[tuple[str, str]]:
    """Drafts in many scripts, two of each name; gives (name, id) in the order in which they should come."""
    made = [(name, registry.draft(names=named(name))) for name in NAMES for _ in range(2)]
    return sorted(made, key=lambda pair: (folded(pair[0]).encode(), pair[1]))


def test_the_order_is_that_of_the_folded_names_in_bytes_on_both_databases(
    registry: Registry, many: list[tuple[str, str]]
) -> None:
    assert [card["id"] for card in listed(registry, "focal.it", limit=50)] == [entry_id for _, entry_id in many]


def test_pages_follow_each_other_without_gap_or_repetition(registry: Registry, many: list[tuple[str, str]]) -> None:
    for limit in (1, 4, 26):
        each = list(pages(registry, limit, "focal.it"))
        assert [entry_id for page in each for entry_id in page] == [entry_id for _, entry_id in many]
        assert {len(page) for page in each[:-1]} <= {limit}


def test_a_cursor_shows_another_reader_nothing_more(registry: Registry, many: list[tuple[str, str]]) -> None:
    with registry.reading() as session:
        cursor = find_entries(session, EntryQuery(limit=3), reader=registry.actor("focal.it")).next_cursor
    assert listed(registry, "officer.ke", cursor=cursor) == []


WRONG: list[dict[str, Any]] = [
    {"kind": "spy"},
    {"function": "spying"},
    {"status": "lost"},
    {"region": "9999"},
    {"state": "ITA"},
    {"host": "XX"},
    {"network": "NATO"},
    {"limit": 0},
    {"limit": 51},
]


def test_a_wrong_filter_is_named(registry: Registry) -> None:
    for query in WRONG:
        with pytest.raises(Invalid) as refused:
            listed(registry, **query)
        assert [e.field for e in refused.value.errors] == list(query)


def looks(registry: Registry) -> list[tuple[str, dict[str, Any]]]:
    """Every look-up on record, in order: which entries it showed, and what was asked."""
    told = select(Event.entry_ids, EventPayload.payload).join(EventPayload, col(EventPayload.seq) == Event.seq)
    with registry.reading() as session:
        found = session.exec(told.where(Event.kind == "entries:listed").order_by(col(Event.seq))).all()
    return [(entries, json.loads(payload)["asked"]) for entries, payload in found]


def test_pages_read_at_once_show_and_record_what_turning_them_does(world: Registry) -> None:
    turned = list(pages(world, 3))
    before = looks(world)
    with world.reading() as session:
        at_once = find_pages(session, EntryQuery(limit=3), most=9, reader=world.actor("officer.ke"))
    assert [[card["id"] for card in page.items] for page in at_once] == turned and len(turned) == 2
    assert looks(world)[len(before) :] == before and before
    with world.reading() as session:
        (first,) = find_pages(session, EntryQuery(limit=3), most=1, reader=world.actor("officer.ke"))
    assert first.next_cursor == at_once[0].next_cursor is not None


def test_a_page_of_nothing_is_a_look_too(registry: Registry) -> None:
    with registry.reading() as session:
        (empty,) = find_pages(session, EntryQuery(), most=5, reader=registry.actor("officer.ke"))
    assert (empty.items, empty.next_cursor) == ([], None)
    assert looks(registry) == [("", {"limit": 20})]
