"""The page behind a mailed link: no account, one button, good once."""

from __future__ import annotations

from app.access.actor import operator
from app.accounts.links import make_link
from app.audit.news import news_since
from app.audit.trail import record
from app.db import reading, writing
from app.directory.confirmation import LINK
from tests.web.filled_form import form_in
from tests.web.registry import Registry


def link_to(registry: Registry, entry_id: str) -> str:
    with writing(registry.database) as session:
        record(session, "notices:sent", by=operator())
        return make_link(session, LINK, entry_id, days=14)


def test_a_post_looks_and_confirms_with_one_button(registry: Registry) -> None:
    entry_id = registry.published()
    token, visitor = link_to(registry, entry_id), registry.browser()
    page = visitor.get(f"/confirm?link={token}")
    assert page.status_code == 200
    assert "o***@coastguard.example" in page.text
    assert "ops@coastguard.example" not in page.text
    sent = form_in(page.text, "/confirm")
    assert len(sent["channels"]) == 3
    done = visitor.post("/confirm", data=sent)
    assert "Thank you" in done.text
    again = visitor.post("/confirm", data=sent)
    assert again.status_code == 404
    assert "This link has been used" in again.text
    kept = registry.browser("focal.it").get(f"/entries/{entry_id}").text
    assert "The office itself said so" in kept
    assert "by the office itself" in kept


def test_taking_a_tick_away_leaves_the_entry_to_be_confirmed(registry: Registry) -> None:
    entry_id = registry.published()
    token, visitor = link_to(registry, entry_id), registry.browser()
    sent = form_in(visitor.get(f"/confirm?link={token}").text, "/confirm")
    nothing = visitor.post("/confirm", data={"link": token})
    assert nothing.status_code == 422
    assert "tick at least one" in nothing.text
    assert visitor.post("/confirm", data={**sent, "channels": sent["channels"][:1]}).status_code == 200
    assert "fresh-never" in registry.browser("focal.it").get(f"/entries/{entry_id}").text


def test_a_wrong_link_is_told_in_plain_words_and_another_site_confirms_nothing(registry: Registry) -> None:
    entry_id = registry.published()
    token, visitor = link_to(registry, entry_id), registry.browser()
    for wrong in ("", "x", token[:-1], token.swapcase()):
        answer = visitor.get(f"/confirm?link={wrong}")
        assert answer.status_code == 404
        assert "Ask whoever sent it for a new one" in answer.text
    sent = form_in(visitor.get(f"/confirm?link={token}").text, "/confirm")
    assert visitor.post("/confirm", data=sent, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_the_page_is_kept_by_no_cache(registry: Registry) -> None:
    token = link_to(registry, registry.published())
    assert registry.browser().get(f"/confirm?link={token}").headers["cache-control"] == "no-store"


def test_the_office_says_in_words_what_is_wrong_and_its_keepers_find_it(registry: Registry) -> None:
    entry_id = registry.published()
    token, visitor = link_to(registry, entry_id), registry.browser()
    for note in (" ", "call +39 00 0000 0002"):
        assert visitor.post("/confirm/problem", data={"link": token, "note": note}).status_code == 422
    sent = visitor.post("/confirm/problem", data={"link": token, "note": "The night line moved to another office."})
    assert "Sent to those who keep your entry" in sent.text
    assert visitor.get(f"/confirm?link={token}").status_code == 404
    assert "fresh-never" in registry.browser("focal.it").get(f"/entries/{entry_id}").text
    with reading(registry.database) as session:
        found = news_since(session, 0, ["problem:reported"])
    assert [(each.entries, each.actor_id) for each in found] == [((entry_id,), f"post:{entry_id}")]
