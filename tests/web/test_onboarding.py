"""The queue of those who wait to come in, and the States that nobody keeps."""

from __future__ import annotations

from tests.web.people_pages import official
from tests.web.registry import Registry, mailbox


def invited(registry: Registry, email: str = "new.officer@demo.example") -> None:
    official(registry, "demo.example")
    answer = registry.browser("focal.it").post(
        "/invitations", data={"email": email, "name": "New Officer, example", "role": "officer"}
    )
    assert answer.headers["location"] == "/invitations?done=invited"


def test_an_invitation_waits_in_the_queue_of_those_who_may_see_it(registry: Registry) -> None:
    invited(registry)
    for name in ("focal.it", "coordinator", "administrator"):
        page = registry.browser(name).get("/onboarding").text
        assert "Wait for a second person" in page and "New Officer, example" in page
    assert "New Officer, example" not in registry.browser("focal.tn").get("/onboarding").text


def test_a_request_to_let_somebody_back_waits_too(registry: Registry) -> None:
    officer = registry.actor("officer.ke").id
    admin = registry.browser("administrator")
    admin.post(f"/accounts/{officer}/suspend", data={"reason": "moved"})
    admin.post(f"/accounts/{officer}/reactivation", data={"reason": "came back"})
    assert f"/accounts/{officer}" in admin.get("/onboarding").text
    assert f"/accounts/{officer}" not in registry.browser("coordinator").get("/onboarding").text


def test_states_without_a_focal_point_are_listed_within_ones_reach(registry: Registry) -> None:
    page = registry.browser("coordinator").get("/onboarding").text
    without, alone = page.partition("h-without")[2], page.partition("h-alone")[2]
    assert 'href="/states/FR"' in without and "role=focal_point&amp;state=FR" in without
    assert 'href="/states/IT"' not in page  # it has two
    assert 'href="/states/TN"' not in page and 'href="/states/TN"' not in alone  # not in Europe
    assert 'href="/states/TN"' in registry.browser("administrator").get("/onboarding").text.partition("h-alone")[2]


def test_the_link_to_invite_fills_the_form_in(registry: Registry) -> None:
    form = registry.browser("coordinator").get("/invitations/new?role=focal_point&state=FR").text
    assert '<option value="FR" selected>' in form


def test_officers_and_auditors_have_no_queue(registry: Registry) -> None:
    for name in ("officer.ke", "auditor"):
        answer = registry.browser(name).get("/onboarding")
        assert answer.status_code == 403 and mailbox("focal.it") not in answer.text
