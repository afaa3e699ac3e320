"""Invitations: in which order they become an account, who seconds, what the letter says, what is on record."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from app.access.actor import operator
from app.accounts.batches import invite_batch
from app.accounts.forms import AccountForm
from app.accounts.invitations import invitations, invite, second_batch, send_again, withdraw_invitation
from app.accounts.invited import InvitationCard
from app.accounts.membership import add_account
from app.accounts.sign_in import NEUTRAL, open_session
from app.audit.models import Event
from app.clock import now, set_to, today
from app.errors import Conflict, Denied, Invalid, NotFound, NotSignedIn
from app.outbox.models import Letter
from tests.accounts.inviting import DOMAIN, accept, account, invited, letters, official, second, token_in
from tests.cast import PASSWORD, Registry, code

NEW = f"new@{DOMAIN}"


def state(registry: Registry, invitation: str) -> str:
    with registry.reading() as session:
        found = {card.id: card.status for card in invitations(session, reader=registry.actor("focal.it"))}
    return found[invitation]


def kinds(registry: Registry) -> list[str]:
    with registry.reading() as session:
        return list(session.exec(select(Event.kind).order_by(Event.seq)))


@pytest.fixture(autouse=True)
def _official(registry: Registry) -> None:
    official(registry)


def test_accepted_first_and_seconded_afterwards(registry: Registry) -> None:
    card, token = invited(registry)
    assert (card.status, card.days, card.inviter) == ("invited", 0, "Example focal.it")
    assert accept(registry, token) is False
    assert state(registry, card.id) == "joined"
    assert account(registry).status == "joined"
    second(registry, card.id)
    assert state(registry, card.id) == "active"
    found = account(registry)
    assert (found.status, found.state, found.has_second_factor) == ("active", "IT", True)
    assert found.added_by == registry.actor("focal.it").id
    assert found.seconded_by == registry.actor("coordinator.europe").id
    assert kinds(registry)[-3:] == ["account:invited", "account:joined", "account:seconded"]


def test_seconded_first_and_accepted_afterwards(registry: Registry) -> None:
    card, token = invited(registry)
    assert second(registry, card.id).status == "seconded"
    assert account(registry) is None
    assert accept(registry, token) is True
    assert state(registry, card.id) == "active"


def test_who_waits_for_the_second_gets_the_same_answer_as_a_stranger(registry: Registry) -> None:
    _, token = invited(registry)
    accept(registry, token)
    for email in (NEW, f"nobody@{DOMAIN}"):
        with pytest.raises(NotSignedIn) as refused:
            open_session(registry.database, email=email, password=PASSWORD, code=code())
        assert refused.value.detail == NEUTRAL


def test_the_code_that_enrolled_the_authenticator_is_used_up(registry: Registry) -> None:
    card, token = invited(registry)
    second(registry, card.id)
    at = now()
    with set_to(lambda: at):
        accept(registry, token)
        with pytest.raises(NotSignedIn):
            open_session(registry.database, email=NEW, password=PASSWORD, code=code())
    later = at + timedelta(seconds=31)
    with set_to(lambda: later):
        assert open_session(registry.database, email=NEW, password=PASSWORD, code=code()).actor.email == NEW


def test_the_age_of_an_account_counts_from_the_day_on_which_it_became_active(registry: Registry) -> None:
    card, token = invited(registry)
    accept(registry, token)
    later = now() + timedelta(days=40)
    with set_to(lambda: later):
        second(registry, card.id)
    assert account(registry).added_at == later


def test_the_letter_brings_the_link_and_sending_again_a_new_one(registry: Registry) -> None:
    card, token = invited(registry)
    assert token_in(letters(registry)[0]) == token
    actor = registry.actor("focal.it")
    later = now() + timedelta(days=9)
    with set_to(lambda: later):
        assert state(registry, card.id) == "expired"
        with registry.writing() as session:
            again, _ = send_again(session, card.id, by=registry.actor("focal.it"))
        assert again.status == "invited" and again.times_sent == 2
        assert token_in(letters(registry)[1]) != token
        with pytest.raises(NotFound):
            accept(registry, token)
        accept(registry, token_in(letters(registry)[1]))
        with pytest.raises(Conflict), registry.writing() as session:
            send_again(session, card.id, by=registry.actor("focal.it"))
    assert actor.email not in letters(registry)[0]


def test_a_letter_that_has_not_left_does_not_leave_once_its_link_is_void(registry: Registry) -> None:
    again, _ = invited(registry)
    withdrawn, _ = invited(registry, f"other@{DOMAIN}")
    with registry.writing() as session:
        send_again(session, again.id, by=registry.actor("focal.it"))
        withdraw_invitation(session, withdrawn.id, by=registry.actor("focal.it"))
    old, new = letters(registry)
    assert (old, letters(registry, f"other@{DOMAIN}")) == ("", [""]) and token_in(new)
    with registry.reading() as session:
        states = session.exec(select(Letter.state).where(col(Letter.occasion).startswith("invitation:")).order_by(Letter.id))
        assert list(states) == ["failed", "failed", "queued"]


def test_a_withdrawn_invitation_leaves_the_mailbox_free_for_another(registry: Registry) -> None:
    card, token = invited(registry)
    accept(registry, token)
    with pytest.raises(Conflict):
        invited(registry)
    actor = registry.actor("focal2.it")
    with registry.writing() as session:
        assert withdraw_invitation(session, card.id, by=actor).status == "withdrawn"
    assert account(registry) is None
    with pytest.raises(Conflict), registry.writing() as session:
        withdraw_invitation(session, card.id, by=actor)
    again, other = invited(registry)
    second(registry, again.id)
    assert accept(registry, other) is True


@pytest.mark.parametrize(
    ("by", "role", "where", "seconds"),
    [
        ("coordinator.europe", "officer", {"state": "IT"}, "admin"),
        ("coordinator.europe", "focal_point", {"state": "IT"}, "coordinator.rabat"),
        ("admin", "coordinator", {"state": None, "region": "039"}, "coordinator.europe"),
        ("admin", "administrator", {"state": None}, "admin2"),
        ("admin", "auditor", {"state": "IT"}, "admin2"),
        ("operator", "focal_point", {"state": "IT"}, "coordinator.europe"),
    ],
)
def test_each_role_is_invited_and_seconded_by_those_who_may(
    registry: Registry, by: str, role: str, where: dict[str, str | None], seconds: str
) -> None:
    official(registry, "organisation.example", state=None)
    registry.add("admin2", role="administrator")
    email = NEW if where["state"] else "new@organisation.example"
    card, token = invited(registry, email, by=by, role=role, **where)
    second(registry, card.id, by=seconds)
    assert accept(registry, token) is True


@pytest.mark.parametrize(
    ("by", "role", "where", "seconds"),
    [
        ("admin", "administrator", {"state": None}, "coordinator.europe"),
        ("admin", "coordinator", {"state": None, "region": "002"}, "coordinator.europe"),
        ("admin", "coordinator", {"state": None, "network": "EJN"}, "coordinator.europe"),
        ("coordinator.europe", "officer", {"state": "IT"}, "focal.it"),
        ("focal.it", "officer", {"state": "IT"}, "officer.it"),
    ],
)
def test_nobody_seconds_what_lies_beyond_the_own_reach(
    registry: Registry, by: str, role: str, where: dict[str, str | None], seconds: str
) -> None:
    official(registry, "organisation.example", state=None)
    email = NEW if where["state"] else "new@organisation.example"
    card, _ = invited(registry, email, by=by, role=role, **where)
    with pytest.raises((Denied, NotFound)):
        second(registry, card.id, by=seconds)


def test_a_focal_point_of_one_authority_invites_to_that_authority_only(registry: Registry) -> None:
    registry.add("focal3.it", role="focal_point", state="IT", entry="authority-1")
    card, _ = invited(registry, by="focal3.it", state=None)
    assert (card.state, card.entry) == ("IT", "authority-1")
    with pytest.raises(Denied):
        invited(registry, f"other@{DOMAIN}", by="focal3.it", entry="authority-2")


def test_a_nomination_has_a_reference_and_a_day_that_is_past(registry: Registry) -> None:
    card, _ = invited(registry, nomination="NV 12/2026", nominated_on=today())
    assert (card.nomination, card.nominated_on) == ("NV 12/2026", today())
    for wrong in ({"nomination": "NV"}, {"nominated_on": today()}, {"nomination": "NV", "nominated_on": today() + timedelta(1)}):
        with pytest.raises(Invalid):
            invited(registry, f"other@{DOMAIN}", **wrong)


def test_names_that_would_write_into_the_letter_are_refused(registry: Registry) -> None:
    form = AccountForm(email=NEW, name="Ann\n\nClick https://evil.example", role="officer", state="IT")
    with pytest.raises(Invalid), registry.writing() as session:
        invite(session, form, by=registry.actor("focal.it"))


def test_an_account_that_was_added_meanwhile_is_not_made_twice(registry: Registry) -> None:
    _, token = invited(registry)
    with registry.writing() as session:
        add_account(session, AccountForm(email=NEW, role="officer", state="IT"), PASSWORD, by=operator())
    with pytest.raises(NotFound):
        accept(registry, token)


def test_an_invited_portal_has_a_code_and_a_ceiling_and_shares_neither(registry: Registry) -> None:
    official(registry, "portal.example", state=None)
    registry.add("admin2", role="administrator")
    card, token = invited(registry, "node.alpha@portal.example", by="admin", role="recipient", state=None)
    other, second_token = invited(registry, "other.alpha@portal.example", by="admin", role="recipient", state=None)
    for each in (card, other):
        second(registry, each.id, by="admin2")
    assert accept(registry, token, code="") is True
    found = account(registry, "node.alpha@portal.example")
    assert (found.recipient, found.ceiling, found.has_second_factor) == ("alpha", "TLP:GREEN", False)
    with pytest.raises(NotFound):
        accept(registry, second_token, code="")


# --- batches ----------------------------------------------------------------------------------------------------


def batch(registry: Registry, text: str, by: str = "focal.it", *, dry_run: bool = False) -> object:
    actor = registry.actor(by)
    with registry.writing() as session:
        return invite_batch(session, text, dry_run=dry_run, by=actor)


TABLE = f"email,name\na@{DOMAIN},A\nb@gmail.com,B\nA@{DOMAIN},C\nd@{DOMAIN},D\n"


def test_a_batch_reports_row_by_row_and_invites_the_rest(registry: Registry) -> None:
    tried = batch(registry, TABLE, dry_run=True)
    assert [(f.row, f.field, f.value) for f in tried.faults] == [(3, "email", "b@gmail.com"), (4, "email", f"A@{DOMAIN}")]
    assert tried.invited == [] and tried.batch is None and letters(registry, f"a@{DOMAIN}") == []
    report = batch(registry, TABLE)
    assert [card.email for card in report.invited] == [f"a@{DOMAIN}", f"d@{DOMAIN}"]
    assert len({card.batch for card in report.invited}) == 1
    assert [f.row for f in batch(registry, TABLE).faults] == [2, 3, 4, 5]


def test_a_batch_is_seconded_as_one_act_with_rows_struck_out(registry: Registry) -> None:
    report = batch(registry, TABLE)
    first, other = report.invited
    accept(registry, report.tokens[first.email])
    actor = registry.actor("coordinator.europe")
    with registry.writing() as session:
        cards: list[InvitationCard] = list(second_batch(session, report.batch, without=[other.id], by=actor))
    assert [card.status for card in cards] == ["active", "withdrawn"]
    assert kinds(registry)[-2:] == ["account:seconded", "invitation:withdrawn"]
    with pytest.raises(NotFound), registry.writing() as session:
        second_batch(session, report.batch, by=actor)


def test_nobody_seconds_the_own_batch(registry: Registry) -> None:
    report = batch(registry, f"email,name,entry\na@{DOMAIN},A,\n", by="focal.it")
    for name in ("focal.it", "focal2.it", "officer.it"):
        with pytest.raises((Denied, NotFound)), registry.writing() as session:
            second_batch(session, report.batch, by=registry.actor(name))


NO_TABLES = [
    "",
    "email\n",
    "name,email\n",
    "email,name,rank\na,b,c\n",
    "email,name\na\n",
    "email,name\n" + "x" * 300 + ",n\n",
    'email,name\n"a',
    "email,name\n\x00,a\n",
    "email,name\n" + "a@b.example,c\n" * 501,
]


@pytest.mark.parametrize("text", NO_TABLES)
def test_what_is_no_such_table_is_refused_as_a_whole(registry: Registry, text: str) -> None:
    with pytest.raises(Invalid) as refused:
        batch(registry, text)
    assert [e.field for e in refused.value.errors] == ["file"]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.one_of(st.text(max_size=200), st.text(max_size=80).map(lambda t: f"email,name\n{t}")))
def test_whatever_is_sent_as_a_table_nobody_comes_in_by_it(registry: Registry, text: str) -> None:
    actor = registry.actor("focal.it")
    try:
        with registry.reading() as session:
            report = invite_batch(session, text, dry_run=True, by=actor)
    except Invalid:
        return
    assert all(form.email.endswith(f"@{DOMAIN}") for form in report.fitting)
