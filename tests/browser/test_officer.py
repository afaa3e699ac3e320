"""The officer's journey in a real browser: from signing in to a number to press, on a phone and at a desk."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Opens
from tests.browser.served import DESK, PHONE
from tests.cast import PASSWORD, mailbox
from tests.web.registry import Registry

pytestmark = [pytest.mark.browser, pytest.mark.needs("chromium")]

SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])


@SIZES
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_an_officer_comes_from_the_door_to_a_number_to_press(
    registry: Registry, visit: Opens, size: dict[str, int], scripts: bool
) -> None:
    entry_id = registry.published()
    officer = visit(size=size, scripts=scripts)
    page = officer.go("/")
    page.get_by_label("E-mail").fill(mailbox("officer.ke"))
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()

    page.get_by_label("Where", exact=True).select_option("IT")
    page.get_by_label("What about").select_option("som_by_sea")
    page.get_by_role("button", name="Whom to call").click()
    page.wait_for_url(lambda url: "state=IT" in url and "function=som_by_sea" in url)
    heading = page.get_by_role("heading", name="Coast Guard, example")
    expect(heading).to_be_visible()
    expect(page.get_by_text("coastguard.example")).to_have_count(0)

    heading.get_by_role("link").click()
    page.get_by_label("Rescue at sea").check()
    page.get_by_role("button", name="Open").click()
    number = page.get_by_role("link", name="+39")
    expect(number).to_have_attribute("href", "tel:+390000000001")
    box = number.bounding_box()
    assert box is not None and box["height"] >= 36
    expect(page.get_by_text("This look is on record.")).to_be_visible()
    expect(page.get_by_text("Their time")).to_be_visible()
    assert officer.path() == f"/entries/{entry_id}"
    assert officer.overflow() <= 0

    page.get_by_role("navigation", name="Main").get_by_role("link", name="Account").click()
    page.get_by_role("button", name="Sign out").click()
    assert officer.path() == "/sign-in"
    officer.go(f"/entries/{entry_id}")
    assert officer.path().startswith("/sign-in?next=")


def test_on_a_phone_the_first_number_stands_on_the_first_screen(registry: Registry, visit: Opens) -> None:
    entry_id = registry.published()
    officer = visit("officer.ke", size=PHONE, dark=True)
    page = officer.go(f"/entries/{entry_id}")
    page.get_by_label("Investigation").check()
    page.get_by_role("button", name="Open").click()
    expect(page.get_by_role("link", name="+39")).to_be_in_viewport()


def test_choosing_answers_at_once_and_going_back_brings_the_question_back(registry: Registry, visit: Opens) -> None:
    registry.published()
    officer = visit("officer.ke")
    page = officer.go("/lookup")
    page.get_by_label("Where", exact=True).select_option("IT")
    expect(page.get_by_role("link", name="Coast Guard, example")).to_be_visible()
    assert officer.path() == "/lookup?state=IT"
    page.go_back()
    expect(page.get_by_text("Say where or what about")).to_be_visible()
    assert officer.path() == "/lookup"


def test_the_keyboard_alone_leads_to_an_entry(registry: Registry, visit: Opens) -> None:
    entry_id = registry.published()
    officer = visit("officer.ke")
    page = officer.go("/")
    page.keyboard.press("/")
    expect(page.get_by_label("Name or place")).to_be_focused()
    page.keyboard.type("guardia")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Coast Guard, example")).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="Coast Guard, example")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/entries/{entry_id}")


def test_the_first_stop_of_the_keyboard_skips_to_the_content(visit: Opens) -> None:
    page = visit("officer.ke").go("/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_from_the_world_to_a_state_to_an_entry(registry: Registry, visit: Opens) -> None:
    registry.published()
    page = visit("officer.ke", size=PHONE).go("/regions")
    page.get_by_role("link", name="Southern Europe").click()
    page.get_by_role("link", name="Italy").click()
    expect(page.get_by_role("heading", name="Smuggling of migrants by sea")).to_be_visible()
    page.get_by_role("link", name="Coast Guard, example").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Coast Guard, example")
