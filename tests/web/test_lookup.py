"""Looking up through the pages: the same filters as the JSON, never a channel's value."""

from __future__ import annotations

import re

import pytest

from app.reference.languages import SIX, is_language
from app.web.lookup import OFFERED_LANGUAGES, choices
from tests.web.registry import Registry


def found_in(text: str) -> list[str]:
    """The ids of the entries that a page lists, in its order."""
    return re.findall(r'<h3><a href="/entries/([^"]+)"', text)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("state=IT", 1),
        ("state=it", 1),
        ("state=TN", 0),
        ("region=150&function=som_by_sea", 1),
        ("region=002", 0),
        ("language=fr", 1),
        ("language=zh", 0),
        ("q=guardia", 1),
        ("q=Guard+ITALY", 1),
        ("network=RABAT&kind=authority", 1),
        ("state=IT&function=&language=&q=", 1),
    ],
)
def test_every_filter_narrows(registry: Registry, query: str, count: int) -> None:
    registry.published()
    answer = registry.browser("officer.ke").get(f"/lookup?{query}")
    assert answer.status_code == 200
    assert len(found_in(answer.text)) == count


def test_no_answer_carries_a_number_or_mailbox(registry: Registry) -> None:
    registry.published()
    text = registry.browser("officer.ke").get("/lookup?state=IT").text
    assert "Coast Guard, example" in text
    assert "0000 0001" not in text and "0001" not in text.replace("\n", "") and "coastguard.example" not in text


def test_drafts_of_others_are_not_found(registry: Registry) -> None:
    registry.draft()
    assert found_in(registry.browser("focal.tn").get("/lookup?state=IT").text) == []
    assert len(found_in(registry.browser("focal.it").get("/lookup?state=IT").text)) == 1


def test_htmx_gets_the_answers_alone_and_a_short_address(registry: Registry) -> None:
    registry.published()
    answer = registry.browser("officer.ke").get("/lookup?state=IT&function=&q=", headers={"HX-Request": "true"})
    assert answer.text.lstrip().startswith('<section id="answers"')
    assert answer.headers["hx-push-url"] == "/lookup?state=IT"


def test_going_back_in_history_gets_the_whole_page(registry: Registry) -> None:
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    answer = registry.browser("officer.ke").get("/lookup?state=IT", headers=headers)
    assert answer.text.startswith("<!doctype html>")


@pytest.mark.parametrize(
    "query", ["state=XX", "region=999", "function=nonsense", "network=NONE", "limit=51&state=IT", "cursor=no&state=IT"]
)
def test_a_wrong_filter_is_named_and_the_form_comes_back(registry: Registry, query: str) -> None:
    answer = registry.browser("officer.ke").get(f"/lookup?{query}")
    assert answer.status_code == 422
    assert "The look-up cannot be made." in answer.text
    assert 'name="q"' in answer.text


def test_more_answers_follow_without_gap_or_repetition(registry: Registry) -> None:
    ids = {registry.published(names=[{"text": f"Example {n}", "language": "en"}]) for n in range(5)}
    browser = registry.browser("officer.ke")
    seen: list[str] = []
    address = "/lookup?state=IT&limit=2"
    while address:
        text = browser.get(address).text
        seen += found_in(text)
        more = re.search(r'rel="next" href="([^"]+)"', text)
        address = more.group(1).replace("&amp;", "&") if more else ""
    assert len(seen) == 5 and set(seen) == ids


def test_only_what_is_open_now(registry: Registry) -> None:
    always = {
        "spans": [{"days": ["mo", "tu", "we", "th", "fr", "sa", "su"], "opens": "00:00", "closes": "24:00"}],
        "exceptions": [],
    }
    open_one = registry.published(hours=always)
    by_day = [{"type": "phone", "value": "+39 00 0000 0002"}]
    registry.published(hours=None, channels=by_day)
    with_duty_line = registry.published(hours=None)
    answer = found_in(registry.browser("officer.ke").get("/lookup?state=IT&open_now=yes").text)
    assert sorted(answer) == sorted([open_one, with_duty_line])


def test_an_empty_answer_says_what_to_do(registry: Registry) -> None:
    text = registry.browser("officer.ke").get("/lookup?state=TN&language=so").text
    assert "Take a filter away" in text
    assert "/lookup?host=TN" in text


def test_nothing_is_looked_up_before_something_is_asked(registry: Registry) -> None:
    registry.published()
    assert found_in(registry.browser("officer.ke").get("/lookup").text) == []


def test_what_was_typed_comes_back_harmless(registry: Registry) -> None:
    text = registry.browser("officer.ke").get("/lookup", params={"q": '"><script>alert(1)</script>'}).text
    assert "<script>alert" not in text
    assert "&lt;script&gt;" in text


def test_an_auditor_may_not_look_up(registry: Registry) -> None:
    answer = registry.browser("auditor").get("/lookup?state=IT")
    assert answer.status_code == 403
    assert "An auditor may not find entries." in answer.text


def test_the_first_page_asks_the_question_and_shows_what_was_opened_last(registry: Registry) -> None:
    entry_id = registry.published()
    browser = registry.browser("officer.ke")
    assert "Entries that you open stand here" in browser.get("/").text
    browser.post("/purpose", data={"purpose": "return", "next": "/"})
    browser.get(f"/entries/{entry_id}")
    text = browser.get("/").text
    assert f'<a href="/entries/{entry_id}">' in text
    assert 'action="/lookup"' in text


def test_signed_out_the_first_page_says_what_this_is(registry: Registry) -> None:
    text = registry.browser().get("/").text
    assert 'action="/sign-in"' in text
    assert "Every look at a contact is recorded" in text
    assert "/lookup" not in text


@pytest.mark.parametrize("language", SIX)
def test_every_choice_has_a_name_in_every_language(language: str) -> None:
    for options in choices(language).values():
        assert all(name and name != code for code, name in options)
    assert all(is_language(tag) for tag in OFFERED_LANGUAGES)


def test_a_state_in_the_text_is_a_chip_that_can_be_taken_off(registry: Registry) -> None:
    registry.published()
    browser = registry.browser("officer.ke")
    text = browser.get("/lookup?q=coast+guard+Italy").text
    chip = re.search(r'class="chip" href="([^"]+)"', text)
    assert chip is not None
    assert len(found_in(text)) == 1
    taken_off = browser.get(chip.group(1).replace("&amp;", "&")).text
    assert 'class="chip"' not in taken_off
    assert len(found_in(taken_off)) == 1


def test_a_match_by_another_name_is_explained(registry: Registry) -> None:
    registry.published()
    text = registry.browser("officer.ke").get("/lookup?q=guardia+costiera").text
    assert "Matched the name in Italian" in text


def test_similar_names_stand_in_a_section_of_their_own(registry: Registry) -> None:
    registry.published(names=[{"text": "Mohamed Ferreira", "language": "en", "role": "preferred"}])
    text = registry.browser("officer.ke").get("/lookup?q=Mohamed+Figueiras").text
    assert "Similar names" in text and "check before you call" in text


def test_names_are_offered_while_typing(registry: Registry) -> None:
    registry.published()
    text = registry.browser("officer.ke").get("/lookup/suggestions?q=gua", headers={"HX-Request": "true"}).text
    assert '<option value="Guardia Costiera, esempio" lang="it">Italy</option>' in text
