"""The history of an entry as a page."""

from __future__ import annotations

from tests.web.kept import edit_form, saved, with_keepers
from tests.web.registry import Registry


def test_every_version_tells_who_when_why_and_what(registry: Registry) -> None:
    entry_id = with_keepers(registry).published()
    browser = registry.browser("focal2.it")
    saved(browser, entry_id, {**edit_form(browser, entry_id), "purpose": ["Otherwise"], "why": ["Reorganised"]})
    page = browser.get(f"/entries/{entry_id}/history").text
    order = [
        page.index(text) for text in ("Version 3", "Example focal2.it", "Reorganised", "Otherwise", "Version 2", "Version 1")
    ]
    assert order == sorted(order)
    assert "<del>Answers requests at sea for everybody.</del>" in page


def test_codes_are_told_in_words(registry: Registry) -> None:
    entry_id = with_keepers(registry).published()
    page = registry.browser("focal.it").get(f"/entries/{entry_id}/history?lang=fr").text
    assert "anglais" in page and "Trafic illicite de migrants par mer" in page


def test_names_are_shown_as_text_whatever_they_hold(registry: Registry) -> None:
    hostile = '<script>alert("x")</script>'
    entry_id = with_keepers(registry).published(names=[{"text": hostile, "language": "en"}])
    for page in ("history", "edit", "disclosures", "publish"):
        text = registry.browser("focal.it").get(f"/entries/{entry_id}/{page}").text
        assert "<script>alert" not in text and "&lt;script&gt;alert" in text


def test_the_history_is_for_those_who_keep_the_entry(registry: Registry) -> None:
    entry_id = with_keepers(registry).published()
    assert registry.browser("coordinator").get(f"/entries/{entry_id}/history").status_code == 200
    for name in ("focal.tn", "officer.ke"):
        answer = registry.browser(name).get(f"/entries/{entry_id}/history")
        assert answer.status_code == 403 and "history" in answer.text
