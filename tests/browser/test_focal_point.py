"""The focal point's journey in a real browser: draft, edit, propose, a colleague approves, an officer sees it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opens
from tests.browser.served import DESK, PHONE, Visitor
from tests.web.registry import Registry

pytestmark = [pytest.mark.browser, pytest.mark.needs("chromium")]

SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])


def record_draft(page: Page) -> None:
    """From the list of the own entries to a draft."""
    page.get_by_role("link", name="New entry").click()
    page.get_by_label("Kind required").select_option("authority")
    page.get_by_label("Name required").fill("Border police, example")
    page.get_by_role("combobox", name="Language").fill("en")
    expect(page.locator("input[name=marking]:checked")).to_have_count(0)
    page.get_by_label("TLP:GREEN").check()
    page.get_by_role("button", name="Record the draft").click()
    expect(page.get_by_text("The draft is recorded.")).to_be_visible()


def fill_in(page: Page) -> None:
    """Two channels, one of them taken away again, and hours that are wrong at first."""
    for value in ("+39 00 0000 0011", "+39 00 0000 0012"):
        page.get_by_role("button", name="Add a channel").click()
        row = page.get_by_role("group", name="How to reach it").last
        row.get_by_label("Type").select_option("phone")
        row.get_by_label("Number or address").fill(value)
    page.get_by_role("button", name="Remove How to reach it 2").click()
    expect(page.get_by_role("group", name="How to reach it 1")).to_be_visible()
    expect(page.get_by_role("group", name="How to reach it 2")).to_have_count(0)
    page.get_by_label("Time zone").fill("Europe/Rome")
    page.get_by_label("Hours and exceptions").fill("Mo-Fr 25:00-26:00")
    page.get_by_role("button", name="Save").last.click()
    expect(page.get_by_role("alert")).to_contain_text("Hours and exceptions")
    page.get_by_role("alert").get_by_role("link").first.click()
    field = page.get_by_label("Hours and exceptions")
    expect(field).to_be_in_viewport()
    expect(field).to_have_value("Mo-Fr 25:00-26:00")
    field.fill("Mo-Fr 08:00-16:00")
    page.get_by_role("button", name="Save").last.click()
    expect(page.get_by_text("It took effect at once")).to_be_visible()


@SIZES
@SCRIPTS
def test_from_a_draft_to_an_entry_that_an_officer_sees(
    registry: Registry, visit: Opens, size: dict[str, int], scripts: bool
) -> None:
    for name in ("focal.it", "focal2.it", "officer.ke"):
        registry.token(name)
    author, second = (visit(name, size=size, scripts=scripts) for name in ("focal.it", "focal2.it"))
    page = author.go("/my-entries")
    record_draft(page)
    fill_in(page)
    page.get_by_role("link", name="Publish").click()
    expect(page.get_by_text("195 States")).to_be_visible()
    page.get_by_label("Why").fill("Ready for others")
    page.get_by_role("button", name="Propose to publish").click()
    expect(page.get_by_text("Nobody approves the own proposal")).to_be_visible()
    expect(page.get_by_role("button", name="Approve")).to_be_disabled()

    approve(second)
    officer = visit("officer.ke", size=size, scripts=scripts)
    found = officer.go("/lookup?state=IT")
    expect(found.get_by_role("link", name="Border police, example")).to_be_visible()


def approve(second: Visitor) -> None:
    """The colleague finds the proposal, forgets the call-back at first, and approves."""
    page = second.go("/my-entries")
    page.get_by_role("link", name="Border police, example").first.click()
    expect(page.get_by_text("Ready for others")).to_be_visible()
    page.get_by_label("Note").fill("Telephone book of the ministry")
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_role("alert")).to_contain_text("Call back first.")
    expect(page.get_by_label("Note")).to_have_value("Telephone book of the ministry")
    page.get_by_label("Called back on").fill("+39 00 0000 0099")
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("In effect")).to_be_visible()


def test_a_quarters_work_is_a_click_an_entry(registry: Registry, visit: Opens) -> None:
    for number in range(3):
        registry.published(names=[{"text": f"Office {number}, example", "language": "en"}])
    page = visit("focal.it").go("/my-entries")
    for number in range(3):
        page.get_by_role("button", name=f"Confirm Office {number}").click()
        expect(page.get_by_role("status")).to_contain_text(f"Office {number}, example: Confirmed as of now.")
    expect(page.get_by_role("heading", name="To be confirmed")).to_have_count(0)


def test_who_was_overtaken_sees_what_changed_and_saves_both(registry: Registry, visit: Opens) -> None:
    entry_id = registry.published()
    first, second = visit("focal.it"), visit("focal2.it")
    mine, theirs = (each.go(f"/entries/{entry_id}/edit") for each in (first, second))
    theirs.get_by_label("Homepage").fill("https://coastguard.example/")
    theirs.get_by_role("button", name="Save").first.click()
    theirs.wait_for_url("**/my-entries*")
    mine.get_by_role("textbox", name="Purpose", exact=True).fill("Answers day and night.")
    mine.get_by_role("button", name="Save").first.click()
    expect(mine.get_by_role("heading", name="Changed meanwhile")).to_be_visible()
    expect(mine.get_by_role("textbox", name="Homepage")).to_have_value("https://coastguard.example/")
    expect(mine.get_by_role("textbox", name="Purpose", exact=True)).to_have_value("Answers day and night.")
    mine.get_by_role("button", name="Save").first.click()
    expect(mine.get_by_text("It took effect at once")).to_be_visible()


def test_enter_in_a_text_field_saves_and_removes_no_row(registry: Registry, visit: Opens) -> None:
    entry_id = registry.published()
    page = visit("focal.it").go(f"/entries/{entry_id}/edit")
    page.get_by_label("Label").first.fill("Bridge")
    page.get_by_label("Label").first.press("Enter")
    expect(page.get_by_text("It took effect at once")).to_be_visible()
