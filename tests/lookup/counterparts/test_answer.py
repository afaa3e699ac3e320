"""The answer and its first value: on record, never more than one, and nothing hidden can be felt in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.access.roles import Permission, grant
from app.audit.reading import TrailQuery, own_acts
from app.clock import now, set_to
from app.directory.confirmation import confirm_entry
from app.directory.history import consultations
from app.directory.outcomes import note_outcome
from app.directory.reading import open_entry
from app.errors import Denied, Invalid
from app.lookup.counterparts.answer import Answer, counterparts, with_first_value
from app.lookup.counterparts.chain import HOPS
from app.lookup.counterparts.question import Asked, question_of
from app.lookup.counterparts.said import spoken
from app.lookup.counterparts.weights import POINTS, WEIGHTS
from tests.cast import Registry
from tests.factories import PHONE, named, phone

SEA = {"designations": [{"instrument": "SOM", "article": "8.6", "function": "som_by_sea"}]}
AT_SEA = Asked(state="IT", function="som_by_sea", urgent="yes")


def ask(registry: Registry, who: str = "officer.ke", asked: Asked = AT_SEA, **stated: str) -> Answer:
    """Ask, and open the first line."""
    reader = registry.actor(who)
    with registry.reading() as session:
        answer = counterparts(session, question_of(asked, reader=reader), reader=reader)
        return with_first_value(session, answer, **stated, reader=reader)


def test_only_the_first_line_has_a_value_and_its_owner_reads_who_got_it(registry: Registry) -> None:
    first = registry.published(**SEA)
    registry.published(names=named("Rescue Centre, example"), authority_type="mrcc")
    answer = ask(registry, purpose="rescue_at_sea")
    assert [each.channel["value"] for each in answer.ranked] == [PHONE, None]
    with registry.reading() as session:
        looks = consultations(session, first, reader=registry.actor("focal.it"))
    assert [(each.state, each.purpose) for each in looks] == [("KE", "rescue_at_sea")]


def test_the_look_itself_is_on_record_with_the_offices_that_it_showed(registry: Registry) -> None:
    entry_id = registry.published(**SEA)
    ask(registry, purpose="rescue_at_sea")
    with registry.reading() as session:
        acts, _ = own_acts(session, TrailQuery(kind="counterparts:asked"), reader=registry.actor("officer.ke"))
    assert [act["entry"] for act in acts] == [entry_id]


def test_a_green_line_asks_for_a_purpose_and_names_the_field(registry: Registry) -> None:
    registry.published(**SEA)
    with pytest.raises(Invalid) as refusal:
        ask(registry)
    assert [each.field for each in refusal.value.errors] == ["purpose"]


def test_a_clear_line_asks_for_nothing(registry: Registry) -> None:
    registry.published(**SEA, marking="TLP:CLEAR")
    assert ask(registry).ranked[0].channel["value"] == PHONE


def test_an_amber_line_keeps_its_value_until_a_case_is_stated(registry: Registry) -> None:
    registry.published(**SEA, channels=[phone(PHONE, marking="TLP:AMBER", always_open=True)])
    held = ask(registry, purpose="rescue_at_sea").ranked[0]
    assert held.channel["value"] is None and held.withheld is not None
    assert spoken(held.withheld) == "state a case reference to see the line"
    assert ask(registry, purpose="rescue_at_sea", case_ref="pending").ranked[0].channel["value"] == PHONE


def test_what_must_be_stated_is_that_of_the_first_line_and_not_of_another(registry: Registry) -> None:
    reader = registry.actor("officer.ke").id
    red = phone("+390000000004", marking="TLP:RED", readers=[reader], always_open=False, preference=90)
    amber = phone(PHONE, marking="TLP:AMBER", always_open=True)
    names = [registry.actor(who).id for who in ("focal.it", "focal2.it")]
    registry.published(**SEA, channels=[{**red, "readers": [reader, *names]}, amber])
    held = ask(registry, purpose="rescue_at_sea").ranked[0]
    assert held.withheld is not None and spoken(held.withheld) == "state a case reference to see the line"


def test_without_a_fresh_factor_a_red_line_is_withheld_and_all_others_are_shown(registry: Registry) -> None:
    named_readers = [registry.actor(who).id for who in ("officer.ke", "focal.it", "focal2.it")]
    registry.published(**SEA, marking="TLP:RED", readers=named_readers)
    registry.published(names=named("Rescue Centre, example"), authority_type="mrcc")
    answer = ask(registry, purpose="rescue_at_sea", case_ref="pending")
    assert [each.channel["value"] for each in answer.ranked] == [None, None]
    held = answer.ranked[0].withheld
    assert held is not None and spoken(held) == "show your second factor again to see the line"


def test_who_keeps_the_entry_states_nothing(registry: Registry) -> None:
    registry.published(**SEA)
    assert ask(registry, "focal.it").ranked[0].channel["value"] == PHONE


@pytest.mark.parametrize("who", ["admin", "auditor", "recipient"])
def test_who_has_no_right_to_lines_cannot_ask(registry: Registry, who: str) -> None:
    assert grant(registry.actor(who).role, Permission.CHANNEL_REVEAL) is None
    with pytest.raises(Denied):
        ask(registry, who)


HIDDEN: dict[str, Callable[[Registry], str]] = {
    "a draft": lambda registry: registry.draft(**SEA, names=named("AAA hidden")),
    "an entry of the own organisation": lambda registry: registry.published(
        **SEA, names=named("AAA hidden"), marking="TLP:AMBER+STRICT"
    ),
    "an entry for other States": lambda registry: registry.published(
        **SEA, names=named("AAA hidden"), audience={"kind": "states", "of": ["TN"]}
    ),
    "an entry for named readers": lambda registry: registry.published(
        "focal2.it",
        "coordinator.europe",
        **SEA,
        names=named("AAA hidden"),
        marking="TLP:RED",
        readers=[registry.actor("focal2.it").id, registry.actor("coordinator.europe").id],
    ),
}


@pytest.mark.parametrize("kind", HIDDEN)
def test_what_is_hidden_changes_nothing_in_the_answer(registry: Registry, kind: str) -> None:
    registry.published(**SEA)
    asked = Asked(state="IT", function="som_by_sea", urgent="yes", at="2026-11-24T03:00:00Z")
    before = told(ask(registry, asked=asked, purpose="test"))
    HIDDEN[kind](registry)
    assert told(ask(registry, asked=asked, purpose="test")) == before
    asked = Asked(state="IT", function="drugs_by_sea", at="2026-11-24T03:00:00Z")
    assert "AAA hidden" not in told(ask(registry, asked=asked, purpose="test"))


def test_a_hidden_line_is_neither_ranked_nor_the_reason_for_passing_over(registry: Registry) -> None:
    strict = phone("+390000000003", marking="TLP:AMBER+STRICT", always_open=True)
    registry.published(**SEA, hours=None, channels=[phone(PHONE), strict])
    ranked = ask(registry, purpose="test").ranked
    assert [each.channel["value"] for each in ranked] == [PHONE]
    assert "open day and night" not in [spoken(said) for said in ranked[0].reasons]


def told(answer: Answer) -> str:
    """The whole answer as text, to compare."""
    parts: list[Any] = [[each.entry, each.channel, each.points, each.hop] for each in answer.ranked]
    parts += [[each.entry, spoken(each.reason)] for each in answer.passed_over]
    parts += [spoken(said) for said in answer.footing]
    return json.dumps(parts, default=str)


def test_every_weight_and_every_hop_has_a_sentence_of_its_own() -> None:
    assert len(POINTS) == len(WEIGHTS) == len({each.why for each in WEIGHTS})
    assert len({hop.why for hop in HOPS}) == len(HOPS) == 8


def test_a_line_that_two_offices_could_not_reach_falls_behind(registry: Registry) -> None:
    quick = registry.published(**SEA, names=named("AAA Coast Guard"))
    registry.published(**SEA, names=named("BBB Coast Guard"))
    assert ask(registry, purpose="test").ranked[0].entry["id"] == quick
    for who in ("officer.ke", "focal.tn"):
        by = registry.actor(who)
        with registry.reading() as session:
            line = open_entry(session, quick, purpose="test", reader=by).channel_ids[0]
        with registry.writing() as session:
            note_outcome(session, quick, line, "no_answer", by=by)
    behind = ask(registry, purpose="test").ranked[1]
    assert behind.entry["id"] == quick and "two offices could not reach it" in [spoken(said) for said in behind.reasons]


def test_what_is_not_published_yet_is_nobody_to_call_even_for_its_keepers(registry: Registry) -> None:
    registry.draft(**SEA)
    for who in ("focal.it", "coordinator.europe"):
        answer = ask(registry, who)
        assert (answer.ranked, answer.passed_over) == ((), ())
        assert "No designation" in " ".join(spoken(each) for each in answer.footing)


@pytest.mark.parametrize("window", [{"valid_until": "2026-11-23"}, {"valid_from": "2026-11-25"}])
def test_a_designation_counts_only_on_its_days(registry: Registry, window: dict[str, str]) -> None:
    registry.published(designations=[{**SEA["designations"][0], **window}], channels=[phone(PHONE, always_open=True)])
    answer = ask(registry, asked=replace(AT_SEA, at="2026-11-24T12:00:00Z"), purpose="test")
    assert [each.hop for each in answer.ranked] == ["round_the_clock"]
    assert "No designation" in " ".join(spoken(each) for each in answer.footing)
    within = ask(registry, asked=replace(AT_SEA, at=f"{next(iter(window.values()))}T12:00:00Z"), purpose="test")
    assert [each.hop for each in within.ranked] == ["competent_authority"]


@pytest.mark.parametrize("window", [{"valid_until": "2026-11-23"}, {"valid_from": "2026-11-25"}])
def test_an_entry_is_called_only_on_its_days(registry: Registry, window: dict[str, str]) -> None:
    registry.published(**SEA, **window)
    assert ask(registry, asked=replace(AT_SEA, at="2026-11-24T12:00:00Z"), purpose="test").ranked == ()
    within = replace(AT_SEA, at=f"{next(iter(window.values()))}T12:00:00Z")
    assert len(ask(registry, asked=within, purpose="test").ranked) == 1


def test_an_office_that_opens_in_a_later_week_is_told_with_its_day(registry: Registry) -> None:
    summer = [{"days": ["mo"], "opens": "08:00", "closes": "12:00", "from": "06-01", "until": "08-31"}]
    registry.published(**SEA, hours={"spans": summer, "exceptions": []}, channels=[phone(PHONE, always_open=False)])
    answer = ask(registry, asked=replace(AT_SEA, at="2026-11-24T12:00:00Z"))
    assert [spoken(each.reason) for each in answer.passed_over] == ["closed until 7 Jun 2027 08:00"]


def test_what_nobody_confirmed_for_long_comes_last_however_many_points_it_has(registry: Registry) -> None:
    stale = registry.published(**SEA)
    fresh = registry.published(
        names=named("Rescue Centre, example"), authority_type="mrcc", channels=[phone("+390000000051", always_open=True)]
    )
    by, long_ago = registry.actor("focal.it"), now() - timedelta(days=300)
    for entry_id, at in ((stale, long_ago), (fresh, now())):
        with set_to(lambda at=at: at), registry.writing() as session:
            confirm_entry(session, entry_id, by=by)
    ranked = ask(registry, purpose="rescue_at_sea").ranked
    assert [each.entry["id"] for each in ranked] == [fresh, stale]
    assert ranked[1].points > ranked[0].points
