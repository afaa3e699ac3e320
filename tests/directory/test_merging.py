"""Two entries that are one: merged by their keeper with four eyes on what moves, taken apart again with four eyes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cast import Registry
from tests.factories import mail, named, phone


@pytest.fixture
def two(registry: Registry) -> tuple[str, str]:
    """Two published Italian entries; the second has a mailbox and a name of its own."""
    first = registry.published(names=named("Border Guard"), channels=[phone("+390000000021")])
    second = registry.published(names=named("Guard of the Border"), channels=[phone("+390000000021"), mail("desk@guard.example")])
    return first, second


def entry(registry: Registry, entry_id: str) -> dict[str, Any]:
    found: dict[str, Any] = registry.client("focal.it").get(f"/api/v1/entries/{entry_id}").json()
    return found


def merge(registry: Registry, kept: str, other: str, who: str = "focal.it") -> Any:
    return registry.client(who).post("/api/v1/merges", json={"kept": kept, "other": other})


def test_the_other_entry_is_withdrawn_and_what_only_it_had_waits_for_a_second_person(
    registry: Registry, two: tuple[str, str]
) -> None:
    answer = merge(registry, *two)
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert (made["kept"], made["other"]) == two
    assert entry(registry, two[1])["status"] == "withdrawn"
    assert [c["value"] for c in entry(registry, two[0])["channels"]] == ["+390000000021"]  # nothing has moved yet
    registry.approve(made["proposal"], "focal2.it", called_back_on="+390000000021")
    proposal = registry.client("focal.it").get(f"/api/v1/proposals/{made['proposal']}").json()
    assert proposal["state"] == "approved"  # a new channel waits like any other
    assert {c["field"] for c in proposal["changes"]} >= {"names"}


def test_undoing_brings_the_entry_back_hidden_until_a_second_person_approves(registry: Registry, two: tuple[str, str]) -> None:
    made = merge(registry, *two).json()
    undone = registry.client("focal.it").post(f"/api/v1/merges/{made['id']}/undo").json()
    assert undone["undone_at"] is not None
    assert entry(registry, two[1])["status"] == "suspended"
    registry.approve(undone["proposal"], "focal2.it", called_back_on="+390000000021")
    assert entry(registry, two[1])["status"] == "published"
    assert registry.client("focal.it").post(f"/api/v1/merges/{made['id']}/undo").status_code == 412


def test_a_draft_comes_back_as_a_draft(registry: Registry) -> None:
    kept, other = registry.draft(names=named("A")), registry.draft(names=named("B"))
    made = merge(registry, kept, other).json()
    assert made["proposal"] is None  # a draft has no readers: what only the other had is there at once
    assert {n["text"] for n in entry(registry, kept)["names"]} == {"A", "B"}
    registry.client("focal.it").post(f"/api/v1/merges/{made['id']}/undo")
    assert entry(registry, other)["status"] == "draft"


def test_entries_of_others_and_of_two_kinds_cannot_be_merged(registry: Registry, two: tuple[str, str]) -> None:
    assert merge(registry, *two, who="focal.tn").status_code in (403, 404)
    assert merge(registry, *two, who="coordinator.europe").status_code == 403
    ngo = registry.draft(kind="ngo", names=named("Aid"), authority_type=None)
    assert merge(registry, two[0], ngo).json()["errors"][0]["field"] == "other"
    assert merge(registry, two[0], two[0]).status_code == 422


def test_merges_are_listed_for_who_keeps_the_entries(registry: Registry, two: tuple[str, str]) -> None:
    made = merge(registry, *two).json()
    assert [m["id"] for m in registry.client("focal2.it").get("/api/v1/merges").json()["items"]] == [made["id"]]
    assert registry.client("focal.tn").get("/api/v1/merges").json()["items"] == []
