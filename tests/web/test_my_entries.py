"""What a keeper finds on the page of the own entries, and confirming with one click."""

from __future__ import annotations

from datetime import timedelta

from app import clock
from tests.web.filled_form import form_in
from tests.web.kept import LIAISON, NGO, edit_form, entry, saved, with_keepers
from tests.web.registry import Registry


def test_entries_stand_under_what_they_ask_of_their_keeper(registry: Registry) -> None:
    with_keepers(registry).published()
    registry.draft(NGO)
    page = registry.browser("focal.it").get("/my-entries").text
    headings = [page.index(text) for text in ("To be confirmed", "Coast Guard, example", "Drafts", "Aid, example")]
    assert headings == sorted(headings)


def test_one_click_confirms_and_the_entry_is_due_no_longer(registry: Registry) -> None:
    entry_id = with_keepers(registry).published()
    browser = registry.browser("focal.it")
    action = f"/entries/{entry_id}/confirm"
    assert f'<form method="post" action="{action}">' in browser.get("/my-entries").text
    answer = browser.post(action)
    assert answer.headers["location"] == f"/my-entries?done=confirmed&entry={entry_id}"
    page = browser.get(answer.headers["location"]).text
    assert "Confirmed as of now." in page and "To be confirmed" not in page
    assert entry(browser, entry_id)["freshness"]["confirmed_how"] == "page"


def test_only_the_ticked_channels_are_confirmed(registry: Registry) -> None:
    entry_id = with_keepers(registry).published()
    browser = registry.browser("focal.it")
    first, second, _ = entry(browser, entry_id)["channels"]
    browser.post(f"/entries/{entry_id}/confirm", data={"channels": [first["id"]]})
    after = entry(browser, entry_id)["channels"]
    assert after[0]["confirmed_at"] is not None and after[1]["confirmed_at"] is None
    assert second["confirmed_at"] is None


def test_an_entry_is_to_be_confirmed_again_when_its_time_has_come(registry: Registry) -> None:
    entry_id = with_keepers(registry).published(NGO)
    registry.browser("focal.it").post(f"/entries/{entry_id}/confirm")
    later = clock.now() + timedelta(days=340)
    with clock.set_to(lambda: later):
        registry.tokens.clear()
        page = registry.browser("focal.it").get("/my-entries").text
    assert page.index("To be confirmed") < page.index("Aid, example")


def test_a_proposal_waits_for_the_colleague_and_not_for_its_author(registry: Registry) -> None:
    entry_id = with_keepers(registry).published()
    browser = registry.browser("focal.it")
    form = edit_form(browser, entry_id)
    saved(browser, entry_id, {**form, "channels.0.value": ["+390000000077"], "why": ["New exchange"]})
    assert "Waits for you to approve" in registry.browser("focal2.it").get("/my-entries").text
    own = browser.get("/my-entries").text
    assert "Waits for you to approve" not in own and "Proposed, not yet in effect" in own and "New exchange" in own


def test_entries_of_other_states_are_not_mine(registry: Registry) -> None:
    with_keepers(registry).published()
    page = registry.browser("focal.tn").get("/my-entries").text
    assert "Coast Guard" not in page and "You keep no entries yet" in page


def test_a_focal_point_of_another_state_cannot_confirm(registry: Registry) -> None:
    entry_id = with_keepers(registry).published()
    assert registry.browser("focal.tn").post(f"/entries/{entry_id}/confirm").status_code == 403
    assert entry(registry.browser("focal.it"), entry_id)["freshness"]["state"] == "never"


def test_a_coordinator_sees_the_entries_of_the_region(registry: Registry) -> None:
    with_keepers(registry).published(LIAISON)
    page = registry.browser("coordinator").get("/my-entries").text
    assert "Liaison officer in Tunis, example" in page and "New entry" not in page


def test_an_officer_keeps_nothing(registry: Registry) -> None:
    answer = registry.browser("officer.ke").get("/my-entries")
    assert answer.status_code == 403 and "An officer may not propose a change." in answer.text


def test_a_new_entry_is_recorded_once_and_nothing_is_chosen_in_advance(registry: Registry) -> None:
    browser = with_keepers(registry).browser("focal.it")
    page = browser.get("/entries/new").text
    form = form_in(page, "/entries/new")
    assert "marking" not in form and form["kind"] == [""]
    assert "195 States. Suits offices and duty lines." in page
    filled = {
        **form,
        "save": ["1"],
        "kind": ["authority"],
        "names.0.text": ["Border police, example"],
        "names.0.language": ["en"],
    }
    answers = [browser.post("/entries/new", data=filled) for _ in range(2)]
    assert answers[0].headers["location"] == answers[1].headers["location"]
    made = entry(browser, answers[0].headers["location"].split("/")[2])
    assert (made["state"], made["status"], made["names"][0]["text"]) == ("IT", "draft", "Border police, example")


def test_what_is_missing_in_a_new_entry_is_said_at_its_field(registry: Registry) -> None:
    browser = with_keepers(registry).browser("focal.it")
    form = {**form_in(browser.get("/entries/new").text, "/entries/new"), "purpose": ["Typed"]}
    answer = browser.post("/entries/new", data={**form, "save": "1"})
    assert answer.status_code == 422
    assert 'id="e-kind"' in answer.text and 'href="#f-names"' in answer.text
    assert form_in(answer.text, "/entries/new")["purpose"] == ["Typed"]


def test_who_records_no_entries_is_told_so(registry: Registry) -> None:
    for name in ("officer.ke", "auditor"):
        answer = registry.browser(name).get("/entries/new")
        assert answer.status_code == 403 and "may not record a new entry" in answer.text


def test_the_entry_page_lets_its_keeper_tick_single_channels_and_nothing_ticked_confirms_nothing(registry: Registry) -> None:
    entry_id = with_keepers(registry).published()
    browser = registry.browser("focal.it")
    page = browser.get(f"/entries/{entry_id}").text
    assert "Confirm: all of it is still correct" in page and 'name="some"' in page
    assert browser.post(f"/entries/{entry_id}/confirm", data={"some": "yes"}).status_code == 422
    assert entry(browser, entry_id)["freshness"]["state"] == "never"
    assert "Confirm what is ticked" not in registry.browser("officer.ke").get(f"/entries/{entry_id}").text


def test_a_coordinator_confirms_only_with_a_word_on_the_call_back(registry: Registry) -> None:
    entry_id = registry.published()
    coordinator = registry.browser("coordinator")
    coordinator.post("/purpose", data={"purpose": "network_maintenance", "next": "/", "pending": "yes"})
    assert 'name="note"' in coordinator.get(f"/entries/{entry_id}").text
    assert 'name="note"' not in registry.browser("focal.it").get(f"/entries/{entry_id}").text.partition('id="confirm"')[2][:400]
    assert coordinator.post(f"/entries/{entry_id}/confirm").status_code == 422
    assert coordinator.post(f"/entries/{entry_id}/confirm", data={"note": "The watch room answered."}).status_code == 303
