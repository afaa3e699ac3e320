"""Nothing is lost on a bad line: an open answer stays, what was typed comes back, the purpose holds for the shift."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from app import clock
from app.accounts.sign_in import end_session
from app.db import writing
from app.errors import Unavailable
from tests.browser.conftest import Opens
from tests.browser.served import PHONE, Visitor
from tests.web.registry import PASSWORD, Registry, mailbox

pytestmark = [pytest.mark.browser, pytest.mark.needs("chromium")]

SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
NUMBER = "+39 00 0000 0077"


def end(registry: Registry, name: str) -> None:
    """The session ends while its page is open, as it does after a quarter of an hour without a click."""
    by = registry.actor(name)
    with writing(registry.database) as session:
        end_session(session, by=by)
    registry.tokens.pop(name)


def sign_in_again(page: Page, name: str, code: str | None = None) -> None:
    page.get_by_label("E-mail").fill(mailbox(name))
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Code").fill(code or "")
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in").click()


@SCRIPTS
def test_an_open_answer_stays_and_signing_in_leads_back_to_it_with_the_purpose(
    registry: Registry, visit: Opens, scripts: bool
) -> None:
    entry_id = registry.published()
    officer = visit("officer.ke", size=PHONE, scripts=scripts)
    page = officer.go(f"/entries/{entry_id}")
    page.get_by_label("Rescue at sea").check()
    page.get_by_label("Case reference").fill("NBO/17")
    page.get_by_role("button", name="Open").click()
    expect(page.get_by_role("link", name="+39")).to_be_visible()
    end(registry, "officer.ke")
    page.wait_for_timeout(300)
    expect(page.get_by_role("link", name="+39")).to_be_visible()
    page.reload()
    assert officer.path().startswith("/sign-in?next=")
    sign_in_again(page, "officer.ke")
    assert officer.path() == f"/entries/{entry_id}"
    expect(page.get_by_role("link", name="+39")).to_be_visible()
    expect(page.get_by_text("NBO/17").first).to_be_visible()


def test_asking_on_after_the_session_ended_leaves_the_answers_and_says_so(registry: Registry, visit: Opens) -> None:
    registry.published()
    officer = visit("officer.ke")
    page = officer.go("/lookup?state=IT")
    end(registry, "officer.ke")
    page.get_by_label("What about").select_option("som_by_sea")
    notice = page.get_by_role("alert")
    expect(notice).to_contain_text("Your session has ended")
    expect(page.get_by_role("link", name="Coast Guard, example")).to_be_visible()
    notice.get_by_role("link", name="Sign in and come back").click()
    sign_in_again(page, "officer.ke")
    page.wait_for_url(lambda url: "state=IT" in url and "function=som_by_sea" in url)


@SCRIPTS
def test_a_report_typed_into_an_ended_session_is_sent_after_signing_in(registry: Registry, visit: Opens, scripts: bool) -> None:
    entry_id = registry.published()
    officer = visit("officer.ke", scripts=scripts)
    page = officer.go(f"/entries/{entry_id}/report")
    page.get_by_label("In a sentence").fill("It rings at a bakery.")
    page.locator("input[name=kind]").first.check()
    end(registry, "officer.ke")
    page.get_by_role("button", name="Send to the owner").click()
    expect(page.get_by_text("What you typed is kept on this page")).to_be_visible()
    assert "bakery" not in page.content()
    sign_in_again(page, "officer.ke")
    page.get_by_text("Read and copy it").click()
    expect(page.get_by_text("It rings at a bakery.")).to_be_visible()
    page.get_by_role("button", name="Send it now").click()
    expect(page.get_by_text("Reported.")).to_be_visible()


@SCRIPTS
def test_an_edit_with_a_new_number_survives_the_end_of_the_session(registry: Registry, visit: Opens, scripts: bool) -> None:
    entry_id = registry.published()
    keeper = visit("focal.it", scripts=scripts)
    page = keeper.go(f"/entries/{entry_id}/edit")
    page.get_by_label("Number or address").first.fill(NUMBER)
    end(registry, "focal.it")
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_text("What you typed is kept on this page")).to_be_visible()
    later = clock.now() + timedelta(seconds=31)  # a code counts once
    with clock.set_to(lambda: later):
        sign_in_again(page, "focal.it", registry.code("focal.it"))
        page.get_by_role("button", name="Send it now").click()
        expect(page.get_by_text("A second person must approve it")).to_be_visible()


def fill_report(visitor: Visitor, entry_id: str) -> Page:
    page = visitor.go(f"/entries/{entry_id}/report")
    page.locator("input[name=kind]").first.check()
    page.get_by_label("In a sentence").fill("It rings at a bakery.")
    return page


def test_while_the_line_is_down_the_filled_form_stays_and_is_sent_later(registry: Registry, visit: Opens) -> None:
    officer = visit("officer.ke", size=PHONE)
    page = fill_report(officer, registry.published())
    officer.context.set_offline(True)
    page.get_by_role("button", name="Send to the owner").click()
    expect(page.get_by_role("alert")).to_contain_text("The line is down")
    page.get_by_role("link", name="Back").click()
    expect(page.get_by_label("In a sentence")).to_have_value("It rings at a bakery.")
    officer.context.set_offline(False)
    page.get_by_role("button", name="Send to the owner").click()
    expect(page.get_by_text("Reported.")).to_be_visible()
    officer.trouble[:] = [told for told in officer.trouble if "ERR_INTERNET_DISCONNECTED" not in told]


def test_a_line_that_is_dead_without_saying_so_loses_nothing(registry: Registry, visit: Opens) -> None:
    officer = visit("officer.ke", size=PHONE)
    page = fill_report(officer, registry.published())
    page.route(re.compile("/healthz|/report"), lambda route: route.abort())
    page.get_by_role("button", name="Send to the owner").click()
    expect(page.get_by_role("alert")).to_contain_text("The line is down")
    page.unroute_all()
    page.get_by_role("button", name="Send to the owner").click()
    expect(page.get_by_text("Reported.")).to_be_visible()


def test_an_open_answer_stays_on_a_press_while_the_line_is_down(registry: Registry, visit: Opens) -> None:
    officer = visit("officer.ke", size=PHONE)
    officer.state_purpose()
    page = officer.go(f"/entries/{registry.published()}")
    officer.context.set_offline(True)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Regions").click()
    expect(page.get_by_role("alert")).to_contain_text("The line is down")
    expect(page.get_by_role("link", name="+39")).to_be_visible()


def test_without_scripts_loading_again_sends_a_form_that_met_a_dead_line(registry: Registry, visit: Opens) -> None:
    officer = visit("officer.ke", scripts=False)
    page = fill_report(officer, registry.published())
    officer.context.set_offline(True)
    page.get_by_role("button", name="Send to the owner").click(no_wait_after=True)
    page.wait_for_timeout(1000)
    officer.context.set_offline(False)
    page.reload()
    expect(page.get_by_text("Reported.")).to_be_visible()


@SCRIPTS
def test_what_cannot_be_recorded_is_kept_and_sent_again(registry: Registry, visit: Opens, scripts: bool) -> None:
    officer = visit("officer.ke", scripts=scripts)
    page = fill_report(officer, registry.published())
    engine, connect = registry.database.engine, registry.database.engine.connect

    def down(*_: object, **__: object) -> None:
        raise Unavailable("The database cannot be reached.")

    engine.connect = down
    page.get_by_role("button", name="Send to the owner").click()
    expect(page.get_by_role("heading", name="What you typed is still here")).to_be_visible()
    engine.connect = connect
    page.get_by_role("button", name="Send it again").click()
    expect(page.get_by_text("Reported.")).to_be_visible()
