"""Readers report, owners answer, and nobody learns more than the own part of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import select

from app import clock
from app.directory.problems import KINDS_OF_READERS, TRANSITIONS, ProblemCard, answer_problem
from app.directory.vocabulary import codes
from app.errors import Conflict, Denied, Invalid, NotFound, TooMany
from app.outbox.models import Letter
from tests.cast import Registry, mailbox
from tests.directory.asking import seen
from tests.directory.helping import listed, reported, reports_of
from tests.factories import MAILBOX, PHONE, mail, phone


def answered(
    registry: Registry, problem: str, who: str = "focal.it", state: str = "answered", said: str = "Corrected."
) -> ProblemCard:
    """Answer a report."""
    by = registry.actor(who)
    with registry.writing() as session:
        return answer_problem(session, problem, state, said, by=by)


def test_the_owner_sees_state_and_kind_but_not_the_person(registry: Registry) -> None:
    entry_id = registry.published()
    reported(registry, entry_id, note="Closed on Fridays.", fields=("hours",))
    (card,) = listed(registry)
    assert (card.kind, card.fields, card.note, card.state_of, card.mine) == (
        *("wrong_hours", ("hours",), "Closed on Fridays.", "KE"),
        False,
    )
    assert registry.actor("officer.ke").id not in repr(card)


def test_the_same_report_by_the_same_person_is_one_and_by_another_a_second(registry: Registry) -> None:
    entry_id = registry.published()
    assert reported(registry, entry_id).id == reported(registry, entry_id).id
    reported(registry, entry_id, "focal.tn")
    reported(registry, entry_id, fields=("names",))
    assert len(listed(registry)) == 3


def test_the_answer_reaches_the_reporter_by_one_mail_that_names_no_office(registry: Registry) -> None:
    entry_id = registry.published()
    problem = reported(registry, entry_id)
    card = answered(registry, problem.id, said="The hours are right since today.")
    assert (card.state, card.mine) == ("answered", False)
    (own,) = reports_of(registry, "officer.ke")
    assert (own.answer, own.mine) == ("The hours are right since today.", True)
    with registry.reading() as session:
        letters = [(each.to, each.body) for each in session.exec(select(Letter)) if each.occasion == f"problem:{problem.id}"]
    assert [(to, "Coast Guard" in body) for to, body in letters] == [(mailbox("officer.ke"), False)]


@pytest.mark.parametrize("second", ["answered", "dismissed"])
def test_an_answered_report_is_not_answered_again(registry: Registry, second: str) -> None:
    problem = reported(registry, registry.published())
    answered(registry, problem.id, state="dismissed", said="It is right as it is.")
    with pytest.raises(Conflict):
        answered(registry, problem.id, state=second)


@pytest.mark.parametrize(("state", "said", "field"), [("open", "Done.", "state"), ("answered", "  ", "answer")])
def test_an_answer_says_what_was_done(registry: Registry, state: str, said: str, field: str) -> None:
    problem = reported(registry, registry.published())
    with pytest.raises(Invalid) as refused:
        answered(registry, problem.id, state=state, said=said)
    assert [each.field for each in refused.value.errors] == [field]


def test_after_seven_days_an_open_report_goes_up(registry: Registry) -> None:
    entry_id = registry.published()
    reported(registry, entry_id)
    assert [card.escalated for card in listed(registry, "coordinator.europe")] == [False]
    later = clock.now() + timedelta(days=7)
    with clock.set_to(lambda: later):
        assert [card.escalated for card in listed(registry, "coordinator.europe")] == [True]
        answered(registry, listed(registry)[0].id)
        assert [card.escalated for card in listed(registry)] == [False]


@pytest.mark.parametrize("who", ["focal.tn", "coordinator.rabat"])
def test_keepers_elsewhere_see_no_report_and_answer_none(registry: Registry, who: str) -> None:
    problem = reported(registry, registry.published())
    assert listed(registry, who) == []
    with pytest.raises((Denied, NotFound)):
        answered(registry, problem.id, who)


@pytest.mark.parametrize("who", ["officer.it", "officer.ke", "admin", "auditor"])
def test_who_keeps_nothing_reads_no_list_and_answers_nothing(registry: Registry, who: str) -> None:
    problem = reported(registry, registry.published())
    with pytest.raises(Denied):
        listed(registry, who)
    with pytest.raises(Denied):
        answered(registry, problem.id, who)


def test_what_one_may_not_know_of_cannot_be_reported(registry: Registry) -> None:
    draft, strict = registry.draft(), registry.published(marking="TLP:AMBER+STRICT")
    for hidden in (draft, strict, "nothing"):
        with pytest.raises(NotFound):
            reported(registry, hidden)


def test_a_channel_that_one_may_not_see_reads_as_no_channel_at_all(registry: Registry) -> None:
    entry_id = registry.published(channels=[phone(PHONE), mail(MAILBOX, marking="TLP:AMBER+STRICT")])
    hidden = next(c["id"] for c in seen(registry, entry_id)["channels"] if c["type"] == "email")
    sentences = []
    for channel in (hidden, "0198-nothing"):
        with pytest.raises(Invalid) as refused:
            reported(registry, entry_id, fields=(f"channels.{channel}",))
        sentences.append(refused.value.errors[0].reason.replace(channel, "X"))
    assert sentences[0] == sentences[1]


def test_a_report_on_a_channel_that_is_closed_to_a_keeper_does_not_exist_for_it(registry: Registry) -> None:
    reader = registry.actor("focal.it").id
    red = mail(MAILBOX, marking="TLP:RED", readers=[reader])
    entry_id = registry.published(channels=[phone(PHONE), red])
    hidden = next(c["id"] for c in seen(registry, entry_id)["channels"] if c["type"] == "email")
    problem = reported(registry, entry_id, "focal.it", "wrong_number", (f"channels.{hidden}",))
    assert [card.id for card in listed(registry)] == [problem.id]
    assert listed(registry, "focal2.it") == []
    with pytest.raises(NotFound):
        answered(registry, problem.id, "focal2.it")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"kind": "unreachable"}, "kind"),
        ({"kind": "rude"}, "kind"),
        ({"fields": ("consents",)}, "fields"),
        ({"note": "x" * 501}, "note"),
        ({"note": "The suspect uses +39 06 1234 5678"}, "note"),
        ({"note": "passport YA1234567"}, "note"),
        ({"note": "write to him at x@mail.example"}, "note"),
        ({"note": "turned\u202e round"}, "note"),
    ],
)
def test_a_report_holds_nothing_but_the_closed_lists_and_a_plain_note(
    registry: Registry, changed: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        reported(registry, registry.published(), **changed)  # type: ignore[arg-type]
    assert [each.field for each in refused.value.errors] == [field]


def test_nobody_floods_an_owner(registry_with: Callable[..., Registry]) -> None:
    registry = registry_with(problems_per_day=2)
    entry_id = registry.published()
    for kind in KINDS_OF_READERS[:2]:
        reported(registry, entry_id, kind=kind)
    with pytest.raises(TooMany):
        reported(registry, entry_id, kind=KINDS_OF_READERS[2])
    assert reported(registry, entry_id, kind=KINDS_OF_READERS[0]).state == "open"  # the same one is not counted
    reported(registry, entry_id, "focal.tn", kind=KINDS_OF_READERS[2])
    later = clock.now() + timedelta(days=1, minutes=1)
    with clock.set_to(lambda: later):
        reported(registry, entry_id, kind=KINDS_OF_READERS[2])


def test_an_entry_that_has_closed_meanwhile_is_named_to_the_reporter_no_more(registry: Registry) -> None:
    entry_id = registry.published()
    reported(registry, entry_id)
    registry.revise(entry_id, {"marking": "TLP:AMBER+STRICT"}, 2)
    assert [(card.entry, card.name) for card in reports_of(registry, "officer.ke")] == [(entry_id, "")]


def test_the_lists_in_code_are_those_of_the_vocabulary() -> None:
    assert {*KINDS_OF_READERS, "unreachable"} == set(codes("problem_kind"))
    assert set(TRANSITIONS) == set(codes("problem_state"))
