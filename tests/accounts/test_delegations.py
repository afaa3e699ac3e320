"""Deputies: what they may do, that it ends, and that two hands of one person never count as two persons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from app.access.actor import Actor, operator
from app.access.policy import held, why_not
from app.access.roles import Permission
from app.accounts.acting import DELEGABLE, READING, STAYS
from app.accounts.cards import actor_by_token
from app.accounts.delegations import (
    DelegationCard,
    act_for,
    act_for_oneself,
    delegations,
    deputies,
    end_delegation,
    give_delegation,
)
from app.accounts.membership import suspend_account
from app.accounts.standing import account_actors, why_not_second
from app.audit.models import Event
from app.clock import now, set_to
from app.directory.confirmation import confirm_entry
from app.errors import Conflict, Denied, Invalid, NotFound
from tests.cast import Registry, mailbox


def given_to(
    registry: Registry, deputy: str = "officer.it", *, by: str = "focal.it", days: int = 30, rights: Sequence[str] | None = None
) -> DelegationCard:
    actor = registry.actor(by)
    with registry.writing() as session:
        return give_delegation(session, mailbox(deputy), days=days, permissions=rights, by=actor)


def signed_in(registry: Registry, name: str) -> Actor:
    """The actor of a real session, as the next request would have it."""
    token = registry.token(name)
    with registry.reading() as session:
        return actor_by_token(session, token)


def acting(registry: Registry, delegation: str, name: str = "officer.it") -> Actor:
    """The deputy after choosing to act for the focal point."""
    actor = signed_in(registry, name)
    with registry.writing() as session:
        act_for(session, delegation, by=actor)
    return signed_in(registry, name)


def test_a_deputy_acts_with_the_rights_that_were_lent_and_every_act_says_so(registry: Registry) -> None:
    entry_id = registry.published()
    card = given_to(registry, rights=["ENTRY_CONFIRM"])
    deputy = acting(registry, card.id)
    assert (deputy.role, deputy.acting_for, deputy.email) == ("focal_point", registry.actor("focal.it").id, mailbox("officer.it"))
    with registry.writing() as session:
        confirm_entry(session, entry_id, None, how="page", by=deputy)
    with registry.reading() as session:
        event = session.exec(select(Event).where(Event.kind == "entry:confirmed")).one()
        assert (event.actor_id, event.acting_for) == (deputy.id, deputy.acting_for)
    assert why_not(deputy, Permission.ENTRY_REVISE) == "A deputy may not change an entry."


def test_without_choosing_to_a_deputy_stays_an_officer(registry: Registry) -> None:
    card = given_to(registry)
    assert signed_in(registry, "officer.it").role == "officer"
    deputy = acting(registry, card.id)
    with registry.writing() as session:
        act_for_oneself(session, by=deputy)
    assert signed_in(registry, "officer.it").role == "officer"


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rights=st.lists(st.sampled_from(DELEGABLE), min_size=1, unique=True))
def test_a_deputy_never_holds_more_than_was_lent(registry: Registry, rights: list[str]) -> None:
    base = registry.actor("focal.it")
    deputy = Actor(**{**base.__dict__, "acting_for": "f", "only": READING | set(rights)})
    holding = {p.name for p in Permission if held(deputy, p) is not None}
    assert holding <= READING | set(rights)
    assert not holding & STAYS


@pytest.mark.parametrize("name", sorted(STAYS))
def test_people_domains_and_handing_on_are_never_lent(registry: Registry, name: str) -> None:
    with pytest.raises(Invalid) as refused:
        given_to(registry, rights=[name])
    assert [e.field for e in refused.value.errors] == ["permissions"]


@pytest.mark.parametrize("deputy", ["focal.it", "officer.ke", "focal.tn", "auditor", "admin", "nobody"])
def test_only_an_officer_or_focal_point_of_the_own_state_becomes_deputy(registry: Registry, deputy: str) -> None:
    with pytest.raises(Invalid) as refused:
        given_to(registry, deputy)
    assert [e.field for e in refused.value.errors] == ["deputy"]


@pytest.mark.parametrize("days", [0, -1, 91, 9999])
def test_a_delegation_lasts_one_to_ninety_days(registry: Registry, days: int) -> None:
    with pytest.raises(Invalid):
        given_to(registry, days=days)


def test_rights_that_a_focal_point_does_not_know_or_none_at_all_are_refused(registry: Registry) -> None:
    for rights in ([], ["NOTHING"], ["ACCOUNT_ADD"], ["AUDIT_READ"]):
        with pytest.raises(Invalid):
            given_to(registry, rights=rights)


@pytest.mark.parametrize("who", ["officer.it", "coordinator.europe", "admin", "auditor"])
def test_nobody_but_a_focal_point_names_a_deputy(registry: Registry, who: str) -> None:
    with pytest.raises(Denied):
        given_to(registry, by=who)


def test_a_deputy_passes_nothing_on(registry: Registry) -> None:
    registry.add("officer2.it", role="officer", state="IT")
    deputy = acting(registry, given_to(registry).id)
    with pytest.raises(Denied), registry.writing() as session:
        give_delegation(session, mailbox("officer2.it"), days=1, by=deputy)


def test_it_ends_by_itself_at_the_next_request(registry: Registry) -> None:
    acting(registry, given_to(registry, days=1).id)
    later = now() + timedelta(days=1)
    with set_to(lambda: later):
        registry.tokens.clear()
        assert signed_in(registry, "officer.it").role == "officer"
        with registry.reading() as session:
            assert [c.status for c in delegations(session, reader=registry.actor("focal.it"))] == ["expired"]
            assert len(account_actors(session, registry.actor("officer.it").id)) == 1


@pytest.mark.parametrize("who", ["focal.it", "officer.it"])
def test_either_ends_it_at_once(registry: Registry, who: str) -> None:
    card = given_to(registry)
    acting(registry, card.id)
    actor = registry.actor(who)
    with registry.writing() as session:
        end_delegation(session, card.id, by=actor)
    assert signed_in(registry, "officer.it").role == "officer"
    with pytest.raises(Conflict), registry.writing() as session:
        end_delegation(session, card.id, by=actor)
    with pytest.raises(NotFound), registry.writing() as session:
        act_for(session, card.id, by=signed_in(registry, "officer.it"))


def test_a_third_person_neither_sees_nor_ends_nor_uses_it(registry: Registry) -> None:
    card = given_to(registry)
    third = signed_in(registry, "focal2.it")
    with registry.reading() as session:
        assert list(delegations(session, reader=third)) == []
    with pytest.raises(NotFound), registry.writing() as session:
        end_delegation(session, card.id, by=third)
    with pytest.raises(NotFound), registry.writing() as session:
        act_for(session, card.id, by=third)


@pytest.mark.parametrize("who", ["focal.it", "officer.it"])
def test_suspending_one_of_the_two_ends_it(registry: Registry, who: str) -> None:
    card = given_to(registry)
    acting(registry, card.id)
    with registry.writing() as session:
        suspend_account(session, mailbox(who), by=operator())
    with registry.reading() as session:
        other = registry.actor("focal.it" if who == "officer.it" else "officer.it")
        assert [c.status for c in delegations(session, reader=other)] == ["ended"]
    if who == "focal.it":
        assert signed_in(registry, "officer.it").role == "officer"


def test_the_focal_point_moved_to_another_role_lends_nothing_any_more(registry: Registry) -> None:
    from app.accounts.models import Account
    from app.audit.trail import record

    acting(registry, given_to(registry).id)
    with registry.writing() as session:
        account = session.exec(select(Account).where(Account.email == mailbox("focal.it"))).one()
        account.role = "officer"
        session.add(account)
        record(session, "account:added", by=operator())
    assert signed_in(registry, "officer.it").role == "officer"


def test_an_api_key_never_acts_for_another(registry: Registry) -> None:
    card = given_to(registry)
    key = Actor(**{**registry.actor("officer.it").__dict__, "method": "api_key", "session": ""})
    with pytest.raises(Denied), registry.writing() as session:
        act_for(session, card.id, by=key)


# --- two hands of one person ------------------------------------------------------------------------------------


def between(registry: Registry, one: str, other: str) -> str | None:
    first, second = registry.actor(one), registry.actor(other)
    with registry.reading() as session:
        return why_not_second(session, first.id, second.id)


def test_focal_point_and_deputy_are_never_author_and_second(registry: Registry) -> None:
    assert between(registry, "focal.it", "focal2.it") is None
    given_to(registry, "focal2.it")
    for pair in (("focal.it", "focal2.it"), ("focal2.it", "focal.it")):
        assert "act for each other" in (between(registry, *pair) or "")


def test_two_deputies_of_one_focal_point_are_one_hand(registry: Registry) -> None:
    registry.add("focal3.it", role="focal_point", state="IT")
    given_to(registry, "focal2.it")
    given_to(registry, "focal3.it")
    assert "for the same person" in (between(registry, "focal2.it", "focal3.it") or "")


def test_the_tie_outlives_the_delegation_by_ninety_days(registry: Registry) -> None:
    card = given_to(registry, "focal2.it", days=90)
    actor = registry.actor("focal.it")
    with registry.writing() as session:
        end_delegation(session, card.id, by=actor)
    assert between(registry, "focal2.it", "focal.it") is not None
    later = now() + timedelta(days=91)
    with set_to(lambda: later):
        assert between(registry, "focal2.it", "focal.it") is None


def test_a_deputy_approves_a_third_persons_proposal_but_not_the_focal_points(registry: Registry) -> None:
    card = given_to(registry)
    theirs = registry.propose(registry.draft(), {"status": "published"}, 1, author="focal.it")
    others = registry.propose(registry.draft(author="focal2.it"), {"status": "published"}, 1, author="focal2.it")
    deputy = acting(registry, card.id)
    from app.directory.proposals import approve_proposal

    with pytest.raises(Denied, match="act for each other"), registry.writing() as session:
        approve_proposal(session, theirs, called_back_on="+390000000009", note="printed list", by=deputy)
    with registry.writing() as session:
        approved = approve_proposal(session, others, called_back_on="+390000000009", note="printed list", by=deputy)
    assert approved["state"] in ("approved", "published")


def test_a_focal_point_sees_whom_it_may_name(registry: Registry) -> None:
    with registry.reading() as session:
        found = [email for email, _ in deputies(session, reader=registry.actor("focal.it"))]
    assert found == [mailbox("focal2.it"), mailbox("officer.it")]
