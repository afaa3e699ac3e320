"""Written attacks on four eyes, each tried from outside and each refused: nobody alone redirects a contact (SECURITY B1)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.access.actor import operator
from app.accounts.api_keys import issue_key
from app.accounts.delegations import give_delegation
from app.accounts.membership import suspend_account
from app.accounts.models import Account
from app.accounts.sign_in import open_session
from app.audit.trail import record
from app.clock import now, set_to
from app.directory.early_showing import confirm_by_mailbox, mailboxes_for
from tests.cast import Registry, mailbox
from tests.directory.asking import NEW, first_value, let_due_take_effect, redirected, seen, told
from tests.factories import MAILBOX, PHONE, entry_data, mail, phone

SIGNED = {"called_back_on": PHONE, "note": "from the printed list"}
DAY = timedelta(hours=25)


@pytest.fixture
def entry_id(registry: Registry) -> str:
    """A published entry of Italy, version 2."""
    return registry.published()


@pytest.fixture
def proposal(registry: Registry, entry_id: str) -> str:
    """A proposal by focal.it to give the first channel another number."""
    return registry.propose(entry_id, redirected(registry, entry_id), 2)


def approve(registry: Registry, proposal: str, who: str, **sent: Any) -> int:
    """The answer to an approval over the JSON door."""
    path = f"/api/v1/proposals/{proposal}/approve"
    return registry.client(who).post(path, json={**SIGNED, **sent}).status_code


def nothing_came_of_it(registry: Registry, entry_id: str) -> bool:
    """Whether, even long after, readers are given the old number."""
    later = now() + timedelta(days=3)
    with set_to(lambda: later):
        let_due_take_effect(registry)
        return first_value(registry, entry_id) == PHONE


def change_account(registry: Registry, name: str, **facts: Any) -> None:
    """What an administrator's act would do to an account meanwhile."""
    with registry.writing() as session:
        account = session.get_one(Account, registry.actor(name).id)
        for key, value in facts.items():
            setattr(account, key, value)
        session.add(account)
        record(session, "account:suspended", by=operator())


# --- who approves -----------------------------------------------------------------------------------------------------


def test_the_author_approves_the_own_proposal(registry: Registry, entry_id: str, proposal: str) -> None:
    assert approve(registry, proposal, "focal.it") == 403
    assert nothing_came_of_it(registry, entry_id)


def test_the_author_approves_in_a_second_session(registry: Registry, entry_id: str, proposal: str) -> None:
    in_a_minute = now() + timedelta(minutes=1)
    with set_to(lambda: in_a_minute):
        registry.tokens.pop("focal.it", None)
        token = open_session(registry.database, **registry.credentials("focal.it")).token
        client = TestClient(registry.app, headers={"Authorization": f"Bearer {token}"})
        assert client.post(f"/api/v1/proposals/{proposal}/approve", json=SIGNED).status_code == 403
    assert nothing_came_of_it(registry, entry_id)


def test_an_account_that_the_author_invited_approves(registry: Registry, entry_id: str, proposal: str) -> None:
    registry.add("puppet.it", role="focal_point", state="IT", by=_inviter(registry, "focal.it"))
    assert approve(registry, proposal, "puppet.it") == 403
    assert nothing_came_of_it(registry, entry_id)


def test_who_invited_the_author_approves(registry: Registry, entry_id: str) -> None:
    registry.add("puppet.it", role="focal_point", state="IT", by=_inviter(registry, "focal.it"))
    theirs = registry.propose(entry_id, redirected(registry, entry_id), 2, author="puppet.it")
    assert approve(registry, theirs, "focal.it") == 403
    assert nothing_came_of_it(registry, entry_id)


def _inviter(registry: Registry, name: str) -> Any:
    """The operator's hand under the name of an account: what an invitation leaves behind is `added_by`."""
    return operator().__class__(**{**operator().__dict__, "id": registry.actor(name).id})


def test_an_account_of_twenty_nine_days_approves(registry: Registry, entry_id: str, proposal: str) -> None:
    registry.add("young.it", role="focal_point", state="IT", known_for=timedelta(days=29))
    assert approve(registry, proposal, "young.it") == 403
    assert nothing_came_of_it(registry, entry_id)


def test_the_authors_deputy_approves(registry: Registry, entry_id: str, proposal: str) -> None:
    with registry.writing() as session:
        give_delegation(session, mailbox("focal2.it"), days=30, by=registry.actor("focal.it"))
    assert approve(registry, proposal, "focal2.it") == 403
    assert nothing_came_of_it(registry, entry_id)


def test_whose_deputy_the_author_is_approves(registry: Registry, entry_id: str, proposal: str) -> None:
    with registry.writing() as session:
        give_delegation(session, mailbox("focal.it"), days=30, by=registry.actor("focal2.it"))
    assert approve(registry, proposal, "focal2.it") == 403
    assert nothing_came_of_it(registry, entry_id)


@pytest.mark.parametrize("who", ["officer.it", "admin", "auditor", "recipient"])
def test_a_role_without_the_right_approves(registry: Registry, entry_id: str, proposal: str, who: str) -> None:
    assert approve(registry, proposal, who) in (403, 404)
    assert nothing_came_of_it(registry, entry_id)


@pytest.mark.parametrize("who", ["focal.tn", "coordinator.rabat"])
def test_a_keeper_of_somewhere_else_approves(registry: Registry, entry_id: str, proposal: str, who: str) -> None:
    assert approve(registry, proposal, who) == 404
    assert nothing_came_of_it(registry, entry_id)


def test_an_api_key_of_a_rightful_second_person_approves(registry: Registry, entry_id: str, proposal: str) -> None:
    with registry.writing() as session:
        key, _ = issue_key(session, mailbox("focal2.it"), days=30, by=operator())
    client = TestClient(registry.app, headers={"Authorization": f"Bearer {key}"})
    assert client.get("/api/v1/me").status_code == 200
    assert client.post(f"/api/v1/proposals/{proposal}/approve", json=SIGNED).status_code == 403
    assert nothing_came_of_it(registry, entry_id)


def test_a_session_whose_second_factor_is_six_minutes_old_approves(registry: Registry, entry_id: str, proposal: str) -> None:
    client = registry.client("focal2.it")
    later = now() + timedelta(minutes=6)
    with set_to(lambda: later):
        assert client.post(f"/api/v1/proposals/{proposal}/approve", json=SIGNED).status_code == 403
    assert nothing_came_of_it(registry, entry_id)


def test_an_account_without_a_second_factor_approves(registry: Registry, entry_id: str, proposal: str) -> None:
    registry.add("plain.it", role="focal_point", state="IT", factor=False)
    assert approve(registry, proposal, "plain.it") == 403
    assert nothing_came_of_it(registry, entry_id)


# --- what is approved -------------------------------------------------------------------------------------------------


def test_a_proposal_on_a_version_that_is_gone_is_approved(registry: Registry, entry_id: str, proposal: str) -> None:
    first, second = seen(registry, entry_id)["channels"]
    registry.revise(entry_id, {"channels": [{**first, "label": "Bridge"}, second]}, 2)
    assert approve(registry, proposal, "focal2.it") == 412
    assert nothing_came_of_it(registry, entry_id)


@pytest.mark.parametrize(("act", "who"), [("withdraw", "focal.it"), ("reject", "coordinator.europe")])
def test_a_proposal_is_approved_after_it_was_ended(registry: Registry, entry_id: str, proposal: str, act: str, who: str) -> None:
    assert registry.client(who).post(f"/api/v1/proposals/{proposal}/{act}", json={}).status_code == 200
    assert approve(registry, proposal, "focal2.it") == 412
    assert nothing_came_of_it(registry, entry_id)


def test_an_approval_is_sent_twice(registry: Registry, entry_id: str, proposal: str) -> None:
    assert [approve(registry, proposal, "focal2.it") for _ in range(2)] == [200, 412]
    later = now() + DAY
    with set_to(lambda: later):
        assert let_due_take_effect(registry) == 1
        assert let_due_take_effect(registry) == 0
    assert seen(registry, entry_id)["version"] == 3


def test_two_approve_at_the_same_moment(registry: Registry, entry_id: str, proposal: str) -> None:
    clients = [registry.client(who) for who in ("focal2.it", "coordinator.europe") for _ in range(4)]
    path = f"/api/v1/proposals/{proposal}/approve"
    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(lambda client: client.post(path, json=SIGNED).status_code, clients))
    assert answers == [200] + [412] * 7


def test_approval_and_withdrawal_race(registry: Registry, entry_id: str, proposal: str) -> None:
    calls = [("focal2.it", "approve", SIGNED), ("focal.it", "withdraw", {})] * 3
    clients = {who: registry.client(who) for who, _, _ in calls}
    with ThreadPoolExecutor(6) as pool:
        each = pool.map(lambda c: clients[c[0]].post(f"/api/v1/proposals/{proposal}/{c[1]}", json=c[2]).status_code, calls)
        answers = list(each)
    state = told(registry, proposal)["state"]
    assert state == "withdrawn"  # whoever came first: the author may take it back while it waits
    assert answers.count(200) in (1, 2)
    assert nothing_came_of_it(registry, entry_id)


def test_no_call_back_was_made(registry: Registry, entry_id: str, proposal: str) -> None:
    assert approve(registry, proposal, "focal2.it", called_back_on=None) == 422
    assert nothing_came_of_it(registry, entry_id)


@pytest.mark.parametrize("number", [NEW, "+390000000777"])
def test_the_call_back_went_to_the_new_or_an_unknown_number(
    registry: Registry, entry_id: str, proposal: str, number: str
) -> None:
    assert approve(registry, proposal, "focal2.it", called_back_on=number) == 422
    assert nothing_came_of_it(registry, entry_id)


def test_the_call_back_went_to_a_number_that_the_same_proposal_plants_elsewhere(registry: Registry, entry_id: str) -> None:
    patch = {"channels": [*seen(registry, entry_id)["channels"], phone(NEW)]}
    planted = registry.propose(entry_id, patch, 2)
    assert approve(registry, planted, "focal2.it", called_back_on=NEW) == 422
    assert nothing_came_of_it(registry, entry_id)


def test_a_draft_of_a_proposal_is_approved_before_it_was_submitted(registry: Registry, entry_id: str) -> None:
    sent = {"entry": entry_id, "patch": redirected(registry, entry_id), "draft": True}
    made = registry.client("focal.it").post("/api/v1/proposals", json=sent, headers={"If-Match": '"2"'}).json()
    assert made["state"] == "draft"
    assert approve(registry, made["id"], "focal2.it") == 404
    assert registry.client("focal2.it").post(f"/api/v1/proposals/{made['id']}/submit").status_code == 404
    assert nothing_came_of_it(registry, entry_id)


# --- around the proposal ----------------------------------------------------------------------------------------------


def test_a_redirected_number_hides_in_a_harmless_patch(registry: Registry, entry_id: str) -> None:
    patch = {"purpose": "Harmless.", **redirected(registry, entry_id)}
    answer = registry.client("focal.it").patch(f"/api/v1/entries/{entry_id}", json=patch, headers={"If-Match": '"2"'})
    assert answer.status_code == 202
    assert seen(registry, entry_id)["purpose"] != "Harmless."
    assert nothing_came_of_it(registry, entry_id)


def test_an_unmarked_draft_is_published_by_its_status_alone(registry: Registry) -> None:
    draft = registry.draft()
    sent = {"status": "published"}
    answer = registry.client("focal.it").patch(f"/api/v1/entries/{draft}", json=sent, headers={"If-Match": '"1"'})
    assert answer.status_code == 202
    assert registry.client("officer.ke").get(f"/api/v1/entries/{draft}?purpose=test").status_code == 404


def test_undoing_is_used_to_bring_an_old_number_back_alone(registry: Registry, entry_id: str, proposal: str) -> None:
    registry.approve(proposal, called_back_on=PHONE)
    later = now() + DAY
    with set_to(lambda: later):
        let_due_take_effect(registry)
        registry.tokens.clear()
        client = registry.client("focal.it")
        undone = client.post(f"/api/v1/entries/{entry_id}/history/3/undo", json={}, headers={"If-Match": '"3"'})
        assert (undone.status_code, undone.json()["state"]) == (202, "submitted")
        assert first_value(registry, entry_id) == NEW
        assert approve(registry, undone.json()["id"], "focal.it") == 403


@pytest.mark.parametrize("act", ["submit", "approve"])
def test_the_author_decides_the_own_set(registry: Registry, act: str) -> None:
    drafts = [registry.draft(), registry.draft()]
    client = registry.client("focal.it")
    made = client.post("/api/v1/proposal-sets", json={"entries": drafts, "title": "First filling"}).json()
    call_backs = dict.fromkeys(drafts, SIGNED)
    answer = client.post(f"/api/v1/proposal-sets/{made['id']}/{act}", json={"call_backs": call_backs})
    assert answer.status_code in (403, 412)
    assert {told(registry, item["id"])["state"] for item in made["items"]} == {"submitted"}


@pytest.mark.parametrize("value", ["+39‮000000002", "+39​0000000002", "+٣٩٠٠٠٠٠٠٠٠٠٢", "оps@coastguard.example"])
def test_a_deceptive_value_is_proposed(registry: Registry, entry_id: str, value: str) -> None:
    first, second = seen(registry, entry_id)["channels"]
    changed = [first, {**second, "value": value}] if "@" in value else [{**first, "value": value}, second]
    client = registry.client("focal.it")
    answer = client.patch(f"/api/v1/entries/{entry_id}", json={"channels": changed}, headers={"If-Match": '"2"'})
    # A look-alike mailbox in other letters is a mailbox: it is proposed, with a warning for the second person.
    if answer.status_code == 202:
        assert any(change["warnings"] for change in answer.json()["changes"])
    else:
        assert answer.status_code == 422
    assert nothing_came_of_it(registry, entry_id)


def test_two_coordinators_widen_what_belongs_to_others(registry: Registry) -> None:
    registry.add("coordinator2.europe", role="coordinator", region="150")
    entry_id = registry.published(marking="TLP:AMBER")
    wider = registry.propose(entry_id, {"marking": "TLP:CLEAR"}, 2, author="coordinator.europe")
    assert approve(registry, wider, "coordinator2.europe") == 403
    consent = {"consents": [{"recipient": "sherloc", "up_to": "TLP:AMBER"}]}
    theirs = registry.propose(entry_id, consent, 2, author="coordinator.europe")
    assert approve(registry, theirs, "coordinator2.europe") == 403
    assert seen(registry, entry_id)["marking"] == "TLP:AMBER"


def test_a_coordinator_records_on_behalf_of_a_state_that_has_a_focal_point(registry: Registry) -> None:
    sent = {**entry_data(), "on_behalf": {"reference": "NV 1", "date": "2026-01-31"}}
    assert registry.client("coordinator.europe").post("/api/v1/entries", json=sent).status_code == 403


# --- between approval and effect --------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["focal.it", "focal2.it"])
@pytest.mark.parametrize("facts", [{"role": "officer"}, {"state": "TN"}, {"status": "suspended"}])
def test_one_of_the_two_loses_the_right_while_it_waits(
    registry: Registry, entry_id: str, proposal: str, who: str, facts: dict[str, str]
) -> None:
    registry.approve(proposal, called_back_on=PHONE)
    change_account(registry, who, **facts)
    assert nothing_came_of_it(registry, entry_id)
    assert told(registry, proposal, "coordinator.europe")["state"] == "fallen"


@pytest.mark.parametrize("facts", [{"role": "officer"}, {"state": "TN"}, {"status": "suspended"}])
def test_the_author_loses_the_right_before_the_approval(
    registry: Registry, entry_id: str, proposal: str, facts: dict[str, str]
) -> None:
    change_account(registry, "focal.it", **facts)
    assert approve(registry, proposal, "focal2.it") in (403, 412)
    assert nothing_came_of_it(registry, entry_id)


def test_the_approver_is_suspended_with_a_session_open(registry: Registry, entry_id: str, proposal: str) -> None:
    client = registry.client("focal2.it")
    with registry.writing() as session:
        suspend_account(session, mailbox("focal2.it"), by=operator())
    assert client.post(f"/api/v1/proposals/{proposal}/approve", json=SIGNED).status_code == 401
    assert nothing_came_of_it(registry, entry_id)


# --- showing a replacement early --------------------------------------------------------------------------------------


def sign(registry: Registry, proposal: str, who: str) -> int:
    """The answer to a third signature."""
    return registry.client(who).post(f"/api/v1/proposals/{proposal}/sign").status_code


def test_a_third_signature_comes_before_the_second(registry: Registry, entry_id: str, proposal: str) -> None:
    assert sign(registry, proposal, "coordinator.europe") == 412
    assert seen(registry, entry_id, "officer.ke")["unverified"] == []


@pytest.mark.parametrize("who", ["focal.it", "focal2.it"])
def test_author_or_approver_signs_a_third_time(registry: Registry, entry_id: str, proposal: str, who: str) -> None:
    registry.approve(proposal, called_back_on=PHONE)
    assert sign(registry, proposal, who) == 403
    assert seen(registry, entry_id, "officer.ke")["unverified"] == []


def test_a_mailbox_that_the_same_proposal_brings_stands_for_it(registry: Registry, entry_id: str) -> None:
    first, _ = seen(registry, entry_id)["channels"]
    patch = {"channels": [{**first, "value": NEW}, mail("mine@elsewhere.example")]}
    proposal = registry.propose(entry_id, patch, 2)
    registry.approve(proposal, called_back_on=PHONE)
    with registry.reading() as session:
        known = mailboxes_for(session, proposal, reader=registry.actor("focal.it"))
    assert [each["value"] for each in known] in ([], [MAILBOX])
    path = f"/api/v1/proposals/{proposal}/mailboxes"
    assert registry.client("focal.it").post(path, json={"channel": "mine@elsewhere.example"}).status_code == 422


def test_a_guessed_link_stands_for_a_replacement(registry: Registry, entry_id: str, proposal: str) -> None:
    registry.approve(proposal, called_back_on=PHONE)
    with pytest.raises(Exception, match="link"), registry.writing() as session:
        confirm_by_mailbox(session, "x" * 43)
    assert seen(registry, entry_id, "officer.ke")["unverified"] == []
