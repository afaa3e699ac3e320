"""Whom to call now, as pages: the number to press, what must be stated first, gaps, a route, checking a caller."""

from __future__ import annotations

import re
from html import unescape

import pytest
from starlette.testclient import TestClient

from app.clock import now
from app.lookup.counterparts.weights import WEIGHTS
from app.web import i18n
from tests.web.registry import COAST_GUARD, Registry

QUESTION = "/counterparts?state=IT&function=som_by_sea&language=fr&urgent=yes"


def stated(registry: Registry, who: str = "officer.ke", purpose: str = "rescue_at_sea", **more: str) -> TestClient:
    """A browser in which this account has stated a purpose."""
    browser = registry.browser(who)
    browser.post("/purpose", data={"purpose": purpose, "next": "/", **more})
    return browser


def test_the_first_page_leads_with_the_question(registry: Registry) -> None:
    text = registry.browser("officer.ke").get("/").text
    assert text.index('action="/counterparts"') < text.index('action="/lookup"')
    assert "<h1>Whom to call now</h1>" in text


def test_before_a_purpose_is_stated_the_order_is_there_and_the_number_is_not(registry: Registry) -> None:
    registry.published()
    browser = registry.browser("officer.ke")
    text = browser.get(QUESTION).text
    assert "Coast Guard, example" in text and "speaks French C1" in text
    assert "0000 0001" not in text and "+39" not in text
    sent = browser.post("/purpose", data={"purpose": "test", "next": QUESTION})
    assert sent.headers["location"] == QUESTION
    assert f'<input type="hidden" name="next" value="{QUESTION.replace("&", "&amp;")}">' in text


def test_with_a_purpose_the_first_number_is_there_to_press(registry: Registry) -> None:
    registry.published()
    text = stated(registry).get(QUESTION).text
    assert 'href="tel:+390000000001"' in text
    assert "Their time" in text and "Your time" in text
    assert "This look is on record." in text


def test_an_amber_first_line_says_what_to_state(registry: Registry) -> None:
    line = {**COAST_GUARD["channels"][0], "marking": "TLP:AMBER"}
    registry.published(channels=[line])
    text = stated(registry).get(QUESTION).text
    assert "state a case reference to see the line" in text and "tel:+39" not in text
    assert 'href="tel:+390000000001"' in stated(registry, pending="yes").get(QUESTION).text


@pytest.mark.parametrize("query", ["state=XX", "mmsi=12", "state=IT&function=x", "state=IT&at=gestern"])
def test_a_wrong_field_is_named_and_the_form_comes_back(registry: Registry, query: str) -> None:
    answer = registry.browser("officer.ke").get(f"/counterparts?{query}")
    assert answer.status_code == 422
    assert "This question cannot be answered." in answer.text and 'name="mmsi"' in answer.text


def test_without_a_question_the_page_says_what_to_do(registry: Registry) -> None:
    assert "Say where and what about." in registry.browser("officer.ke").get("/counterparts?state=&function=").text


def test_the_pages_own_time_is_meant_on_the_readers_clock(registry: Registry) -> None:
    registry.published(channels=[{"type": "phone", "value": "+390000000001"}])
    browser = registry.browser("officer.ke")
    asked = "/counterparts?state=IT&function=som_by_sea&at=2026-11-24T"
    assert "open 30 minutes more" in browser.get(f"{asked}18:00").text, "18:00 in Nairobi is 16:00 in Rome"
    assert "closed until Wed 08:00" in browser.get(f"{asked}18:31").text


def test_an_instant_with_another_offset_comes_back_on_the_readers_clock(registry: Registry) -> None:
    text = registry.browser("officer.ke").get("/counterparts?state=IT&at=2026-11-24T00:10:00Z").text
    assert 'name="at" type="datetime-local" value="2026-11-24T03:10"' in text, "or sending the form again would ask otherwise"
    assert "As of 24 Nov 2026, 03:10, your time." in text


def test_the_freshness_badge_is_as_of_the_instant_asked_about(registry: Registry) -> None:
    registry.published()
    registry.browser("focal.it").post(f"/entries/{registry.published()}/confirm")
    asked = "/counterparts?state=IT&function=som_by_sea&at="
    before = registry.browser("officer.ke").get(f"{asked}2020-01-01T00:00:00Z").text
    assert 'class="when">in ' not in before and f'class="when">{i18n.day(now(), "en")}</span>' in before
    assert "fresh-not_confirmed" in registry.browser("officer.ke").get(f"{asked}2050-01-01T00:00:00Z").text


def test_a_gap_is_asked_for_with_one_tap(registry: Registry) -> None:
    browser = registry.browser("officer.ke")
    page = "/counterparts?state=TN&function=mla"
    text = browser.get(page).text
    assert "Tunisia has no entry for this." in text and "Kept by its focal point since" in text
    assert "Ask to fill this gap" in text
    assert browser.post("/gaps", data={"state": "TN", "function": "mla"}).headers["location"] == page
    after = browser.get(page).text
    assert "You have asked for it." in after and "Ask to fill this gap" not in after
    assert browser.post("/gaps", data={"state": "TN", "function": ""}).status_code == 422
    registry.published()
    assert browser.post("/gaps", data={"state": "IT", "function": "som_by_sea"}).status_code == 422, "that is no gap"


def test_asking_for_a_gap_keeps_the_rest_of_the_question(registry: Registry) -> None:
    browser = registry.browser("officer.ke")
    page = "/counterparts?state=TN&function=mla&language=fr%2Cso&at=2026-11-24T06%3A10%3A00%2B03%3A00&urgent=on"
    form = browser.get(page).text.partition('action="/gaps"')[2].partition("</form>")[0]
    sent = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    assert sent == {"state": "TN", "function": "mla", "language": "fr,so", "urgent": "on", "at": "2026-11-24T06:10:00+03:00"}
    assert browser.post("/gaps", data=sent).headers["location"] == page


def test_at_sea_the_page_says_what_to_ask_for(registry: Registry) -> None:
    registry.published()
    text = stated(registry).get("/counterparts?mmsi=247123456").text
    assert "At sea under the flag of Italy" in text and "authorisation to board" in text
    assert "The digits of the MMSI say who licensed the radio: Italy." in text


def test_how_the_order_comes_about_has_a_sentence_for_every_weight(registry: Registry) -> None:
    text = registry.browser("officer.ke").get("/counterparts/order").text
    assert all(each.why in unescape(text) for each in WEIGHTS)


def test_a_route_at_night_says_who_opens_when_and_its_links_keep_the_question(registry: Registry) -> None:
    registry.published(channels=[{"type": "phone", "value": "+390000000001"}])
    browser = registry.browser("officer.ke")
    text = unescape(browser.get("/route?origin=TN&destination=IT&function=som_by_sea&urgent=on&at=2026-11-24T02:10:00Z").text)
    assert "closed until Tue 08:00" in text and "Nobody can be reached there now that you may see." in text
    links = re.findall(r'href="(/counterparts\?state=IT[^"]+)"', text)
    assert links and browser.get(links[0]).text.count("closed until Tue 08:00") == 1


def test_a_route_is_one_sheet_without_numbers(registry: Registry) -> None:
    registry.published()
    browser = stated(registry)
    text = browser.get("/route?origin=TN&transit=LY&transit=&destination=IT&function=som_by_sea").text
    assert re.findall(r'<h2 id="stop-\d">([^<]+?) <', text) == ["Tunisia", "Libya", "Italy"]
    assert "Coast Guard, example" in text and "+39" not in text
    listed = browser.get("/route?origin=TN&transit=LY,MT&destination=IT&function=som_by_sea").text
    assert 'id="stop-2">Libya' in listed and 'id="stop-3">Malta' in listed, "as the JSON door takes them"
    wrong = browser.get("/route?origin=TN&destination=")
    assert wrong.status_code == 422 and "This route cannot be shown." in wrong.text


# --- checking a caller ----------------------------------------------------------------------------------------------


def test_a_reference_is_given_for_what_was_opened_and_checked_by_the_office_called(registry: Registry) -> None:
    entry_id = registry.published()
    officer = stated(registry)
    assert officer.post(f"/entries/{entry_id}/call-references").status_code == 403
    officer.get(QUESTION)
    given = officer.post(f"/entries/{entry_id}/call-references").text
    digits = "".join(re.findall(r'<bdi dir="ltr">(\d{3}) (\d{3})</bdi>', given)[0])
    called = registry.browser("focal.it")
    right = called.post("/call-references", data={"digits": digits}).text
    assert "The reference is right." in right and "Kenya" in right and "officer.ke" not in right
    wrong = called.post("/call-references", data={"digits": f"{(int(digits) + 1) % 10**6:06}"}).text
    assert "This reference is not right" in wrong and "published number" in wrong


def test_too_many_wrong_references_are_refused(registry: Registry) -> None:
    called = registry.browser("focal.it")
    for _ in range(5):
        assert called.post("/call-references", data={"digits": "000000"}).status_code == 200
    assert called.post("/call-references", data={"digits": "000000"}).status_code == 429
    assert called.post("/call-references", data={"digits": "x"}).status_code == 422


def test_without_an_account_one_is_told_to_call_back_through_the_published_number(registry: Registry) -> None:
    answer = registry.browser().get("/call-references")
    assert answer.status_code == 200
    assert "call back through the published number" in answer.text and 'name="digits"' not in answer.text
    assert "Never use a number that the caller gives you." in answer.text
