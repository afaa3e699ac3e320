"""Proposals through the JSON door."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.clock import now, set_to
from tests.api.problems import fields, problem
from tests.cast import Registry, code
from tests.directory.asking import redirected
from tests.factories import PHONE

PROPOSALS = "/api/v1/proposals"


@pytest.fixture
def proposal(registry: Registry) -> str:
    """A redirected channel of a published Italian entry, proposed by focal.it."""
    entry_id = registry.published()
    return registry.propose(entry_id, redirected(registry, entry_id), 2)


def test_a_proposal_goes_from_submitted_over_approved_to_published(registry: Registry, proposal: str) -> None:
    second = registry.client("focal2.it")
    told = second.get(f"{PROPOSALS}/{proposal}").json()
    assert (told["state"], told["changes"][0]["old"]["value"]) == ("submitted", PHONE)
    approved = second.post(f"{PROPOSALS}/{proposal}/approve", json={"called_back_on": PHONE, "note": "spoke to the duty officer"})
    assert (approved.status_code, approved.json()["state"]) == (200, "approved")
    assert approved.json()["eligible_from"] > told["eligible_from"]
    due = now() + timedelta(hours=24, minutes=1)
    with set_to(lambda: due):
        registry.tokens.clear()
        officer = registry.client("officer.ke")
        card = officer.get(f"/api/v1/entries/{told['entry']}?purpose=test").json()
    assert card["channels"][0]["value"] == "+390000000002"


def test_who_may_is_refused_before_what_is_missing(registry: Registry, proposal: str) -> None:
    problem(registry.client().post(f"{PROPOSALS}/{proposal}/approve", json={}), 401)
    problem(registry.client("officer.it").post(f"{PROPOSALS}/{proposal}/approve", json={}), 404)
    problem(registry.client("focal.tn").post(f"{PROPOSALS}/{proposal}/approve", json={}), 404)
    problem(registry.client("focal.it").post(f"{PROPOSALS}/{proposal}/approve", json={}), 403)
    assert fields(registry.client("focal2.it").post(f"{PROPOSALS}/{proposal}/approve", json={})) == ["called_back_on"]


def test_a_second_approval_is_a_conflict(registry: Registry, proposal: str) -> None:
    second = registry.client("focal2.it")
    sent = {"called_back_on": PHONE}
    assert second.post(f"{PROPOSALS}/{proposal}/approve", json=sent).status_code == 200
    problem(second.post(f"{PROPOSALS}/{proposal}/approve", json=sent), 412)


def test_an_old_session_shows_its_factor_again_and_then_approves(registry: Registry, proposal: str) -> None:
    second = registry.client("focal2.it")
    later = now() + timedelta(minutes=8)
    with set_to(lambda: later):
        sent = {"called_back_on": PHONE}
        assert "second factor" in problem(second.post(f"{PROPOSALS}/{proposal}/approve", json=sent), 403)["detail"]
        assert second.post("/api/v1/sessions/current/factor", json={"code": code()}).status_code == 204
        assert second.post(f"{PROPOSALS}/{proposal}/approve", json=sent).status_code == 200


def test_one_keeper_rejects_and_only_the_author_withdraws(registry: Registry, proposal: str) -> None:
    problem(registry.client("focal2.it").post(f"{PROPOSALS}/{proposal}/withdraw", json={}), 403)
    rejected = registry.client("focal2.it").post(f"{PROPOSALS}/{proposal}/reject", json={"note": "not ours"})
    assert (rejected.status_code, rejected.json()["state"], rejected.json()["note"]) == (200, "rejected", "not ours")
    problem(registry.client("focal.it").post(f"{PROPOSALS}/{proposal}/withdraw", json={}), 412)


def test_a_proposal_can_be_sent_as_such(registry: Registry) -> None:
    entry_id = registry.published()
    keeper, at = registry.client("focal.it"), {"If-Match": '"2"'}
    sent = {"entry": entry_id, "patch": {"marking": "TLP:CLEAR"}, "why": "it is on our web site"}
    answer = keeper.post(PROPOSALS, json=sent, headers=at)
    assert (answer.status_code, answer.json()["why"]) == (202, "it is on our web site")
    problem(keeper.post(PROPOSALS, json=sent), 428)
    problem(registry.client("officer.ke").post(PROPOSALS, json=sent, headers=at), 403)
    assert fields(keeper.post(PROPOSALS, json={"entry": entry_id}, headers=at)) == ["entry", "patch"]
    problem(registry.client("officer.ke").post(PROPOSALS, json={}), 403)


def test_lists_are_filtered_and_kept_from_those_who_neither_keep_nor_coordinate(registry: Registry, proposal: str) -> None:
    coordinator = registry.client("coordinator.europe")
    assert [p["id"] for p in coordinator.get(f"{PROPOSALS}?state=submitted").json()["items"]] == [proposal]
    assert coordinator.get(f"{PROPOSALS}?state=rejected").json() == {"items": [], "next_cursor": None}
    assert fields(coordinator.get(f"{PROPOSALS}?state=lost")) == ["state"]
    for who in ("officer.it", "admin", "auditor", "recipient"):
        problem(registry.client(who).get(PROPOSALS), 403)
    assert registry.client("focal.tn").get(PROPOSALS).json()["items"] == []


@pytest.mark.parametrize("body", [{"called_back_on": 5}, {"note": "x" * 501}, {"note": ["x"]}])
def test_a_wrong_body_is_named(registry: Registry, proposal: str, body: dict[str, object]) -> None:
    assert fields(registry.client("focal2.it").post(f"{PROPOSALS}/{proposal}/approve", json=body)) == list(body)


@pytest.mark.parametrize(
    ("path", "body"), [("", {"title": 5}), ("/no-such/submit", {"struck": 5}), ("/no-such/approve", {"call_backs": []})]
)
def test_who_may_is_refused_before_what_is_wrong_with_a_set(registry: Registry, path: str, body: dict[str, object]) -> None:
    problem(registry.client().post(f"/api/v1/proposal-sets{path}", json=body), 401)
    problem(registry.client("officer.ke").post(f"/api/v1/proposal-sets{path}", json=body), 403)
    assert registry.client("focal.it").post(f"/api/v1/proposal-sets{path}", json=body).status_code == 422
