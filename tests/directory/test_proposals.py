"""Four eyes: what could redirect or expose a contact is proposed by one person and approved by another."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from app.directory.proposal_reading import proposals
from app.directory.proposals import reject_proposal, revise_entry, withdraw_proposal
from app.errors import Conflict, Denied, Invalid, NotFound
from tests.cast import Registry
from tests.directory.asking import NEW, first_value, redirected, seen, told
from tests.factories import PHONE, phone

# --- what needs a second person ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "patch",
    [
        {"channels": [phone(PHONE), phone(NEW)]},
        {"marking": "TLP:CLEAR"},
        {"consents": [{"recipient": "sherloc", "up_to": "TLP:GREEN"}]},
        {"readers": ["somebody"]},
        {"purpose": "Harmless.", "marking": "TLP:CLEAR"},
    ],
)
def test_what_could_redirect_or_expose_becomes_a_proposal_and_nothing_is_applied(
    registry: Registry, patch: dict[str, Any]
) -> None:
    entry_id = registry.published()
    before = seen(registry, entry_id)
    proposal = told(registry, registry.propose(entry_id, patch, 2))
    assert proposal["state"] == "submitted"
    assert any(change["second"] for change in proposal["changes"])
    assert seen(registry, entry_id) == before


@pytest.mark.parametrize(
    "patch",
    [
        {"purpose": "New."},
        {"marking": "TLP:AMBER"},
        {"audience": {"kind": "states", "of": ["KE"]}},
        {"audience": {"kind": "everyone", "except_states": ["KE"]}},
        {"languages": [{"tag": "fr"}]},
    ],
)
def test_what_is_harmless_or_stricter_takes_effect_at_once(registry: Registry, patch: dict[str, Any]) -> None:
    entry_id = registry.published()
    registry.revise(entry_id, patch, 2)
    assert seen(registry, entry_id)["version"] == 3


def test_an_audience_that_lets_more_states_read_needs_a_second_person(registry: Registry) -> None:
    entry_id = registry.published(audience={"kind": "states", "of": ["KE"]})
    proposal = told(registry, registry.propose(entry_id, {"audience": {"kind": "states", "of": ["KE", "TN"]}}, 2))
    assert [(c["field"], c["second"]) for c in proposal["changes"]] == [("audience", True)]


def test_a_draft_is_changed_by_one_person_and_published_by_two(registry: Registry) -> None:
    entry_id = registry.draft()
    registry.revise(entry_id, {"channels": [phone(NEW)]}, 1)
    proposal = registry.propose(entry_id, {"status": "published"}, 2)
    assert registry.approve(proposal, note="printed list")["state"] == "published"
    assert first_value(registry, entry_id) == NEW


def test_a_coordinator_only_ever_proposes(registry: Registry) -> None:
    entry_id = registry.published()
    proposal = registry.propose(entry_id, {"purpose": "Seen from Vienna."}, 2, author="coordinator.europe")
    assert registry.approve(proposal)["state"] == "published"
    assert seen(registry, entry_id)["purpose"] == "Seen from Vienna."


def test_a_coordinator_narrows_a_marking_at_once(registry: Registry) -> None:
    entry_id = registry.published()
    registry.revise(entry_id, {"marking": "TLP:AMBER"}, 2, author="coordinator.europe")
    first, *others = seen(registry, entry_id)["channels"]
    narrowed = {"channels": [{**first, "marking": "TLP:AMBER+STRICT"}, *others]}
    registry.revise(entry_id, narrowed, 3, author="coordinator.europe")
    assert first["value"] not in str(seen(registry, entry_id, "officer.ke")["channels"])


@pytest.mark.parametrize("more", [{"purpose": "Seen from Vienna."}, {"marking": "TLP:CLEAR"}, {"channels": [phone(NEW)]}])
def test_a_coordinator_changes_nothing_but_a_stricter_marking_alone(registry: Registry, more: dict[str, Any]) -> None:
    entry_id = registry.published()
    before = seen(registry, entry_id)
    assert registry.propose(entry_id, {"marking": "TLP:AMBER", **more}, 2, author="coordinator.europe")
    assert seen(registry, entry_id) == before


@pytest.mark.parametrize("said", ["rang \u202eksed eht", "x" * 501])
def test_what_is_said_beside_a_proposal_cannot_deceive_the_eye(registry: Registry, said: str) -> None:
    entry_id = registry.published()
    with pytest.raises(Invalid) as refusal, registry.writing() as session:
        revise_entry(session, entry_id, {"marking": "TLP:CLEAR"}, 2, why=said, by=registry.actor("focal.it"))
    assert [e.field for e in refusal.value.errors] == ["why"]
    proposal = registry.propose(entry_id, {"marking": "TLP:CLEAR"}, 2)
    with pytest.raises(Invalid):
        registry.approve(proposal, note=said)
    for deed, who in ((reject_proposal, "focal2.it"), (withdraw_proposal, "focal.it")):
        with pytest.raises(Invalid), registry.writing() as session:
            deed(session, proposal, note=said, by=registry.actor(who))
    assert registry.approve(proposal, note=" seen ")["note"] == "seen"


# --- decided once -----------------------------------------------------------------------------------------------------


def test_a_proposal_is_decided_once(registry: Registry) -> None:
    entry_id = registry.published()
    approved = registry.propose(entry_id, {"marking": "TLP:CLEAR"}, 2)
    registry.approve(approved)
    with pytest.raises(Conflict, match="published already"):
        registry.approve(approved)
    rejected = registry.propose(entry_id, {"consents": [{"recipient": "sherloc"}]}, 3)
    for _ in range(2):
        try:
            with registry.writing() as session:
                reject_proposal(session, rejected, by=registry.actor("focal2.it"))
        except Conflict as again:
            assert "rejected already" in again.detail
    with pytest.raises(Conflict):
        registry.approve(rejected)
    assert seen(registry, entry_id)["consents"] == []


def test_two_approvals_at_once_publish_once(registry: Registry) -> None:
    entry_id = registry.published()
    proposal = registry.propose(entry_id, {"marking": "TLP:CLEAR"}, 2)

    def approve(who: str) -> str:
        try:
            return str(registry.approve(proposal, who)["state"])
        except Conflict as refusal:
            return str(refusal.status)

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(approve, ["focal2.it", "coordinator.europe"])) == ["412", "published"]
    assert seen(registry, entry_id)["version"] == 3


def test_only_its_author_withdraws_a_proposal(registry: Registry) -> None:
    proposal = registry.propose(registry.draft(), {"status": "published"}, 1)
    with pytest.raises(Denied), registry.writing() as session:
        withdraw_proposal(session, proposal, by=registry.actor("focal2.it"))
    with pytest.raises(NotFound), registry.writing() as session:
        withdraw_proposal(session, proposal, by=registry.actor("focal.tn"))
    with registry.writing() as session:
        assert withdraw_proposal(session, proposal, by=registry.actor("focal.it"))["state"] == "withdrawn"
    with pytest.raises(Conflict):
        registry.approve(proposal, note="x")


# --- lists ------------------------------------------------------------------------------------------------------------


def test_proposals_are_listed_for_those_who_keep_or_coordinate_the_entry(registry: Registry) -> None:
    italian = registry.propose(registry.draft(), {"status": "published"}, 1)
    registry.propose(registry.draft("focal.tn", state="TN"), {"status": "published"}, 1, author="focal.tn")
    for who in ("focal.it", "focal2.it", "coordinator.europe"):
        with registry.reading() as session:
            assert [p["id"] for p in proposals(session, reader=registry.actor(who))] == [italian]
            assert proposals(session, state="rejected", reader=registry.actor(who)) == []
    with registry.reading() as session, pytest.raises(Invalid):
        proposals(session, state="lost", reader=registry.actor("focal.it"))


def test_a_proposal_about_a_channel_that_one_may_not_see_is_not_there(registry: Registry) -> None:
    mine = [registry.actor(who).id for who in ("focal2.it", "coordinator.europe")]
    red = phone("+390000000004", marking="TLP:RED", readers=mine)
    entry_id = registry.published("focal2.it", "coordinator.europe", channels=[phone(PHONE), red])
    card = seen(registry, entry_id, "focal2.it")
    card["channels"][1]["value"] = "+390000000005"
    proposal = registry.propose(entry_id, {"channels": card["channels"]}, 2, author="focal2.it")
    with registry.reading() as session:
        assert proposals(session, state="submitted", reader=registry.actor("focal.it")) == []
    with pytest.raises(NotFound):
        told(registry, proposal, "focal.it")
    with pytest.raises(NotFound):
        registry.approve(proposal, "focal.it", called_back_on=PHONE)
    assert "+390000000005" in str(told(registry, proposal, "focal2.it"))
    assert registry.approve(proposal, "coordinator.europe", called_back_on=PHONE)["state"] == "approved"


def test_a_refused_change_leaves_no_proposal(registry: Registry) -> None:
    entry_id = registry.published()
    with pytest.raises(Invalid), registry.writing() as session:
        revise_entry(session, entry_id, {"status": "suspended", "purpose": "x"}, 2, by=registry.actor("focal.it"))
    with registry.reading() as session:
        found = proposals(session, state="submitted", reader=registry.actor("focal.it"))
    assert found == []


def test_the_very_same_change_is_proposed_once_by_whomever(registry: Registry) -> None:
    entry_id = registry.published()
    patch = redirected(registry, entry_id)
    first = registry.propose(entry_id, patch, 2)
    assert registry.propose(entry_id, patch, 2) == first
    assert registry.propose(entry_id, patch, 2, author="focal2.it") == first
    assert registry.propose(entry_id, redirected(registry, entry_id, "+390000000003"), 2) != first
    registry.approve(first, called_back_on=PHONE)
    assert registry.propose(entry_id, patch, 2) == first, "it waits"
    with registry.writing() as session:
        withdraw_proposal(session, first, by=registry.actor("focal.it"))
    assert registry.propose(entry_id, patch, 2) != first

    draft = registry.draft()
    published = registry.propose(draft, {"status": "published"}, 1)
    assert registry.propose(draft, {"status": "published"}, 1) == published
    registry.revise(draft, {"homepage": "https://elsewhere.example/"}, 1)
    assert registry.propose(draft, {"status": "published"}, 2) != published, "nobody could approve the first one any more"


def test_a_draft_of_another_person_is_not_told_by_proposing_the_same(registry: Registry) -> None:
    entry_id = registry.published()
    patch = redirected(registry, entry_id)
    found = {}
    for who in ("focal.it", "focal2.it"):
        with registry.writing() as session:
            card = revise_entry(session, entry_id, patch, 2, draft=True, by=registry.actor(who))
        assert card is not None
        found[who] = card["id"]
    assert registry.propose(entry_id, patch, 2, author="focal2.it") not in found.values()
    assert len(set(found.values())) == 2
