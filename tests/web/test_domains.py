"""Official mail domains on the page: proposed by one, approved by another who is warned."""

from __future__ import annotations

from tests.web.people_pages import action, official
from tests.web.registry import Registry

PROPOSAL = {"domain": "1nterior.example", "reason": "letterhead"}


def test_proposed_with_a_warning_and_approved_by_the_coordinator(registry: Registry) -> None:
    official(registry, "interior.example")
    focal = registry.browser("focal.it")
    assert focal.post("/domains", data=PROPOSAL).headers["location"] == "/domains?done=proposed"
    own = focal.get("/domains").text
    assert "Nobody approves the own proposal" in own and "/approve" not in own
    coordinator = registry.browser("coordinator")
    page = coordinator.get("/domains").text
    assert "It looks like interior.example, which is in use already." in page
    assert coordinator.post(action(page, "/approve")).headers["location"] == "/domains?done=approved"
    assert coordinator.post(action(coordinator.get("/domains").text, "/end")).headers["location"] == "/domains?done=ended"


def test_a_wrong_domain_comes_back_with_what_was_typed(registry: Registry) -> None:
    answer = registry.browser("focal.it").post("/domains", data=PROPOSAL | {"domain": "not a domain"})
    assert answer.status_code == 422 and "is not a mail domain" in answer.text and 'value="letterhead"' in answer.text
    assert registry.browser("coordinator").post("/domains", data=PROPOSAL).status_code == 422
    assert registry.browser("coordinator").post("/domains", data=PROPOSAL | {"state": "KE"}).status_code == 403


def test_an_officer_has_no_such_page_and_an_administrator_only_reads(registry: Registry) -> None:
    assert registry.browser("officer.ke").get("/domains").status_code == 403
    page = registry.browser("administrator").get("/domains").text
    assert "Propose a domain" not in page
    assert registry.browser("administrator").post("/domains", data=PROPOSAL).status_code == 403
