"""People through the JSON door."""

from __future__ import annotations

from datetime import timedelta

from app.clock import now, set_to
from tests.api.problems import fields, problem
from tests.cast import Registry, mailbox

ACCOUNTS = "/api/v1/accounts"


def path_of(registry: Registry, name: str) -> str:
    return f"{ACCOUNTS}/{registry.actor(name).id}"


def test_everybody_sees_the_accounts_of_the_own_reach_without_secrets(registry: Registry) -> None:
    answer = registry.client("focal.it").get(ACCOUNTS)
    assert {item["email"] for item in answer.json()["items"]} == {
        mailbox(n) for n in ("focal.it", "focal2.it", "officer.it", "auditor")
    }
    assert "password" not in answer.text and "secret" not in answer.text
    assert len(registry.client("admin").get(ACCOUNTS).json()["items"]) == 12
    problem(registry.client("officer.it").get(ACCOUNTS), 403)
    problem(registry.client().get(ACCOUNTS), 401)
    problem(registry.client("focal.it").get(path_of(registry, "focal.tn")), 404)


def test_suspended_by_one_and_let_in_again_by_two(registry: Registry) -> None:
    path, first, second = path_of(registry, "officer.it"), registry.client("focal.it"), registry.client("coordinator.europe")
    victim = registry.client("officer.it")
    assert first.post(f"{path}/suspend", json={"reason": "left"}).json()["status"] == "suspended"
    problem(victim.get("/api/v1/me"), 401)
    assert fields(first.post(f"{path}/reactivation", json={})) == ["reason"]
    asked = first.post(f"{path}/reactivation", json={"reason": "is back"})
    assert asked.status_code == 202
    act = f"/api/v1/reactivations/{asked.json()['id']}"
    problem(first.post(f"{act}/second"), 403)
    problem(registry.client("focal.tn").post(f"{act}/second"), 404)
    assert [item["id"] for item in second.get("/api/v1/reactivations").json()["items"]] == [asked.json()["id"]]
    assert second.post(f"{act}/second").json()["state"] == "done"
    problem(second.post(f"{act}/refuse"), 412)


def test_refusals_come_in_their_order(registry: Registry) -> None:
    path = path_of(registry, "officer.it")
    problem(registry.client().post(f"{path}/suspend"), 401)
    problem(registry.client("officer.ke").post(f"{path}/reactivation", json={"reason": 5}), 403)
    assert fields(registry.client("focal.it").post(f"{path}/reactivation", json={"reason": 5})) == ["reason"]
    problem(registry.client("focal.tn").post(f"{path}/suspend", json={"reason": "x"}), 404)


def test_the_quarterly_confirmation(registry: Registry) -> None:
    officer = registry.actor("officer.it").id
    later = now() + timedelta(minutes=1)
    with set_to(lambda: later):
        focal = registry.client("focal.it")
        waiting = focal.get(f"{ACCOUNTS}/to-confirm").json()["items"]
        assert [(w["account"]["id"], w["days_left"], w["reminders"]) for w in waiting] == [(officer, 30, 0)]
        assert focal.post(f"{ACCOUNTS}/confirm", json={"accounts": [officer]}).json() == {"confirmed": 1}
        assert focal.get(f"{ACCOUNTS}/to-confirm").json()["items"] == []
        assert fields(focal.post(f"{ACCOUNTS}/confirm", json={"accounts": "x"})) == ["accounts"]
        problem(registry.client("coordinator.europe").get(f"{ACCOUNTS}/to-confirm"), 403)
