"""The matrix of coverage: words and symbols, the worst State first, the own part only."""

from __future__ import annotations

from tests.web.kept import with_keepers
from tests.web.registry import Registry


def test_a_coordinator_sees_gaps_first_and_what_hangs_by_one_thread(registry: Registry) -> None:
    with_keepers(registry).published()
    page = registry.browser("coordinator").get("/coverage").text
    assert page.index("/states/FR") < page.index("/states/IT")
    assert "✕ nobody" in page and "? not confirmed" in page
    assert '<th scope="row">' in page and '<th scope="col">' in page


def test_a_focal_point_sees_the_own_state_only(registry: Registry) -> None:
    page = registry.browser("focal.tn").get("/coverage").text
    assert "/states/TN" in page and "/states/IT" not in page


def test_a_region_narrows_and_a_wrong_one_is_said(registry: Registry) -> None:
    coordinator = registry.browser("coordinator")
    assert "No State of yours lies in this region" in coordinator.get("/coverage?region=002").text
    wrong = coordinator.get("/coverage?region=xyz")
    assert wrong.status_code == 422 and "There is no such region" in wrong.text


def test_officers_see_no_coverage(registry: Registry) -> None:
    assert registry.browser("officer.ke").get("/coverage").status_code == 403
