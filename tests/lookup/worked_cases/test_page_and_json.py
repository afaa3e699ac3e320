"""A route, a vessel and a search over the small world: these answers, in this order, by JSON and on the page."""

from __future__ import annotations

import re

import pytest

from app.clock import set_to
from tests.cast import Registry
from tests.lookup.worked_cases.test_worked_cases import browser, name
from tests.lookup.worked_cases.world import DAY, settle

ROUTE = {"origin": "TN", "transit": "MT", "destination": "IT", "function": "som_investigation", "language": "en"}
STOPS = [
    ["Rescue Centre Tunisia"],
    ["Second Line Malta", "First Line Malta"],
    ["Coast Guard Italy", "Central Bureau Italy"],
]
SEARCHES = {
    "unit tunisia": ["Smuggling Unit Tunisia"],
    "coast guard": ["Coast Guard Italy", "Coast Guard Greece"],
    "smuggling unit": ["Smuggling Unit Italy", "Smuggling Unit Tunisia"],
    "protected unit": [],
}
"""Of an officer of Kenya; what is for named readers is not there."""


def linked(text: str) -> list[str]:
    """The names of the entries to which a list of results leads, in its order."""
    found = re.findall(r'<h3><a href="/entries/[^"]+"[^>]*>(.*?)</a>', text, re.DOTALL)
    return [re.sub(r"<[^>]+>", "", each).strip() for each in found]


def test_a_route_has_the_same_offices_in_the_same_order(registry: Registry) -> None:
    settle(registry)
    asked = {**ROUTE, "urgent": "on", "at": "2026-11-24T03:10Z"}
    with set_to(lambda: DAY):
        sheet = registry.client("officer.ke").get("/api/v1/route", params=asked).json()["items"]
        page = browser(registry, "officer.ke").get("/route", params=asked).text
    assert [[name(each["entry"]) for each in stop["ranked"]] for stop in sheet] == STOPS
    assert linked(page) == [office for stop in STOPS for office in stop]


def test_at_sea_the_same_authorities_are_named(registry: Registry) -> None:
    settle(registry)
    asked = {"flag": "IT", "function": "drugs_by_sea", "at": "2026-11-24T02:00Z"}
    with set_to(lambda: DAY):
        told = registry.client("officer.ke").get("/api/v1/counterparts", params={**asked, "purpose": "test"}).json()["at_sea"]
        page = browser(registry, "officer.ke").get("/counterparts", params=asked).text
    assert [name(card) for card in told["article_8_6"]] == ["Coast Guard Italy"]
    assert [name(card) for card in told["article_17"]] == ["Coast Guard Italy"]
    box = page.partition('id="sea-title"')[2].partition("</section>")[0]
    named = [re.sub(r"<[^>]+>", "", each) for each in re.findall(r'<a href="/entries/[^"]+">(.*?)</a>', box)]
    assert named == ["Coast Guard Italy", "Coast Guard Italy"]


@pytest.mark.parametrize("text", SEARCHES)
def test_a_search_has_the_same_matches_in_the_same_order(registry: Registry, text: str) -> None:
    settle(registry)
    told = registry.client("officer.ke").get("/api/v1/entries", params={"q": text}).json()
    page = browser(registry, "officer.ke").get("/lookup", params={"q": text}).text
    wanted = SEARCHES[text]
    assert [name(each) for each in told["items"]][: len(wanted)] == wanted
    shown = [name(each) for each in (*told["items"], *told["similar"])]
    assert linked(page) == shown and "Protected Unit Italy" not in shown
