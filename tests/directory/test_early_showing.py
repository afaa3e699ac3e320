"""A dead urgent line: its approved replacement stands beside it at once, as unverified, while the wait goes on."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from app.clock import now, set_to
from app.directory.early_showing import ask_mailbox, confirm_by_mailbox, mailboxes_for, read_replacement, sign_third
from app.directory.outcomes import note_outcome
from app.directory.proposals import reject_proposal
from app.errors import Conflict, Denied, Invalid, NotFound
from app.outbox.models import Letter
from tests.cast import Registry
from tests.directory.asking import NEW, let_due_take_effect, redirected, seen
from tests.directory.helping import listed, opened, reported
from tests.factories import MAILBOX, PHONE, mail, phone


def approved(registry: Registry) -> tuple[str, str]:
    """An entry and the approved, waiting replacement of its urgent line."""
    entry_id = registry.published()
    proposal = registry.propose(entry_id, redirected(registry, entry_id), 2)
    registry.approve(proposal, called_back_on=PHONE)
    return entry_id, proposal


def sign(registry: Registry, proposal: str, who: str = "coordinator.europe") -> dict[str, Any]:
    by = registry.actor(who)
    with registry.writing() as session:
        return sign_third(session, proposal, by=by)


def asked(registry: Registry, proposal: str) -> str:
    """The token that the authority's mailbox got by mail."""
    with registry.reading() as session:
        known = mailboxes_for(session, proposal, reader=registry.actor("focal.it"))
    assert [each["value"] for each in known] == [MAILBOX]
    by = registry.actor("focal.it")
    with registry.writing() as session:
        ask_mailbox(session, proposal, known[0]["id"], by=by)
    with registry.reading() as session:
        body = session.exec(select(Letter.body).where(Letter.to == MAILBOX)).one()
    assert NEW not in body and PHONE not in body
    found = re.search(r"/replacements\?link=(\S+)", body)
    assert found is not None
    return found[1]


def test_with_a_third_signature_the_new_line_stands_beside_the_old_one(registry: Registry) -> None:
    entry_id, proposal = approved(registry)
    assert seen(registry, entry_id, "officer.ke")["unverified"] == []
    told = sign(registry, proposal)
    assert (told["state"], told["early_how"]) == ("approved", "three_persons")
    card = seen(registry, entry_id, "officer.ke")
    assert card["channels"][0]["value"] == PHONE
    shown = card["unverified"][0]
    assert (shown["value"], shown["unverified_until"], shown["replaces"]) == (
        NEW,
        told["eligible_from"],
        card["channels"][0]["id"],
    )
    assert shown["id"] != card["channels"][0]["id"]


def test_when_the_wait_is_over_it_is_a_line_like_any_other(registry: Registry) -> None:
    entry_id, proposal = approved(registry)
    sign(registry, proposal)
    later = now() + timedelta(hours=25)
    with set_to(lambda: later):
        let_due_take_effect(registry)
        card = seen(registry, entry_id, "officer.ke")
    assert (card["channels"][0]["value"], card["unverified"]) == (NEW, [])


def test_one_person_who_rejects_takes_it_away_at_once(registry: Registry) -> None:
    entry_id, proposal = approved(registry)
    sign(registry, proposal)
    by = registry.actor("focal.it")
    with registry.writing() as session:
        reject_proposal(session, proposal, by=by)
    assert seen(registry, entry_id, "officer.ke")["unverified"] == []


def test_a_known_mailbox_of_the_authority_stands_for_it_once(registry: Registry) -> None:
    entry_id, proposal = approved(registry)
    token = asked(registry, proposal)
    with registry.reading() as session:
        assert read_replacement(session, token)["types"] == ["phone"]
    with registry.writing() as session:
        assert confirm_by_mailbox(session, token)["early_how"] == "known_mailbox"
    assert seen(registry, entry_id, "officer.ke")["unverified"][0]["value"] == NEW
    with pytest.raises(NotFound), registry.writing() as session:
        confirm_by_mailbox(session, token)


def test_the_mailboxes_link_is_dead_when_the_wait_is_over(registry: Registry) -> None:
    _, proposal = approved(registry)
    token = asked(registry, proposal)
    later = now() + timedelta(hours=25)
    with set_to(lambda: later), pytest.raises(NotFound), registry.reading() as session:
        read_replacement(session, token)


def test_a_line_that_is_not_urgent_waits_like_all_others(registry: Registry) -> None:
    entry_id = registry.published()
    first, second = seen(registry, entry_id)["channels"]
    proposal = registry.propose(entry_id, {"channels": [first, {**second, "value": "other@coastguard.example"}]}, 2)
    registry.approve(proposal, called_back_on=PHONE)
    with pytest.raises(Conflict, match="urgent"):
        sign(registry, proposal)


def test_it_is_shown_once(registry: Registry) -> None:
    _, proposal = approved(registry)
    sign(registry, proposal)
    registry.add("focal3.it", role="focal_point", state="IT")
    with pytest.raises(Conflict, match="already"):
        sign(registry, proposal, "focal3.it")


def test_a_red_replacement_is_shown_to_nobody_who_is_not_named(registry: Registry) -> None:
    named = registry.actor("focal.it").id, registry.actor("focal2.it").id, registry.actor("coordinator.europe").id
    entry_id = registry.published()
    first, second = seen(registry, entry_id)["channels"]
    red = {**first, "marking": "TLP:RED", "readers": list(named)}
    registry.approve(registry.propose(entry_id, {"channels": [red, second]}, 2), called_back_on=PHONE)
    later = now() + timedelta(hours=25)
    with set_to(lambda: later):
        let_due_take_effect(registry)
        version = seen(registry, entry_id)["version"]
        first, second = seen(registry, entry_id)["channels"]
        changed = {"channels": [{**first, "value": NEW, "readers": list(named)}, second]}
        proposal = registry.propose(entry_id, changed, version)
        registry.approve(proposal, called_back_on=MAILBOX)
        sign(registry, proposal)
        assert seen(registry, entry_id, "officer.ke")["unverified"] == []
        assert seen(registry, entry_id, "focal.it")["unverified"][0]["value"] == NEW


def test_a_mailbox_above_that_the_reader_may_not_see_is_not_offered(registry: Registry) -> None:
    hidden = mail("desk@hidden-office.example", marking="TLP:RED", readers=[registry.actor("focal2.it").id])
    ministry = registry.published("focal2.it", "coordinator.europe", channels=[phone("+390000000071"), hidden])
    entry_id = registry.published(part_of=ministry)
    proposal = registry.propose(entry_id, redirected(registry, entry_id), 2)
    registry.approve(proposal, called_back_on=PHONE)
    with registry.reading() as session:
        offered = {who: mailboxes_for(session, proposal, reader=registry.actor(who)) for who in ("focal.it", "focal2.it")}
    assert [each["value"] for each in offered["focal.it"]] == [MAILBOX]
    assert sorted(each["value"] for each in offered["focal2.it"]) == ["desk@hidden-office.example", MAILBOX]


def test_readers_say_what_came_of_an_unverified_line_and_two_offices_dim_it(registry: Registry) -> None:
    entry_id, proposal = approved(registry)
    sign(registry, proposal)

    def noted(who: str) -> bool:
        channel = opened(registry, entry_id, who)["unverified"][0]["id"]
        by = registry.actor(who)
        with registry.writing() as session:
            return note_outcome(session, entry_id, channel, "wrong_number", by=by).dimmed

    assert not noted("officer.ke") and noted("focal.tn")
    card = opened(registry, entry_id, "officer.ke")
    assert card["unverified"][0]["dimmed"] and not card["channels"][0]["dimmed"]
    assert [(each.kind, each.fields) for each in listed(registry)] == [
        ("unreachable", (f"channels.{card['unverified'][0]['id']}",))
    ]


def test_a_report_can_name_an_unverified_line_and_reaches_who_keeps_the_entry(registry: Registry) -> None:
    entry_id, proposal = approved(registry)
    named = f"channels.{proposal}.0"
    with pytest.raises(Invalid):
        reported(registry, entry_id, fields=(named,))
    sign(registry, proposal)
    reported(registry, entry_id, kind="wrong_number", fields=(named,))
    assert [each.fields for each in listed(registry)] == [(named,)]
    with registry.writing() as session:
        reject_proposal(session, proposal, note="Nobody knows this number.", by=registry.actor("focal2.it"))
    assert [each.fields for each in listed(registry)] == [(named,)]
    with pytest.raises(Invalid):
        reported(registry, entry_id, kind="wrong_office", fields=(named,))


def test_who_has_not_been_shown_the_unverified_line_says_nothing_of_it(registry: Registry) -> None:
    entry_id, proposal = approved(registry)
    opened(registry, entry_id, "officer.ke")
    sign(registry, proposal)
    with registry.writing() as session, pytest.raises(Denied):
        note_outcome(session, entry_id, f"{proposal}.0", "no_answer", by=registry.actor("officer.ke"))
