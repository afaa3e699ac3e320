"""The reader's language: how it is chosen and how days, times and numbers are written in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from app.reference.languages import SIX
from app.web import i18n
from tests.web.registry import Registry

AT = datetime(2026, 11, 24, 3, 10, tzinfo=UTC)


def asking(query: str = "", cookie: str = "", wish: str = "") -> Request:
    """A request that says which languages its reader wants."""
    headers = [(b"accept-language", wish.encode()), (b"cookie", f"lang={cookie}".encode())]
    return Request({"type": "http", "path": "/", "query_string": query.encode(), "headers": headers})


@pytest.mark.parametrize(
    ("query", "cookie", "wish", "language"),
    [
        ("lang=fr", "es", "ru", "fr"),
        ("lang=tlh", "es", "ru", "es"),
        ("", "", "ru", "ru"),
        ("", "", "de, fr;q=0.5, zh-TW;q=0.9", "zh"),
        ("", "", "de-CH,de;q=0.9", "en"),
        ("", "", "ar-TN;q=0, fr;q=nonsense, es;q=0.1", "es"),
        ("", "", "", "en"),
    ],
)
def test_the_address_comes_before_the_cookie_before_the_browser(query: str, cookie: str, wish: str, language: str) -> None:
    assert i18n.language_of(asking(query, cookie, wish)) == language


@given(st.text(max_size=200).map(lambda text: text.encode("latin-1", "replace").decode("latin-1")))
def test_no_wish_of_a_browser_breaks_a_page(wish: str) -> None:
    request = Request(
        {"type": "http", "path": "/", "query_string": b"", "headers": [(b"accept-language", wish.encode("latin-1"))]}
    )
    assert i18n.language_of(request) in SIX


def test_only_arabic_runs_from_right_to_left() -> None:
    assert {language for language in SIX if i18n.direction(language) == "rtl"} == {"ar"}


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", "24 Nov 2026, 04:10"),
        ("fr", "24 nov. 2026, 04:10"),
        ("es", "24 nov 2026, 04:10"),
        ("ar", "24 نوفمبر 2026, 04:10"),
        ("zh", "2026年11月24日, 04:10"),
        ("ru", "24 нояб. 2026\u202fг., 04:10"),
    ],
)
def test_an_instant_is_told_in_the_readers_zone_with_24_hours(language: str, shown: str) -> None:
    assert i18n.instant(AT, language, "Africa/Tunis") == shown
    assert i18n.instant("2026-11-24T03:10:00.000000Z", language, "Africa/Tunis") == shown


@pytest.mark.parametrize("language", SIX)
def test_how_long_ago_and_how_long_still(language: str) -> None:
    assert i18n.ago(AT - timedelta(days=100), AT, language) != i18n.ago(AT + timedelta(days=100), AT, language)
    assert "41" in i18n.span(timedelta(minutes=41), language)
    assert i18n.ago(AT.date() - timedelta(days=3), AT, language)


@pytest.mark.parametrize("language", SIX)
def test_a_text_that_a_catalogue_lacks_stays_english(language: str) -> None:
    assert i18n.translated(language, "A text that nobody ever wrote.") == "A text that nobody ever wrote."
    assert i18n.translated(language, "") == ""


def test_a_page_says_its_language_and_keeps_a_chosen_one(registry: Registry) -> None:
    browser = registry.browser("officer.ke")
    answer = browser.get("/regions?lang=ar")
    assert '<html lang="ar" dir="rtl">' in answer.text
    assert "reboot.rtl.css" in answer.text
    assert answer.headers["content-language"] == "ar"
    assert "شمال أفريقيا" in browser.get("/regions").text


def test_the_switch_keeps_what_was_asked(registry: Registry) -> None:
    text = registry.browser("officer.ke").get("/lookup?state=IT&q=a%26b&lang=fr").text
    assert "/lookup?state=IT&amp;q=a%26b&amp;lang=es" in text


def test_of_what_came_later_than_the_instant_spoken_of_the_day_is_told() -> None:
    assert i18n.since(AT - timedelta(days=3), AT, "en") == "3 days ago"
    assert i18n.since(AT + timedelta(days=3), AT, "en") == i18n.day(AT + timedelta(days=3), "en")
