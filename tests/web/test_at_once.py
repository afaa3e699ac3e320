"""An administrator's page: by its id an entry is hidden or narrowed, or a line of it hidden, with a reason and unseen."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.cast import Registry, cast_url, registry, registry_with
from tests.factories import phone
from tests.lookup.worked_cases.test_worked_cases import browser

__all__ = ["cast_url", "registry", "registry_with"]


def standing(registry: Registry, entry_id: str) -> dict[str, Any]:
    found: dict[str, Any] = registry.client("focal.it").get(f"/api/v1/entries/{entry_id}").json()
    return found


def send(registry: Registry, entry_id: str, **typed: str) -> Any:
    """Fill in the page and press a button, as an administrator does."""
    admin = browser(registry, "admin")
    page = admin.get("/at-once", params={"entry": entry_id}).text
    (version,) = re.findall(r'name="version" value="(\d+)"', page)
    return admin.post(f"/at-once/{entry_id}", data={"version": version, **typed}, follow_redirects=False)


def test_an_administrator_hides_a_line_narrows_and_hides_an_entry_by_its_id_and_sees_no_number(registry: Registry) -> None:
    entry_id = registry.published(channels=[phone("+390655550101"), phone("+390655550102")])
    first, second = (line["id"] for line in standing(registry, entry_id)["channels"])
    page = browser(registry, "admin").get("/at-once", params={"entry": entry_id}).text
    assert "+39065555" not in page and "06 5555" not in page
    assert send(registry, entry_id, act="line", channel=first, why="rings elsewhere").status_code == 303
    assert [line["id"] for line in standing(registry, entry_id)["channels"]] == [second]
    assert send(registry, entry_id, act="narrow", marking="TLP:AMBER", why="too wide").status_code == 303
    assert standing(registry, entry_id)["marking"] == "TLP:AMBER"
    other = registry.published()
    assert send(registry, other, act="hide", why="not theirs").status_code == 303
    assert standing(registry, other)["status"] == "suspended"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"act": "hide"}, "is needed"),
        ({"act": "line", "why": "wrong", "channel": "nobody"}, "is not a channel of this entry that you see"),
        ({"act": "line", "why": "wrong"}, "is not a channel of this entry that you see"),
        ({"act": "narrow", "why": "wrong"}, "Marking"),
    ],
)
def test_what_is_missing_is_said_and_nothing_done(registry: Registry, typed: dict[str, str], said: str) -> None:
    entry_id = registry.published()
    before = standing(registry, entry_id)["version"]
    answer = send(registry, entry_id, **typed)
    assert answer.status_code == 422 and said in answer.text
    assert standing(registry, entry_id)["version"] == before


def test_an_administrator_reaches_no_entry_that_it_may_not_know_of(registry: Registry) -> None:
    amber = registry.published(marking="TLP:AMBER")
    assert browser(registry, "admin").get("/at-once", params={"entry": amber}).status_code == 404


@pytest.mark.parametrize("who", ["officer.ke", "auditor"])
def test_nobody_else_is_let_in(registry: Registry, who: str) -> None:
    assert browser(registry, who).get("/at-once").status_code == 403


def test_the_page_of_people_leads_an_administrator_there(registry: Registry) -> None:
    assert 'href="/at-once"' in browser(registry, "admin").get("/accounts").text
    assert 'href="/at-once"' not in browser(registry, "focal.it").get("/accounts").text
