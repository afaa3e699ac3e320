"""Fifty ways in which an impostor tries to come in, and none of them ends with an active account (SECURITY B7)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest

from app.access.actor import operator
from app.accounts.domains import end_domain
from app.accounts.invitations import send_again, withdraw_invitation
from app.accounts.membership import accounts, suspend_account
from app.accounts.seconding import request_reactivation, second_act
from app.clock import now, set_to
from app.errors import Refusal
from tests.accounts.inviting import DOMAIN, accept, invited, official, second
from tests.cast import CAST, Registry, mailbox

Attack = Callable[[Registry], None]

ADDRESSES = [
    f"new@sub.{DOMAIN}",
    f"new@{DOMAIN}.evil.example",
    f"new@x{DOMAIN}",
    f"new@{DOMAIN[:-1]}",
    "new@lnterior.example",
    "new@1nterior.example",
    "new@interiοr.example",  # Greek omicron
    "new@іnterior.example",  # Cyrillic i
    "new@interior-example.example",
    "new@interior.test",
    "new@gmail.com",
    "new@example",
    f"new@{DOMAIN}@evil.example",
    f"new@evil.example,{DOMAIN}",
    f"new@evil.example {DOMAIN}",
    f"new\n@{DOMAIN}\r\nbcc: x",
    f'"new@{DOMAIN}"@evil.example',
    f"new@evil.example\u202e{DOMAIN}",
    f"new@[127.0.0.1]{DOMAIN}",
    "",
]
"""Mailboxes that are not under the official domain, however much they look like it."""

STRANGERS = ["officer.it", "auditor", "recipient", "focal.tn", "coordinator.rabat2", "officer.ke", "auditor.ke"]
"""Who may not invite an officer of Italy."""


def by_a_false_address(address: str) -> Attack:
    def attack(registry: Registry) -> None:
        card, token = invited(registry, address)
        second(registry, card.id)
        accept(registry, token)

    return attack


def by_somebody_who_may_not_invite(name: str) -> Attack:
    def attack(registry: Registry) -> None:
        if name == "coordinator.rabat2":
            registry.add(name, role="coordinator", region="002")
        card, token = invited(registry, by=name)
        second(registry, card.id)
        accept(registry, token)

    return attack


def to_a_role_beyond_the_inviters(role: str, by: str) -> Attack:
    def attack(registry: Registry) -> None:
        official(registry, state=None)
        where = {"region": "150"} if role == "coordinator" else {}
        card, token = invited(registry, by=by, role=role, **where)
        second(registry, card.id, by="admin")
        accept(registry, token)

    return attack


def seconded_by(name: str) -> Attack:
    def attack(registry: Registry) -> None:
        card, token = invited(registry)
        accept(registry, token)
        if name == "accomplice":
            registry.add(name, role="coordinator", region="150", by=operator_named(registry.actor("focal.it").id))
        if name == "young":
            registry.add(name, role="coordinator", region="150", known_for=timedelta(days=3))
        if name == "coordinator.africa":
            registry.add(name, role="coordinator", region="002")
        second(registry, card.id, by=name)

    return attack


def operator_named(account_id: str) -> object:
    """The operator with an account's id: so that an account counts as added by it."""
    return type(operator())(**{**operator().__dict__, "id": account_id})


def not_seconded(registry: Registry) -> None:
    accept(registry, invited(registry)[1])


def not_accepted(registry: Registry) -> None:
    second(registry, invited(registry)[0].id)


def expired(registry: Registry) -> None:
    card, token = invited(registry)
    second(registry, card.id)
    later = now() + timedelta(days=7)
    with set_to(lambda: later):
        accept(registry, token)


def expired_then_seconded(registry: Registry) -> None:
    card, token = invited(registry)
    later = now() + timedelta(days=8)
    with set_to(lambda: later):
        with suppress(Refusal):
            accept(registry, token)
        second(registry, card.id)


def an_old_link(registry: Registry) -> None:
    card, token = invited(registry)
    second(registry, card.id)
    actor = registry.actor("focal.it")
    with registry.writing() as session:
        send_again(session, card.id, by=actor)
    accept(registry, token)


def withdrawn(registry: Registry) -> None:
    card, token = invited(registry)
    second(registry, card.id)
    withdraw(registry, card.id)
    accept(registry, token)


def withdrawn_after_accepting(registry: Registry) -> None:
    card, token = invited(registry)
    accept(registry, token)
    withdraw(registry, card.id)
    second(registry, card.id)


def withdraw(registry: Registry, invitation: str) -> None:
    actor = registry.actor("focal.it")
    with registry.writing() as session:
        withdraw_invitation(session, invitation, by=actor)


def a_guessed_link(registry: Registry) -> None:
    second(registry, invited(registry)[0].id)
    accept(registry, "A" * 43)


def a_link_of_another_kind(registry: Registry) -> None:
    from app.accounts.links import make_link
    from app.audit.trail import record

    card, _ = invited(registry)
    second(registry, card.id)
    with registry.writing() as session:
        token = make_link(session, "confirmation", card.id, days=7)
        record(session, "invitation:sent", by=operator())
    accept(registry, token)


def a_used_link(registry: Registry) -> None:
    card, token = invited(registry)
    accept(registry, token)
    withdraw(registry, card.id)
    accept(registry, token)


def the_inviter_suspended(registry: Registry) -> None:
    card, token = invited(registry)
    second(registry, card.id)
    suspend(registry, "focal.it")
    accept(registry, token)


def the_inviter_suspended_before_the_second(registry: Registry) -> None:
    card, token = invited(registry)
    accept(registry, token)
    suspend(registry, "focal.it")
    second(registry, card.id)


def the_inviter_suspended_and_back(registry: Registry) -> None:
    card, token = invited(registry)
    second(registry, card.id)
    suspend(registry, "focal.it")
    first, other = registry.actor("focal2.it"), registry.actor("coordinator.europe")
    with registry.reading() as session:
        account = next(a for a in accounts(session, reader=first) if a.email == mailbox("focal.it"))
    with registry.writing() as session:
        act = request_reactivation(session, account.id, reason="checked", by=first)
    with registry.writing() as session:
        second_act(session, act.id, by=other)
    accept(registry, token)


def suspend(registry: Registry, name: str) -> None:
    with registry.writing() as session:
        suspend_account(session, mailbox(name), by=operator())


def the_domain_ended(registry: Registry) -> None:
    card, token = invited(registry, f"new@second.{DOMAIN}") if official(registry, f"second.{DOMAIN}") else ("", "")
    second(registry, card.id)
    end(registry, f"second.{DOMAIN}")
    accept(registry, token)


def the_domain_ended_before_the_second(registry: Registry) -> None:
    official(registry, f"second.{DOMAIN}")
    card, token = invited(registry, f"new@second.{DOMAIN}")
    accept(registry, token)
    end(registry, f"second.{DOMAIN}")
    second(registry, card.id)


def end(registry: Registry, domain: str) -> None:
    from app.accounts.domains import domains

    actor = registry.actor("focal.it")
    with registry.writing() as session:
        found = next(d for d in domains(session, reader=actor) if d.domain == domain)
        end_domain(session, found.id, by=actor)


def another_states_domain(registry: Registry) -> None:
    official(registry, "interior.tn.example", state="TN")
    card, token = invited(registry, "new@interior.tn.example")
    second(registry, card.id)
    accept(registry, token)


def the_organisations_domain(registry: Registry) -> None:
    official(registry, "organisation.example", state=None)
    card, token = invited(registry, "new@organisation.example")
    second(registry, card.id)
    accept(registry, token)


def a_mailbox_that_is_invited(registry: Registry) -> None:
    invited(registry)
    card, token = invited(registry, f"NEW@{DOMAIN.upper()}", by="focal2.it")
    second(registry, card.id)
    accept(registry, token)


def without_a_password(registry: Registry) -> None:
    card, token = invited(registry)
    second(registry, card.id)
    accept(registry, token, password="short")


def a_focal_point_without_second_factor(registry: Registry) -> None:
    card, token = invited(registry, by="coordinator.europe", role="focal_point")
    second(registry, card.id, by="admin")
    accept(registry, token, code="")


def a_focal_point_with_a_wrong_code(registry: Registry) -> None:
    card, token = invited(registry, by="coordinator.europe", role="focal_point")
    second(registry, card.id, by="admin")
    accept(registry, token, code="000000")


ATTACKS: dict[str, Attack] = {
    **{f"address {number}": by_a_false_address(address) for number, address in enumerate(ADDRESSES)},
    **{f"invited by {name}": by_somebody_who_may_not_invite(name) for name in STRANGERS},
    **{
        f"{role} invited by {by}": to_a_role_beyond_the_inviters(role, by)
        for role, by in [
            ("focal_point", "focal.it"),
            ("coordinator", "focal.it"),
            ("administrator", "coordinator.europe"),
            ("officer", "admin"),
        ]
    },
    **{
        f"seconded by {name}": seconded_by(name)
        for name in ["focal.it", "focal2.it", "accomplice", "young", "coordinator.africa", "auditor"]
    },
    **{
        each.__name__: each
        for each in [
            not_seconded,
            not_accepted,
            expired,
            expired_then_seconded,
            an_old_link,
            withdrawn,
            withdrawn_after_accepting,
            a_guessed_link,
            a_link_of_another_kind,
            a_used_link,
            the_inviter_suspended,
            the_inviter_suspended_before_the_second,
            the_inviter_suspended_and_back,
            the_domain_ended,
            the_domain_ended_before_the_second,
            another_states_domain,
            the_organisations_domain,
            a_mailbox_that_is_invited,
            without_a_password,
            a_focal_point_without_second_factor,
            a_focal_point_with_a_wrong_code,
        ]
    },
}
HELPERS = ("accomplice", "young", "coordinator.africa", "coordinator.rabat2")


def active(registry: Registry) -> set[str]:
    with registry.reading() as session:
        return {card.email for card in accounts(session, reader=operator()) if card.status == "active"}


def test_there_are_fifty_of_them() -> None:
    assert len(ATTACKS) >= 50


@pytest.mark.parametrize("name", ATTACKS)
def test_no_impostor_comes_in(registry: Registry, name: str) -> None:
    official(registry)
    with suppress(Refusal):
        ATTACKS[name](registry)
    assert active(registry) <= {mailbox(each) for each in (*CAST, *HELPERS)}


def test_the_same_way_without_a_fault_leads_in(registry: Registry) -> None:
    official(registry)
    card, token = invited(registry)
    assert accept(registry, token) is False
    second(registry, card.id)
    assert f"new@{DOMAIN}" in active(registry)
