"""Editing an entry by its form: what takes effect, what becomes a proposal, and that nothing typed is lost."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.filled_form import changed, form_in
from tests.web.kept import LIAISON, OF_EACH_KIND, edit_form, entry, saved, with_keepers
from tests.web.registry import COAST_GUARD, Registry


@pytest.mark.parametrize("form", OF_EACH_KIND, ids=lambda form: form["kind"])
def test_a_form_that_nobody_touched_changes_nothing(registry: Registry, form: dict[str, Any]) -> None:
    entry_id = with_keepers(registry).published(form)
    browser = registry.browser("focal.it")
    before = entry(browser, entry_id)
    answer = saved(browser, entry_id, edit_form(browser, entry_id))
    assert (answer.status_code, answer.headers["location"]) == (303, f"/my-entries?done=unchanged&entry={entry_id}")
    assert entry(browser, entry_id) == before


def test_a_purpose_takes_effect_at_once_and_stands_in_the_history_with_its_reason(registry: Registry) -> None:
    entry_id = with_keepers(registry).published()
    browser = registry.browser("focal.it")
    form = changed(edit_form(browser, entry_id), purpose="Answers on two lines.\r\nDay and night.", why="New duty room")
    assert saved(browser, entry_id, form).headers["location"].startswith("/my-entries?done=saved")
    assert entry(browser, entry_id)["purpose"] == "Answers on two lines.\nDay and night."
    history = browser.get(f"/entries/{entry_id}/history").text
    assert "<ins>Answers on two lines.</ins>" in history and "New duty room" in history


def test_hours_are_typed_as_one_line(registry: Registry) -> None:
    entry_id = with_keepers(registry).published()
    browser = registry.browser("focal.it")
    form = edit_form(browser, entry_id)
    assert form["hours"] == ["Mo-Fr 08:00-16:30"]
    saved(browser, entry_id, changed(form, hours="Mo-Th 08:00-12:30,14:00-17:00\n2026 Dec 25 off"))
    hours = entry(browser, entry_id)["hours"]
    assert [(s["opens"], s["closes"]) for s in hours["spans"]] == [("08:00", "12:30"), ("14:00", "17:00")]
    assert hours["exceptions"][0]["date"] == "2026-12-25"
    assert edit_form(browser, entry_id)["hours"] == ["Mo-Th 08:00-12:30,14:00-17:00; 2026 Dec 25 off"]


def test_a_changed_number_becomes_a_proposal_and_the_entry_stays_as_it_is(registry: Registry) -> None:
    entry_id = with_keepers(registry).published()
    browser = registry.browser("focal.it")
    page = browser.get(f"/entries/{entry_id}/edit").text
    assert 'Number or address <span class="needed">required</span> <span class="needed">two persons</span>' in page
    form = changed(edit_form(browser, entry_id), channels__0__value="+39 00 0000 0077", why="New exchange")
    answer = saved(browser, entry_id, form)
    assert answer.headers["location"].endswith("?done=proposed")
    shown = browser.get(answer.headers["location"]).text
    assert "<del>Number or address: +390000000001</del>" in shown
    assert "<ins>Number or address: +390000000077</ins>" in shown and "New exchange" in shown
    assert entry(browser, entry_id)["channels"][0]["value"] == "+390000000001"
    assert "A proposal to change this entry waits" in browser.get(f"/entries/{entry_id}/edit").text


def test_a_row_is_added_without_saving_anything(registry: Registry) -> None:
    entry_id = with_keepers(registry).published()
    browser = registry.browser("focal.it")
    form = changed(edit_form(browser, entry_id), purpose="Half typed")
    answer = browser.post(f"/entries/{entry_id}/edit", data={**form, "add_channel": "1"})
    assert answer.status_code == 200
    again = form_in(answer.text, f"/entries/{entry_id}/edit")
    assert again["channels.3.value"] == [""] and again["channels.3.contexts"] == ["routine"]
    assert again["purpose"] == ["Half typed"]
    assert entry(browser, entry_id)["version"] == 2


def test_an_empty_row_is_not_a_channel(registry: Registry) -> None:
    entry_id = with_keepers(registry).published()
    browser = registry.browser("focal.it")
    page = browser.post(f"/entries/{entry_id}/edit", data={**edit_form(browser, entry_id), "add_channel": "1"}).text
    answer = saved(browser, entry_id, form_in(page, f"/entries/{entry_id}/edit"))
    assert answer.headers["location"].startswith("/my-entries?done=unchanged")


def test_a_removed_row_closes_the_gap_and_saving_hides_the_channel(registry: Registry) -> None:
    entry_id = with_keepers(registry).published()
    browser = registry.browser("focal.it")
    page = browser.post(f"/entries/{entry_id}/edit", data={**edit_form(browser, entry_id), "remove": "channels.1"}).text
    form = form_in(page, f"/entries/{entry_id}/edit")
    assert form["channels.1.value"] == ["cases@coastguard.example"] and "channels.2.value" not in form
    assert saved(browser, entry_id, form).headers["location"].startswith("/my-entries?done=saved")
    assert [c["value"] for c in entry(browser, entry_id)["channels"]] == ["+390000000001", "cases@coastguard.example"]


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(registry: Registry) -> None:
    entry_id = with_keepers(registry).published()
    browser = registry.browser("focal.it")
    form = changed(
        edit_form(browser, entry_id),
        channels__0__value="12",
        designations__0__article="99",
        hours="Mo 25:00-26:00",
        purpose="<b>kept</b>",
        requirements__languages_accepted="fr, nonsense",
    )
    answer = saved(browser, entry_id, form)
    assert answer.status_code == 422
    assert 'href="#f-hours"' in answer.text and 'id="e-hours"' in answer.text
    answer = saved(browser, entry_id, changed(form, hours="Mo 08:00-12:00"))
    for name in ("channels.0.value", "designations.0.article", "requirements.languages_accepted"):
        assert f'href="#f-{name}"' in answer.text and f'id="e-{name}"' in answer.text
    again = form_in(answer.text, f"/entries/{entry_id}/edit")
    assert again["purpose"] == ["<b>kept</b>"] and again["channels.0.value"] == ["12"]
    assert "<b>kept</b>" not in answer.text
    assert entry(browser, entry_id)["version"] == 2


def test_after_another_persons_change_both_are_kept(registry: Registry) -> None:
    entry_id = with_keepers(registry).published()
    first, second = registry.browser("focal.it"), registry.browser("focal2.it")
    mine = changed(edit_form(first, entry_id), purpose="Mine", languages__0__level="C2")
    saved(second, entry_id, changed(edit_form(second, entry_id), homepage="https://coastguard.example/", hours="Mo 09:00-12:00"))
    answer = saved(first, entry_id, mine)
    assert answer.status_code == 412
    assert "Changed meanwhile" in answer.text and "<ins>https://coastguard.example/</ins>" in answer.text
    merged = form_in(answer.text, f"/entries/{entry_id}/edit")
    assert merged["purpose"] == ["Mine"] and merged["homepage"] == ["https://coastguard.example/"]
    assert saved(first, entry_id, merged).status_code == 303
    now = entry(first, entry_id)
    assert (now["purpose"], now["homepage"], now["languages"][0]["level"]) == ("Mine", "https://coastguard.example/", "C2")
    assert now["hours"]["spans"][0]["opens"] == "09:00"


def test_a_form_without_its_version_changes_nothing_and_loses_nothing(registry: Registry) -> None:
    entry_id = with_keepers(registry).published()
    browser = registry.browser("focal.it")
    form = {**changed(edit_form(browser, entry_id), purpose="Typed"), "version": []}
    answer = saved(browser, entry_id, form)
    assert answer.status_code == 428
    assert form_in(answer.text, f"/entries/{entry_id}/edit")["purpose"] == ["Typed"]
    assert entry(browser, entry_id)["purpose"] == "Answers requests at sea for everybody."


def test_half_a_form_empties_nothing(registry: Registry) -> None:
    entry_id = with_keepers(registry).published()
    browser = registry.browser("focal.it")
    answer = saved(browser, entry_id, {"version": ["2"], "purpose": ["Typed"]})
    assert answer.status_code == 422 and "did not arrive whole" in answer.text
    assert entry(browser, entry_id)["version"] == 2


def test_a_focal_point_of_another_state_neither_opens_nor_changes_the_form(registry: Registry) -> None:
    entry_id = with_keepers(registry).published()
    browser = registry.browser("focal.tn")
    assert browser.get(f"/entries/{entry_id}/edit").status_code == 403
    form = edit_form(registry.browser("focal.it"), entry_id)
    answer = saved(browser, entry_id, changed(form, purpose="Theirs"))
    assert answer.status_code == 403 and "within the own State" in answer.text
    assert entry(registry.browser("focal.it"), entry_id)["version"] == 2


def test_a_draft_of_another_state_is_not_there(registry: Registry) -> None:
    entry_id = with_keepers(registry).draft()
    assert registry.browser("focal.tn").get(f"/entries/{entry_id}/edit").status_code == 404


def test_what_another_site_sends_changes_nothing(registry: Registry) -> None:
    entry_id = with_keepers(registry).published()
    browser = registry.browser("focal.it")
    form = changed(edit_form(browser, entry_id), purpose="Theirs")
    browser.headers["Sec-Fetch-Site"] = "cross-site"
    assert saved(browser, entry_id, form).status_code == 403
    assert entry(browser, entry_id)["version"] == 2


def test_a_coordinators_change_is_a_proposal_whatever_it_is(registry: Registry) -> None:
    entry_id = with_keepers(registry).published(LIAISON)
    browser = registry.browser("coordinator")
    page = browser.get(f"/entries/{entry_id}/edit").text
    assert "You propose changes to this entry" in page and "Who holds the post" not in page
    answer = saved(browser, entry_id, changed(edit_form(browser, entry_id), purpose="Proposed"))
    assert answer.headers["location"].endswith("?done=proposed")
    kept = entry(registry.browser("focal.it"), entry_id)
    assert kept["purpose"] is None and kept["holder"]["names"][0]["text"] == "Example Person"


def test_opening_the_form_is_on_record(registry: Registry) -> None:
    entry_id = with_keepers(registry).published()
    registry.browser("focal2.it").get(f"/entries/{entry_id}/edit")
    looks = registry.browser("focal.it").get(f"/entries/{entry_id}/disclosures").text
    assert 'Telephone (<span dir="auto">Watch room</span>)' in looks


def test_the_marking_of_a_draft_is_open_until_it_is_chosen(registry: Registry) -> None:
    entry_id = with_keepers(registry).draft(marking=None)
    browser = registry.browser("focal.it")
    form = edit_form(browser, entry_id)
    assert "marking" not in form
    page = browser.get(f"/entries/{entry_id}/edit").text
    assert "Officers, focal points and coordinators of 195 States. Suits offices" in page
    assert "Nobody outside your authority" in page
    saved(browser, entry_id, changed(form, marking="TLP:AMBER+STRICT"))
    assert browser.post(f"/entries/{entry_id}/publish", data={"version": "2"}).status_code == 303


def test_what_is_emptied_in_a_row_is_gone_and_what_must_stand_is_asked_for(registry: Registry) -> None:
    entry_id = with_keepers(registry).published()
    browser = registry.browser("focal.it")
    form = changed(edit_form(browser, entry_id), channels__0__label="", channels__0__preference="", names__0__language="")
    assert saved(browser, entry_id, form).headers["location"].startswith("/my-entries?done=saved")
    after = entry(browser, entry_id)
    assert (after["channels"][0]["label"], after["channels"][0]["preference"]) == (None, 50)
    assert after["names"][0]["language"] is None
    answer = saved(browser, entry_id, changed(edit_form(browser, entry_id), channels__0__value=""))
    assert answer.status_code == 422 and 'id="e-channels.0.value"' in answer.text


def test_a_channel_that_the_author_cannot_see_stays(registry: Registry) -> None:
    red = {"type": "mobile", "value": "+390000000066", "marking": "TLP:RED", "readers": [registry.actor("focal.it").id]}
    entry_id = with_keepers(registry).draft(channels=[*COAST_GUARD["channels"], red])
    first, second = registry.browser("focal.it"), registry.browser("focal2.it")
    form = edit_form(second, entry_id)
    assert "+390000000066" not in str(form)
    saved(second, entry_id, changed(form, purpose="Changed", channels__1__label="Operations"))
    saved(first, entry_id, changed(edit_form(first, entry_id), channels__0__label="Bridge"))
    seen = {channel["value"]: channel["label"] for channel in entry(first, entry_id)["channels"]}
    assert (seen["ops@coastguard.example"], seen["+390000000001"]) == ("Operations", "Bridge")
    assert "+390000000066" in seen and "+390000000066" not in str(entry(second, entry_id))


def test_a_named_reader_whom_the_author_cannot_see_stays_named(registry: Registry) -> None:
    readers = [registry.actor(name).id for name in ("focal.it", "focal.tn")]
    entry_id = with_keepers(registry).draft(marking="TLP:RED", readers=readers)
    browser = registry.browser("focal.it")
    form = edit_form(browser, entry_id)
    assert sorted(form["readers"]) == sorted(readers)
    assert saved(browser, entry_id, form).headers["location"].startswith("/my-entries?done=unchanged")
