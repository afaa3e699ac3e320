"""The journeys without a mouse: every stop can be seen, none is covered, none is a trap, and the keys do what they say."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opens
from tests.browser.filled import KEEPER, OFFICER, Filled
from tests.browser.served import DESK, PHONE, Visitor
from tests.web.registry import Registry

pytestmark = [pytest.mark.browser, pytest.mark.needs("chromium")]

MOST_STOPS = 250
STOP = """() => {
  const here = document.activeElement;
  if (!here || here === document.body) return null;
  const all = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')];
  const style = getComputedStyle(here), line = here.closest('.result');
  const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  const lit = Boolean(line) && getComputedStyle(line).boxShadow !== 'none';
  const box = here.getClientRects()[0];
  const top = document.elementFromPoint(box.left + Math.min(box.width / 2, 40), box.top + Math.min(box.height / 2, 10));
  const open = [here, line, here.closest('label')].some(each => each?.contains(top)) || Boolean(top?.contains(here));
  return {name: here.outerHTML.slice(0, 90), number: all.indexOf(here), seen: ring || lit, open};
}"""
REACHABLE = """() => {
  const radios = new Set();
  return [...document.querySelectorAll('a[href], button, input, select, textarea, summary')].filter(each => {
    if (each.disabled || each.type === 'hidden' || !each.getClientRects().length) return false;
    if (each.closest('details:not([open]) > :not(summary)')) return false;
    if (each.type !== 'radio') return true;
    const first = !radios.has(each.name);
    radios.add(each.name);
    return first;
  }).length;
}"""


def walk(page: Page) -> list[dict[str, Any]]:
    """Every stop of the Tab key from the top of the page until the keyboard leaves it."""
    stops: list[dict[str, Any]] = []
    while len(stops) < MOST_STOPS:
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None or (stops and stop["number"] == stops[0]["number"]):
            return stops
        stops.append(stop)
    raise AssertionError("the keyboard does not get out of this page")


@pytest.mark.parametrize("look", [{"size": PHONE}, {"size": DESK, "dark": True}], ids=["phone", "desk-dark"])
def test_every_stop_of_the_keyboard_is_seen_and_in_order(filled: Filled, call_in: Opens, look: dict[str, Any]) -> None:
    officer, keeper = call_in(OFFICER, **look), call_in(KEEPER, **look)
    officer.state_purpose()
    ways = [(officer, path) for path in ("/", "/counterparts?state=IT&function=som_by_sea", "/lookup?state=IT", "/regions/150")]
    ways += [(officer, f"/entries/{filled.entry}"), (officer, f"/entries/{filled.amber}")]
    ways += [(keeper, path) for path in ("/my-entries", f"/entries/{filled.entry}/edit", "/proposals")]
    found = {}
    for visitor, path in ways:
        visitor.page.emulate_media(reduced_motion="reduce")  # or the page is still on its way to what has the focus
        page = visitor.go(path)
        expected = page.evaluate(REACHABLE)
        stops = walk(page)
        wrong = [f"not seen: {stop['name']}" for stop in stops if not stop["seen"]]
        wrong += [f"covered: {stop['name']}" for stop in stops if not stop["open"]]
        numbers = [stop["number"] for stop in stops]
        if numbers != sorted(numbers):
            wrong.append("the order jumps")
        if len(stops) < expected:
            wrong.append(f"{len(stops)} stops for {expected} things to press")
        if wrong:
            found[path] = wrong
    assert found == {}, json.dumps(found, indent=1)


def to(visitor: Visitor, selector: str) -> None:
    """Press Tab until this has the focus."""
    for _ in range(MOST_STOPS):
        if visitor.page.evaluate("s => document.activeElement?.matches(s) ?? false", selector):
            return
        visitor.page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard never comes to {selector}")


def test_an_officer_comes_to_a_number_without_a_mouse(registry: Registry, visit: Opens) -> None:
    registry.published()
    officer = visit(OFFICER)
    page = officer.go("/")
    to(officer, "select[name=state]")
    page.keyboard.type("Italy")
    to(officer, "select[name=function]")
    page.keyboard.type("Smuggling of migrants by sea")
    to(officer, "form[action='/counterparts'] button")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "state=IT" in url and "som_by_sea" in url)
    to(officer, "input[name=purpose]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    to(officer, "form[action='/purpose'] button")
    page.keyboard.press("Enter")
    expect(page.locator("a.reach").first).to_be_visible()
    to(officer, "a.reach")
    assert page.evaluate("document.activeElement.href") == "tel:+390000000001"


def test_a_focal_point_confirms_and_edits_without_a_mouse(registry: Registry, visit: Opens) -> None:
    registry.published()
    keeper = visit(KEEPER)
    page = keeper.go("/my-entries")
    to(keeper, "form[action$='/confirm'] button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Confirmed as of now.")
    to(keeper, "a[href$='/edit']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/edit")
    to(keeper, "[name=homepage]")
    page.keyboard.type("https://coastguard.example/")
    page.keyboard.press("Enter")
    expect(page.get_by_text("It took effect at once")).to_be_visible()
