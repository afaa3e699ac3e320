"""Purposes, labels and scope notes in further languages: kept, shown to whom they suit, and unchanged by every round trip."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.directory.entries import entry_form, merge_patch
from app.directory.history import history
from app.directory.intake import take_in
from app.directory.own_language import map_patch, text_for
from app.directory.undo import undo_version
from app.errors import Invalid
from tests.cast import Registry
from tests.directory.asking import seen
from tests.factories import PHONE, entry_data, phone

IN = {"fr": "Répond aux demandes en mer.", "ar": "يجيب على الطلبات في البحر."}
FUNCTION = {
    "instrument": "SOM",
    "article": "8.6",
    "function": "som_by_sea",
    "scope_note": "At sea.",
    "scope_note_in": {"fr": "En mer."},
}
MANY: dict[str, Any] = {
    "purpose_in": IN,
    "channels": [phone(PHONE, label="Watch room", label_in={"fr": "Salle de veille"})],
    "designations": [FUNCTION],
}
tags = st.sampled_from(["fr", "ar", "zh", "zh-Hant", "es"])
maps = st.dictionaries(tags, st.text(min_size=1, max_size=5))


def test_every_reader_gets_the_languages_beside_the_original(registry: Registry) -> None:
    card = seen(registry, registry.published(**MANY), "officer.ke")
    assert card["purpose"] == "Answers requests at sea." and card["purpose_in"] == IN
    assert card["channels"][0]["label_in"] == {"fr": "Salle de veille"}
    assert card["designations"][0]["scope_note_in"] == {"fr": "En mer."}


def test_an_entry_without_them_has_empty_maps(registry: Registry) -> None:
    card = seen(registry, registry.published())
    assert card["purpose_in"] == {} and [c["label_in"] for c in card["channels"]] == [{}, {}]


@pytest.mark.parametrize(
    ("language", "shown"),
    [("fr", "f"), ("zh", "zh"), ("zh-Hant", "zh"), ("es", "o"), ("en", "o"), ("ar", "a")],
)
def test_a_reader_is_shown_the_own_language_else_the_original(language: str, shown: str) -> None:
    part = {"purpose": "o", "purpose_in": {"fr": "f", "zh-Hans": "zh", "ar": "a"}}
    found = text_for(part, "purpose", language)
    assert found is not None and found["text"] == shown and (found["language"] is None) == (shown == "o")


def test_without_an_original_any_language_is_better_than_none() -> None:
    assert text_for({"purpose_in": {"fr": "f"}}, "purpose", "en") == {"text": "f", "language": "fr"}
    assert text_for({}, "purpose", "en") is None


@pytest.mark.parametrize(
    "said",
    [
        {"not a tag": "x"},
        {"fr": ""},
        {"fr": "x" * 301},
        {"fr": "two\nlines"},
        {"fr": "a\u202eb"},
        {f"fr-{a}{b}": "x" for a in "BCDFI" for b in "EFIJO"},
        ["fr"],
    ],
)
def test_what_is_no_text_in_a_language_is_refused_by_name(said: Any) -> None:
    with pytest.raises(Invalid) as refused:
        entry_form(entry_data(purpose_in=said))
    assert refused.value.errors[0].field.startswith("purpose_in")


@given(maps, maps)
def test_a_map_patch_makes_the_one_map_the_other(now: dict[str, str], wanted: dict[str, str]) -> None:
    assert merge_patch(now, map_patch(now, wanted)) == wanted


def test_a_merge_patch_adds_and_takes_away_one_language(registry: Registry) -> None:
    entry_id = registry.published(**MANY)
    registry.revise(entry_id, {"purpose_in": {"es": "Contesta.", "ar": None}}, 2)
    assert seen(registry, entry_id)["purpose_in"] == {"es": "Contesta.", "fr": IN["fr"]}


def test_a_label_in_another_language_needs_no_second_person_and_keeps_the_number(registry: Registry) -> None:
    entry_id = registry.published(**MANY)
    (channel,) = seen(registry, entry_id)["channels"]
    registry.revise(entry_id, {"channels": [{"id": channel["id"], "label_in": {"es": "Guardia"}}]}, 2)
    (after,) = seen(registry, entry_id)["channels"]
    assert (after["label_in"], after["value"], after["id"]) == ({"es": "Guardia"}, PHONE, channel["id"])


def test_the_history_shows_the_change_and_undoing_takes_a_language_away_again(registry: Registry) -> None:
    entry_id = registry.published()
    registry.revise(entry_id, {"purpose_in": IN}, 2)
    by = registry.actor("focal.it")
    with registry.reading() as session:
        (newest, *_) = history(session, entry_id, reader=by)
    assert [(c["field"], c["new"]) for c in newest["changes"]] == [("purpose_in", dict(sorted(IN.items())))]
    with registry.writing() as session:
        proposal = undo_version(session, entry_id, 3, 3, by=by)
    registry.approve(str(proposal["id"]))
    assert seen(registry, entry_id)["purpose_in"] == {}


@pytest.mark.parametrize("taken_away", [False, True])
def test_a_file_that_says_the_same_is_no_change_and_one_that_says_less_takes_it_away(
    registry: Registry, taken_away: bool
) -> None:
    entry_id = registry.published(**MANY)
    by = registry.actor("focal.it")
    row = {**entry_data(**MANY), **({"purpose_in": {"fr": IN["fr"]}} if taken_away else {})}
    with registry.writing() as session:
        taken = take_in(session, json.loads(json.dumps(row)), entry_id=entry_id, why="file", by=by)
    assert taken.outcome == ("proposed" if taken_away else "unchanged"), taken.fields
    without = {name: value for name, value in row.items() if name != "purpose_in"}
    with registry.writing() as session:
        assert take_in(session, without, entry_id=entry_id, why="file", by=by).outcome == "unchanged"
