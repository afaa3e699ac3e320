"""The index is asked for the best covered entries of a pool, as a plain sum over all of them would say."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from app.db import Database, reading, writing
from app.directory.search_asking import covering
from app.directory.search_index import SearchName, everything, keep_names
from app.directory.search_keys import QueryKey, query_keys
from app.directory.search_models import SearchEntry, SearchKey


def spelled(text: str) -> list[SearchName]:
    return [SearchName(text, None, "preferred")]


def test_entries_outside_the_pool_take_no_place(database: Database) -> None:
    with writing(database) as session:
        keep_names(session, {f"{number:03}": ("IT", spelled("Harbour patrol")) for number in range(50)})
        keep_names(session, {"z": ("TN", spelled("Harbour patrol of the gulf"))})
    pool = everything().where(SearchEntry.state == "TN")
    with reading(database) as session:
        assert [c.entry for c in covering(session, query_keys("Harbour patrol"), pool, most=5)] == ["z"]
        assert [c.entry for c in covering(session, query_keys("Harbour patrol"), everything(), most=3)] == ["000", "001", "002"]
        assert covering(session, [QueryKey("w", "nothing", 1)], everything(), most=3) == []


def test_a_pool_of_one_far_behind_a_thousand_others_is_still_found(database: Database) -> None:
    with writing(database) as session:
        keep_names(session, {f"{number:04}": ("IT", spelled("Harbour patrol")) for number in range(1200)})
        keep_names(session, {"z": ("TN", spelled("Harbor"))})
    pool = everything().where(SearchEntry.state == "TN")
    with reading(database) as session:
        assert [c.entry for c in covering(session, query_keys("Harbour patrol"), pool, most=5)] == ["z"]


def test_what_is_hidden_changes_neither_the_found_nor_their_order(database: Database) -> None:
    shown = {f"s{number}": ("TN", spelled(text)) for number, text in enumerate(("Harbour patrol", "Port patrol", "Harbour"))}
    pool = everything().where(SearchEntry.state == "TN")
    found = []
    for hidden in range(0, 60, 30):
        with writing(database) as session:
            keep_names(session, shown)
            keep_names(session, {f"h{number}": ("IT", spelled("Harbour patrol")) for number in range(hidden)})
        with reading(database) as session:
            found.append([c.entry for c in covering(session, query_keys("Harbour patrol"), pool, most=2)])
    assert found[0] == found[1] == ["s0", "s2"]


ASKED = st.lists(
    st.builds(QueryKey, st.just("w"), st.sampled_from(["harbour", "patrol", "port", "of"]), st.integers(1, 9), st.integers(0, 2)),
    max_size=8,
    unique_by=lambda key: (key.key, key.reading),
)


def test_the_best_covered_are_those_of_a_plain_sum(database: Database) -> None:
    texts = ("Harbour patrol", "Port of patrol", "Port", "Patrol of port", "Harbour of Harbour", "Garde")
    with writing(database) as session:
        keep_names(session, {str(number): ("", spelled(text)) for number, text in enumerate(texts)})

    @given(ASKED, st.integers(1, 6))
    def holds(asked: list[QueryKey], most: int) -> None:
        with reading(database) as session:
            found = [candidate.entry for candidate in covering(session, asked, everything(), most=most)]
            rows = session.exec(select(SearchKey.key, SearchEntry.entry_id).join(SearchEntry, joined)).all()
        sums = Counter[tuple[str, int]]()
        for key in asked:
            sums.update({(entry, key.reading): key.weight for kept, entry in rows if kept == key.key})
        best: dict[str, int] = {}
        for (entry, _), weight in sums.items():
            best[entry] = max(weight, best.get(entry, 0))
        assert found == sorted(best, key=lambda entry: (-best[entry], entry))[:most]

    joined = (SearchKey.entry == SearchEntry.number) & (SearchKey.kind == "w")
    holds()
