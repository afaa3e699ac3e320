"""Each of the officer's pages: axe finds nothing, nothing is wider than the phone, and in Arabic everything is mirrored."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Opens
from tests.browser.served import DESK, PHONE, Visitor
from tests.web.registry import Registry

pytestmark = [pytest.mark.browser, pytest.mark.needs("chromium")]

PAGES = (
    "/",
    "/counterparts?state=IT&function=som_by_sea&language=fr&urgent=yes",
    "/counterparts?state=TN&function=mla",
    "/counterparts/order",
    "/route?origin=TN&destination=IT&function=som_by_sea",
    "/call-references",
    "/lookup",
    "/lookup?state=IT&open_now=",
    "/lookup?state=TN&language=so",
    "/regions",
    "/regions/150",
    "/regions/african",
    "/states/IT",
    "/states/TN",
    "/policy",
    "/about",
    "/account",
    "/account/second-factor",
    "/account/acts",
    "/nothing-here",
)
AMBER = {"marking": "TLP:AMBER"}


def every_page(officer: Visitor, registry: Registry) -> list[str]:
    """The addresses of all pages that an officer can come to, with entries asked for and opened."""
    open_one, asking = registry.published(), registry.published(**AMBER)
    sent = officer.context.request.post(
        f"{officer.origin}/purpose",
        form={"purpose": "return", "next": "/"},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    assert sent.ok
    return [*PAGES, f"/entries/{open_one}", f"/entries/{asking}"]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_no_page_has_a_barrier_or_runs_over_its_edge(
    registry: Registry, visit: Opens, size: dict[str, int], language: str, dark: bool
) -> None:
    officer = visit("officer.ke", size=size, language=language, dark=dark)
    found: list[str] = []
    for path in every_page(officer, registry):
        page = officer.go(path)
        found += [f"{path} {fault}" for fault in officer.faults()]
        if officer.overflow() > 0:
            found.append(f"{path} is {officer.overflow()} pixels too wide")
        if page.locator("h1").count() != 1:
            found.append(f"{path} has {page.locator('h1').count()} first headings")
    assert found == []


@pytest.mark.parametrize("path", ["/", "/sign-in", "/about"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_pages_before_the_sign_in_have_no_barrier(visit: Opens, path: str, dark: bool) -> None:
    stranger = visit(size=PHONE, dark=dark)
    stranger.go(path)
    assert stranger.faults() == []
    assert stranger.overflow() <= 0


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
    entry = next(path for path in every_page(officer, registry) if path.startswith("/entries/"))
    page = officer.go(entry)
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


HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "\"'><svg/onload=alert(1)>",
    "{{ 7 * 7 }}{% raw %}",
    "W" * 280,
    "سلطة خفر السواحل والأمن البحري (مثال) 123",
    "👮🏽‍♀️🚤" * 20,
    "Z̴̡̛a̷̢l̸g̵o̶" * 20,
    "javascript:alert(1)",
)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_stay_texts_and_stay_inside(registry: Registry, visit: Opens, text: str) -> None:
    channel = {"type": "phone", "value": "+39 00 0000 0001", "contexts": ["urgent"], "label": text[:200]}
    names = [{"text": text, "language": "en", "role": "preferred"}, {"text": text, "language": "ar", "role": "alternative"}]
    designation = {"instrument": "SOM", "article": "8.6", "function": "som_by_sea", "scope_note": text}
    entry_id = registry.published(names=names, purpose=text, channels=[channel], designations=[designation])
    keeper = visit("focal.it", size=PHONE)
    dialogs: list[str] = []
    keeper.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    for path in (f"/entries/{entry_id}", "/lookup?state=IT", "/states/IT"):
        page = keeper.go(path)
        assert page.get_by_text(text[:40]).count() > 0
        assert keeper.overflow() <= 0, path
    assert dialogs == []
