"""Accounts come, are suspended at once, and come back; each within the scope of who acts."""

from __future__ import annotations

import pytest

from app.access.actor import operator
from app.accounts.cards import actor_by_email
from app.accounts.forms import AccountForm
from app.accounts.membership import account_of, accounts, add_account, reactivate_account, recipients, suspend_account
from app.errors import Conflict, Denied, Invalid, NotFound
from tests.cast import CAST, PASSWORD, Registry, mailbox


def seen_by(registry: Registry, name: str) -> set[str]:
    """The mailboxes that this account may see."""
    with registry.reading() as session:
        return {card.email.partition("@")[0] for card in accounts(session, reader=registry.actor(name))}


def suspend(registry: Registry, name: str, by: str) -> None:
    actor = registry.actor(by)
    with registry.writing() as session:
        suspend_account(session, mailbox(name), by=actor)


def test_a_mailbox_has_one_account_whatever_its_case(registry: Registry) -> None:
    form = AccountForm(email=mailbox("officer.it").upper(), role="officer", state="IT")
    with pytest.raises(Conflict, match="already"), registry.writing() as session:
        add_account(session, form, PASSWORD, by=operator())


def test_nobody_but_the_operator_adds_an_account_alone(registry: Registry) -> None:
    form = AccountForm(email="new@demo.example", role="officer", state="it")
    for name in ("focal.it", "coordinator.europe", "officer.it", "auditor"):
        with pytest.raises(Denied), registry.writing() as session:
            add_account(session, form, PASSWORD, by=registry.actor(name))
    with pytest.raises(Denied, match="second person"), registry.writing() as session:
        add_account(session, form, PASSWORD, by=registry.actor("admin"))
    with registry.writing() as session:
        card = add_account(session, form, PASSWORD, by=operator())
    assert (card.state, card.status, card.has_second_factor, card.name) == ("IT", "active", False, "new@demo.example")
    assert card.added_by == operator().id


@pytest.mark.parametrize(
    ("form", "fields"),
    [
        ({"email": "x", "role": "officer", "state": "IT"}, ["email"]),
        ({"role": "officer"}, ["state"]),
        ({"role": "focal_point", "state": "XX"}, ["state"]),
        ({"role": "operator"}, ["role"]),
        ({"role": "king", "state": "IT"}, ["role"]),
        ({"role": "coordinator"}, ["region"]),
        ({"role": "coordinator", "region": "999"}, ["region"]),
        ({"role": "coordinator", "network": "NOWHERE"}, ["network"]),
        ({"role": "recipient", "ceiling": "TLP:RED"}, ["ceiling"]),
        ({"role": "recipient", "ceiling": "TLP:AMBER+STRICT"}, ["ceiling"]),
        ({"role": "recipient", "recipient": "duty-sheet"}, ["recipient"]),
    ],
)
def test_a_wrong_form_is_refused_by_field(registry: Registry, form: dict[str, str], fields: list[str]) -> None:
    with pytest.raises(Invalid) as refused, registry.writing() as session:
        add_account(session, AccountForm(**{"email": "new@demo.example", **form}), PASSWORD, by=operator())
    assert [e.field for e in refused.value.errors] == fields


@pytest.mark.parametrize("password", ["", "short", "x" * 11, "x" * 257])
def test_a_password_has_12_to_256_characters(registry: Registry, password: str) -> None:
    with pytest.raises(Invalid, match="12 to 256"), registry.writing() as session:
        add_account(session, AccountForm(email="new@demo.example", role="auditor"), password, by=operator())


def test_a_recipient_gets_a_code_from_its_mailbox_and_green_as_ceiling(registry: Registry) -> None:
    registry.add("recipient.portal", role="recipient", factor=False)
    with registry.reading() as session:
        assert [(r.recipient, r.ceiling) for r in recipients(session)] == [("portal", "TLP:GREEN"), ("sherloc", "TLP:AMBER")]


def test_a_suspended_recipient_is_not_served(registry: Registry) -> None:
    suspend(registry, "recipient", by="admin")
    with registry.reading() as session:
        assert list(recipients(session)) == []
        assert actor_by_email(session, mailbox("recipient")) is None


def test_each_sees_the_accounts_of_the_own_scope(registry: Registry) -> None:
    italian = {"officer.it", "focal.it", "focal2.it", "auditor"}
    assert seen_by(registry, "focal.it") == italian
    assert seen_by(registry, "coordinator.europe") == italian
    assert seen_by(registry, "admin") == set(CAST)
    for name in ("officer.it", "auditor", "recipient"):
        with pytest.raises(Denied):
            seen_by(registry, name)


def test_a_coordinator_of_a_network_sees_the_accounts_of_its_members(registry: Registry) -> None:
    members = {"officer.it", "focal.it", "focal2.it", "auditor", "focal.tn", "focal2.tn"}
    assert seen_by(registry, "coordinator.rabat") == members


def test_a_focal_point_suspends_within_the_own_state_only(registry: Registry) -> None:
    suspend(registry, "officer.it", by="focal.it")
    with pytest.raises(NotFound):
        suspend(registry, "focal.tn", by="focal.it")
    with pytest.raises(NotFound):
        suspend(registry, "nobody", by="focal.it")
    with registry.reading() as session:
        card = account_of(session, mailbox("officer.it"))
    assert card is not None and card.status == "suspended"


def test_nobody_suspends_the_own_account_and_an_officer_none(registry: Registry) -> None:
    with pytest.raises(Denied, match="own account"):
        suspend(registry, "focal.it", by="focal.it")
    with pytest.raises(Denied):
        suspend(registry, "focal.it", by="officer.it")


def test_a_focal_point_brings_nobody_back(registry: Registry) -> None:
    suspend(registry, "officer.it", by="focal.it")
    with pytest.raises(Denied), registry.writing() as session:
        reactivate_account(session, mailbox("officer.it"), by=registry.actor("focal.it"))
    with pytest.raises(Denied, match="second person"), registry.writing() as session:
        reactivate_account(session, mailbox("officer.it"), by=registry.actor("admin"))
    with registry.writing() as session:
        assert reactivate_account(session, mailbox("officer.it"), by=operator()).status == "active"
