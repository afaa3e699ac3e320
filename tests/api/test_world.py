"""Regions, States and closed lists: reference data with counts of what the reader may see."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.problems import problem
from tests.cast import Registry
from tests.factories import named

SIX = {"ar", "zh", "en", "fr", "ru", "es"}


@pytest.fixture
def world(registry: Registry) -> Registry:
    """Three Italian entries of different markings, a draft, and a Tunisian one."""
    for marking in ("TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT"):
        registry.published(marking=marking, names=named(marking))
    registry.draft(names=named("draft"))
    registry.published("focal.tn", "focal2.tn", state="TN")
    return registry


def branches(branch: dict[str, Any]) -> list[dict[str, Any]]:
    """A region and all below it."""
    return [branch, *(each for child in branch["children"] for each in branches(child))]


ITALIAN = {"officer.ke": 2, "officer.it": 2, "focal.it": 4, "coordinator.europe": 4, "admin": 1, "auditor": 0}


def test_the_tree_counts_what_its_reader_can_find(world: Registry) -> None:
    for who, italian in ITALIAN.items():
        client = world.client(who)
        tree = client.get("/api/v1/regions").json()
        by_code = {branch["code"]: branch for branch in branches(tree)}
        assert (by_code["150"]["entries"], by_code["039"]["entries"]) == (italian, italian), who
        assert tree["entries"] == by_code["150"]["entries"] + by_code["002"]["entries"]
        for code in ("001", "150", "039", "002", "015", "142"):
            found = client.get(f"/api/v1/entries?limit=50&region={code}")
            assert (len(found.json()["items"]) if found.status_code == 200 else 0) == by_code[code]["entries"], (who, code)


def test_every_state_stands_in_the_tree_once(registry: Registry) -> None:
    tree = branches(registry.client("officer.ke").get("/api/v1/regions").json())
    listed = [state for branch in tree for state in branch["states"]]
    assert len(listed) == len(set(listed)) and {"IT", "KE", "TN"} <= set(listed)
    assert all(set(branch) >= {"code", "name", "entries", "states", "children"} for branch in tree)


def test_a_state_is_told_with_names_region_networks_treaties_and_its_entries(world: Registry) -> None:
    told = world.client("officer.ke").get("/api/v1/states/tn").json()
    assert (told["code"], told["region"], told["group"]) == ("TN", "015", "african")
    assert set(told["names"]) == SIX
    assert "RABAT" in [network["code"] for network in told["networks"]]
    assert [t["party"] for t in told["treaties"] if t["instrument"] == "SOM"] == [True]
    assert len(told["entries"]) == 1
    problem(world.client("officer.ke").get("/api/v1/states/XX"), 404)


def test_states_are_listed_with_the_same_counts(world: Registry) -> None:
    client = world.client("officer.ke")
    counts = {s["code"]: s["entries"] for s in client.get("/api/v1/states").json()["items"]}
    assert (counts["IT"], counts["TN"], counts["KE"]) == (2, 1, 0)
    assert sum(counts.values()) == client.get("/api/v1/regions").json()["entries"]


def test_every_closed_list_has_labels_in_six_languages(registry: Registry) -> None:
    lists = registry.client("recipient").get("/api/v1/vocabulary").json()
    assert {"kind", "function", "channel_type", "status", "purpose"} <= set(lists)
    assert all(set(term["labels"]) == SIX and all(term["labels"].values()) for terms in lists.values() for term in terms)


def test_nothing_is_told_to_who_is_not_signed_in(registry: Registry) -> None:
    for path in ("regions", "states", "states/IT", "vocabulary", "me", "me/acts", "entries", "audit", "proposals"):
        problem(registry.client().get(f"/api/v1/{path}"), 401)
