"""Sets on pages: a table with warnings on top, call-backs office by office, one approval."""

from __future__ import annotations

import re

from starlette.testclient import TestClient

from tests.web.kept import entry, with_keepers
from tests.web.registry import COAST_GUARD, Registry

NAMES = [{"text": "Second office, example", "language": "en", "role": "preferred"}]


def proposed(registry: Registry) -> tuple[list[str], str]:
    """Two drafts and the address of the set that proposes them."""
    with_keepers(registry)
    drafts = [registry.draft(), registry.draft(names=NAMES)]
    answer = registry.browser("focal.it").post("/proposal-sets", data={"entries": drafts, "title": "First filling"})
    assert answer.status_code == 303
    return drafts, answer.headers["location"].partition("?")[0]


def call_backs(drafts: list[str]) -> dict[str, str]:
    called = {f"called_back_on:{draft}": "+39 00 0000 0009" for draft in drafts}
    return called | {f"note:{draft}": "from the printed list" for draft in drafts}


def test_several_drafts_are_ticked_on_ones_own_page(registry: Registry) -> None:
    with_keepers(registry)
    drafts = [registry.draft(), registry.draft(names=NAMES)]
    page = registry.browser("focal.it").get("/my-entries").text
    assert {draft for draft in drafts if f'name="entries" value="{draft}"' in page} == set(drafts)


def test_the_second_person_approves_the_set_with_a_call_back_per_office(registry: Registry) -> None:
    drafts, path = proposed(registry)
    second = registry.browser("focal2.it")
    page = second.get(path).text
    assert "First filling" in page and "Second office, example" in page and "Example focal.it" in page
    assert second.post(f"{path}/approve", data=call_backs(drafts)).status_code == 303
    assert {entry(second, draft)["status"] for draft in drafts} == {"published"}
    assert "All of it is decided." in second.get(path).text


def test_what_lacks_a_call_back_is_named_and_what_was_typed_stays(registry: Registry) -> None:
    drafts, path = proposed(registry)
    second = registry.browser("focal2.it")
    answer = second.post(f"{path}/approve", data=call_backs(drafts[:1]))
    assert answer.status_code == 422
    assert "the number on which you called back" in answer.text and 'value="+39 00 0000 0009"' in answer.text
    assert {entry(second, draft)["status"] for draft in drafts} == {"draft"}


def test_a_row_is_struck_out(registry: Registry) -> None:
    drafts, path = proposed(registry)
    second = registry.browser("focal2.it")
    struck = row_of(second, path, drafts[1])
    assert second.post(f"{path}/approve", data={**call_backs(drafts[:1]), "struck": struck}).status_code == 303
    assert [entry(second, draft)["status"] for draft in drafts] == ["published", "draft"]


def row_of(browser: TestClient, path: str, draft: str) -> str:
    """The proposal of an entry in the set."""
    rows = re.findall(r'id="row-([^"]+)">.*?</tr>', browser.get(path).text, re.DOTALL)
    found = [each for each in rows if draft in browser.get(f"/proposals/{each}").text]
    return str(found[0])


def test_the_author_learns_why_the_button_is_grey(registry: Registry) -> None:
    _, path = proposed(registry)
    page = registry.browser("focal.it").get(path).text
    assert "Nobody approves the own proposal" in page and "disabled" in page


def test_another_state_finds_no_set(registry: Registry) -> None:
    _, path = proposed(registry)
    assert registry.browser("focal.tn").get(path).status_code == 404
    assert "First filling" not in registry.browser("focal.tn").get("/proposals").text


def test_a_draft_that_cannot_be_published_is_named(registry: Registry) -> None:
    with_keepers(registry)
    bare = registry.draft(**{k: v for k, v in COAST_GUARD.items() if k != "marking"}, marking=None)
    answer = registry.browser("focal.it").post("/proposal-sets", data={"entries": [bare], "title": ""})
    assert answer.status_code == 422 and "choose who will see the entry" in answer.text
