"""Every refusal is a page that says what to do; nothing changes on a GET."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from app.errors import Conflict, Denied, FieldError, Invalid, NotFound, Refusal, Stale, TooLarge, TooMany, Unavailable
from app.web import errors, words
from tests.web.registry import Registry

REFUSALS = [
    Denied("An officer may not change an entry."),
    NotFound(),
    Conflict("Changed by another person."),
    Invalid("Not like this.", errors=(FieldError("channels.0.value", "is no number"),)),
    Stale("Say which version."),
    TooLarge("Larger than this service takes."),
    TooMany("Too often.", retry_after=7),
    Unavailable("Not now."),
]


def request_to(registry: Registry, **headers: str) -> Request:
    """A request as the exception handler gets it."""
    sent = [(name.lower().replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/entries/1",
        "query_string": b"a=b",
        "headers": [(b"host", b"127.0.0.1"), *sent],
        "app": registry.app,
        "state": {},
        "scheme": "http",
        "server": ("127.0.0.1", 80),
    }
    return Request(scope)


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: str(refusal.status))
def test_every_refusal_shows_its_sentence_and_what_to_do(registry: Registry, refusal: Refusal) -> None:
    answer = errors.page(request_to(registry), refusal)
    text = bytes(answer.body).decode()
    assert answer.status_code == refusal.status
    assert refusal.detail in text
    assert "What you can do" in text
    assert all(each.reason in text for each in refusal.errors)
    assert answer.headers.get("retry-after") == {429: "7", 503: "30"}.get(refusal.status)


def test_the_page_for_503_comes_even_when_the_database_does_not(registry: Registry) -> None:
    registry.database.close()
    registry.database.engine.connect = _unreachable  # type: ignore[method-assign]
    assert errors.page(request_to(registry), Unavailable("Not now.")).status_code == 503


def _unreachable(*_args: object, **_kwargs: object) -> None:
    raise Unavailable("The database cannot be reached.")


def test_a_refusal_of_what_htmx_asked_for_stands_above_the_page_that_stays(registry: Registry) -> None:
    answer = errors.page(request_to(registry, hx_request="true"), NotFound())
    assert (answer.status_code, answer.headers["hx-retarget"], answer.headers["hx-push-url"]) == (404, "#notice", "false")
    text = bytes(answer.body).decode()
    assert "There is nothing here that you may see." in text and "<html" not in text


def test_without_a_session_the_notice_leads_to_the_sign_in_and_back_to_the_question(registry: Registry) -> None:
    answer = registry.browser().get("/lookup?state=IT", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["hx-retarget"]) == (401, "#notice")
    assert 'href="/sign-in?next=/lookup%3Fstate%3DIT"' in answer.text


def test_a_press_without_a_session_leads_back_to_the_page_where_it_was_made(registry: Registry) -> None:
    here = {"HX-Request": "true", "HX-Current-URL": "http://127.0.0.1/entries/1?a=b"}
    answer = registry.browser().post("/entries/1/outcomes", data={"outcome": "answered"}, headers=here)
    assert 'href="/sign-in?next=/entries/1%3Fa%3Db"' in answer.text
    elsewhere = here | {"HX-Current-URL": "https://evil.example//evil.example"}
    assert "evil" not in registry.browser().post("/entries/1/outcomes", data={"outcome": "x"}, headers=elsewhere).text


@pytest.mark.parametrize("path", ["/nothing-here", "/static/nothing.css", "/static/../deps.py", "/static/vendor/package.json"])
def test_an_address_without_a_page_is_404(registry: Registry, path: str) -> None:
    answer = registry.browser().get(path)
    assert answer.status_code == 404
    assert "What you can do" in answer.text


def test_a_form_beyond_bounds_is_refused(registry: Registry) -> None:
    answer = registry.browser("officer.ke").post("/purpose", data={f"f{n}": "x" for n in range(2100)})
    assert answer.status_code in (400, 413)


def test_no_page_may_be_kept_or_framed_and_scripts_are_our_own(registry: Registry) -> None:
    headers = registry.browser("officer.ke").get("/").headers
    assert headers["cache-control"] == "no-store"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert "noindex" in headers["x-robots-tag"]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_an_address_that_takes_forms_only_says_so(registry: Registry, language: str) -> None:
    answer = registry.browser("officer.ke").get(f"/purpose?lang={language}")
    assert answer.status_code == 405 and answer.headers["allow"] == "POST"
    assert "Method Not Allowed" not in answer.text and f'<html lang="{language}"' in answer.text
    if language == "en":
        assert "This address is for something else" in answer.text and "go back to the form" in answer.text


@pytest.mark.parametrize("announced", [True, False], ids=["announced", "streamed"])
def test_what_is_too_large_is_refused_with_a_page(registry: Registry, announced: bool) -> None:
    sent = b"x" * (registry.database.settings.body_bytes + 1)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = registry.browser("officer.ke").post("/purpose", content=sent if announced else iter([sent]), headers=headers)
    assert answer.status_code == 413 and "Too large" in answer.text and "What you can do" in answer.text
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


def test_a_machine_is_told_that_it_sent_too_much_in_json(registry: Registry) -> None:
    sent = b"x" * (registry.database.settings.body_bytes + 1)
    answer = registry.browser().post("/api/v1/sessions", content=sent)
    assert (answer.status_code, answer.json()["status"]) == (413, 413)


def test_a_fault_of_ours_is_a_page_with_its_number_and_no_trace(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("SELECT secret FROM somewhere")

    monkeypatch.setattr("app.web.regions.figures", fails)
    browser = registry.browser("officer.ke")
    browser._transport.raise_server_exceptions = False  # type: ignore[attr-defined]
    answer = browser.get("/regions")
    assert answer.status_code == 500 and "Our fault" in answer.text and "SELECT" not in answer.text
    assert answer.headers["x-request-id"] in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


def test_a_refusal_of_the_policy_is_said_in_the_readers_language(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {
        "{who} may not {what}.": "{who} ne peut pas {what}.",
        "An officer": "Un agent",
        "read the audit trail": "lire le registre",
    }
    monkeypatch.setattr(words, "translated", lambda _language, text: texts.get(text, text))
    words._refusal.cache_clear()
    text = registry.browser("officer.ke").get("/trail?lang=fr").text
    words._refusal.cache_clear()
    assert "Un agent ne peut pas lire le registre." in text
