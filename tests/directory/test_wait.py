"""A redirected channel waits a day, in which one person can stop it; and what makes a proposal fall (SECURITY M7)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlmodel import select

from app.access.actor import operator
from app.accounts.membership import suspend_account
from app.audit.models import Event
from app.clock import now, set_to
from app.directory.entries import suspend_entry, withdraw_entry
from app.directory.models import Entry
from app.directory.proposals import reject_proposal
from app.errors import Conflict, Denied
from tests.cast import Registry, mailbox
from tests.directory.asking import NEW, first_value, let_due_take_effect, redirected, seen, told
from tests.factories import PHONE, phone

DAY = timedelta(hours=24)


# --- the wait ---------------------------------------------------------------------------------------------------------


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


# --- when it no longer stands -----------------------------------------------------------------------------------------


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
