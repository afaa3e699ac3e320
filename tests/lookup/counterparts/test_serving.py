"""Interpreters and organisations that assist migrants do themselves what they are named for; they are no central authority."""

from __future__ import annotations

from typing import Any

import pytest

from app.directory.find import EntryQuery, find_entries
from app.directory.reachable import has_counterpart
from app.lookup.counterparts.answer import counterparts
from app.lookup.counterparts.question import Asked, question_of
from app.lookup.counterparts.said import spoken
from tests.cast import Registry

INTERPRETERS: dict[str, Any] = {"kind": "interpreter", "interpretation": [{"source": "ti", "target": "it", "mode": ["phone"]}]}


@pytest.mark.parametrize(
    ("function", "kind"), [("interpretation", INTERPRETERS), ("victim_assistance", {"kind": "ngo"})], ids=["interpreter", "ngo"]
)
def test_who_serves_a_matter_by_its_kind_needs_no_designation_but_one_that_has_ended_ends_it(
    registry: Registry, function: str, kind: dict[str, Any]
) -> None:
    named_for = {"instrument": "NATIONAL", "article": None, "function": function, "role": "contact_point"}
    registry.published(**kind, authority_type=None, designations=[{**named_for, "valid_until": "2020-01-01"}])
    assert found(registry, function) == []
    registry.published(**kind, authority_type=None, designations=[])
    assert found(registry, function) == [("competent_authority", "works on this matter")]


def found(registry: Registry, function: str) -> list[tuple[str, str]]:
    """Hop and first reason of each answer; what lists and gaps say agrees with them."""
    reader = registry.actor("officer.ke")
    with registry.reading() as session:
        answer = counterparts(session, question_of(Asked(state="IT", function=function), reader=reader), reader=reader)
        assert has_counterpart(session, "IT", function, reader=reader) is bool(answer.ranked)
        assert len(find_entries(session, EntryQuery(function=function), reader=reader).items) == len(answer.ranked)
    return [(each.hop, spoken(each.reasons[0])) for each in answer.ranked]


@pytest.mark.parametrize(
    ("function", "kind"), [("interpretation", INTERPRETERS), ("victim_assistance", {"kind": "ngo"})], ids=["interpreter", "ngo"]
)
def test_who_serves_a_matter_is_there_for_it_and_not_to_pass_requests_on(
    registry: Registry, function: str, kind: dict[str, Any]
) -> None:
    named_for = [{"instrument": "NATIONAL", "article": None, "function": function, "role": "contact_point"}]
    registry.published(**kind, authority_type=None, designations=named_for)
    reader = registry.actor("officer.ke")
    with registry.reading() as session:
        answer = counterparts(session, question_of(Asked(state="IT", function=function), reader=reader), reader=reader)
        other = counterparts(session, question_of(Asked(state="IT", function="mla"), reader=reader), reader=reader)
    assert [(each.hop, spoken(each.reasons[0])) for each in answer.ranked] == [("competent_authority", "works on this matter")]
    assert answer.own_side is None and other.ranked == ()
