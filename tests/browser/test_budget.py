"""What pages cost on a bad line: bytes and requests as the browser counts them, nothing that jumps, and 50 kbit/s."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import CDPSession, expect

from tests.browser.conftest import Opens
from tests.browser.filled import COLLEAGUE, COORDINATOR, KEEPER, OFFICER, Filled
from tests.browser.served import PHONE, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.needs("chromium")]

FIRST_PAGE, MOST_REQUESTS, LATER_PAGE = 60_000, 6, 15_000
MOST_SHIFT = 0.02
KBIT = 1000 / 8
QUESTION = "/counterparts?state=IT&function=som_by_sea&language=fr&urgent=yes"
SHIFTS = """new Promise(done => {
  let sum = 0;
  new PerformanceObserver(list => { for (const each of list.getEntries()) if (!each.hadRecentInput) sum += each.value; })
    .observe({type: 'layout-shift', buffered: true});
  setTimeout(() => done(sum), 200);
})"""


class Meter:
    """Counts what goes over the line, headers included, as chromium's own network panel does."""

    def __init__(self, visitor: Visitor) -> None:
        self.line: CDPSession = visitor.context.new_cdp_session(visitor.page)
        self.line.send("Network.enable")
        self.sizes: list[int] = []
        self.line.on("Network.loadingFinished", lambda told: self.sizes.append(told["encodedDataLength"]))

    def slow_down(self, kbit: int) -> None:
        """A line of so many kbit/s with the delay of a satellite."""
        limits = {"downloadThroughput": kbit * KBIT, "uploadThroughput": kbit * KBIT, "latency": 300, "offline": False}
        self.line.send("Network.emulateNetworkConditions", limits)

    def taken(self) -> list[int]:
        """What came since the last time; what the browser had kept costs nothing."""
        found, self.sizes = [size for size in self.sizes if size], []
        return found


@pytest.fixture(params=["en", "ar"])
def officer(request: pytest.FixtureRequest, filled: Filled, call_in: Opens) -> Iterator[Visitor]:
    """An officer with a telephone whose browser has kept nothing yet."""
    visitor = call_in(OFFICER, size=PHONE, language=request.param)
    visitor.state_purpose(pending="yes")
    yield visitor


def opened(visitor: Visitor, meter: Meter, path: str, until: Literal["load", "networkidle"] = "load") -> list[int]:
    visitor.page.goto(visitor.origin + path, wait_until=until)
    return meter.taken()


def test_the_first_answer_is_light_and_later_pages_lighter(officer: Visitor, filled: Filled) -> None:
    meter = Meter(officer)
    first = opened(officer, meter, QUESTION, "networkidle")
    assert officer.page.locator(".ranked li").count() > 5
    assert len(first) <= MOST_REQUESTS
    assert 5_000 < sum(first) <= FIRST_PAGE
    later = [path for who, paths in filled.by_visitor() for path in paths if who == OFFICER]
    cost = {path: sum(opened(officer, meter, path)) for path in later}
    assert len(cost) > 20
    assert {path: size for path, size in cost.items() if size > LATER_PAGE} == {}


@pytest.mark.parametrize("who", [KEEPER, COLLEAGUE, COORDINATOR])
def test_the_pages_of_those_who_keep_entries_are_light_too(filled: Filled, call_in: Opens, who: str) -> None:
    keeper = call_in(who, language="ar")
    meter = Meter(keeper)
    opened(keeper, meter, "/my-entries", "networkidle")
    paths = next(paths for name, paths in filled.by_visitor() if name == who)
    cost = {path: sum(opened(keeper, meter, path)) for path in paths}
    assert {path: size for path, size in cost.items() if size > LATER_PAGE} == {}


def test_nothing_jumps_while_an_answer_comes(officer: Visitor, filled: Filled) -> None:
    shifts = {}
    for path in ("/", QUESTION, "/lookup?state=IT", f"/entries/{filled.entry}", "/states/IT"):
        officer.go(path)
        shifts[path] = officer.page.evaluate(SHIFTS)
    assert {path: shift for path, shift in shifts.items() if shift > MOST_SHIFT} == {}


def test_a_call_can_be_made_at_50_kbit_a_second(filled: Filled, call_in: Opens) -> None:
    officer = call_in(OFFICER, size=PHONE)
    officer.state_purpose(pending="yes")
    officer.page.set_default_timeout(60_000)
    Meter(officer).slow_down(50)
    page = officer.go("/")
    page.get_by_label("Where", exact=True).select_option("IT")
    page.get_by_label("What about").select_option("som_by_sea")
    page.get_by_role("button", name="Whom to call").click()
    expect(page.locator("a.reach").first).to_have_attribute("href", "tel:+390000000001", timeout=60_000)
    page.locator(".ranked h3 a").first.click()
    expect(page.get_by_text("This look is on record.")).to_be_visible(timeout=60_000)
