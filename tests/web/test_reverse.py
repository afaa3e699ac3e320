"""The page of the reverse look-up: posted, so that a number stands in no address."""

from __future__ import annotations

from tests.factories import PHONE
from tests.web.registry import Registry


def test_the_page_says_state_and_kind_of_a_registered_number_and_nothing_more(registry: Registry) -> None:
    entry_id = registry.published()
    browser = registry.browser("officer.ke")
    assert 'method="post"' in browser.get("/reverse").text
    text = browser.post("/reverse", data={"value": PHONE}).text
    assert "Registered" in text and "Italy" in text and "Authority" in text
    assert entry_id not in text and "Coast Guard" not in text
    assert "Not registered" in browser.post("/reverse", data={"value": "+390655550199"}).text


def test_what_is_no_number_is_marked(registry: Registry) -> None:
    answer = registry.browser("officer.ke").post("/reverse", data={"value": "hello"})
    assert answer.status_code == 422
    assert "is not a telephone number" in answer.text


def test_an_administrator_is_refused(registry: Registry) -> None:
    assert registry.browser("administrator").get("/reverse").status_code == 403
