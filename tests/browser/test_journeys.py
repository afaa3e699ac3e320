"""Each role's way through the service, in English and Arabic, on a phone and at a desk, with scripts and without.

The steps name addresses and fields, not labels, so that they are the same in every language.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.access.actor import operator
from app.accounts.links import make_link
from app.audit.trail import record
from app.db import writing
from app.directory.confirmation import LINK
from tests.browser.conftest import Opens
from tests.browser.filled import ADMINISTRATOR, AUDITOR, COORDINATOR, KEEPER, OFFICER, RECIPIENT, Filled
from tests.browser.served import DESK, PHONE, Visitor
from tests.web.registry import PASSWORD, mailbox

pytestmark = [pytest.mark.browser, pytest.mark.needs("chromium")]

Starts = Callable[..., Visitor]


@pytest.fixture(params=[True, False], ids=["scripts", "plain"])
def scripts(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture(params=[PHONE, DESK], ids=["phone", "desk"])
def size(request: pytest.FixtureRequest) -> Any:
    return request.param


@pytest.fixture(params=["en", "ar"])
def start(request: pytest.FixtureRequest, call_in: Opens, size: dict[str, int], scripts: bool) -> Starts:
    """Somebody at a browser of this language and size."""
    return partial(call_in, language=request.param, size=size, scripts=scripts)


def on(visitor: Visitor, path: str) -> Page:
    """The visitor has come to this path, and the page lies well in its window."""
    visitor.page.wait_for_url(lambda url: url.removeprefix(visitor.origin).partition("?")[0] == path)
    assert visitor.overflow() <= 0, path
    expect(visitor.page.locator("h1")).to_have_count(1)
    return visitor.page


def follow(visitor: Visitor, path: str) -> Page:
    """Press the first link that leads to this path."""
    visitor.page.locator(f'a[href="{path}"]').first.click()
    return on(visitor, path.partition("?")[0])


def send(page: Page, action: str, **typed: str) -> None:
    """Fill fields of the form with this action and press its first button."""
    form = page.locator(f'form[action="{action}"]')
    for name, text in typed.items():
        field = form.locator(f'[name="{name}"]').first
        if field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(text)
        elif field.get_attribute("type") in ("radio", "checkbox"):
            form.locator(f'[name="{name}"][value="{text}"]').check()
        else:
            field.fill(text)
    with page.expect_navigation():
        form.locator("button").first.click()


def test_an_officer_signs_in_asks_states_the_purpose_and_calls(filled: Filled, start: Starts) -> None:
    officer = start()
    page = officer.go("/")
    send(page, "/sign-in", email=mailbox(OFFICER), password=PASSWORD)
    send(on(officer, "/"), "/counterparts", state="IT", function="som_by_sea")
    page = on(officer, "/counterparts")
    send(page, "/purpose", purpose="rescue_at_sea", case_ref="NBO/17")
    page = on(officer, "/counterparts")
    expect(page.locator("a.reach").first).to_have_attribute("href", "tel:+390000000001")
    page.locator(".ranked h3 a").first.click()
    expect(page.locator("a.reach").first).to_be_visible()
    expect(page.locator('a[href$="/card.vcf"]')).to_be_visible()
    follow(officer, "/account")
    follow(officer, "/account/acts")
    send(follow(officer, "/account"), "/sign-out")
    on(officer, "/sign-in")


def test_an_officer_walks_from_the_world_to_an_office(filled: Filled, start: Starts) -> None:
    officer = start(OFFICER)
    officer.go("/")
    follow(officer, "/regions")
    follow(officer, "/regions/150")
    officer.go("/states/IT")
    follow(officer, f"/entries/{filled.entry}")


def test_a_focal_point_confirms_records_a_draft_and_goes_on_with_it(filled: Filled, start: Starts) -> None:
    keeper = start(KEEPER)
    page = keeper.go("/my-entries")
    page.locator('form[action$="/confirm"] button').first.click()
    page = on(keeper, "/my-entries")
    expect(page.get_by_role("status")).to_be_visible()
    page = follow(keeper, "/entries/new")
    draft = {"kind": "authority", "marking": "TLP:GREEN", "names.0.text": "Border police, example", "names.0.language": "en"}
    for name, text in draft.items():
        field = page.locator(f'[name="{name}"]').first
        if name == "kind":
            field.select_option(text)
        elif name == "marking":
            page.locator(f'[name="marking"][value="{text}"]').check()
        else:
            field.fill(text)
    page.locator('button[name="save"]').first.click()
    expect(page.locator('[name="version"]').first).to_be_attached()
    assert keeper.overflow() <= 0
    page.locator('[name="homepage"]').fill("https://border.example/")
    page.locator('button[name="save"]').first.click()
    page = on(keeper, "/my-entries")
    expect(page.get_by_role("status")).to_be_visible()
    follow(keeper, "/proposals")


def test_a_coordinator_sees_gaps_and_schedules_a_test(filled: Filled, start: Starts) -> None:
    coordinator = start(COORDINATOR)
    coordinator.go("/coverage?region=150")
    on(coordinator, "/coverage")
    coordinator.go("/account")
    page = follow(coordinator, "/drills")
    send(page, "/drills", hours="12", starts_at="2099-01-01T10:00")
    expect(page.locator("h1")).to_have_count(1)
    assert coordinator.overflow() <= 0
    follow(coordinator, "/my-entries")


def test_an_administrator_looks_at_an_account_and_invites(filled: Filled, start: Starts) -> None:
    administrator = start(ADMINISTRATOR)
    page = administrator.go("/accounts")
    page.locator('main a[href^="/accounts/0"]').first.click()
    expect(page.locator("h1")).to_have_count(1)
    administrator.go("/accounts")
    follow(administrator, "/invitations/new")


def test_an_auditor_filters_the_trail_and_verifies_the_chain(filled: Filled, start: Starts) -> None:
    auditor = start(AUDITOR)
    page = auditor.go("/trail")
    page.locator('form[action="/trail"] [name="kind"]').select_option("entry:consulted")
    page.locator('form[action="/trail"] button').first.click()
    page = on(auditor, "/trail")
    assert page.locator("main table tbody tr").count() > 0
    follow(auditor, "/trail/chain")


def test_a_recipient_sees_the_own_account_and_the_portals_page(filled: Filled, start: Starts) -> None:
    recipient = start(RECIPIENT)
    recipient.go("/account")
    follow(recipient, "/drift")
    follow(recipient, "/policy")


def test_a_listed_post_confirms_with_one_button_and_no_account(filled: Filled, start: Starts) -> None:
    with writing(filled.registry.database) as session:
        record(session, "notices:sent", by=operator())
        token = make_link(session, LINK, filled.entry, days=14)
    post = start()
    page = post.go(f"/confirm?link={token}")
    assert "+39 00 0000 0001" not in page.content()
    send(page, "/confirm")
    page = on(post, "/confirm")
    expect(page.locator('form[action="/confirm"]')).to_have_count(0)
