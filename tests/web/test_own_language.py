"""Texts in further languages on pages: shown in the reader's own, and kept with a plain form."""

from __future__ import annotations

import re

from starlette.testclient import TestClient

from tests.web.kept import edit_form, entry, saved, with_keepers
from tests.web.registry import COAST_GUARD, Registry

FRENCH, ARABIC = "Répond aux demandes en mer.", "يجيب على الطلبات في البحر."
DUTY = {**COAST_GUARD["designations"][0], "scope_note": "At sea.", "scope_note_in": {"fr": "En mer."}}
LABELLED = {**COAST_GUARD["channels"][0], "label_in": {"fr": "Salle de veille"}}
MANY = {"purpose_in": {"fr": FRENCH, "ar": ARABIC}, "designations": [DUTY], "channels": [LABELLED]}


def page(browser: TestClient, entry_id: str, language: str) -> str:
    """The entry's page in a language, after the purpose was stated."""
    browser.post("/purpose", data={"purpose": "test", "case_ref": "", "pending": "yes", "next": "/"})
    return str(browser.get(f"/entries/{entry_id}?lang={language}").text)


def test_a_reader_sees_the_own_language_with_its_direction_and_else_the_original(registry: Registry) -> None:
    entry_id = with_keepers(registry).published(**MANY)
    officer = registry.browser("officer.ke")
    french = page(officer, entry_id, "fr")
    for text in (FRENCH, "Salle de veille", "En mer."):
        assert f'<span lang="fr" dir="auto">{text}</span>' in french
    assert f'<span lang="ar" dir="auto">{ARABIC}</span>' in page(officer, entry_id, "ar")
    english = page(officer, entry_id, "en")
    assert COAST_GUARD["purpose"] in english and "Watch room" in english and FRENCH not in english


def test_a_form_that_was_not_touched_changes_nothing(registry: Registry) -> None:
    entry_id = with_keepers(registry).published(**MANY)
    keeper = registry.browser("focal.it")
    before = entry(keeper, entry_id)
    assert saved(keeper, entry_id, edit_form(keeper, entry_id)).headers["location"].startswith("/my-entries?done=unchanged")
    assert entry(keeper, entry_id) == before


def test_languages_are_added_changed_and_taken_away_line_by_line(registry: Registry) -> None:
    entry_id = with_keepers(registry).published(**MANY)
    keeper = registry.browser("focal.it")
    form = edit_form(keeper, entry_id)
    assert form["purpose_in"] == [f"ar: {ARABIC}\nfr: {FRENCH}"]
    form["purpose_in"] = ["fr: Nouveau.\r\n\r\n es : Contesta: en la mar.\r\nzh\uff1a海上"]
    form["channels.0.label_in"] = [""]
    assert saved(keeper, entry_id, form).status_code == 303
    after = entry(keeper, entry_id)
    assert after["purpose_in"] == {"es": "Contesta: en la mar.", "fr": "Nouveau.", "zh": "海上"}
    assert after["channels"][0]["label_in"] == {} and after["channels"][0]["value"] == "+390000000001"


def test_a_line_without_a_language_is_named_and_stays_as_typed(registry: Registry) -> None:
    entry_id = with_keepers(registry).published(**MANY)
    keeper = registry.browser("focal.it")
    form = {**edit_form(keeper, entry_id), "purpose_in": ["Just a text"]}
    refused = saved(keeper, entry_id, form)
    assert (
        refused.status_code == 422
        and "one line a language" in refused.text
        and ">Just a text</textarea>" in re.sub(r">\s+", ">", refused.text)
    )
    assert saved(keeper, entry_id, {**form, "purpose_in": ["fr: a\nfr: b"]}).status_code == 422


def test_the_history_says_the_language_in_words(registry: Registry) -> None:
    entry_id = with_keepers(registry).published()
    keeper = registry.browser("focal.it")
    assert saved(keeper, entry_id, {**edit_form(keeper, entry_id), "purpose_in": ["fr: En mer."]}).status_code == 303
    assert "French: En mer." in keeper.get(f"/entries/{entry_id}/history").text
