"""Two independent offices dim a channel; one person or one office never does (DOMAIN 3, point 4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import clock
from app.directory.outcomes import are_independent, note_outcome
from app.directory.problem_models import CallOutcome
from app.errors import Denied, Invalid, NotFound, TooMany
from tests.cast import Registry
from tests.directory.asking import let_due_take_effect, redirected, seen
from tests.directory.helping import listed, opened, told
from tests.factories import MAILBOX, PHONE, mail, phone


def is_dimmed(registry: Registry, entry_id: str, who: str = "officer.ke") -> bool:
    """Whether the first channel is dimmed for this reader."""
    return bool(opened(registry, entry_id, who)["channels"][0]["dimmed"])


def test_two_states_dim_a_channel_and_open_one_report(registry: Registry) -> None:
    entry_id = registry.published()
    assert not told(registry, entry_id, "officer.ke", "no_answer").dimmed
    assert told(registry, entry_id, "focal.tn", "wrong_number").dimmed
    assert is_dimmed(registry, entry_id) and is_dimmed(registry, entry_id, "focal.it")
    told(registry, entry_id, "officer.ke", "bounced")
    (card,) = listed(registry)
    assert (card.kind, card.state_of, card.mine) == ("unreachable", None, False)


def test_one_person_and_one_office_dim_nothing(registry: Registry) -> None:
    entry_id = registry.published()
    registry.add("officer2.ke", role="officer", state="KE")
    for who in ("officer.ke", "officer.ke", "officer2.ke", "officer2.ke"):
        assert not told(registry, entry_id, who).dimmed
    assert not is_dimmed(registry, entry_id) and listed(registry) == []


def test_two_authorities_of_one_state_are_two_offices(registry: Registry) -> None:
    entry_id = registry.published()
    offices = [registry.published("focal.tn", "focal2.tn", state="TN") for _ in range(2)]
    for number, office in enumerate(offices):
        registry.add(f"officer{number}.tn", role="officer", state="TN", entry=office)
    assert not told(registry, entry_id, "officer0.tn").dimmed
    assert told(registry, entry_id, "officer1.tn").dimmed


def test_an_answer_in_between_begins_anew(registry: Registry) -> None:
    entry_id = registry.published()
    told(registry, entry_id, "officer.ke")
    told(registry, entry_id, "focal.tn", "answered")
    assert not told(registry, entry_id, "focal.tn").dimmed
    assert told(registry, entry_id, "officer.ke").dimmed
    assert not told(registry, entry_id, "officer.ke", "answered").dimmed


def test_no_common_language_is_no_failure_and_after_thirty_days_none_counts(registry: Registry) -> None:
    entry_id = registry.published()
    told(registry, entry_id, "officer.ke", "no_common_language")
    assert not told(registry, entry_id, "focal.tn").dimmed
    later = clock.now() + timedelta(days=30, minutes=1)
    with clock.set_to(lambda: later):
        assert not told(registry, entry_id, "officer.ke").dimmed


def test_another_number_is_not_dimmed(registry: Registry) -> None:
    entry_id = registry.published()
    told(registry, entry_id, "officer.ke")
    told(registry, entry_id, "focal.tn")
    registry.approve(registry.propose(entry_id, redirected(registry, entry_id), 2), called_back_on=PHONE)
    later = clock.now() + timedelta(hours=25)
    with clock.set_to(lambda: later):
        let_due_take_effect(registry)
        assert not is_dimmed(registry, entry_id)


def test_the_last_outcome_follows_but_answered_is_neither_confirmed_nor_tested(registry: Registry) -> None:
    entry_id = registry.published()
    before = seen(registry, entry_id)["channels"][0]
    told(registry, entry_id, "officer.ke", "answered")
    after = seen(registry, entry_id)["channels"][0]
    assert after["last_outcome"] == "answered"
    assert (after["confirmed_at"], after["tested_at"]) == (before["confirmed_at"], before["tested_at"])


def test_one_readers_word_stops_no_mail_to_an_office(registry: Registry) -> None:
    entry_id = registry.published()
    told(registry, entry_id, "officer.ke", "bounced", number=1)
    assert seen(registry, entry_id)["channels"][1]["last_outcome"] is None
    told(registry, entry_id, "focal.tn", "bounced", number=1)
    assert seen(registry, entry_id)["channels"][1]["last_outcome"] == "bounced"


def test_only_who_opened_the_channel_may_say_what_came_of_it(registry: Registry) -> None:
    entry_id = registry.published()
    channel = seen(registry, entry_id)["channels"][0]["id"]
    by = registry.actor("officer.ke")
    with pytest.raises(Denied, match="Open the entry first"), registry.writing() as session:
        note_outcome(session, entry_id, channel, "no_answer", by=by)
    opened(registry, entry_id, "officer.ke")
    later = clock.now() + timedelta(days=31)
    with clock.set_to(lambda: later), pytest.raises(Denied), registry.writing() as session:
        note_outcome(session, entry_id, channel, "no_answer", by=by)


def test_the_keeper_says_nothing_about_the_own_line(registry: Registry) -> None:
    entry_id = registry.published()
    for outcome in ("answered", "no_answer"):
        with pytest.raises(Denied, match="You keep this entry"):
            told(registry, entry_id, "focal.it", outcome)


def test_hidden_entries_and_channels_and_unknown_words_are_refused(registry: Registry) -> None:
    entry_id = registry.published(channels=[phone(PHONE), mail(MAILBOX, marking="TLP:AMBER+STRICT")])
    phone_id, mail_id = (c["id"] for c in seen(registry, entry_id)["channels"])
    opened(registry, entry_id, "officer.ke")
    by = registry.actor("officer.ke")
    with pytest.raises(Invalid, match="Nothing was noted"), registry.writing() as session:
        note_outcome(session, entry_id, mail_id, "bounced", by=by)
    with pytest.raises(Invalid, match="Nothing was noted"), registry.writing() as session:
        note_outcome(session, entry_id, phone_id, "rude", by=by)
    with pytest.raises(NotFound), registry.writing() as session:
        note_outcome(session, registry.draft(), phone_id, "no_answer", by=by)


def test_nobody_floods(registry_with: Callable[..., Registry]) -> None:
    registry = registry_with(outcomes_per_day=2)
    entry_id = registry.published()
    for _ in range(2):
        told(registry, entry_id, "officer.ke")
    with pytest.raises(TooMany):
        told(registry, entry_id, "officer.ke")


def test_what_a_keeper_sends_back_with_the_flag_is_no_change(registry: Registry) -> None:
    entry_id = registry.published()
    registry.revise(entry_id, {"channels": seen(registry, entry_id)["channels"], "purpose": "Answers."}, 2)
    assert seen(registry, entry_id)["version"] == 3


ABOUT = {"id": "1", "entry_id": "e", "channel_id": "c", "digest": "d", "outcome": "no_answer", "at": "2026-11-24T00:00:00Z"}
people, states, authorities = (st.sampled_from(x) for x in (["p1", "p2", "p3"], [None, "IT", "KE"], [None, "a1", "a2"]))
failures = st.tuples(people, states, authorities).map(
    lambda told_by: CallOutcome.model_validate(ABOUT | dict(zip(("by_id", "by_state", "by_authority"), told_by, strict=True)))
)


@given(st.lists(failures, max_size=5))
def test_independence_always_takes_two_persons_and_two_offices(told_by: list[CallOutcome]) -> None:
    if are_independent(told_by):
        assert len({each.by_id for each in told_by}) > 1
        assert len({(each.by_state, each.by_authority) for each in told_by}) > 1
    if len({each.by_state for each in told_by if each.by_state}) > 1 and len({each.by_id for each in told_by}) == len(told_by):
        assert are_independent(told_by)
