"""The own account: rights with their reasons, second factor, acts; the policy and what this service is."""

from __future__ import annotations

import html
import re

import pyotp
import pytest

from app.access.policy import why_not
from app.access.roles import GRANTS, Permission, grant, policy_rows
from app.clock import now
from tests.cast import SECRET
from tests.web.registry import CAST, Registry


@pytest.mark.parametrize("name", CAST)
def test_the_account_page_shows_the_policys_own_sentences(registry: Registry, name: str) -> None:
    text = html.unescape(registry.browser(name).get("/account").text)
    for permission in Permission:
        reason = why_not(registry.actor(name), permission)
        assert (reason or permission.value) in text


def test_the_policy_page_shows_every_cell_of_the_table(registry: Registry) -> None:
    text = registry.browser("officer.ke").get("/policy").text
    shown = re.findall(r'<bdi dir="ltr">([^<]*)</bdi></td>|aria-label="(never)"', text)
    cells = [html.unescape(granted) or never for granted, never in shown]
    told = [cell for row in policy_rows()[1:] for cell in row[1:]]
    assert [("-" if cell == "never" else cell) for cell in cells] == told
    assert len(told) == len(Permission) * len(GRANTS)
    assert any(grant(role, permission) is None for role in GRANTS for permission in Permission)


def test_the_policy_is_for_people_who_are_signed_in(registry: Registry) -> None:
    assert registry.browser().get("/policy").status_code == 303


def test_what_this_is_can_be_read_by_everybody(registry: Registry) -> None:
    answer = registry.browser().get("/about")
    assert answer.status_code == 200
    assert "never holds data on suspects, cases or migrants" in answer.text


def test_a_second_factor_is_enrolled_with_a_first_code(registry: Registry) -> None:
    browser = registry.browser("officer.ke")
    page = browser.get("/account/second-factor").text
    secret = re.search(r'<code><bdi dir="ltr">([A-Z2-7]+)</bdi>', page)
    sealed = re.search(r'name="secret" value="([^"]+)"', page)
    assert secret and sealed
    wrong = browser.post("/account/second-factor", data={"secret": sealed.group(1), "code": "000000"})
    assert wrong.status_code == 422
    code = pyotp.TOTP(secret.group(1)).at(now())
    right = browser.post("/account/second-factor", data={"secret": sealed.group(1), "code": code})
    assert (right.status_code, right.headers["location"]) == (303, "/account")
    assert "Replace it" in browser.get("/account").text


def test_the_secret_of_one_account_cannot_be_enrolled_for_another(registry: Registry) -> None:
    page = registry.browser("officer.ke").get("/account/second-factor").text
    sealed = re.search(r'name="secret" value="([^"]+)"', page)
    assert sealed
    answer = registry.browser("focal.it").post("/account/second-factor", data={"secret": sealed.group(1), "code": "000000"})
    assert answer.status_code == 422
    assert "another account" in answer.text


def test_a_wrong_code_is_answered_at_its_field_and_counted(registry: Registry) -> None:
    browser = registry.browser("focal.it")
    for _ in range(5):
        answer = browser.post("/account/factor", data={"code": "000000"})
        assert answer.status_code == 422
        assert "tried too often" in answer.text
    right = pyotp.TOTP(SECRET).at(now().timestamp() + 30)
    assert browser.post("/account/factor", data={"code": right}).status_code == 422


def test_a_fresh_code_leads_back_to_where_it_was_asked(registry: Registry) -> None:
    browser = registry.browser("focal.it")
    following = pyotp.TOTP(SECRET).at(now().timestamp() + 30)
    answer = browser.post("/account/factor", data={"code": following, "next": "/regions"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/regions")


def test_everybody_reads_what_is_on_record_about_them_and_nothing_else(registry: Registry) -> None:
    entry_id = registry.published()
    officer = registry.browser("officer.ke")
    officer.post("/purpose", data={"purpose": "return", "case_ref": "KE 7", "next": "/"})
    officer.get(f"/entries/{entry_id}")
    mine = officer.get("/account/acts").text
    assert "opened an entry" in mine and "KE 7" in mine
    theirs = registry.browser("focal.tn").get("/account/acts").text
    assert "KE 7" not in theirs
