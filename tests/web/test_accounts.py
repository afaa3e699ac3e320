"""People on pages: who is there, suspended by one, asked back by one and let in by another, confirmed each quarter."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app import clock
from tests.web.people_pages import action
from tests.web.registry import Registry

ITALIANS = ("Example focal.it", "Example focal2.it", "Example auditor")


def path_of(registry: Registry, name: str) -> str:
    return f"/accounts/{registry.actor(name).id}"


def test_a_focal_point_sees_the_people_of_the_own_state(registry: Registry) -> None:
    page = registry.browser("focal.it").get("/accounts").text
    assert all(name in page for name in ITALIANS)
    assert "Example focal.tn" not in page and "Example officer.ke" not in page


@pytest.mark.parametrize(
    ("name", "status"), [("officer.ke", 403), ("auditor", 403), ("administrator", 200), ("coordinator", 200)]
)
def test_who_looks_after_people_sees_them(registry: Registry, name: str, status: int) -> None:
    assert registry.browser(name).get("/accounts").status_code == status


def test_an_account_of_another_state_does_not_exist(registry: Registry) -> None:
    path = path_of(registry, "officer.ke")
    browser = registry.browser("focal.it")
    assert browser.get(path).status_code == browser.post(f"{path}/suspend", data={"reason": "x"}).status_code == 404
    assert "officer.ke" not in browser.get(path).text


def test_suspended_by_one_and_let_in_again_by_two(registry: Registry) -> None:
    path = path_of(registry, "auditor")
    victim, first, second = registry.browser("auditor"), registry.browser("focal.it"), registry.browser("coordinator")
    assert first.post(f"{path}/suspend", data={"reason": "left"}).headers["location"] == f"{path}?done=suspended"
    assert victim.get("/account").status_code == 303
    assert first.post(f"{path}/reactivation", data={"reason": ""}).status_code == 422
    assert first.post(f"{path}/reactivation", data={"reason": "is back"}).status_code == 303
    own = first.get(path).text
    assert "Nobody approves the own proposal" in own and "Take the request back" in own
    assert "Wait to be let in again" in second.get("/accounts").text
    page = second.get(path).text
    assert "is back" in page
    assert second.post(action(page, "/second")).headers["location"] == f"{path}?done=reactivated"
    assert "Active" in first.get(path).text


def test_the_own_account_has_no_button(registry: Registry) -> None:
    page = registry.browser("focal.it").get(path_of(registry, "focal.it")).text
    assert "This is your own account." in page and "/suspend" not in page


def test_the_last_two_focal_points_of_a_state_with_entries_stay(registry: Registry) -> None:
    path = path_of(registry, "focal2.it")
    registry.published()
    answer = registry.browser("coordinator").post(f"{path}/suspend", data={"reason": "x"})
    assert answer.status_code == 403 and "Invite a replacement first" in answer.text


def test_a_state_without_entries_can_do_without(registry: Registry) -> None:
    answer = registry.browser("coordinator").post(f"{path_of(registry, 'focal2.it')}/suspend", data={"reason": "x"})
    assert answer.status_code == 303


def test_who_was_away_for_a_quarter_is_one_ticked_page(registry: Registry) -> None:
    registry.published()
    officer = registry.actor("officer.ke").id
    later = clock.now() + timedelta(days=91)
    with clock.set_to(lambda: later):
        registry.tokens.clear()
        assert "Nobody waits" in registry.browser("focal.it").get("/accounts/to-confirm").text
        assert registry.browser("focal.it").post("/accounts/to-confirm", data={"account": officer}).status_code == 404
        assert registry.browser("officer.ke").get("/accounts/to-confirm").status_code == 403


def test_an_officer_is_confirmed_with_the_tick(registry: Registry) -> None:
    from app.access.actor import operator
    from app.accounts.forms import AccountForm
    from app.accounts.membership import add_account
    from app.db import writing
    from tests.cast import PASSWORD

    with writing(registry.database) as session:
        form = AccountForm(email="away@demo.example", name="Example Away", role="officer", state="IT")
        card = add_account(session, form, PASSWORD, by=operator(), since=clock.now() - timedelta(days=100))
    browser = registry.browser("focal.it")
    assert "1 officer has not signed in for a quarter" in browser.get("/accounts").text
    page = browser.get("/accounts/to-confirm").text
    assert f'value="{card.id}" checked' in page and "20 days left" in page
    assert browser.post("/accounts/to-confirm", data={"account": card.id}).status_code == 303
    assert "Nobody waits" in browser.get("/accounts/to-confirm").text
