"""A coordinator records entries for a State without a focal point; the State takes them over in one step."""

from __future__ import annotations

from typing import Any

import pytest

from app.directory.on_behalf import record_on_behalf, take_over_entries
from app.directory.proposals import revise_entry
from app.errors import Denied, Invalid, NotFound
from tests.cast import Registry
from tests.directory.asking import seen
from tests.factories import entry_data, named, phone

NOTE = {"reference": "NV 14/2026", "date": "2026-03-31"}
MALTA: dict[str, Any] = {
    "state": "MT",
    "names": named("Rescue centre, example"),
    "channels": [phone("+35600000001", contexts=["urgent"])],
    "time_zone": "Europe/Malta",
    "consents": [{"recipient": "sherloc", "up_to": "TLP:GREEN"}],
}


def recorded(registry: Registry, who: str = "coordinator.europe", note: Any = NOTE, **changed: Any) -> str:
    by = registry.actor(who)
    with registry.writing() as session:
        return record_on_behalf(session, entry_data(**{**MALTA, **changed}), note, by=by)


def published(registry: Registry) -> str:
    """An entry of Malta, recorded by one coordinator and approved by another."""
    registry.add("coordinator2.europe", role="coordinator", region="150")
    entry_id = recorded(registry)
    proposal = registry.propose(entry_id, {"status": "published"}, 1, author="coordinator.europe")
    registry.approve(proposal, "coordinator2.europe", called_back_on="+35600000001", note="the State's gazette")
    return entry_id


def test_two_coordinators_publish_it_with_marking_and_consent_and_the_entry_says_so(registry: Registry) -> None:
    card = seen(registry, published(registry), "officer.ke")
    assert card["status"] == "published"
    assert (card["on_behalf"]["reference"], card["on_behalf"]["date"]) == ("NV 14/2026", "2026-03-31")
    assert card["on_behalf"]["taken_over_at"] is None


def test_one_coordinator_alone_publishes_nothing(registry: Registry) -> None:
    entry_id = recorded(registry)
    proposal = registry.propose(entry_id, {"status": "published"}, 1, author="coordinator.europe")
    with pytest.raises(Denied):
        registry.approve(proposal, "coordinator.europe", note="x")


def test_its_draft_is_corrected_by_the_coordinator_at_once(registry: Registry) -> None:
    entry_id = recorded(registry)
    registry.revise(entry_id, {"purpose": "Corrected."}, 1, author="coordinator.europe")
    assert seen(registry, entry_id, "coordinator.europe")["purpose"] == "Corrected."


@pytest.mark.parametrize(
    ("note", "field"),
    [
        ({}, "on_behalf.reference"),
        ({"reference": "NV 1"}, "on_behalf.date"),
        ({"reference": " ", "date": "2026-03-31"}, "on_behalf.reference"),
        ({"reference": "NV \u202e1", "date": "2026-03-31"}, "on_behalf.reference"),
        ({"reference": "NV 1\nNV 2", "date": "2026-03-31"}, "on_behalf.reference"),
        ({"reference": "NV 1", "date": "31.3.2026"}, "on_behalf.date"),
        ({"reference": "NV 1", "date": "2999-01-01"}, "on_behalf.date"),
        ("NV 1", "on_behalf.reference"),
    ],
)
def test_it_rests_on_a_note_verbale_with_reference_and_date(registry: Registry, note: Any, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        recorded(registry, note=note)
    assert field in [e.field for e in refused.value.errors]


def test_a_state_with_a_focal_point_records_its_own_entries(registry: Registry) -> None:
    with pytest.raises(Denied, match="has a focal point"):
        recorded(registry, state="IT", time_zone="Europe/Rome", channels=[phone("+390000000001")])


def test_nobody_records_outside_the_region_or_without_the_right(registry: Registry) -> None:
    with pytest.raises((Denied, NotFound)):
        recorded(registry, state="KE", time_zone="Africa/Nairobi", channels=[phone("+254200000001")])
    for who in ("focal.it", "officer.it", "admin"):
        with pytest.raises(Denied):
            recorded(registry, who)


def test_the_first_focal_point_takes_all_over_in_one_step(registry: Registry) -> None:
    entry_id = published(registry)
    registry.add("focal.mt", role="focal_point", state="MT")
    registry.add("focal2.mt", role="focal_point", state="MT")
    by = registry.actor("focal.mt")
    with registry.writing() as session:
        assert take_over_entries(session, by=by) == [entry_id]
    with registry.writing() as session:
        assert take_over_entries(session, by=by) == []
    assert seen(registry, entry_id, "focal.mt")["on_behalf"]["taken_over_at"] is not None
    registry.revise(entry_id, {"purpose": "Ours now."}, 2, author="focal.mt")


def test_once_taken_over_the_coordinators_widen_nothing(registry: Registry) -> None:
    entry_id = published(registry)
    registry.add("focal.mt", role="focal_point", state="MT")
    by = registry.actor("focal.mt")
    with registry.writing() as session:
        take_over_entries(session, by=by)
    wider = registry.propose(entry_id, {"marking": "TLP:CLEAR"}, 2, author="coordinator.europe")
    with pytest.raises(Denied, match="focal point"):
        registry.approve(wider, "coordinator2.europe")


def test_nobody_else_takes_them_over(registry: Registry) -> None:
    entry_id = published(registry)
    by = registry.actor("focal.it")
    with registry.writing() as session:
        assert take_over_entries(session, by=by) == []
    other = registry.actor("officer.it")
    with pytest.raises(Denied), registry.writing() as session:
        take_over_entries(session, by=other)
    stranger = registry.actor("focal.tn")
    with pytest.raises(Denied), registry.writing() as session:
        revise_entry(session, entry_id, {"purpose": "x"}, 2, by=stranger)


def test_the_same_key_makes_it_once(registry: Registry) -> None:
    client = registry.client("coordinator.europe")
    sent = {**entry_data(**MALTA), "on_behalf": NOTE}
    made = [client.post("/api/v1/entries", json=sent, headers={"Idempotency-Key": "k"}) for _ in range(2)]
    assert [answer.status_code for answer in made] == [201, 201]
    assert made[0].json()["id"] == made[1].json()["id"]
    other = {**sent, "purpose": "Another."}
    assert client.post("/api/v1/entries", json=other, headers={"Idempotency-Key": "k"}).status_code == 422
