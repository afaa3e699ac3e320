"""Signing in and out through the pages."""

from __future__ import annotations

import pytest

from tests.cast import PASSWORD, mailbox
from tests.web.registry import Registry


def test_who_signs_in_goes_where_they_wanted_to_go(registry: Registry) -> None:
    browser = registry.browser()
    sent = browser.get("/account")
    assert (sent.status_code, sent.headers["location"]) == (303, "/sign-in?next=%2Faccount")
    form = {"email": mailbox("officer.ke"), "password": PASSWORD, "next": "/account"}
    answer = browser.post("/sign-in", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    assert browser.get("/account").status_code == 200


def test_the_cookie_is_closed_to_scripts_and_other_sites(registry: Registry) -> None:
    answer = registry.browser().post("/sign-in", data={"email": mailbox("officer.ke"), "password": PASSWORD})
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("session=")
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}


def test_over_https_the_cookie_is_bound_to_the_host(registry: Registry) -> None:
    browser = registry.browser()
    browser.base_url = "https://directory.example"
    answer = browser.post("/sign-in", data={"email": mailbox("officer.ke"), "password": PASSWORD})
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-session=")
    assert "Secure" in cookie and "Domain" not in cookie


def test_no_session_is_opened_over_plain_http_from_elsewhere(registry: Registry) -> None:
    browser = registry.browser()
    browser.base_url = "http://directory.example"
    answer = browser.post("/sign-in", data={"email": mailbox("officer.ke"), "password": PASSWORD})
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("wrong", [{"password": "wrong"}, {"email": "nobody@demo.example"}, {"password": ""}])
def test_every_failure_shows_the_same_sentence_and_keeps_the_mailbox(registry: Registry, wrong: dict[str, str]) -> None:
    sent = {"email": mailbox("officer.ke"), "password": PASSWORD} | wrong
    answer = registry.browser().post("/sign-in", data=sent)
    assert answer.status_code == 401
    assert "E-mail, password or code do not fit" in answer.text
    assert f'value="{sent["email"]}"' in answer.text
    assert "set-cookie" not in answer.headers


def test_a_second_factor_is_asked_where_it_is_enrolled(registry: Registry) -> None:
    browser = registry.browser()
    sent = {"email": mailbox("focal.it"), "password": PASSWORD}
    assert browser.post("/sign-in", data=sent).status_code == 401
    assert browser.post("/sign-in", data=sent | {"code": registry.code("focal.it")}).status_code == 303


def test_signing_in_again_ends_the_session_before(registry: Registry) -> None:
    browser = registry.browser("officer.ke")
    before = registry.token("officer.ke")
    browser.post("/sign-in", data={"email": mailbox("officer.ke"), "password": PASSWORD})
    assert browser.cookies["session"] != before
    assert registry.browser("officer.ke").get("/account").status_code == 303


def test_signing_out_ends_the_session_everywhere(registry: Registry) -> None:
    browser = registry.browser("officer.ke")
    assert browser.post("/sign-out").status_code == 303
    assert registry.browser("officer.ke").get("/account").status_code == 303


@pytest.mark.parametrize(
    "hostile", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/a\nb"]
)
def test_signing_in_never_leads_to_another_site(registry: Registry, hostile: str) -> None:
    sent = {"email": mailbox("officer.ke"), "password": PASSWORD, "next": hostile}
    assert registry.browser().post("/sign-in", data=sent).headers["location"] == "/"


def test_an_api_key_is_no_session(registry: Registry) -> None:
    browser = registry.browser()
    browser.cookies.set("session", "pcd_abc_def")
    assert browser.get("/account").status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": ""},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {},
    ],
)
def test_a_change_that_another_site_sends_is_refused(registry: Registry, headers: dict[str, str]) -> None:
    browser = registry.browser("officer.ke")
    del browser.headers["Sec-Fetch-Site"]
    assert browser.post("/sign-out", headers=headers).status_code == 403
    assert browser.get("/account").status_code == 200


@pytest.mark.parametrize("headers", [{"Origin": "http://127.0.0.1"}, {"Referer": "http://127.0.0.1/account"}])
def test_an_old_browser_shows_by_origin_or_referer_that_it_is_our_page(registry: Registry, headers: dict[str, str]) -> None:
    browser = registry.browser("officer.ke")
    del browser.headers["Sec-Fetch-Site"]
    assert browser.post("/sign-out", headers=headers).status_code == 303
