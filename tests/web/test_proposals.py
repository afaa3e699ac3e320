"""Proposals on pages: old beside new, the call-back, and who is told why not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app import clock
from tests.web.kept import edit_form, entry, saved, with_keepers
from tests.web.registry import Registry

OLD, NEW = "+390000000001", "+442079460000"


def proposed(registry: Registry) -> tuple[str, str]:
    """A published entry and the page of a proposal for another number."""
    entry_id = with_keepers(registry).published()
    browser = registry.browser("focal.it")
    answer = saved(browser, entry_id, {**edit_form(browser, entry_id), "channels.0.value": [NEW], "why": ["New exchange"]})
    return entry_id, answer.headers["location"].partition("?")[0]


def test_the_second_person_sees_old_beside_new_and_the_warning_first(registry: Registry) -> None:
    _, path = proposed(registry)
    page = registry.browser("focal2.it").get(path).text
    assert page.index("The country code +44 is not that of Italy.") < page.index(f"<del>Number or address: {OLD}</del>")
    assert f"<ins>Number or address: {NEW}</ins>" in page
    assert "Example focal.it" in page and "New exchange" in page


def test_the_author_learns_in_the_rules_own_words_why_not(registry: Registry) -> None:
    _, path = proposed(registry)
    author = registry.browser("focal.it")
    page = author.get(path).text
    assert "Nobody approves the own proposal: a second person is needed." in page
    assert f'action="{path}/approve"' not in page and f'action="{path}/withdraw"' in page
    answer = author.post(f"{path}/approve", data={"called_back_on": OLD})
    assert answer.status_code == 403 and "Nobody approves the own proposal" in answer.text


def test_without_a_fresh_second_factor_the_button_is_grey_with_the_policys_sentence(registry: Registry) -> None:
    _, path = proposed(registry)
    later = clock.now() + timedelta(minutes=6)
    with clock.set_to(lambda: later):
        page = registry.browser("focal2.it").get(path).text
    assert "disabled aria-describedby" in page
    assert "To approve another person&#39;s proposal, show your second factor again" in page


def test_approving_asks_for_the_call_back_and_keeps_what_was_typed(registry: Registry) -> None:
    entry_id, path = proposed(registry)
    second = registry.browser("focal2.it")
    assert second.post(f"{path}/approve").status_code == 422
    answer = second.post(f"{path}/approve", data={"called_back_on": NEW, "note": "Spoke to the duty officer"})
    assert answer.status_code == 422 and "published before the change" in answer.text
    assert 'value="Spoke to the duty officer"' in answer.text
    assert second.post(f"{path}/approve", data={"called_back_on": "+39 00 0000 0001"}).status_code == 303
    assert "It takes effect" in second.get(f"{path}?done=approved").text
    assert entry(second, entry_id)["channels"][0]["value"] == OLD


def test_after_the_wait_the_new_number_is_there(registry: Registry) -> None:
    entry_id, path = proposed(registry)
    registry.browser("focal2.it").post(f"{path}/approve", data={"called_back_on": OLD})
    later = clock.now() + timedelta(hours=25)
    with clock.set_to(lambda: later):
        registry.tokens.clear()
        browser = registry.browser("focal.it")
        assert "In effect" in browser.get(path).text
        assert entry(browser, entry_id)["channels"][0]["value"] == NEW


@pytest.mark.parametrize(("name", "act", "says"), [("focal2.it", "reject", "Rejected"), ("focal.it", "withdraw", "Taken back")])
def test_a_proposal_is_rejected_or_taken_back(registry: Registry, name: str, act: str, says: str) -> None:
    _, path = proposed(registry)
    browser = registry.browser(name)
    answer = browser.post(f"{path}/{act}", data={"reason": "Not our number"})
    assert answer.status_code == 303 and says in browser.get(answer.headers["location"]).text
    again = browser.post(f"{path}/{act}")
    assert again.status_code == 412 and "already" in again.text


def test_another_state_sees_no_proposal(registry: Registry) -> None:
    _, path = proposed(registry)
    other = registry.browser("focal.tn")
    assert other.get(path).status_code == 404
    assert other.post(f"{path}/approve", data={"called_back_on": OLD}).status_code == 404
    assert "Nothing waits." in other.get("/proposals").text
    assert registry.browser("officer.ke").get("/proposals").status_code == 403


def test_the_list_shows_open_ones_and_others_when_asked(registry: Registry) -> None:
    _, path = proposed(registry)
    browser = registry.browser("focal.it")
    assert path in browser.get("/proposals").text
    browser.post(f"{path}/withdraw")
    assert path not in browser.get("/proposals").text
    assert path in browser.get("/proposals?state=withdrawn").text and path in browser.get("/proposals?state=all").text
