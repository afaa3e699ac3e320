"""Readers' help, tests, coverage and changes as JSON: shapes, refusals, and the same rules as the pages."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from app.clock import iso, now
from tests.cast import Registry


def opened(client: TestClient, entry_id: str) -> str:
    """The id of the entry's first channel, after opening it."""
    answer = client.get(f"/api/v1/entries/{entry_id}?purpose=test")
    return str(answer.json()["channels"][0]["id"])


def test_a_report_its_answer_and_the_reporters_list(registry: Registry) -> None:
    entry_id = registry.published()
    officer, keeper = registry.client("officer.ke"), registry.client("focal.it")
    sent = officer.post(
        f"/api/v1/entries/{entry_id}/problems", json={"kind": "wrong_hours", "fields": ["hours"], "note": "Shut."}
    )
    assert sent.status_code == 201 and sent.json()["state"] == "open"
    (problem,) = keeper.get("/api/v1/problems?state=open").json()["items"]
    assert (problem["state_of"], problem["escalated"], problem["fields"]) == ("KE", False, ["hours"])
    path = f"/api/v1/problems/{problem['id']}/answer"
    assert officer.post(path, json={"state": "answered", "answer": "No."}).status_code == 403
    assert keeper.post(path, json={"state": "answered", "answer": "Corrected."}).json()["state"] == "answered"
    assert officer.get("/api/v1/me/reports").json()["items"][0]["answer"] == "Corrected."
    assert keeper.get("/api/v1/problems?state=lost").status_code == 422


def test_outcomes_dim_a_channel_in_json(registry: Registry) -> None:
    entry_id = registry.published()
    for who in ("officer.ke", "focal.tn"):
        client = registry.client(who)
        channel = opened(client, entry_id)
        told = client.post(f"/api/v1/entries/{entry_id}/outcomes", json={"channel": channel, "outcome": "no_answer"})
        assert told.status_code == 201
    assert told.json() == {"entry": entry_id, "channel": channel, "outcome": "no_answer", "dimmed": True}
    shown = registry.client("officer.it").get(f"/api/v1/entries/{entry_id}?purpose=test").json()
    assert [c["dimmed"] for c in shown["channels"]] == [True, False]


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("problems", {"kind": "rude"}, "kind"),
        ("problems", {"kind": "other", "fields": "hours"}, "fields"),
        ("problems", {"kind": "other", "note": "x" * 501}, "note"),
        ("problems", [], "kind"),
        ("outcomes", {"outcome": "answered"}, "channel"),
        ("outcomes", {"channel": 7}, "channel"),
    ],
)
def test_a_wrong_body_is_named(registry: Registry, path: str, body: object, field: str) -> None:
    client = registry.client("officer.ke")
    entry_id = registry.published()
    opened(client, entry_id)
    answer = client.post(f"/api/v1/entries/{entry_id}/{path}", json=body)
    assert answer.status_code == 422 and [e["field"] for e in answer.json()["errors"]] == [field]


def test_what_one_may_not_know_of_is_404_before_anything_is_read(registry: Registry) -> None:
    entry_id = registry.draft()
    client = registry.client("officer.ke")
    for path in ("problems", "outcomes"):
        assert client.post(f"/api/v1/entries/{entry_id}/{path}", json={}).status_code == 404
        assert registry.client().post(f"/api/v1/entries/{entry_id}/{path}", json={}).status_code == 401


def test_a_test_is_scheduled_read_and_cancelled(registry: Registry) -> None:
    coordinator, officer = registry.client("coordinator.europe"), registry.client("officer.ke")
    assert officer.post("/api/v1/drills", json={}).status_code == 403
    assert officer.post("/api/v1/drills", json={"hours": "x"}).status_code == 403
    assert coordinator.post("/api/v1/drills", json={"hours": "x"}).status_code == 422
    assert coordinator.post("/api/v1/drills", json={"starts_at": "2999-01-01T00:00:00"}).status_code == 422
    for far in ("2999-01-01T03:00:00Z", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"):
        refused = coordinator.post("/api/v1/drills", json={"starts_at": far})
        assert (refused.status_code, [e["field"] for e in refused.json()["errors"]]) == (422, ["starts_at"])
    soon = iso(now() + timedelta(days=30))
    made = coordinator.post("/api/v1/drills", json={"starts_at": soon, "out_of_hours": True})
    assert made.status_code == 201 and made.json()["state"] == "planned"
    path = f"/api/v1/drills/{made.json()['id']}"
    assert officer.get(path).status_code == 404 and officer.get("/api/v1/drills").json()["items"] == []
    assert coordinator.get(f"{path}/results").json()["overall"] is None
    assert coordinator.post(f"{path}/cancel").json()["state"] == "cancelled"


def test_coverage_says_verdict_and_weak_points(registry: Registry) -> None:
    registry.published(designations=[{"instrument": "SOM", "article": "8.6", "function": "som_by_sea"}])
    items = registry.client("focal.it").get("/api/v1/coverage?region=150").json()["items"]
    (cell,) = [each for each in items if each["function"] == "som_by_sea"]
    assert (cell["state"], cell["verdict"], cell["weak"]) == ("IT", "stale", ["one_entry"])
    assert registry.client("officer.ke").get("/api/v1/coverage").status_code == 403


def test_changes_are_lines_of_json_with_the_number_to_go_on_from(registry: Registry) -> None:
    ids = [registry.published() for _ in range(2)]
    client = registry.client("officer.ke")
    answer = client.get("/api/v1/changes?since=0&limit=1")
    assert answer.headers["content-type"].startswith("application/x-ndjson")
    (line,) = [json.loads(text) for text in answer.text.splitlines()]
    assert (line["op"], line["id"], answer.headers["next-since"]) == ("upsert", ids[0], str(line["seq"]))
    rest = client.get(f"/api/v1/changes?since={line['seq']}")
    assert [json.loads(text)["id"] for text in rest.text.splitlines()] == [ids[1]]
    assert client.get("/api/v1/changes?since=-1").status_code == 422
    assert client.get(f"/api/v1/changes?since={2**31}").status_code == 422
    assert client.get(f"/api/v1/changes?since={2**31 - 1}").text == ""
