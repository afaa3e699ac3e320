"""When a wait is over: what no longer stands falls alone, and nobody else is held up by it."""

from __future__ import annotations

from datetime import timedelta

from app import clock
from tests.cast import Registry
from tests.factories import phone


def test_a_due_proposal_that_would_leave_nobody_to_call_falls_and_holds_nobody_up(registry: Registry) -> None:
    named = [registry.actor("focal.it").id]
    channels = [phone("+390000000009"), phone("+390000000008", marking="TLP:RED", readers=named)]
    entry_id = registry.published(channels=channels)
    fax = {"type": "fax", "value": "+390000000077"}
    version = registry.client("focal.it").get(f"/api/v1/entries/{entry_id}").json()["version"]
    proposal = registry.propose(entry_id, {"channels": [fax]}, version, author="focal2.it")  # does not see the RED line
    registry.approve(proposal, "focal.it")
    shown = registry.client("focal.it").get(f"/api/v1/entries/{entry_id}").json()
    open_line = [c for c in shown["channels"] if c["marking"] != "TLP:RED"]
    registry.revise(entry_id, {"channels": open_line}, shown["version"], author="focal.it")  # hides the RED line at once
    client = registry.client("officer.ke")
    later = clock.now() + timedelta(hours=25)
    with clock.set_to(lambda: later):
        client = registry.client()
        token = _fresh_token(registry, "officer.ke")
        answer = client.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})
        keeper = {"Authorization": f"Bearer {_fresh_token(registry, 'focal2.it')}"}
        state = client.get(f"/api/v1/proposals/{proposal}", headers=keeper).json()["state"]
        values = {c["value"] for c in client.get(f"/api/v1/entries/{entry_id}", headers=keeper).json()["channels"]}
    assert answer.status_code == 200, answer.text
    assert state == "fallen"
    assert values == {"+390000000009"}


def test_a_due_proposal_that_would_make_a_circle_falls_and_holds_nobody_up(registry: Registry) -> None:
    first, second = registry.published(), registry.published()
    shown = registry.client("focal.it").get(f"/api/v1/entries/{first}").json()
    channels = [{**shown["channels"][0], "value": "+390000000077"}, *shown["channels"][1:]]
    proposal = registry.propose(first, {"part_of": second, "channels": channels}, shown["version"])
    registry.approve(proposal, called_back_on=shown["channels"][0]["value"])
    version = registry.client("focal.it").get(f"/api/v1/entries/{second}").json()["version"]
    registry.revise(second, {"part_of": first}, version)  # at once, while the other waits
    later = clock.now() + timedelta(hours=25)
    with clock.set_to(lambda: later):
        client = registry.client()
        assert client.get("/api/v1/me", headers=_signed_in(registry, "officer.ke")).status_code == 200
        keeper = _signed_in(registry, "focal.it")
        assert client.get(f"/api/v1/proposals/{proposal}", headers=keeper).json()["state"] == "fallen"
        now_shown = client.get(f"/api/v1/entries/{first}", headers=keeper).json()
    assert (now_shown["version"], now_shown["part_of"]) == (shown["version"], None)
    assert now_shown["channels"][0]["value"] == shown["channels"][0]["value"]


def _signed_in(registry: Registry, name: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {_fresh_token(registry, name)}"}


def _fresh_token(registry: Registry, name: str) -> str:
    registry.tokens.pop(name, None)
    return registry.token(name)


def test_a_coordinator_who_reads_proposals_is_on_record(registry: Registry) -> None:
    entry_id = registry.published()
    shown = registry.client("focal.it").get(f"/api/v1/entries/{entry_id}").json()
    channels = [{**shown["channels"][0], "value": "+390000000077"}, *shown["channels"][1:]]
    proposal = registry.propose(entry_id, {"channels": channels}, shown["version"])
    coordinator = registry.client("coordinator.europe")
    assert coordinator.get("/api/v1/proposals").json()["items"][0]["id"] == proposal
    assert coordinator.get(f"/api/v1/proposals/{proposal}").status_code == 200
    assert registry.client("focal2.it").get("/api/v1/proposals").status_code == 200  # who keeps the entry is free
    seen = registry.client("auditor").get("/api/v1/audit", params={"kind": "proposals:consulted"}).json()["items"]
    assert [(row["role"], row["entries"]) for row in seen] == [("coordinator", [entry_id])] * 2
