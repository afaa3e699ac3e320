"""Readers help on pages: one tap after a call, a short report, the owner's answer."""

from __future__ import annotations

import re

from starlette.testclient import TestClient

from tests.web.kept import with_keepers
from tests.web.registry import Registry


def opened(browser: TestClient, entry_id: str) -> str:
    """The entry's page after the purpose was stated."""
    browser.post("/purpose", data={"purpose": "test", "case_ref": "", "pending": "yes", "next": "/"})
    return str(browser.get(f"/entries/{entry_id}").text)


def first_channel(page: str) -> str:
    found = re.search(r'name="channel" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def test_an_officer_tells_with_one_tap_what_happened(registry: Registry) -> None:
    entry_id = with_keepers(registry).published()
    officer = registry.browser("officer.ke")
    page = opened(officer, entry_id)
    told = {"channel": first_channel(page), "outcome": "no_answer"}
    answer = officer.post(f"/entries/{entry_id}/outcomes", data=told)
    assert answer.status_code == 303 and "Noted, thank you" in officer.get(answer.headers["location"]).text
    fragment = officer.post(f"/entries/{entry_id}/outcomes", data=told, headers={"HX-Request": "true"})
    assert fragment.status_code == 200 and "Noted: No answer." in fragment.text and "<html" not in fragment.text


def test_what_two_offices_could_not_reach_is_dimmed_and_stands_last(registry: Registry) -> None:
    entry_id = with_keepers(registry).published()
    for name in ("officer.ke", "focal.tn"):
        browser = registry.browser(name)
        page = opened(browser, entry_id)
        assert page.index("Watch room") < page.index("ops@coastguard.example")
        browser.post(f"/entries/{entry_id}/outcomes", data={"channel": first_channel(page), "outcome": "no_answer"})
    page = opened(registry.browser("officer.ke"), entry_id)
    assert page.index("ops@coastguard.example") < page.index("Watch room")
    assert "Two offices could not reach this; try the next." in page
    assert "Two offices could not reach it" in registry.browser("focal.it").get("/problems").text


def test_a_keeper_has_no_buttons_on_the_own_line(registry: Registry) -> None:
    entry_id = with_keepers(registry).published()
    assert 'name="outcome"' not in registry.browser("focal.it").get(f"/entries/{entry_id}").text


def test_a_note_and_an_answer_may_have_more_than_one_line(registry: Registry) -> None:
    entry_id = with_keepers(registry).published()
    officer, keeper = registry.browser("officer.ke"), registry.browser("focal.it")
    note = "Closed on Fridays.\r\nAnd at noon."  # a browser sends the line ends of a text field as CR LF
    assert officer.post(f"/entries/{entry_id}/report", data={"kind": "wrong_hours", "note": note}).status_code == 303
    action = re.search(r'action="(/problems/[^"]+/answer)"', keeper.get("/problems").text)
    assert action is not None
    told = {"state": "answered", "answer": "Corrected.\r\nThank you."}
    assert keeper.post(action[1], data=told).status_code == 303
    assert "Corrected." in officer.get("/reports").text and "Thank you." in officer.get("/reports").text


def test_a_report_goes_to_the_owner_and_the_answer_comes_back(registry: Registry) -> None:
    entry_id = with_keepers(registry).published()
    officer, keeper = registry.browser("officer.ke"), registry.browser("focal.it")
    assert "Never write about a suspect" in officer.get(f"/entries/{entry_id}/report").text
    refused = officer.post(f"/entries/{entry_id}/report", data={"kind": "wrong_hours", "note": "call +39 06 123456"})
    assert refused.status_code == 422 and "call +39 06 123456</textarea>" in refused.text
    sent = officer.post(f"/entries/{entry_id}/report", data={"kind": "wrong_hours", "note": "Closed on Fridays"})
    assert sent.status_code == 303
    page = keeper.get("/problems").text
    assert "Closed on Fridays" in page and "Kenya" in page and "Example officer.ke" not in page
    found = re.search(r'action="(/problems/[^"]+/answer)"', page)
    assert found is not None
    assert keeper.post(found[1], data={"state": "answered", "answer": ""}).status_code == 422
    done = keeper.post(found[1], data={"state": "answered", "answer": "Corrected today"})
    assert "Answered. The reporter was told by mail." in keeper.get(done.headers["location"]).text
    assert "Corrected today" in officer.get("/reports").text


def test_who_keeps_nothing_has_no_list_and_hidden_entries_no_form(registry: Registry) -> None:
    entry_id = with_keepers(registry).published(marking="TLP:AMBER+STRICT")
    officer = registry.browser("officer.ke")
    assert officer.get("/problems").status_code == 403
    assert officer.get(f"/entries/{entry_id}/report").status_code == 404
    assert officer.post(f"/entries/{entry_id}/report", data={"kind": "other"}).status_code == 404


def test_empty_lists_say_what_they_are_for(registry: Registry) -> None:
    assert "You have reported nothing yet" in registry.browser("officer.ke").get("/reports").text
    assert "Nobody has reported anything" in registry.browser("focal.it").get("/problems").text
