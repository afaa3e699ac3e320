"""Values as text and back, rows with and without content."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import FormData

from app.directory import forms
from app.directory.forms import EntryForm
from app.errors import Invalid
from app.reference.states import state
from app.web.entry_form.fields import Field
from app.web.entry_form.outline import SECTIONS, fields_of, sections_for
from app.web.entry_form.sections import CHANNELS, NAMES
from app.web.entry_form.typed import ROW_FORMS, from_rows, hours_as_text, new_row, rows_of, shown, typed_in, understood, written
from tests.web.kept import OF_EACH_KIND

KINDS = ("authority", "liaison_officer", "prosecutor", "ngo", "interpreter")
OBJECTS: dict[str, type[forms.Form]] = {
    "requirements": forms.RequirementsForm,
    "posting": forms.PostingForm,
    "holder": forms.HolderForm,
    "audience": forms.AudienceForm,
}
NOT_ASKED = {"kind", "state", "external_ids", "provenance"}
"""What is fixed with the entry, or comes from imports only."""


def card(form: dict[str, Any]) -> dict[str, Any]:
    """An entry as its keeper gets it, without what the service adds."""
    return {**EntryForm.model_validate(form).model_dump(mode="json"), "status": "published"}


def test_everything_that_an_entry_holds_is_asked_for_somewhere() -> None:
    asked = {field.name if section.shape == "plain" else section.key for section in SECTIONS for field in section.fields}
    assert set(EntryForm.model_fields) - NOT_ASKED <= asked


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_of_the_page_exists_in_the_registry(kind: str) -> None:
    for section in sections_for(kind, keeper=True):
        model = ROW_FORMS.get(section.key) or OBJECTS.get(section.key) or forms.EntryForm
        assert {field.name for field in fields_of(section, kind)} <= set(model.model_fields)


@pytest.mark.parametrize("form", OF_EACH_KIND, ids=lambda form: form["kind"])
def test_what_is_shown_and_posted_unchanged_is_typed_as_shown(form: dict[str, Any]) -> None:
    sections = sections_for(form["kind"], keeper=True)
    before = shown(card(form), sections, "en")
    posted = [(name, text) for name, value in before.items() for text in ([value] if isinstance(value, str) else value)]
    assert typed_in(FormData(posted), sections, form["kind"]) == before


@given(st.lists(st.text("ab \r\n", max_size=4), max_size=5), st.integers(0, 5))
def test_rows_are_numbered_anew_without_the_empty_and_the_removed_one(texts: list[str], removed: int) -> None:
    posted = FormData([(f"names.{number}.text", text) for number, text in enumerate(texts)])
    typed = typed_in(posted, (NAMES,), "authority", removed=f"names.{removed}")
    kept = [t.replace("\r\n", "\n").strip() for number, t in enumerate(texts) if number != removed]
    assert [row["text"] for row in rows_of(NAMES, typed)] == [text for text in kept if text]


def test_a_new_row_says_what_the_registry_takes_when_nothing_is_said() -> None:
    row = new_row(CHANNELS)
    assert (row["contexts"], row["may_be_used_for"], row["preference"], row["marking"]) == (
        ["routine"],
        ["information"],
        "50",
        "",
    )


def test_a_row_with_defaults_only_is_empty() -> None:
    typed = from_rows(CHANNELS, [new_row(CHANNELS)])
    posted = [(name, text) for name, value in typed.items() for text in ([value] if isinstance(value, str) else value)]
    assert typed_in(FormData(posted), (CHANNELS,), "authority") == {}


def test_states_are_understood_by_name_in_any_of_the_six_languages() -> None:
    field = Field("areas", "", "states")
    assert understood(field, "Tunisie; Италия\nMT; Nowhere", "areas") == ["TN", "IT", "MT", "Nowhere"]
    assert written(field, ["TN", "IT"], "fr") == "Tunisie; Italie"


@pytest.mark.parametrize("between", [",", ", ", "; ", "\u060c ", "\u061b ", "\u3001", "\uff0c", "\uff1b", "\n", " \n"])
def test_lists_are_separated_as_any_keyboard_writes_it(between: str) -> None:
    assert understood(Field("languages_accepted", "", kind="tags"), between.join(["fr", "ar", "zh-Hans"]), "x") == [
        "fr",
        "ar",
        "zh-Hans",
    ]
    assert understood(Field("jurisdiction", "", kind="codes"), between.join(["it-rm", "IT-82"]), "x") == ["IT-RM", "IT-82"]
    assert understood(Field("accredited_to", "", kind="states"), between.join(["\u062a\u0648\u0646\u0633", "ke"]), "x") == [
        "TN",
        "KE",
    ]


@pytest.mark.parametrize("language", ["ar", "en", "ru"])
def test_a_state_whose_name_has_a_comma_stays_one_state(language: str) -> None:
    typed = f"{state('HK').name(language)}; {state('IT').name(language)}"
    assert understood(Field("accredited_to", "", kind="states"), typed, "x") == ["HK", "IT"]


def test_hours_take_the_commas_of_any_keyboard() -> None:
    field = Field("hours", "", kind="hours")
    assert understood(field, "Mo\u060cTu 08:00-16:00\u061b We 09:00-12:00", "x") == understood(
        field, "Mo,Tu 08:00-16:00; We 09:00-12:00", "x"
    )


def test_a_number_is_a_whole_number() -> None:
    field = Field("preference", "", "number")
    assert understood(field, "10", "x") == 10 and understood(field, "", "x") is None
    for text in ("1.5", "-1", "٣"):
        with pytest.raises(Invalid) as refused:
            understood(field, text, "channels.0.preference")
        assert refused.value.errors[0].field == "channels.0.preference"


def test_hours_that_contradict_each_other_are_shown_to_be_corrected() -> None:
    span = {"opens": "08:00", "closes": "12:00", "from": None, "until": None}
    hours = {
        "spans": [{"days": ["mo"], **span}, {"days": ["mo", "tu"], **span, "opens": "09:00"}],
        "exceptions": [{"date": "2026-12-25", "closed": True, "opens": None, "closes": None, "reason": None}],
    }
    assert hours_as_text(hours) == "Mo 08:00-12:00; Mo,Tu 09:00-12:00; 2026-12-25 off"
