"""Deputies on the page: named, chosen, shown on every page while one acts for another, ended by either."""

from __future__ import annotations

import pytest

from app.accounts.acting import DELEGABLE
from tests.cast import mailbox
from tests.web.people_pages import action
from tests.web.registry import Registry

NAMED = {"deputy": mailbox("focal2.it"), "days": "30", "permissions": ["ENTRY_CONFIRM", "ENTRY_REVISE"]}


@pytest.fixture
def named(registry: Registry) -> Registry:
    """focal.it has named focal2.it as deputy."""
    assert registry.browser("focal.it").post("/delegations", data=NAMED).headers["location"] == "/delegations?done=given"
    return registry


def test_the_deputy_chooses_to_act_and_every_page_says_so(named: Registry) -> None:
    deputy = named.browser("focal2.it")
    page = deputy.get("/delegations").text
    assert "you for Example focal.it" in page
    assert deputy.post(action(page, "/act")).headers["location"] == "/delegations?done=acting"
    assert "You act for Example focal.it." in deputy.get("/regions").text
    assert "You act for" not in named.browser("focal.it").get("/regions").text
    assert deputy.post("/delegations/stop").headers["location"] == "/delegations?done=stopped"
    assert "You act for" not in deputy.get("/regions").text


def test_the_focal_point_ends_it_while_the_deputy_acts(named: Registry) -> None:
    deputy, focal = named.browser("focal2.it"), named.browser("focal.it")
    deputy.post(action(deputy.get("/delegations").text, "/act"))
    assert focal.post(action(focal.get("/delegations").text, "/end")).headers["location"] == "/delegations?done=ended"
    assert "You act for" not in deputy.get("/regions").text


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"days": "91"}, "1 to 90 days"),
        ({"days": "x"}, "1 to 90 days"),
        ({"permissions": []}, "one or more of"),
        ({"deputy": ""}, "mailbox"),
    ],
)
def test_what_cannot_be_is_named(registry: Registry, changed: dict[str, object], says: str) -> None:
    answer = registry.browser("focal.it").post("/delegations", data=NAMED | changed)
    assert answer.status_code == 422 and says in answer.text


def test_the_page_offers_all_rights_that_can_be_lent(registry: Registry) -> None:
    page = registry.browser("focal.it").get("/delegations").text
    assert all(f'value="{name}" checked' in page for name in DELEGABLE)
    assert "Name a deputy" not in registry.browser("officer.ke").get("/delegations").text
    assert registry.browser("officer.ke").post("/delegations", data=NAMED).status_code == 403
