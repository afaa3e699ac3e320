"""Interpreters and organisations that assist migrants do themselves what they are named for; they are no central authority."""

from __future__ import annotations

from typing import Any

import pytest

from app.lookup.counterparts.answer import counterparts
from app.lookup.counterparts.question import Asked, question_of
from app.lookup.counterparts.said import spoken
from tests.cast import Registry

INTERPRETERS: dict[str, Any] = {"kind": "interpreter", "interpretation": [{"source": "ti", "target": "it", "mode": ["phone"]}]}


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
