"""The question: every wrong field is named, what is left out has a sensible meaning."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.access.actor import Actor
from app.clock import now, set_to
from app.errors import Invalid
from app.lookup.counterparts.question import Asked, Question, question_of

OFFICER = Actor(id="o", email="o@demo.example", name="O", role="officer", state="KE")
INSTANT = "2026-11-24T03:10:00+01:00"


def asked(**fields: str) -> Question:
    return question_of(Asked(**fields), reader=OFFICER)


def faults(**fields: str) -> list[str]:
    """The fields that the refusal names."""
    with pytest.raises(Invalid) as refusal:
        asked(**fields)
    return [each.field for each in refusal.value.errors]


def test_what_is_left_out_means_here_now_and_any() -> None:
    at = now()
    with set_to(lambda: at):
        found = asked(state="it")
    assert found == Question("IT", None, "", (), "KE", at, urgent=False)


def test_languages_keep_their_order_and_are_written_one_way() -> None:
    assert asked(state="IT", language="FR-fr, so,,so").languages == ("fr-FR", "so")


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({}, ["state"]),
        ({"state": "XX"}, ["state"]),
        ({"region": "2"}, ["region"]),
        ({"state": "IT", "function": "everything"}, ["function"]),
        ({"state": "IT", "language": "klingonisch"}, ["language"]),
        ({"state": "IT", "language": "en,fr,es,ru,zh,ar,so"}, ["language"]),
        ({"state": "IT", "from_state": "Q"}, ["from_state"]),
        ({"state": "IT", "at": "yesterday"}, ["at"]),
        ({"state": "IT", "at": "2026-11-24T03:10:00"}, ["at"]),
        ({"state": "IT", "at": "0001-01-01T00:00:00+14:00"}, ["at"]),
        ({"state": "IT", "urgent": "perhaps"}, ["urgent"]),
        ({"state": "IT", "purpose": "curiosity"}, ["purpose"]),
        ({"mmsi": "12345678"}, ["mmsi"]),
        ({"mmsi": "24712345x"}, ["mmsi"]),
        ({"mmsi": "999999999"}, ["mmsi"]),
        ({"mmsi": "247123456", "flag": "GR"}, ["flag"]),
        ({"state": "IT", "flag": "TN"}, ["state"]),
        ({"state": "IT", "mmsi": "672123456"}, ["state"]),
        ({"state": "XX", "function": "x", "at": "x"}, ["state", "at", "function"]),
    ],
)
def test_each_wrong_field_is_named(fields: dict[str, str], wrong: list[str]) -> None:
    assert sorted(faults(**fields)) == sorted(wrong)


def test_a_vessel_stands_for_its_flag_state_and_for_smuggling_by_sea() -> None:
    found = asked(mmsi="247123456", at=INSTANT)
    assert (found.state, found.flag, found.function, found.at_sea) == ("IT", "IT", "som_by_sea", True)
    assert asked(mmsi="247123456", flag="IT", at=INSTANT) == found
    assert asked(flag="IT", at=INSTANT) == replace(found, mmsi=None)


def test_a_region_that_is_none_is_named_beside_a_vessel_too() -> None:
    with pytest.raises(Invalid) as refused:
        asked(flag="GL", region="0")
    assert [each.field for each in refused.value.errors] == ["region"]


def test_an_instant_is_the_same_in_every_offset() -> None:
    assert asked(state="IT", at=INSTANT) == asked(state="IT", at="2026-11-24T02:10:00Z")


@given(st.dictionaries(st.sampled_from(list(Asked.__dataclass_fields__)), st.text(max_size=20)))
def test_no_text_does_more_than_be_refused(fields: dict[str, str]) -> None:
    try:
        found = asked(**fields)
    except Invalid as refusal:
        assert refusal.errors and all(each.field in Asked.__dataclass_fields__ for each in refusal.errors)
    else:
        assert found.state or found.region


@pytest.mark.parametrize("mmsi", ["247 123 456", "٢٤٧١٢٣٤٥٦", "２４７-１２３-４５６"])
def test_an_mmsi_is_read_as_it_is_written(mmsi: str) -> None:
    assert asked(mmsi=mmsi).mmsi == "247123456"


def test_a_region_beside_a_state_is_the_one_in_which_it_lies() -> None:
    assert faults(state="IT", region="015") == ["region"]
    assert faults(flag="PA", region="150") == ["region"]
    assert asked(state="IT", region="150").state == "IT"


@pytest.mark.parametrize("at", ["2199-12-31T23:59:00-10:00", "1980-01-01T00:00:00+14:00", "0001-01-01T00:00:00+14:00"])
def test_an_instant_outside_the_calendar_is_refused_whatever_its_offset(at: str) -> None:
    assert faults(state="IT", at=at) == ["at"]


def test_a_clock_on_which_the_calendar_has_ended_tells_an_instant_within_it() -> None:
    assert asked(state="IT", at="2200-01-01T02:59+03:00") == asked(state="IT", at="2199-12-31T23:59Z")
