"""Asking for a counterpart that is missing: counted once a person, keepers told once a day, nobody named."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import select

from app.clock import now, set_to, today
from app.directory.gaps import GapCard, ask_to_fill_gap, gap_requests, has_asked
from app.errors import Denied, Invalid, TooMany
from app.outbox.models import Letter
from tests.cast import Registry, mailbox


def ask(registry: Registry, who: str, state: str = "TN", function: str = "mla") -> GapCard:
    """One tap of this account."""
    by = registry.actor(who)
    with registry.writing() as session:
        return ask_to_fill_gap(session, state, function, by=by)


def letters(registry: Registry) -> list[tuple[str, str, str]]:
    """The mails that wait: to whom, subject, body."""
    with registry.reading() as session:
        return list(session.exec(select(Letter.to, Letter.subject, Letter.body)))


def test_each_person_counts_once_for_a_state_and_function(registry: Registry) -> None:
    assert ask(registry, "officer.ke").asked == 1
    assert ask(registry, "officer.ke").asked == 1
    assert ask(registry, "officer.it", "tn") == GapCard("TN", "mla", 2, ("focal_point", "coordinator"))
    ask(registry, "officer.it", "TN", "extradition")
    with registry.reading() as session:
        assert gap_requests(session) == {("TN", "mla"): 2, ("TN", "extradition"): 1}
        assert has_asked(session, "TN", "mla", reader=registry.actor("officer.ke"))
        assert not has_asked(session, "TN", "extradition", reader=registry.actor("officer.ke"))


def test_the_states_focal_points_are_told_once_a_day_and_the_mail_names_nobody(registry: Registry) -> None:
    ask(registry, "officer.ke")
    ask(registry, "officer.it")
    told = letters(registry)
    keepers = {mailbox("focal.tn"), mailbox("focal2.tn"), mailbox("coordinator.rabat")}
    assert {to for to, _, _ in told} == keepers
    assert len(told) == len(keepers)
    for _, subject, body in told:
        assert "Tunisia" in subject and "Mutual legal assistance" in body
        assert "officer" not in body and "KE" not in body
    with set_to(lambda base=now() + timedelta(days=1): base):
        ask(registry, "focal.it")
    assert len(letters(registry)) == 2 * len(keepers)


@pytest.mark.parametrize(("state", "function", "field"), [("XX", "mla", "state"), ("TN", "everything", "function")])
def test_a_wrong_state_or_function_is_named(registry: Registry, state: str, function: str, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        ask(registry, "officer.ke", state, function)
    assert [each.field for each in refusal.value.errors] == [field]


CENTRAL = {"designations": [{"instrument": "UNTOC", "article": "18.13", "function": "mla", "role": "central"}]}


def test_what_is_on_file_is_no_gap(registry: Registry) -> None:
    registry.published(**CENTRAL)
    with pytest.raises(Invalid) as refusal:
        ask(registry, "officer.ke", "IT")
    assert [each.field for each in refusal.value.errors] == ["function"]
    assert letters(registry) == []
    assert ask(registry, "officer.ke", "IT", "extradition").asked == 1


def test_what_the_asker_may_not_know_of_is_missing_for_it(registry: Registry) -> None:
    registry.published(marking="TLP:AMBER+STRICT", **CENTRAL)
    assert ask(registry, "officer.ke", "IT").asked == 1
    with pytest.raises(Invalid):
        ask(registry, "focal.it", "IT")


def test_a_designation_that_has_ended_leaves_a_gap(registry: Registry) -> None:
    ended = {**CENTRAL["designations"][0], "valid_until": (today() - timedelta(days=1)).isoformat()}
    registry.published(designations=[ended])
    assert ask(registry, "officer.ke", "IT").asked == 1


def test_the_answer_says_who_is_told(registry: Registry) -> None:
    told = {state: ask(registry, "officer.ke", state).told for state in ("TN", "FR", "TV")}
    assert told == {"TN": ("focal_point", "coordinator"), "FR": ("coordinator",), "TV": ()}


def test_an_auditor_cannot_ask(registry: Registry) -> None:
    with pytest.raises(Denied):
        ask(registry, "auditor")


def test_a_person_can_ask_for_so_many_in_a_day(registry_with: Callable[..., Registry]) -> None:
    registry = registry_with(gap_requests_per_day=2)
    ask(registry, "officer.ke", "TN")
    ask(registry, "officer.ke", "LY")
    with pytest.raises(TooMany):
        ask(registry, "officer.ke", "EG")
    assert ask(registry, "officer.ke", "TN").asked == 1
    with set_to(lambda base=now() + timedelta(days=2): base):
        assert ask(registry, "officer.ke", "EG").asked == 1
