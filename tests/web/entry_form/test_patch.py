"""The change that a form makes: only what was touched, and every fault named."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.directory.entries import merge_patch
from app.directory.forms import entry_form
from app.errors import Invalid
from app.web.entry_form.outline import sections_for
from app.web.entry_form.patch import entry_of, patch_of, unsaid
from app.web.entry_form.sections import CHANNELS
from app.web.entry_form.typed import shown
from tests.web.entry_form.test_typed import card
from tests.web.kept import LIAISON, OF_EACH_KIND
from tests.web.registry import COAST_GUARD

AUTHORITY = sections_for("authority", keeper=True)


@pytest.mark.parametrize("form", OF_EACH_KIND, ids=lambda form: form["kind"])
def test_an_untouched_form_makes_no_change(form: dict[str, Any]) -> None:
    whole, sections = card(form), sections_for(form["kind"], keeper=True)
    for language in ("en", "ar"):
        assert patch_of(whole, shown(whole, sections, language), sections, language) == {}


@pytest.mark.parametrize("form", OF_EACH_KIND, ids=lambda form: form["kind"])
def test_a_new_entry_from_the_same_form_is_the_same_entry(form: dict[str, Any]) -> None:
    whole, sections = card(form), sections_for(form["kind"], keeper=True)
    made = entry_of(shown(whole, sections, "en"), sections, kind=form["kind"], state=form["state"], language="en")
    again = entry_form(made).model_dump(mode="json")
    assert {**again, "status": "published"} == whole


@given(
    st.sampled_from(["purpose", "homepage", "channels.0.label", "names.1.text", "requirements.encryption"]),
    st.text("xyz", min_size=1),
)
def test_one_touched_field_changes_its_part_and_nothing_else(path: str, text: str) -> None:
    whole = card(COAST_GUARD)
    patch = patch_of(whole, {**shown(whole, AUTHORITY, "en"), path: text}, AUTHORITY, "en")
    assert set(patch) == {path.partition(".")[0]}
    merged = merge_patch(whole, patch)
    for name in set(whole) - set(patch):
        assert merged[name] == whole[name]


def test_untouched_rows_stay_exactly_as_the_entry_has_them() -> None:
    whole = card(COAST_GUARD)
    for number, channel in enumerate(whole["channels"]):
        channel["id"] = f"id-{number}"
    typed = {**shown(whole, AUTHORITY, "en"), "channels.1.label": "Operations"}
    channels = patch_of(whole, typed, AUTHORITY, "en")["channels"]
    assert channels[0] == whole["channels"][0] and channels[2] == whole["channels"][2]
    assert channels[1] == {**whole["channels"][1], "label": "Operations"}


def test_an_emptied_part_is_taken_away() -> None:
    sections = sections_for("liaison_officer", keeper=True)
    whole = card(LIAISON)
    typed = shown(whole, sections, "en")
    for path in typed:
        if path.startswith(("posting.", "holder.since", "holder.publish")):
            typed[path] = [] if isinstance(typed[path], list) else ""
    typed = {path: value for path, value in typed.items() if not path.startswith("holder.names")}
    assert patch_of(whole, typed, sections, "en") == {"posting": None, "holder": None}


def test_what_must_stand_is_never_passed_over_in_silence() -> None:
    assert unsaid(CHANNELS, "value") == "" and unsaid(CHANNELS, "preference") == 50 and unsaid(CHANNELS, "label") is None


def test_every_field_that_cannot_be_read_is_named_at_once() -> None:
    whole = card(COAST_GUARD)
    typed = {
        **shown(whole, AUTHORITY, "en"),
        "hours": "Mo 99:00",
        "channels.0.preference": "x",
        "requirements.first_reply_hours": "y",
    }
    with pytest.raises(Invalid) as refused:
        patch_of(whole, typed, AUTHORITY, "en")
    assert {error.field for error in refused.value.errors} == {"hours", "channels.0.preference", "requirements.first_reply_hours"}
