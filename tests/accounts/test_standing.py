"""Who may be the second person: not bound to the author, and known for a while or named by a letter."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.access.actor import Actor, operator
from app.accounts.installation import set_fact
from app.accounts.membership import suspend_account
from app.accounts.standing import account_actors, account_facts, why_not_second, why_not_vouch
from app.clock import iso, now, set_to, today
from tests.accounts.inviting import DOMAIN, accept, account, invited, official, second
from tests.cast import Registry, mailbox

MINE = f"focal3@{DOMAIN}"


def reason(registry: Registry, author_id: str, second_id: str) -> str | None:
    with registry.reading() as session:
        return why_not_second(session, author_id, second_id)


def installed(registry: Registry, days_ago: int) -> None:
    with registry.writing() as session:
        set_fact(session, "installed_at", iso(now() - timedelta(days=days_ago)), by=operator())


def newcomer(registry: Registry, *, nominated: bool) -> str:
    """A focal point who has just come in, with or without a letter; returns the account's id."""
    official(registry)
    letter = {"nomination": "NV 12/2026", "nominated_on": today()} if nominated else {}
    card, token = invited(registry, MINE, by="coordinator.europe", role="focal_point", **letter)
    second(registry, card.id, by="admin")
    accept(registry, token)
    found = account(registry, MINE)
    assert found is not None and found.status == "active"
    return found.id


def test_who_was_invited_and_who_invited_are_bound_either_way(registry: Registry) -> None:
    inviter = registry.actor("focal.it")
    as_inviter = Actor(**{**operator().__dict__, "id": inviter.id})
    invitee = registry.add("invitee", role="focal_point", state="IT", by=as_inviter)
    assert "invited by the author" in (reason(registry, inviter.id, invitee.id) or "")
    assert "You invited the author" in (reason(registry, invitee.id, inviter.id) or "")
    with registry.reading() as session:
        assert why_not_vouch(session, inviter.id, invitee.id) is not None
        assert why_not_vouch(session, invitee.id, inviter.id) is None
    third = registry.actor("focal2.it")
    assert reason(registry, third.id, invitee.id) is reason(registry, invitee.id, third.id) is None


def test_whom_the_operator_added_is_bound_to_nobody(registry: Registry) -> None:
    assert reason(registry, registry.actor("focal.it").id, registry.actor("focal2.it").id) is None


def test_a_suspended_author_or_second_does_not_count(registry: Registry) -> None:
    one, other = registry.actor("focal.it").id, registry.actor("focal2.it").id
    with registry.writing() as session:
        suspend_account(session, mailbox("focal.it"), by=operator())
    assert "suspended" in (reason(registry, one, other) or "")
    assert "not active" in (reason(registry, other, one) or "")
    assert reason(registry, "nobody", other) is not None and reason(registry, other, "nobody") is not None


@pytest.mark.parametrize(
    ("installed_days_ago", "nominated", "may"),
    [(0, True, True), (59, True, True), (60, True, False), (0, False, False), (None, True, False), (-1, True, False)],
)
def test_a_letter_stands_in_for_age_in_the_first_sixty_days_only(
    registry: Registry, installed_days_ago: int | None, nominated: bool, may: bool
) -> None:
    if installed_days_ago is not None:
        installed(registry, installed_days_ago)
    found = newcomer(registry, nominated=nominated)
    told = reason(registry, registry.actor("focal.it").id, found)
    assert (told is None) is may, told
    assert told is None or "younger than 30 days" in told


def test_with_the_days_the_letter_is_needed_no_more(registry: Registry) -> None:
    found = newcomer(registry, nominated=False)
    later = now() + timedelta(days=30)
    with set_to(lambda: later):
        assert reason(registry, registry.actor("focal.it").id, found) is None


def test_the_letter_is_shown_with_the_account(registry: Registry) -> None:
    found = newcomer(registry, nominated=True)
    with registry.reading() as session:
        card = account_facts(session, found)
    assert card is not None and (card.nomination, card.nominated_on) == ("NV 12/2026", today())


def test_a_suspended_account_has_no_capacity_left(registry: Registry) -> None:
    found = registry.actor("officer.it").id
    with registry.writing() as session:
        suspend_account(session, mailbox("officer.it"), by=operator())
    with registry.reading() as session:
        assert list(account_actors(session, found)) == []
