"""Saving an entry to the telephone: from its page, under the purpose that was stated, and on record."""

from __future__ import annotations

from app.audit.reading import TrailQuery, trail
from app.db import reading
from tests.web.registry import Registry


def consultations(registry: Registry, entry_id: str) -> list[str]:
    """The purpose of every opening of the entry."""
    with reading(registry.database) as session:
        items, _ = trail(session, TrailQuery(entry=entry_id, kind="entry:consulted"), reader=registry.actor("auditor"))
    return [item["purpose"] for item in items]


def test_the_page_leads_to_the_vcard_and_the_code(registry: Registry) -> None:
    entry_id = registry.published()
    browser = registry.browser("officer.ke")
    browser.post("/purpose", data={"purpose": "rescue_at_sea", "next": "/"})
    page = browser.get(f"/entries/{entry_id}").text
    for file, media in (("card.vcf", "text/vcard; charset=utf-8"), ("card.png", "image/png")):
        assert f'href="/entries/{entry_id}/{file}"' in page
        answer = browser.get(f"/entries/{entry_id}/{file}")
        assert (answer.status_code, answer.headers["content-type"]) == (200, media)
    assert consultations(registry, entry_id) == ["rescue_at_sea"] * 3


def test_without_a_purpose_the_entrys_page_asks_for_it_first(registry: Registry) -> None:
    entry_id = registry.published()
    for file in ("card.vcf", "card.png"):
        answer = registry.browser("officer.ke").get(f"/entries/{entry_id}/{file}", follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/entries/{entry_id}")
    assert consultations(registry, entry_id) == []
