"""Bounces through the JSON door: an administrator's mail server reports them and learns nothing from the answer."""

from __future__ import annotations

from tests.api.problems import fields, problem
from tests.cast import Registry
from tests.factories import MAILBOX


def test_a_bounce_is_accepted_and_the_answer_does_not_say_whether_the_mailbox_is_registered(registry: Registry) -> None:
    entry_id = registry.published()
    admin = registry.client("admin")
    known = admin.post("/api/v1/bounces", json={"address": MAILBOX, "reason": "550"})
    unknown = admin.post("/api/v1/bounces", json={"address": "nobody@nowhere.example", "reason": "550"})
    assert (known.status_code, known.json()) == (unknown.status_code, unknown.json()) == (202, {"accepted": True})
    channels = registry.client("focal.it").get(f"/api/v1/entries/{entry_id}").json()["channels"]
    assert [c["last_outcome"] for c in channels] == [None, "bounced"]


def test_who_may_is_refused_before_what_is_wrong(registry: Registry) -> None:
    problem(registry.client().post("/api/v1/bounces", json={}), 401)
    problem(registry.client("focal.it").post("/api/v1/bounces", json={}), 403)
    assert fields(registry.client("admin").post("/api/v1/bounces", json={})) == ["address"]
    assert registry.client("admin").post("/api/v1/bounces", json=[]).status_code == 422
