"""Publishing, hiding and withdrawing through pages that say first what will happen."""

from __future__ import annotations

from tests.web.filled_form import form_in
from tests.web.kept import entry, with_keepers
from tests.web.registry import Registry


def test_publishing_says_who_will_see_it_and_becomes_a_proposal(registry: Registry) -> None:
    entry_id = with_keepers(registry).draft()
    browser = registry.browser("focal.it")
    page = browser.get(f"/entries/{entry_id}/publish").text
    assert "195 States" in page and "You cannot approve it yourself." in page
    form = form_in(page, f"/entries/{entry_id}/publish")
    answer = browser.post(f"/entries/{entry_id}/publish", data={**form, "why": "Ready"})
    assert answer.status_code == 303 and answer.headers["location"].endswith("?done=proposed")
    assert entry(browser, entry_id)["status"] == "draft"


def test_a_draft_without_channel_or_marking_is_not_published_and_the_page_says_why(registry: Registry) -> None:
    unmarked = with_keepers(registry).draft(marking=None)
    browser = registry.browser("focal.it")
    answer = browser.post(f"/entries/{unmarked}/publish", data={"version": "1"})
    assert answer.status_code == 422 and "choose who will see the entry" in answer.text
    mute = registry.draft(channels=[])
    answer = browser.post(f"/entries/{mute}/publish", data={"version": "1", "why": "Ready"})
    assert answer.status_code == 422 and "at least one phone or e-mail" in answer.text
    assert 'value="Ready"' in answer.text


def test_one_person_hides_at_once(registry: Registry) -> None:
    entry_id = with_keepers(registry).published()
    browser = registry.browser("focal.it")
    assert browser.get(f"/entries/{entry_id}/hide").status_code == 200
    answer = browser.post(f"/entries/{entry_id}/hide", data={"version": "2", "why": "Wrong number"})
    assert answer.headers["location"] == f"/my-entries?done=hidden&entry={entry_id}"
    assert registry.browser("officer.ke").get(f"/entries/{entry_id}").status_code == 404
    assert "Wrong number" in browser.get(f"/entries/{entry_id}/history").text


def test_a_withdrawn_entry_offers_no_further_acts(registry: Registry) -> None:
    entry_id = with_keepers(registry).published(designations=[])
    browser = registry.browser("focal.it")
    assert browser.post(f"/entries/{entry_id}/withdraw", data={"version": "2"}).status_code == 303
    page = browser.get(f"/entries/{entry_id}/hide").text
    assert "This cannot be done now" in page and "<form method=" not in page


def test_looking_at_the_page_changes_nothing(registry: Registry) -> None:
    entry_id = with_keepers(registry).published()
    browser = registry.browser("focal.it")
    for act in ("publish", "hide", "withdraw"):
        browser.get(f"/entries/{entry_id}/{act}")
    found = entry(browser, entry_id)
    assert (found["status"], found["version"]) == ("published", 2)


def test_an_act_on_an_older_version_is_asked_again(registry: Registry) -> None:
    entry_id = with_keepers(registry).published()
    browser = registry.browser("focal.it")
    answer = browser.post(f"/entries/{entry_id}/hide", data={"version": "1", "why": "Kept"})
    assert answer.status_code == 412
    assert form_in(answer.text, f"/entries/{entry_id}/hide") == {"version": ["2"], "why": ["Kept"]}
    assert browser.post(f"/entries/{entry_id}/hide").status_code == 428


def test_another_state_hides_nothing(registry: Registry) -> None:
    entry_id = with_keepers(registry).published()
    for name in ("focal.tn", "officer.ke"):
        assert registry.browser(name).post(f"/entries/{entry_id}/hide", data={"version": "2"}).status_code == 403
    assert entry(registry.browser("focal.it"), entry_id)["status"] == "published"


def test_an_administrator_hides_at_once_what_it_finds_and_sees_no_line(registry: Registry) -> None:
    entry_id = with_keepers(registry).published()
    strict = registry.published(marking="TLP:AMBER")
    browser = registry.browser("administrator")
    assert f"/entries/{entry_id}/hide" in browser.get("/lookup?state=IT").text
    page = browser.get(f"/entries/{entry_id}/hide").text
    form = form_in(page, f"/entries/{entry_id}/hide")
    assert browser.post(f"/entries/{entry_id}/hide", data=form).headers["location"] == "/lookup"
    assert entry(registry.browser("focal.it"), entry_id)["status"] == "suspended"
    assert (browser.get(f"/entries/{strict}/hide").status_code, browser.get(f"/entries/{strict}/withdraw").status_code) == (
        404,
        404,
    )
