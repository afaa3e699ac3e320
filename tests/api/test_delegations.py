"""Deputies through the JSON door: acting is a matter of the session."""

from __future__ import annotations

from tests.api.problems import fields, problem
from tests.cast import Registry, mailbox

DELEGATIONS, ACTING = "/api/v1/delegations", "/api/v1/me/acting"
NAMED = {"deputy": mailbox("officer.it"), "days": 10, "permissions": ["ENTRY_CONFIRM"]}


def test_named_acting_and_ended(registry: Registry) -> None:
    focal, deputy = registry.client("focal.it"), registry.client("officer.it")
    made = focal.post(DELEGATIONS, json=NAMED)
    assert (made.status_code, made.json()["status"], made.json()["permissions"]) == (201, "running", ["ENTRY_CONFIRM"])
    entry_id = registry.published()
    assert deputy.post(f"/api/v1/entries/{entry_id}/confirm", json={}).status_code == 403
    begun = deputy.post(ACTING, json={"delegation": made.json()["id"]}).json()
    assert (begun["role"], begun["acting_for"]["name"]) == ("focal_point", "Example focal.it")
    me = deputy.get("/api/v1/me").json()
    assert me["may"]["ENTRY_CONFIRM"]["may"] and not me["may"]["ENTRY_REVISE"]["may"]
    assert deputy.post(f"/api/v1/entries/{entry_id}/confirm", json={}).status_code == 200
    told = registry.client("auditor").get("/api/v1/audit?kind=entry:confirmed").json()["items"][0]
    assert (told["actor"], told["acting_name"]) == (mailbox("officer.it"), "Example focal.it")
    assert told["acting_for"] == registry.actor("focal.it").id
    assert deputy.delete(ACTING).status_code == 204
    assert deputy.get("/api/v1/me").json()["acting_for"] is None
    assert focal.delete(f"{DELEGATIONS}/{made.json()['id']}").json()["status"] == "ended"
    problem(deputy.post(ACTING, json={"delegation": made.json()["id"]}), 404)
    assert [d["status"] for d in deputy.get(DELEGATIONS).json()["items"]] == ["ended"]


def test_refusals(registry: Registry) -> None:
    focal = registry.client("focal.it")
    problem(registry.client().post(DELEGATIONS, json=NAMED), 401)
    problem(registry.client("officer.it").post(DELEGATIONS, json={}), 403)
    assert fields(focal.post(DELEGATIONS, json=NAMED | {"days": "10"})) == ["days"]
    assert fields(focal.post(DELEGATIONS, json=NAMED | {"days": 91, "deputy": "x"})) == ["deputy", "days"]
    assert fields(focal.post(DELEGATIONS, json=NAMED | {"permissions": ["ACCOUNT_INVITE"]})) == ["permissions"]
    assert fields(focal.post(ACTING, json={})) == ["delegation"]
    problem(focal.delete(f"{DELEGATIONS}/none"), 404)
