"""Opening an entry: the question first, then what the marking lets one see, everything on record."""

from __future__ import annotations

from datetime import date

import pytest

from app.access.actor import operator
from app.accounts.installation import set_fact
from app.audit.reading import TrailQuery, trail
from app.db import reading, writing
from app.directory.vacancy import vacant_since
from app.web.reach import reach_of
from tests.web.registry import Registry

PHONE = "+390000000001"


def consultations(registry: Registry, entry_id: str) -> list[tuple[str, str, str | None]]:
    """(actor, purpose, case) of every opening of the entry, newest first."""
    with reading(registry.database) as session:
        items, _ = trail(session, TrailQuery(entry=entry_id, kind="entry:consulted"), reader=registry.actor("auditor"))
    return [(item["actor"], item["purpose"], item["case_ref"]) for item in items]


def test_an_officer_is_asked_for_a_purpose_before_any_number_is_shown(registry: Registry) -> None:
    entry_id = registry.published()
    answer = registry.browser("officer.ke").get(f"/entries/{entry_id}")
    assert answer.status_code == 200
    assert "What do you need it for?" in answer.text
    assert "Coast Guard, example" in answer.text
    assert "0000 0001" not in answer.text and "coastguard.example" not in answer.text
    assert consultations(registry, entry_id) == []


def test_the_purpose_is_asked_once_and_every_opening_is_recorded_with_it(registry: Registry) -> None:
    first, second = registry.published(), registry.published()
    browser = registry.browser("officer.ke")
    sent = browser.post("/purpose", data={"purpose": "rescue_at_sea", "next": f"/entries/{first}"})
    assert (sent.status_code, sent.headers["location"]) == (303, f"/entries/{first}")
    for entry_id in (first, second):
        answer = browser.get(f"/entries/{entry_id}")
        assert f'href="tel:{PHONE}"' in answer.text
        assert 'href="mailto:ops@coastguard.example"' in answer.text
        assert "Rescue at sea" in answer.text
        assert consultations(registry, entry_id) == [("officer.ke@demo.example", "rescue_at_sea", None)]


def test_a_stricter_channel_is_held_back_until_a_case_is_stated(registry: Registry) -> None:
    entry_id = registry.published()
    browser = registry.browser("officer.ke")
    browser.post("/purpose", data={"purpose": "investigation", "next": "/"})
    held_back = browser.get(f"/entries/{entry_id}").text
    assert "cases@coastguard.example" not in held_back
    assert "held back" in held_back and "state a case reference" in held_back
    browser.post("/purpose", data={"purpose": "investigation", "pending": "yes", "next": "/"})
    assert "cases@coastguard.example" in browser.get(f"/entries/{entry_id}").text


def test_an_amber_entry_asks_for_a_case_reference_and_keeps_what_was_stated(registry: Registry) -> None:
    entry_id = registry.published(marking="TLP:AMBER")
    browser = registry.browser("officer.ke")
    browser.post("/purpose", data={"purpose": "prosecution", "next": "/"})
    asked = browser.get(f"/entries/{entry_id}").text
    assert 'value="prosecution" checked' in asked
    assert "This entry asks for a case reference" in asked
    assert PHONE not in asked
    browser.post("/purpose", data={"purpose": "prosecution", "case_ref": "KE 12/2026", "next": "/"})
    assert PHONE in browser.get(f"/entries/{entry_id}").text
    assert consultations(registry, entry_id)[0][1] == "prosecution"


def test_the_case_reference_stands_in_no_address_and_cannot_be_read_from_the_cookie(registry: Registry) -> None:
    browser = registry.browser("officer.ke")
    sent = browser.post("/purpose", data={"purpose": "return", "case_ref": "KE-SECRET", "next": "/"})
    assert "KE-SECRET" not in str(sent.headers)
    assert "HttpOnly" in sent.headers["set-cookie"]


def test_a_purpose_counts_for_its_own_account_only(registry: Registry) -> None:
    entry_id = registry.published()
    officer, focal = registry.browser("officer.ke"), registry.browser("focal.tn")
    officer.post("/purpose", data={"purpose": "return", "next": "/"})
    focal.cookies.set("purpose", officer.cookies["purpose"], domain="127.0.0.1", path="/")
    assert "What do you need it for?" in focal.get(f"/entries/{entry_id}").text


def test_a_forged_purpose_is_no_purpose(registry: Registry) -> None:
    entry_id = registry.published()
    browser = registry.browser("officer.ke")
    browser.cookies.set("purpose", "gAAAAABforged", domain="127.0.0.1", path="/")
    assert "What do you need it for?" in browser.get(f"/entries/{entry_id}").text


def test_a_purpose_can_be_taken_back(registry: Registry) -> None:
    entry_id = registry.published()
    browser = registry.browser("officer.ke")
    browser.post("/purpose", data={"purpose": "return", "next": "/"})
    browser.post("/purpose", data={"forget": "yes", "next": "/"})
    assert "What do you need it for?" in browser.get(f"/entries/{entry_id}").text


@pytest.mark.parametrize(
    "wrong",
    [{"purpose": "curiosity"}, {}, *({"purpose": "return", "case_ref": case} for case in ("a\u202eb", "x" * 101))],
)
def test_a_wrong_statement_is_refused_by_its_field(registry: Registry, wrong: dict[str, str]) -> None:
    answer = registry.browser("officer.ke").post("/purpose", data=wrong | {"next": "/"})
    assert answer.status_code == 422
    assert "set-cookie" not in answer.headers


def test_who_keeps_the_entry_is_not_asked_and_finds_what_keepers_do(registry: Registry) -> None:
    entry_id = registry.published()
    answer = registry.browser("focal.it").get(f"/entries/{entry_id}")
    assert PHONE in answer.text and "cases@coastguard.example" in answer.text
    assert f'href="/entries/{entry_id}/edit"' in answer.text
    assert "What do you need it for?" not in answer.text


def test_a_reader_gets_no_links_to_edit(registry: Registry) -> None:
    entry_id = registry.published()
    browser = registry.browser("officer.ke")
    browser.post("/purpose", data={"purpose": "return", "next": "/"})
    assert "/edit" not in browser.get(f"/entries/{entry_id}").text


@pytest.mark.parametrize("name", ["officer.ke", "focal.tn"])
def test_another_states_draft_is_not_there(registry: Registry, name: str) -> None:
    entry_id = registry.draft()
    answer = registry.browser(name).get(f"/entries/{entry_id}")
    assert answer.status_code == 404
    assert "Coast Guard" not in answer.text


def test_a_page_without_such_an_entry_says_so(registry: Registry) -> None:
    assert registry.browser("officer.ke").get("/entries/not-an-id").status_code == 404


def test_an_administrator_sees_no_numbers_and_reads_why(registry: Registry) -> None:
    answer = registry.browser("administrator").get(f"/entries/{registry.published()}")
    assert answer.status_code == 403
    assert "An administrator may not see how to reach a counterpart." in answer.text
    assert PHONE not in answer.text


def test_in_a_demo_numbers_are_text_that_does_not_dial(registry: Registry) -> None:
    entry_id = registry.published()
    with writing(registry.database) as session:
        set_fact(session, "demo", "yes", by=operator())
    answer = registry.browser("focal.it").get(f"/entries/{entry_id}")
    assert "tel:" not in answer.text
    assert "In this demo numbers do not dial." in answer.text
    assert "People and numbers are invented." in answer.text


def test_names_cannot_become_markup(registry: Registry) -> None:
    hostile = "<script>alert(1)</script>"
    entry_id = registry.published(names=[{"text": hostile, "language": "en", "role": "preferred"}], purpose=hostile)
    text = registry.browser("focal.it").get(f"/entries/{entry_id}").text
    assert hostile not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_foreign_names_carry_their_language_and_direction(registry: Registry) -> None:
    names = [
        {"text": "Coast Guard", "language": "en", "role": "preferred"},
        {"text": "خفر السواحل", "language": "ar", "role": "preferred"},
    ]
    text = registry.browser("focal.it").get(f"/entries/{registry.published(names=names)}").text
    assert '<span lang="ar" dir="auto">خفر السواحل</span>' in text


def test_whom_one_calls_first_stands_first(registry: Registry) -> None:
    channels = [
        {"type": "email", "value": "first@coastguard.example", "preference": 1},
        {"type": "phone", "value": "+39 00 0000 0007", "preference": 90, "contexts": ["urgent"], "always_open": True},
    ]
    text = registry.browser("focal.it").get(f"/entries/{registry.published(channels=channels)}").text
    assert text.index("tel:+390000000007") < text.index("mailto:first@coastguard.example")


@pytest.mark.parametrize(
    ("card", "since"),
    [
        ({"posting": None, "holder": None}, None),
        ({"posting": {"until": "2026-01-31"}, "holder": None}, date(2026, 1, 31)),
        ({"posting": {"until": "2026-02-01"}, "holder": None}, None),
        ({"posting": None, "holder": {"until": "2025-12-31"}}, date(2025, 12, 31)),
        ({"posting": {"until": None}, "holder": {"until": None}}, None),
    ],
)
def test_a_post_is_vacant_from_the_day_after_its_end(card: dict[str, object], since: date | None) -> None:
    assert vacant_since(card, date(2026, 2, 1)) == (since.isoformat() if since else None)


def channel(**parts: object) -> dict[str, object]:
    """A channel of a card with the parts that matter here."""
    return {"type": "phone", "value": "+390612345678", "extension": None, "contexts": [], "always_open": False} | parts


@pytest.mark.parametrize(
    ("parts", "link"),
    [
        ({}, "tel:+390612345678"),
        ({"extension": "12"}, "tel:+390612345678;ext=12"),
        ({"type": "fax"}, None),
        ({"type": "email", "value": "a+b@x.example"}, "mailto:a+b@x.example"),
        ({"type": "email", "value": "a?cc=c@x.example"}, "mailto:a%3Fcc%3Dc@x.example"),
        ({"type": "web_form", "value": "https://x.example/f"}, "https://x.example/f"),
        ({"type": "web_form", "value": "javascript:alert(1)"}, None),
        ({"type": "vhf_radio", "value": "16"}, None),
        ({"type": "postal", "value": "1 Example Street"}, None),
    ],
)
def test_a_channel_leads_where_its_kind_can_lead(parts: dict[str, object], link: str | None) -> None:
    assert reach_of(channel(**parts)).link == link
