"""The officer's and the focal point's way in Firefox ESR, in English and Arabic; the console stays empty."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.filled import KEEPER, OFFICER, Filled
from tests.browser.firefox import Firefox, firefox
from tests.browser.served import DESK, PHONE
from tests.web.registry import PASSWORD, mailbox

pytestmark = [pytest.mark.browser, pytest.mark.deep, pytest.mark.needs("firefox-esr")]

OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
PATH = "location.pathname"


@pytest.fixture(params=["en", "ar"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def browser(filled: Filled, tmp_path: Path, language: str) -> Iterator[Firefox]:
    """A Firefox whose pages all did well."""
    with firefox(tmp_path, language, filled.origin) as started:
        yield started
        assert started.trouble == []


def lies_well(browser: Firefox, path: str, language: str) -> None:
    """The page at this path is inside the window and runs as its language does."""
    assert browser.tell(PATH) == path
    for size in (PHONE, DESK):
        browser.size(size)
        assert browser.tell(OVERFLOW) <= 0, f"{path} at {size}"
    side = "rtl" if language == "ar" else "ltr"
    assert (
        browser.tell("document.documentElement.lang + getComputedStyle(document.querySelector('h1')).direction")
        == language + side
    )


def test_an_officer_asks_states_the_purpose_and_calls(browser: Firefox, filled: Filled, language: str) -> None:
    browser.go("/")
    browser.send("/sign-in", email=mailbox(OFFICER), password=PASSWORD)
    lies_well(browser, "/", language)
    browser.send("/counterparts", state="IT", function="som_by_sea")
    browser.send("/purpose", purpose="rescue_at_sea", case_ref="NBO/17")
    lies_well(browser, "/counterparts", language)
    assert browser.tell("document.querySelector('a.reach').getAttribute('href')") == "tel:+390000000001"
    browser.press(".ranked h3 a")
    assert browser.tell("document.querySelectorAll('a.reach').length") > 0
    browser.go(f"/entries/{filled.entry}")
    lies_well(browser, f"/entries/{filled.entry}", language)
    for path in ("/lookup?q=guardia", "/regions", "/states/IT", "/duty-sheets", "/guide"):
        browser.go(path)
        lies_well(browser, path.partition("?")[0], language)


def test_a_focal_point_confirms_and_looks_after_an_entry(browser: Firefox, filled: Filled, language: str) -> None:
    browser.go("/sign-in")
    browser.send("/sign-in", email=mailbox(KEEPER), password=PASSWORD, code=filled.registry.code(KEEPER))
    browser.go("/my-entries")
    browser.press('form[action$="/confirm"] button')
    assert browser.tell("document.querySelectorAll('[role=status]').length") == 1
    lies_well(browser, "/my-entries", language)
    for path in (*(f"/entries/{filled.entry}/{part}" for part in ("edit", "preview", "history")), "/proposals", "/coverage"):
        browser.go(path)
        lies_well(browser, path, language)
