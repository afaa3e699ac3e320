"""The officer's pages in Arabic: mirrored, numbers from left to right, and the chosen language stays."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Opens
from tests.browser.served import DESK
from tests.web.registry import Registry

pytestmark = [pytest.mark.browser, pytest.mark.needs("chromium")]


@pytest.mark.parametrize(("language", "side"), [("en", "left"), ("ar", "right")])
def test_a_page_runs_the_way_its_language_runs(registry: Registry, visit: Opens, language: str, side: str) -> None:
    officer = visit("officer.ke", language=language)
    page = officer.go("/states/IT")
    middle = DESK["width"] / 2
    brand, nav = page.locator(".brand").bounding_box(), page.locator("nav.main").bounding_box()
    assert brand is not None and nav is not None
    assert (brand["x"] < middle) == (side == "left")
    assert (nav["x"] > middle) == (side == "left")
    columns = [box["x"] for each in page.locator(".columns > div").all() if (box := each.bounding_box())]
    assert (columns == sorted(columns)) == (side == "left")
    heading = page.locator("h1").evaluate("e => [getComputedStyle(e).direction, getComputedStyle(e).textAlign]")
    assert heading in (["ltr", "start"], ["ltr", "left"]) if side == "left" else heading in (["rtl", "start"], ["rtl", "right"])


def test_numbers_and_mailboxes_keep_their_direction_in_arabic(registry: Registry, visit: Opens) -> None:
    officer = visit("officer.ke", language="ar")
    officer.state_purpose()
    page = officer.go(f"/entries/{registry.published()}")
    directions = page.locator(".reach bdi").evaluate_all("all => all.map(e => getComputedStyle(e).direction)")
    assert directions and set(directions) == {"ltr"}


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_the_chosen_language_stays(visit: Opens, scripts: bool) -> None:
    officer = visit("officer.ke", scripts=scripts)
    page = officer.go("/regions?x=1")
    page.get_by_role("link", name="العربية").click()
    assert page.locator("html").get_attribute("dir") == "rtl"
    officer.go("/about")
    assert page.locator("html").get_attribute("lang") == "ar"
