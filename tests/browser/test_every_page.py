"""Every page of the service: axe finds nothing, nothing is wider than the window, everything runs the way the language runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import Opens
from tests.browser.filled import OFFICER, Filled
from tests.browser.served import DESK, MAGNIFIED, PHONE, Visitor
from tests.house.test_routes import operations

pytestmark = [pytest.mark.browser, pytest.mark.needs("chromium")]

NO_PAGE = {
    "/healthz": "for the machine",
    "/readyz": "for the machine",
    "/metrics": "for the machine",
    "/static/{name:path}": "style sheets and scripts",
    "/lookup/suggestions": "a fragment; opened as a page it leads to the look-up",
    "/entries/{entry_id}/card.vcf": "a file",
    "/entries/{entry_id}/card.png": "a picture",
    "/trail/export.csv": "a file",
    "/editions/{sequence}/{file}": "a file",
    "/duty-sheets/{sheet_id}.pdf": "a sheet to print",
    "/duty-sheets/{sheet_id}.vcf": "a file",
}
"""Routes of a GET that show no page, each with what they are."""

OTHER_LOOKS = [
    pytest.param({"size": PHONE, "language": "ar"}, id="phone-arabic"),
    pytest.param({"size": MAGNIFIED}, id="four-times-as-large"),
]
LOOK_RULES = ("color-contrast", "target-size", "link-in-text-block", "scrollable-region-focusable")
"""Rules of axe that depend on size and colours; all others read what does not change with them."""

HEADINGS = "document.querySelectorAll('h1').length"
# The map of the world (`.atlas`) has its west on the left in every language.
AGAINST_THE_LANGUAGE = """() => {
  const side = document.dir === 'rtl' ? 'rtl' : 'ltr';
  const wrong = [];
  for (const each of document.querySelectorAll('h1, h2, h3, th, td, dt, dd, li, label, legend, p')) {
    if (each.closest('[dir]:not(html), .atlas') || each.querySelector('[dir]')) continue;
    const {direction, textAlign} = getComputedStyle(each);
    const figure = each.classList.contains('figure') && textAlign === 'end';
    const aligned = figure || ['start', 'center', side === 'rtl' ? 'right' : 'left', '-webkit-auto'].includes(textAlign);
    if (direction !== side || !aligned) wrong.push(`${each.outerHTML.slice(0, 100)} runs ${direction}, ${textAlign}`);
  }
  for (const row of document.querySelectorAll('main tr')) {
    if (row.getBoundingClientRect().width < 2 || getComputedStyle(row.parentElement).position === 'absolute') continue;
    const starts = [...row.cells].filter(c => c.getClientRects().length).map(c => c.getBoundingClientRect().left);
    const beside = starts.length > 1 && new Set(starts).size === starts.length;
    const right = starts.slice().sort((a, b) => side === 'rtl' ? b - a : a - b);
    if (beside && starts.join() !== right.join()) wrong.push(`columns of ${row.innerText.slice(0, 60)}`);
  }
  return wrong;
}"""


def wrong_with(visitor: Visitor, path: str) -> list[str]:
    """What is wrong with how one page lies in the window."""
    page = visitor.go(path)
    found: list[str] = page.evaluate(AGAINST_THE_LANGUAGE)
    if (wide := visitor.overflow()) > 0:
        found.append(f"{wide} pixels too wide")
    if (count := page.evaluate(HEADINGS)) != 1:
        found.append(f"{count} first headings")
    return found


def wrong_pages(filled: Filled, call_in: Opens, look: dict[str, Any], wrong_with: Callable[[Visitor, str], list[str]]) -> object:
    """What is wrong with each page, by visitor and address."""
    found = {}
    for who, paths in filled.by_visitor():
        visitor = call_in(who, **look)
        if who == OFFICER:  # opens GREEN with it; AMBER asks for more
            visitor.state_purpose()
        found |= {f"{who} {path}": wrong for path in paths if (wrong := wrong_with(visitor, path))}
    return found


def test_no_page_is_forgotten(filled: Filled) -> None:
    routes = {operation.removeprefix("GET ") for operation, _ in operations(filled.registry.app) if operation[:3] == "GET"}
    pages = {path for path in routes if not path.startswith(("/api/", "/dav", "/.well-known"))} - set(NO_PAGE)
    assert pages == set(filled.pages)
    assert len(pages) >= 50


def test_every_page_keeps_the_rules_of_accessibility(filled: Filled, call_in: Opens) -> None:
    def wrong(visitor: Visitor, path: str) -> list[str]:
        return [*wrong_with(visitor, path), *visitor.faults()]

    assert wrong_pages(filled, call_in, {"size": DESK, "language": "ar"}, wrong) == {}


def test_every_page_can_be_read_on_a_phone_at_night(filled: Filled, call_in: Opens) -> None:
    def wrong(visitor: Visitor, path: str) -> list[str]:
        return [*wrong_with(visitor, path), *visitor.faults(*LOOK_RULES)]

    assert wrong_pages(filled, call_in, {"size": PHONE, "dark": True}, wrong) == {}


@pytest.mark.parametrize("look", OTHER_LOOKS)
def test_every_page_stays_inside_and_runs_as_its_language(filled: Filled, call_in: Opens, look: dict[str, Any]) -> None:
    assert wrong_pages(filled, call_in, look, wrong_with) == {}
