"""Each State in figures: only what the reader may see, fresh or not, and the matters that are served."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from app.clock import now, set_to
from app.directory.coverage import FUNCTIONS
from app.directory.picture import Picture, pictures
from tests.cast import Registry


def seen_by(registry: Registry, who: str) -> dict[str, Picture]:
    with registry.reading() as session:
        return dict(pictures(session, reader=registry.actor(who)))


def test_a_state_is_shown_with_its_entries_and_the_matters_that_they_serve(registry: Registry) -> None:
    registry.published(designations=[{"instrument": "SOM", "article": "8.6", "function": "som_by_sea"}])
    registry.published(designations=[{"instrument": "UNTOC", "article": "18.13", "function": "mla"}])
    registry.draft()
    found = seen_by(registry, "officer.ke")
    assert set(found) == {"IT"}
    assert (found["IT"].entries, found["IT"].functions) == (2, frozenset({"som_by_sea", "mla"}))


def test_a_designation_that_has_ended_serves_no_matter_unless_the_people_work_on_it(registry: Registry) -> None:
    ended = {"instrument": "SOM", "article": "8.6", "function": "som_by_sea", "valid_until": "2020-01-01"}
    registry.published(designations=[ended])
    assert seen_by(registry, "officer.ke")["IT"] == Picture(entries=1)
    registry.published(designations=[ended], specialisations=["som_by_sea"])
    assert seen_by(registry, "officer.ke")["IT"].functions == {"som_by_sea"}


def test_matters_that_are_not_asked_of_every_state_do_not_count(registry: Registry) -> None:
    registry.published(designations=[{"instrument": "UNCAC", "article": "46.13", "function": "asset_recovery"}])
    assert seen_by(registry, "officer.ke")["IT"] == Picture(entries=1)


@pytest.mark.parametrize(
    ("hidden", "seers"),
    [
        ({"marking": "TLP:RED"}, {"focal.it"}),
        ({"marking": "TLP:AMBER+STRICT"}, {"focal.it", "coordinator.europe"}),
        ({"audience": {"kind": "states", "of": ["TN"]}}, {"focal.it", "focal.tn", "coordinator.europe"}),
    ],
    ids=["red", "strict", "audience"],
)
def test_what_a_reader_may_not_see_is_in_no_figure(registry: Registry, hidden: dict[str, Any], seers: set[str]) -> None:
    if hidden.get("marking") == "TLP:RED":
        hidden = {**hidden, "readers": [registry.actor(name).id for name in ("focal.it", "focal2.it")]}
    registry.published(**hidden)
    for who in ("officer.ke", "officer.it", "focal.it", "focal.tn", "coordinator.europe", "admin"):
        if who == "officer.it" and "audience" in hidden:
            continue  # of the own State: the owner's narrowing does not concern it
        assert ("IT" in seen_by(registry, who)) == (who in seers), who


@pytest.mark.parametrize("who", ["auditor", "recipient"])
def test_who_looks_up_no_entries_sees_no_figures(registry: Registry, who: str) -> None:
    registry.published()
    assert seen_by(registry, who) == {}


def test_what_fell_due_is_not_confirmed_in_time(registry: Registry) -> None:
    entry_id = registry.published()
    registry.client("focal.it").post(f"/api/v1/entries/{entry_id}/confirm", json={})
    assert seen_by(registry, "officer.ke")["IT"].freshness == 3
    later = now() + timedelta(days=400)
    with set_to(lambda: later):
        found = seen_by(registry, "officer.ke")["IT"]
    assert (found.entries, found.in_time, found.freshness) == (1, 0, 1)


@pytest.mark.parametrize(("served", "level"), [(0, 0), (1, 1), (2, 1), (3, 2), (5, 2), (6, 3), (7, 3)])
def test_more_matters_never_look_like_fewer(served: int, level: int) -> None:
    assert Picture(1, 0, frozenset(FUNCTIONS[:served])).coverage == level


def test_there_are_seven_matters_as_the_pages_say() -> None:
    assert len(FUNCTIONS) == 7


@pytest.mark.parametrize(("entries", "in_time", "level"), [(0, 0, 0), (3, 0, 1), (3, 1, 2), (3, 3, 3)])
def test_freshness_is_none_some_or_all(entries: int, in_time: int, level: int) -> None:
    assert Picture(entries, in_time).freshness == level
