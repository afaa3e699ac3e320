"""Four eyes: what could redirect or expose a contact is proposed by one person, approved by another, and waits a day."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from app.access.actor import Actor, operator
from app.accounts.membership import suspend_account
from app.audit.models import Event
from app.clock import now, set_to
from app.directory.entries import suspend_entry, withdraw_entry
from app.directory.models import Entry
from app.directory.proposals import proposal_of, proposals, publish_due, reject_proposal, revise_entry, withdraw_proposal
from app.errors import Conflict, Denied, Invalid, NotFound
from tests.cast import Registry, mailbox
from tests.directory.test_entries import seen
from tests.factories import MAILBOX, PHONE, mail, phone

NEW = "+390000000002"
DAY = timedelta(hours=24)
CLOCK = Actor(id="clock", email="clock", name="The wait was over", role="operator", method="job")


def redirected(registry: Registry, entry_id: str, value: str = NEW) -> dict[str, Any]:
    """A patch that gives the first channel another number."""
    first, *others = seen(registry, entry_id)["channels"]
    return {"channels": [{**first, "value": value}, *others]}


def told(registry: Registry, proposal_id: str, who: str = "focal.it") -> dict[str, Any]:
    with registry.reading() as session:
        return proposal_of(session, proposal_id, reader=registry.actor(who))


def first_value(registry: Registry, entry_id: str, who: str = "officer.ke") -> str:
    return str(seen(registry, entry_id, who)["channels"][0]["value"])


def let_due_take_effect(registry: Registry) -> int:
    with registry.writing() as session:
        return publish_due(session, by=CLOCK)


# --- what needs a second person ---------------------------------------------------------------------------------


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


# --- who may be the second person -------------------------------------------------------------------------------


def test_nobody_approves_the_own_proposal(registry: Registry) -> None:
    proposal = registry.propose(registry.draft(), {"status": "published"}, 1)
    with pytest.raises(Denied, match="own proposal"):
        registry.approve(proposal, "focal.it", note="x")


@pytest.mark.parametrize("who", ["focal.tn", "officer.it", "admin", "auditor", "recipient"])
def test_nobody_from_outside_approves_rejects_or_reads(registry: Registry, who: str) -> None:
    proposal = registry.propose(registry.draft(), {"status": "published"}, 1)
    with pytest.raises((Denied, NotFound)):
        registry.approve(proposal, who, note="x")
    with pytest.raises((Denied, NotFound)), registry.writing() as session:
        reject_proposal(session, proposal, by=registry.actor(who))
    with pytest.raises((Denied, NotFound)):
        told(registry, proposal, who)


def test_a_coordinator_of_the_region_is_the_second_person_where_there_is_no_other(registry: Registry) -> None:
    entry_id = registry.published(approver="coordinator.europe")
    assert first_value(registry, entry_id) == PHONE


def test_an_account_younger_than_thirty_days_does_not_approve(registry: Registry) -> None:
    proposal = registry.propose(registry.draft(), {"status": "published"}, 1)
    registry.add("young.it", role="focal_point", state="IT", known_for=timedelta(days=29, hours=23))
    with pytest.raises(Denied, match="younger than 30 days"):
        registry.approve(proposal, "young.it", note="x")
    registry.add("old.it", role="focal_point", state="IT", known_for=timedelta(days=30))
    assert registry.approve(proposal, "old.it", note="x")["state"] == "published"


def test_who_was_invited_by_the_author_does_not_approve(registry: Registry) -> None:
    author = registry.actor("focal.it")
    inviting = Actor(id=author.id, email=author.email, name=author.name, role="operator", method="command_line")
    registry.add("second.account", role="focal_point", state="IT", by=inviting)
    proposal = registry.propose(registry.draft(), {"status": "published"}, 1)
    with pytest.raises(Denied, match="invited by the author"):
        registry.approve(proposal, "second.account", note="x")


def test_an_old_second_factor_approves_nothing(registry: Registry) -> None:
    proposal = registry.propose(registry.draft(), {"status": "published"}, 1)
    client, later = registry.client("focal2.it"), now() + timedelta(minutes=6)
    with set_to(lambda: later):
        answer = client.post(f"/api/v1/proposals/{proposal}/approve", json={"called_back_on": PHONE, "note": "x"})
    assert (answer.status_code, told(registry, proposal)["state"]) == (403, "submitted")


# --- evidence ---------------------------------------------------------------------------------------------------


def test_a_redirected_channel_is_called_back_on_a_number_that_was_published_before(registry: Registry) -> None:
    entry_id = registry.published()
    proposal = registry.propose(entry_id, redirected(registry, entry_id), 2)
    for wrong in ("", NEW, "+390000000777"):
        with pytest.raises(Invalid) as refused:
            registry.approve(proposal, called_back_on=wrong)
        assert [e.field for e in refused.value.errors] == ["called_back_on"]
    approved = registry.approve(proposal, called_back_on="+39 00 000 00 001")
    assert (approved["state"], approved["called_back_on"], approved["factor"]) == ("approved", "+39 00 000 00 001", "totp")


def test_a_first_publication_names_the_independent_source_of_the_number(registry: Registry) -> None:
    proposal = registry.propose(registry.draft(), {"status": "published"}, 1)
    with pytest.raises(Invalid) as refused:
        registry.approve(proposal, note=None)
    assert [e.field for e in refused.value.errors] == ["note"]


def test_a_wider_marking_needs_a_second_person_but_no_call(registry: Registry) -> None:
    proposal = registry.propose(registry.published(), {"marking": "TLP:CLEAR"}, 2)
    assert registry.approve(proposal, called_back_on="")["state"] == "published"


# --- the wait ---------------------------------------------------------------------------------------------------


def test_a_redirected_channel_waits_a_day_after_its_approval(registry: Registry) -> None:
    entry_id = registry.published()
    proposal = registry.propose(entry_id, redirected(registry, entry_id), 2)
    approved = now() + timedelta(hours=30)  # the author's own day does not count
    with set_to(lambda: approved):
        assert registry.approve(proposal, called_back_on=PHONE)["state"] == "approved"
        assert let_due_take_effect(registry) == 0
    with set_to(lambda: approved + DAY - timedelta(seconds=1)):
        assert let_due_take_effect(registry) == 0
        assert first_value(registry, entry_id) == PHONE
    with set_to(lambda: approved + DAY):
        assert let_due_take_effect(registry) == 1
        assert first_value(registry, entry_id) == NEW
        assert seen(registry, entry_id)["version"] == 3
    assert told(registry, proposal)["state"] == "published"


def test_a_clock_set_back_does_not_shorten_the_wait(registry: Registry) -> None:
    entry_id = registry.published()
    proposal = registry.propose(entry_id, redirected(registry, entry_id), 2)
    registry.approve(proposal, called_back_on=PHONE)
    yesterday = now() - DAY
    with set_to(lambda: yesterday):
        assert let_due_take_effect(registry) == 0


def test_hiding_the_entry_first_does_not_shorten_the_wait(registry: Registry) -> None:
    entry_id = registry.published()
    with registry.writing() as session:
        suspend_entry(session, entry_id, 2, by=registry.actor("focal.it"))
    proposal = registry.propose(entry_id, {**redirected(registry, entry_id), "status": "published"}, 3)
    assert registry.approve(proposal, called_back_on=PHONE)["state"] == "approved"
    while_hidden = registry.propose(entry_id, redirected(registry, entry_id), 3)
    assert registry.approve(while_hidden, called_back_on=PHONE)["state"] == "approved"


def test_a_hidden_entry_comes_back_unchanged_without_a_wait(registry: Registry) -> None:
    entry_id = registry.published()
    with registry.writing() as session:
        suspend_entry(session, entry_id, 2, by=registry.actor("focal.it"))
    assert registry.approve(registry.propose(entry_id, {"status": "published"}, 3), called_back_on="")["state"] == "published"


def test_the_first_request_after_the_wait_lets_it_take_effect_once_however_many_come(registry: Registry) -> None:
    entry_id = registry.published()
    registry.approve(registry.propose(entry_id, redirected(registry, entry_id), 2), called_back_on=PHONE)
    due = now() + DAY + timedelta(minutes=1)
    with set_to(lambda: due):
        registry.tokens.clear()
        client = registry.client("officer.ke")
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _: client.get("/api/v1/me").status_code, range(16)))
    assert answers == [200] * 16
    with registry.reading() as session:
        happened = [e.kind for e in session.exec(select(Event).where(Event.actor_id == "clock"))]
    assert happened == ["proposal:published"]
    assert (first_value(registry, entry_id), seen(registry, entry_id)["version"]) == (NEW, 3)


def test_any_keeper_cancels_alone_while_it_waits(registry: Registry) -> None:
    entry_id = registry.published()
    proposal = registry.propose(entry_id, redirected(registry, entry_id), 2)
    registry.approve(proposal, called_back_on=PHONE)
    with registry.writing() as session:
        assert reject_proposal(session, proposal, note="never heard of it", by=registry.actor("focal.it"))["state"] == "rejected"
    later = now() + DAY * 2
    with set_to(lambda: later):
        assert let_due_take_effect(registry) == 0
    assert first_value(registry, entry_id) == PHONE


# --- when it no longer stands -----------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["focal.it", "focal2.it"])
def test_it_falls_when_author_or_approver_is_suspended_while_it_waits(registry: Registry, who: str) -> None:
    entry_id = registry.published()
    proposal = registry.propose(entry_id, redirected(registry, entry_id), 2)
    registry.approve(proposal, called_back_on=PHONE)
    with registry.writing() as session:
        suspend_account(session, mailbox(who), by=operator())
    later = now() + DAY * 2
    with set_to(lambda: later):
        let_due_take_effect(registry)
    other = "focal2.it" if who == "focal.it" else "focal.it"
    assert told(registry, proposal, other)["state"] == "fallen"
    assert first_value(registry, entry_id) == PHONE


def test_the_proposal_of_a_suspended_author_is_not_approved(registry: Registry) -> None:
    proposal = registry.propose(registry.draft(), {"status": "published"}, 1)
    with registry.writing() as session:
        suspend_account(session, mailbox("focal.it"), by=operator())
    with pytest.raises(Denied, match="suspended"):
        registry.approve(proposal, note="x")


def test_a_proposal_is_stale_when_what_it_replaces_was_changed_meanwhile(registry: Registry) -> None:
    entry_id = registry.published()
    proposal = registry.propose(entry_id, redirected(registry, entry_id), 2)
    first, second = seen(registry, entry_id)["channels"]
    registry.revise(entry_id, {"channels": [{**first, "label": "Bridge"}, second]}, 2)
    with pytest.raises(Conflict, match="changed after this proposal"):
        registry.approve(proposal, called_back_on=PHONE)


def test_a_change_elsewhere_in_the_entry_leaves_a_proposal_standing(registry: Registry) -> None:
    entry_id = registry.published()
    proposal = registry.propose(entry_id, {"marking": "TLP:CLEAR"}, 2)
    registry.revise(entry_id, {"purpose": "New."}, 2)
    assert registry.approve(proposal)["state"] == "published"
    assert (seen(registry, entry_id)["purpose"], seen(registry, entry_id)["marking"]) == ("New.", "TLP:CLEAR")


def test_a_draft_changed_after_its_publication_was_proposed_is_not_published_by_the_old_proposal(registry: Registry) -> None:
    entry_id = registry.draft()
    proposal = registry.propose(entry_id, {"status": "published"}, 1)
    registry.revise(entry_id, {"channels": [phone("+390000000666")]}, 1)
    with pytest.raises(Conflict):
        registry.approve(proposal, note="printed list")
    assert seen(registry, entry_id)["status"] == "draft"


def test_a_withdrawn_entry_takes_its_waiting_changes_with_it(registry: Registry) -> None:
    entry_id = registry.published()
    proposal = registry.propose(entry_id, redirected(registry, entry_id), 2)
    registry.approve(proposal, called_back_on=PHONE)
    with registry.writing() as session:
        withdraw_entry(session, entry_id, 2, by=registry.actor("focal.it"))
    later = now() + DAY * 2
    with set_to(lambda: later):
        let_due_take_effect(registry)
    assert told(registry, proposal)["state"] == "fallen"
    with registry.reading() as session:
        assert session.get_one(Entry, entry_id).version == 3


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
    with pytest.raises(NotFound), registry.writing() as session:
        withdraw_proposal(session, proposal, by=registry.actor("focal2.it"))
    with registry.writing() as session:
        assert withdraw_proposal(session, proposal, by=registry.actor("focal.it"))["state"] == "withdrawn"
    with pytest.raises(Conflict):
        registry.approve(proposal, note="x")


# --- lists and warnings -----------------------------------------------------------------------------------------


def test_proposals_are_listed_for_those_who_keep_or_coordinate_the_entry(registry: Registry) -> None:
    italian = registry.propose(registry.draft(), {"status": "published"}, 1)
    registry.propose(registry.draft("focal.tn", state="TN"), {"status": "published"}, 1, author="focal.tn")
    for who in ("focal.it", "focal2.it", "coordinator.europe"):
        with registry.reading() as session:
            assert [p["id"] for p in proposals(session, reader=registry.actor(who))] == [italian]
            assert proposals(session, state="rejected", reader=registry.actor(who)) == []
    with registry.reading() as session, pytest.raises(Invalid):
        proposals(session, state="lost", reader=registry.actor("focal.it"))


def test_a_proposal_shows_no_channel_that_its_reader_may_not_see(registry: Registry) -> None:
    red = "+390000000004"
    mine = [registry.actor("focal2.it").id]
    entry_id = registry.published("focal2.it", "focal.it", channels=[phone(PHONE), phone(red, marking="TLP:RED", readers=mine)])
    card = seen(registry, entry_id, "focal2.it")
    card["channels"][1]["value"] = "+390000000005"
    proposal = registry.propose(entry_id, {"channels": card["channels"]}, 2, author="focal2.it")
    assert red in str(told(registry, proposal, "focal2.it"))
    with registry.reading() as session:
        listed = str(proposals(session, reader=registry.actor("focal.it")))
    for shown in (listed, str(told(registry, proposal, "focal.it")), str(told(registry, proposal, "coordinator.europe"))):
        assert red not in shown and "+390000000005" not in shown


def test_an_approver_is_warned_of_what_looks_odd(registry: Registry) -> None:
    registry.add("young.it", role="focal_point", state="IT", known_for=timedelta(days=2))
    registry.draft(channels=[phone("+254000000001")])
    entry_id = registry.published()
    first, second = seen(registry, entry_id)["channels"]
    patch = {"channels": [{**first, "value": "+254000000001"}, {**second, "value": "ops@c\u043eastguard.example"}]}
    changes = told(registry, registry.propose(entry_id, patch, 2, author="young.it"))["changes"]
    number, mailbox_ = (" ".join(change["warnings"]) for change in changes)
    assert "country code +254" in number and "1 other entry" in number and "younger than 30 days" in number
    assert "mixes scripts" in mailbox_ and f"from {MAILBOX.partition('@')[2]}" in mailbox_


def test_what_does_not_redirect_carries_no_warning(registry: Registry) -> None:
    entry_id = registry.published()
    changes = told(registry, registry.propose(entry_id, {"channels": [phone(PHONE), mail(MAILBOX)], "marking": "TLP:CLEAR"}, 2))
    assert all(change["warnings"] == [] for change in changes["changes"] if change["field"] == "marking")


def test_a_refused_change_leaves_no_proposal(registry: Registry) -> None:
    entry_id = registry.published()
    with pytest.raises(Invalid), registry.writing() as session:
        revise_entry(session, entry_id, {"status": "suspended", "purpose": "x"}, 2, by=registry.actor("focal.it"))
    with registry.reading() as session:
        found = proposals(session, state="submitted", reader=registry.actor("focal.it"))
    assert found == []
