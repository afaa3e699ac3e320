"""Nothing typed is lost to a refusal: it comes back to who typed it, and to nobody else."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from app import clock
from app.errors import Unavailable
from tests.cast import PASSWORD, mailbox
from tests.web.registry import Registry

TYPED = {"purpose": "investigation", "case_ref": "A <1>", "next": "/"}


def carried_in(page: str) -> str:
    """The sealed form of a page; empty when there is none."""
    found = re.search(r'name="carried" value="([^"]*)"', page)
    return found[1] if found else ""


def signing_in(registry: Registry, name: str, **more: Any) -> dict[str, Any]:
    return {"email": mailbox(name), "password": PASSWORD, "code": registry.code(name) or "", "next": "/", **more}


def lapsed(registry: Registry, name: str = "officer.ke") -> TestClient:
    """A browser whose session has just been ended elsewhere."""
    browser = registry.browser(name)
    registry.browser(name).post("/sign-out")
    return browser


def test_what_was_typed_survives_the_end_of_the_session(registry: Registry) -> None:
    browser = lapsed(registry)
    answer = browser.post("/purpose?x=1", data=TYPED)
    assert answer.status_code == 401
    assert "A &lt;1&gt;" not in answer.text
    again = browser.post("/sign-in", data=signing_in(registry, "officer.ke", carried=carried_in(answer.text)))
    assert again.status_code == 200
    assert '<form method="post" action="/purpose?x=1">' in again.text
    assert 'name="case_ref" value="A &lt;1&gt;"' in again.text


def test_it_survives_a_wrong_password_in_between(registry: Registry) -> None:
    browser = lapsed(registry)
    sealed = carried_in(browser.post("/purpose", data=TYPED).text)
    wrong = browser.post("/sign-in", data=signing_in(registry, "officer.ke", carried=sealed) | {"password": "wrong"})
    assert wrong.status_code == 401 and carried_in(wrong.text) == sealed


def test_the_next_person_at_the_same_desk_does_not_get_it(registry: Registry) -> None:
    browser = lapsed(registry)
    sealed = carried_in(browser.post("/purpose", data=TYPED).text)
    other = browser.post("/sign-in", data=signing_in(registry, "focal.tn", carried=sealed))
    assert other.status_code == 200
    assert "belongs to another account" in other.text and "A &lt;1&gt;" not in other.text


@pytest.mark.parametrize("broken", ["", "x", "gAAAAABm"])
def test_a_form_that_was_changed_on_the_way_is_dropped(registry: Registry, broken: str) -> None:
    browser = lapsed(registry)
    sealed = carried_in(browser.post("/purpose", data=TYPED).text)
    changed = sealed[:-4] + broken
    page = browser.post("/sign-in", data=signing_in(registry, "officer.ke", carried=changed))
    assert "belongs to another account" in page.text


def test_after_the_shift_it_is_dropped(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = lapsed(registry)
    sealed = carried_in(browser.post("/purpose", data=TYPED).text)
    later = (clock.now() + timedelta(hours=registry.database.settings.session_hours, minutes=1)).timestamp()
    monkeypatch.setattr("cryptography.fernet.time.time", lambda: later)
    page = browser.post("/sign-in", data=signing_in(registry, "officer.ke", carried=sealed))
    assert "too old" in page.text


def test_a_form_without_a_session_before_comes_back_to_who_signs_in(registry: Registry) -> None:
    browser = registry.browser()
    sealed = carried_in(browser.post("/purpose", data=TYPED).text)
    assert "Send it now" in browser.post("/sign-in", data=signing_in(registry, "officer.ke", carried=sealed)).text


def test_passwords_and_codes_are_not_carried_along(registry: Registry) -> None:
    browser = lapsed(registry)
    sealed = carried_in(browser.post("/account/factor", data={"code": "123456", "password": "secret-word", "next": "/x"}).text)
    again = browser.post("/sign-in", data=signing_in(registry, "officer.ke", carried=sealed)).text
    assert 'value="/x"' in again and "123456" not in again and "secret-word" not in again


def test_what_waits_for_a_second_factor_comes_back_when_it_was_shown(registry: Registry) -> None:
    registry.browser("focal2.it")
    later = clock.now() + timedelta(minutes=10)
    with clock.set_to(lambda: later):
        browser = registry.browser("focal2.it")
        answer = browser.post("/delegations", data={"deputy": mailbox("focal.it"), "days": "30", "why": "on leave"})
        assert answer.status_code == 403, answer.text
        sealed = carried_in(answer.text)
        assert sealed and "on leave" not in answer.text
        again = browser.post("/account/factor", data={"code": registry.code("focal2.it"), "carried": sealed})
    assert 'action="/delegations"' in again.text and 'name="why" value="on leave"' in again.text


def test_where_no_factor_helps_the_text_can_still_be_copied(registry: Registry) -> None:
    entry_id = registry.published()
    answer = registry.browser("focal.tn").post(f"/entries/{entry_id}/confirm", data={"note": "three lines of work"})
    assert answer.status_code in (403, 404)
    assert "three lines of work" in answer.text and not carried_in(answer.text)


def test_what_could_not_be_written_can_be_sent_again(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*_: object, **__: object) -> None:
        raise Unavailable("The database cannot be reached.")

    browser = registry.browser("officer.ke")
    registry.database.close()
    monkeypatch.setattr(registry.database.engine, "connect", down)
    answer = browser.post("/purpose", data=TYPED)
    assert answer.status_code == 503
    assert "Send it again" in answer.text and 'name="case_ref" value="A &lt;1&gt;"' in answer.text


def test_another_site_cannot_have_its_form_offered_for_sending(registry: Registry) -> None:
    browser = registry.browser("officer.ke")
    answer = browser.post("/purpose", data={"case_ref": "planted"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403 and "planted" not in answer.text
