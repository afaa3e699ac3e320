"""Recalls through the JSON door."""

from __future__ import annotations

from datetime import timedelta

from app.clock import iso, now
from tests.api.problems import fields, problem
from tests.cast import Registry


def test_a_keeper_recalls_a_channel_and_reads_who_had_it(registry: Registry) -> None:
    path = f"/api/v1/entries/{registry.published()}"
    registry.client("officer.ke").get(f"{path}?purpose=test")
    keeper = registry.client("focal.it")
    channel = keeper.get(path).json()["channels"][0]["id"]
    asked = {"channel": channel, "since": iso(now() - timedelta(days=1)), "until": iso(now()), "reason": "It rang elsewhere."}
    made = keeper.post(f"{path}/recalls", json=asked)
    assert (made.status_code, made.json()["told"]) == (201, 1)
    listed = registry.client("focal2.it").get(f"{path}/recalls").json()
    assert listed["next_cursor"] is None
    assert [(each["id"], [d["state"] for d in each["disclosures"] if d["role"] == "officer"]) for each in listed["items"]] == [
        (made.json()["id"], ["KE"])
    ]
    assert "officer.ke" not in str(listed)


def test_who_may_is_refused_before_what_is_wrong(registry: Registry) -> None:
    path = f"/api/v1/entries/{registry.published()}/recalls"
    problem(registry.client().post(path, json={}), 401)
    problem(registry.client("officer.ke").post(path, json={}), 403)
    problem(registry.client("officer.ke").get(path), 403)
    problem(registry.client("focal.it").post("/api/v1/entries/no-such/recalls", json={}), 404)
    assert fields(registry.client("focal.it").post(path, json={})) == ["channel", "since", "until", "reason"]
    assert registry.client("focal.it").post(path, json=[1]).status_code == 422


def test_an_instant_that_its_offset_leads_out_of_the_calendar_is_named(registry: Registry) -> None:
    path = f"/api/v1/entries/{registry.published()}"
    keeper = registry.client("focal.it")
    channel = keeper.get(path).json()["channels"][0]["id"]
    asked = {"channel": channel, "since": "0001-01-01T00:00:00+14:00", "until": iso(now()), "reason": "It rang elsewhere."}
    assert fields(keeper.post(f"{path}/recalls", json=asked)) == ["since"]
