"""A suspended account comes back by two persons, and is gone at once by one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.access.actor import operator
from app.accounts.api_keys import issue_key, keys
from app.accounts.cards import actor_by_token
from app.accounts.invitations import invitations
from app.accounts.membership import account_of, suspend_account
from app.accounts.people import people, person
from app.accounts.seconding import ActCard, acts, refuse_act, request_reactivation, second_act
from app.clock import now, set_to
from app.errors import Conflict, Denied, Invalid, NotFound, NotSignedIn
from tests.accounts.inviting import invited, official
from tests.cast import Registry, mailbox


def suspended(registry: Registry, name: str = "officer.it", by: str = "focal.it", **more: bool) -> str:
    """Suspend an account; returns its id."""
    actor = registry.actor(by)
    with registry.writing() as session:
        return suspend_account(session, mailbox(name), reason="left the service", by=actor, **more).id


def asked(registry: Registry, account_id: str, by: str = "focal.it", reason: str = "is back, called the office") -> ActCard:
    actor = registry.actor(by)
    with registry.writing() as session:
        return request_reactivation(session, account_id, reason=reason, by=actor)


def decide(registry: Registry, act: ActCard, by: str, *, let_in: bool = True) -> ActCard:
    actor = registry.actor(by)
    with registry.writing() as session:
        return (second_act if let_in else refuse_act)(session, act.id, by=actor)


def status(registry: Registry, name: str) -> str:
    with registry.reading() as session:
        card = account_of(session, mailbox(name))
    assert card is not None
    return card.status


def test_one_asks_another_seconds_and_the_account_is_back(registry: Registry) -> None:
    act = asked(registry, suspended(registry))
    assert status(registry, "officer.it") == "suspended"
    assert decide(registry, act, "coordinator.europe").state == "done"
    assert status(registry, "officer.it") == "active"


@pytest.mark.parametrize("who", ["focal.it", "officer.ke", "focal.tn", "auditor", "recipient"])
def test_neither_who_asked_nor_a_stranger_seconds(registry: Registry, who: str) -> None:
    act = asked(registry, suspended(registry))
    with pytest.raises((Denied, NotFound)):
        decide(registry, act, who)
    assert status(registry, "officer.it") == "suspended"


def test_a_request_is_decided_once(registry: Registry) -> None:
    account_id = suspended(registry)
    act = asked(registry, account_id)
    with pytest.raises(Conflict):
        asked(registry, account_id, by="focal2.it")
    assert decide(registry, act, "focal2.it", let_in=False).state == "refused"
    for let_in in (True, False):
        with pytest.raises(Conflict):
            decide(registry, act, "coordinator.europe", let_in=let_in)
    again = asked(registry, account_id)
    assert decide(registry, again, "focal.it", let_in=False).state == "withdrawn"


def test_only_a_suspended_account_within_reach_can_be_asked_for(registry: Registry) -> None:
    account_id = suspended(registry)
    with pytest.raises(NotFound):
        asked(registry, account_id, by="focal.tn")
    with pytest.raises(Denied):
        asked(registry, account_id, by="officer.ke")
    with pytest.raises(Conflict):
        asked(registry, registry.actor("auditor").id)
    with pytest.raises(Invalid):
        asked(registry, account_id, reason=" ")


def test_both_need_a_fresh_second_factor(registry: Registry) -> None:
    account_id = suspended(registry)
    actor = registry.actor("focal.it")
    later = now() + timedelta(minutes=6)
    with set_to(lambda: later), pytest.raises(Denied, match="second factor"), registry.writing() as session:
        request_reactivation(session, account_id, reason="x", by=actor)


def test_what_waits_is_shown_to_those_within_reach(registry: Registry) -> None:
    account_id = suspended(registry)
    asked(registry, account_id)
    with registry.reading() as session:
        for name, reason in (("focal.it", "own proposal"), ("focal2.it", None), ("coordinator.europe", None)):
            act = next(iter(acts(session, reader=registry.actor(name))))
            assert (act.why_not_second is None) is (reason is None)
            assert person(session, account_id, reader=registry.actor(name)).request.id == act.id
        assert list(acts(session, reader=registry.actor("focal.tn"))) == []
        assert next(iter(people(session, reader=registry.actor("focal.it")))).card.id == account_id
        with pytest.raises(NotFound):
            person(session, account_id, reader=registry.actor("focal.tn"))


# --- suspension -------------------------------------------------------------------------------------------------


def test_sessions_keys_and_what_was_invited_end_with_the_account(registry: Registry) -> None:
    official(registry)
    card, _ = invited(registry)
    token = registry.token("focal.it")
    with registry.writing() as session:
        key, _ = issue_key(session, mailbox("focal.it"), by=operator())
        suspend_account(session, mailbox("focal.it"), by=operator())
    with registry.reading() as session:
        for secret in (token, key):
            with pytest.raises(NotSignedIn):
                actor_by_token(session, secret)
        assert [k.revoked_at is not None for k in keys(session, reader=operator())] == [True]
        assert [(c.id, c.status) for c in invitations(session, reader=registry.actor("focal2.it"))] == [(card.id, "frozen")]


def test_the_last_two_focal_points_of_a_state_with_entries_stay(registry: Registry) -> None:
    with pytest.raises(Denied, match="Invite a replacement first"):
        suspended(registry, "focal2.it", by="coordinator.europe", keeps_entries=True)
    suspended(registry, "focal2.it", by="coordinator.europe", keeps_entries=False)


def test_with_a_third_one_there_one_can_go(registry: Registry) -> None:
    registry.add("focal3.it", role="focal_point", state="IT")
    suspended(registry, "focal2.it", by="coordinator.europe", keeps_entries=True)


def test_the_last_two_administrators_stay_but_for_the_operator(registry: Registry) -> None:
    registry.add("admin2", role="administrator")
    with pytest.raises(Denied, match="administrators"):
        suspended(registry, "admin", by="admin2")
    with registry.writing() as session:
        assert suspend_account(session, mailbox("admin"), by=operator()).status == "suspended"


def test_whose_account_waits_for_its_second_is_not_suspended_but_withdrawn(registry: Registry) -> None:
    from tests.accounts.inviting import DOMAIN, accept

    official(registry)
    accept(registry, invited(registry)[1])
    actor = registry.actor("focal.it")
    with pytest.raises(Conflict, match="withdraw"), registry.writing() as session:
        suspend_account(session, f"new@{DOMAIN}", by=actor)
