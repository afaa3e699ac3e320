"""Duty sheets on pages: choosing from a list, ordering without a script, drawing, printing, and what changed since."""

from __future__ import annotations

import re
from datetime import timedelta

from starlette.testclient import TestClient

from app import clock
from app.clock import now
from tests.web.kept import with_keepers
from tests.web.registry import COAST_GUARD, Registry

NAMED = [{"text": "Second office, example", "language": "en", "role": "preferred"}]


def two_offices(registry: Registry) -> tuple[str, str]:
    """Two published entries."""
    with_keepers(registry)
    return registry.published(), registry.published(names=NAMED)


def pick(browser: TestClient, *entries: str) -> None:
    """Press the button of each."""
    for entry in entries:
        assert browser.post("/duty-sheets/picks", data={"entry": entry, "next": "/lookup?state=IT"}).status_code == 303


def draw(browser: TestClient, **typed: str) -> str:
    """Draw the sheet; returns its address."""
    sent = {"title": "Night watch", "time_zone": "Africa/Nairobi", "purpose": "rescue_at_sea", **typed}
    answer = browser.post("/duty-sheets", data=sent)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def order_of(page: str) -> list[str]:
    """Ids of the chosen entries as they stand on the page."""
    return re.findall(r'value="out ([^"]+)"', page)


def test_an_officer_picks_orders_draws_and_prints(registry: Registry) -> None:
    first, second = two_offices(registry)
    officer = registry.browser("officer.ke")
    answers = officer.get("/lookup?state=IT").text
    assert f'name="entry" value="{first}">Add to duty sheet' in answers and 'id="pick"' in answers
    pick(officer, first, second)
    assert "2 chosen for a duty sheet" in officer.get("/lookup?state=IT").text
    assert order_of(officer.get("/duty-sheets").text) == [first, second]
    officer.post("/duty-sheets/order", data={"move": f"up {second}"})
    assert order_of(officer.get("/duty-sheets").text) == [second, first]
    address = draw(officer)
    page = officer.get(address).text
    assert page.index("Second office") < page.index("Coast Guard") and "ops@coastguard.example" not in page
    paper = officer.get(f"{address}.pdf")
    assert paper.headers["content-type"] == "application/pdf" and paper.content.startswith(b"%PDF")
    cards = officer.get(f"{address}.vcf").text
    assert cards.count("BEGIN:VCARD") == 2 and "delete after" in cards.replace("\r\n ", "")
    assert order_of(officer.get("/duty-sheets").text) == []


def test_an_entry_can_be_taken_out_and_stands_once(registry: Registry) -> None:
    first, second = two_offices(registry)
    officer = registry.browser("officer.ke")
    pick(officer, first, first, second)
    assert order_of(officer.get("/duty-sheets").text) == [first, second]
    officer.post("/duty-sheets/order", data={"move": f"out {first}"})
    officer.post("/duty-sheets/order", data={"move": "sideways nothing"})
    assert order_of(officer.get("/duty-sheets").text) == [second]


def test_a_choice_is_bound_to_the_account_and_cannot_be_forged(registry: Registry) -> None:
    first, _ = two_offices(registry)
    officer, other = registry.browser("officer.ke"), registry.browser("focal.tn")
    pick(officer, first)
    other.cookies.set("picks", officer.cookies["picks"], domain="127.0.0.1", path="/")
    assert order_of(other.get("/duty-sheets").text) == []
    other.cookies.set("picks", "forged", domain="127.0.0.1", path="/")
    assert other.get("/duty-sheets").status_code == 200


def test_what_was_typed_stays_when_the_sheet_cannot_be_drawn(registry: Registry) -> None:
    first, _ = two_offices(registry)
    officer = registry.browser("officer.ke")
    pick(officer, first)
    refused = officer.post("/duty-sheets", data={"title": "Case 4711-2026-33", "time_zone": "Moon", "purpose": "test"})
    assert refused.status_code == 422 and 'value="Case 4711-2026-33"' in refused.text and 'value="Moon"' in refused.text
    assert order_of(refused.text) == [first]


def test_an_entry_that_may_not_be_on_paper_says_why_and_a_hidden_one_has_no_name(registry: Registry) -> None:
    with_keepers(registry)
    amber, strict = registry.published(marking="TLP:AMBER"), registry.published(marking="TLP:AMBER+STRICT", names=NAMED)
    officer = registry.browser("officer.ke")
    pick(officer, amber, strict)
    page = officer.get("/duty-sheets").text
    assert "its owner does not allow it on paper" in page
    assert "Second office" not in page and "there is no such entry" in page
    answer = officer.post("/duty-sheets", data={"title": "Night", "time_zone": "UTC", "purpose": "test", "case_ref": "K"})
    assert answer.status_code == 422 and "Second office" not in answer.text


def test_the_page_says_how_many_lines_changed_and_when_a_sheet_is_expired(registry: Registry) -> None:
    first, second = two_offices(registry)
    officer, keeper = registry.browser("officer.ke"), registry.browser("focal.it")
    pick(officer, first, second)
    address = draw(officer)
    officer.get(f"{address}.pdf")
    assert "As printed" in officer.get(address).text
    token = {"Authorization": f"Bearer {keeper.cookies['session']}"}
    for entry in (first, second):
        about = {**token, "If-Match": '"2"'}
        sent = keeper.patch(f"/api/v1/entries/{entry}", json={"purpose": "Another purpose."}, headers=about)
        assert sent.status_code == 200, sent.text
    assert "2 lines changed since you printed it" in officer.get(address).text
    assert "2 lines changed" in officer.get("/duty-sheets").text
    later = now() + timedelta(days=30, minutes=1)
    with clock.set_to(lambda: later):
        officer = registry.browser()
        registry.tokens.pop("officer.ke")
        officer = registry.browser("officer.ke")
        page = officer.get(address).text
        assert "This sheet expired on" in page and f'{address}.pdf"' not in page
        assert officer.get(f"{address}.pdf").status_code == 403
        assert officer.post(f"{address}/again").status_code == 303
        assert order_of(officer.get("/duty-sheets").text) == [first, second]


def test_owners_see_the_printing_among_who_looked(registry: Registry) -> None:
    first, second = two_offices(registry)
    officer = registry.browser("officer.ke")
    pick(officer, first, second)
    officer.get(f"{draw(officer)}.pdf")
    page = registry.browser("focal.it").get(f"/entries/{first}/disclosures").text
    assert "Printed on a duty sheet" in page and "Kenya" in page and "a former channel" not in page


def test_the_sheet_speaks_the_readers_language(registry: Registry) -> None:
    first, _ = two_offices(registry)
    officer = registry.browser("officer.ke")
    pick(officer, first)
    address = draw(officer)
    english, arabic = (officer.get(f"{address}.pdf?lang={tag}").content for tag in ("en", "ar"))
    assert english != arabic


def test_who_sees_no_channel_has_no_duty_sheets(registry: Registry) -> None:
    two_offices(registry)
    auditor = registry.browser("auditor")
    assert auditor.get("/duty-sheets").status_code == 403
    assert auditor.post("/duty-sheets", data={"title": "x"}).status_code == 403


def test_a_button_leads_back_to_this_site_only(registry: Registry) -> None:
    first, _ = two_offices(registry)
    officer = registry.browser("officer.ke")
    answer = officer.post("/duty-sheets/picks", data={"entry": first, "next": "https://elsewhere.example/"})
    assert answer.headers["location"] == "/duty-sheets"


def test_thirty_is_the_most(registry: Registry) -> None:
    officer = registry.browser("officer.ke")
    pick(officer, *[f"entry-{place}" for place in range(33)], "x" * 80)
    assert len(order_of(officer.get("/duty-sheets").text)) == 30


def test_the_coast_guard_of_these_tests_has_an_amber_line_that_stays_off_the_paper(registry: Registry) -> None:
    first, _ = two_offices(registry)
    assert COAST_GUARD["channels"][2]["marking"] == "TLP:AMBER"
    officer = registry.browser("officer.ke")
    pick(officer, first)
    cards = officer.get(f"{draw(officer, case_ref='K-1')}.vcf").text
    assert "ops@coastguard.example" in cards and "cases@coastguard.example" not in cards
