"""Who may be the second person, and what evidence a redirected channel needs (SECURITY 3.3, P8)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.access.actor import Actor
from app.clock import now, set_to
from app.directory.proposals import reject_proposal
from app.errors import Denied, Invalid, NotFound
from tests.cast import Registry
from tests.directory.asking import NEW, first_value, redirected, told
from tests.factories import PHONE

# --- who --------------------------------------------------------------------------------------------------------------


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


# --- evidence ---------------------------------------------------------------------------------------------------------


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


@pytest.mark.parametrize("called", ["x", "the desk", "0", "desk@", "+39 \u0660\u0661\u0662\u0663\u0664\u0665"])
def test_a_first_publication_is_called_back_on_something_that_can_be_called(registry: Registry, called: str) -> None:
    proposal = registry.propose(registry.draft(), {"status": "published"}, 1)
    with pytest.raises(Invalid) as refused:
        registry.approve(proposal, called_back_on=called, note="printed list")
    assert [e.field for e in refused.value.errors] == ["called_back_on"]


def test_a_wider_marking_needs_a_second_person_but_no_call(registry: Registry) -> None:
    proposal = registry.propose(registry.published(), {"marking": "TLP:CLEAR"}, 2)
    assert registry.approve(proposal, called_back_on="")["state"] == "published"
