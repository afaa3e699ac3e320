"""Hostile texts in every displayed field: nothing runs, nothing breaks out of its place, and neighbours keep their order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Opens, registry_in, visits
from tests.browser.filled import KEEPER, OFFICER, Filled, furnish
from tests.browser.hostile import hostile_texts, poison
from tests.browser.served import PHONE, Visitor, serving
from tests.web.kept import NGO

pytestmark = [pytest.mark.browser, pytest.mark.needs("chromium")]

CARRIERS, NAMES, SERVICES, CHANNELS = 6, 40, 20, 10
SHOWN = "[document.body.textContent, ...[...document.querySelectorAll('input, textarea')].map(e => e.value)].join('\\n')"
UNISOLATED = """() => {
  const turning = /[\\u0590-\\u08ff\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069\\ufb1d-\\ufdff\\ufe70-\\ufeff]/;
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const wrong = [];
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    if (!turning.test(node.data) || !node.parentElement.getClientRects().length) continue;
    let each = node.parentElement, isolated = false;
    for (; !isolated && getComputedStyle(each).display.startsWith('inline'); each = each.parentElement) {
      const {unicodeBidi, display} = getComputedStyle(each);
      isolated = /isolate|plaintext/.test(unicodeBidi) || /inline-(block|flex|grid)/.test(display);
    }
    const alone = each.textContent.trim() === node.data.trim();
    if (!isolated && !alone && !each.closest('option, [dir]:not(html), bdi')) wrong.push(each.outerHTML.slice(0, 160));
  }
  return wrong;
}"""
FILL = """texts => {
  const fields = [...document.querySelectorAll('main form input:not([type]), main form input[type=text], main form textarea')];
  fields.forEach((field, n) => { field.removeAttribute('maxlength'); field.value = texts[n % texts.length]; });
  return fields.length;
}"""


@pytest.fixture(scope="module")
def texts() -> list[str]:
    return hostile_texts()


@pytest.fixture(scope="module")
def poisoned(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> Iterator[Filled]:
    """The filled registry with more entries that carry many texts each, and hostile ones in place of all of them."""
    folder = tmp_path_factory.mktemp("hostile")
    with registry_in(folder, sqlite_template) as registry, serving(registry) as origin:
        made = furnish(registry, origin)
        names = [{"text": f"Carrier {n}", "language": "en"} for n in range(NAMES)]
        services = [{"name": f"Service {n}", "description": "D", "eligibility": "E", "areas": ["IT"]} for n in range(SERVICES)]
        channels = [{"type": "phone", "value": f"+39 00 0000 01{n:02}", "label": f"Line {n}"} for n in range(CHANNELS)]
        for _ in range(CARRIERS):
            parts = {"names": names, "services": services, "channels": channels}
            carrier = registry.published(NGO, **parts)
            made.pages["/entries/{entry_id}"].append((KEEPER, f"/entries/{carrier}"))
        poison(folder / "directory.db", texts)
        yield made


@pytest.fixture
def reader(browser: Browser, poisoned: Filled) -> Iterator[Opens]:
    with visits(browser, poisoned.registry, poisoned.origin) as opens:
        yield opens


def harm(visitor: Visitor, page: Page) -> list[str]:
    """What hostile texts have done to the page."""
    found: list[str] = page.evaluate(UNISOLATED)
    if page.evaluate("'hit' in window"):
        found.append("a text was run")
    if (wide := visitor.overflow()) > 0:
        found.append(f"{wide} pixels too wide")
    return found


def test_there_are_more_than_500_hostile_texts(texts: list[str]) -> None:
    assert len(texts) >= 500 == len(set(texts[:500]))


def test_hostile_texts_in_every_field_stay_texts_and_stay_inside(poisoned: Filled, reader: Opens, texts: list[str]) -> None:
    done: dict[str, list[str]] = {}
    seen: set[str] = set()
    for who, paths in poisoned.by_visitor():
        visitor = reader(who, size=PHONE)
        if who == OFFICER:
            visitor.state_purpose(pending="yes")
        for path in paths:
            page = visitor.go(path)
            done |= {f"{who} {path}": found} if (found := harm(visitor, page)) else {}
            shown = page.evaluate(SHOWN)
            seen |= {text for text in texts if text in shown}
    assert done == {}
    assert len(seen) >= 500, [text for text in texts if text not in seen]


def test_hostile_texts_typed_into_a_form_come_back_as_texts(poisoned: Filled, reader: Opens, texts: list[str]) -> None:
    keeper = reader(KEEPER, size=PHONE)
    page = keeper.go(f"/entries/{poisoned.entry}/edit")
    filled = page.evaluate(FILL, texts)
    for start in range(0, len(texts), filled):
        page.evaluate(FILL, texts[start : start + filled])
        with page.expect_navigation():
            page.locator("button[name=save]").first.click()
        assert harm(keeper, page) == []
        assert page.get_by_role("alert").count() > 0
