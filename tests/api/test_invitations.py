"""Invitations and official domains through the JSON door: the link is never in an answer."""

from __future__ import annotations

import pytest

from tests.accounts.inviting import DOMAIN, letters, official, token_in
from tests.api.problems import fields, problem
from tests.cast import Registry

INVITATIONS, DOMAINS = "/api/v1/invitations", "/api/v1/domains"
PERSON = {"email": f"new@{DOMAIN}", "role": "officer", "name": "Example New"}


@pytest.fixture
def official_there(registry: Registry) -> Registry:
    official(registry)
    return registry


def test_invited_seconded_sent_again_and_withdrawn(official_there: Registry) -> None:
    focal, coordinator = official_there.client("focal.it"), official_there.client("coordinator.europe")
    made = focal.post(INVITATIONS, json=PERSON)
    assert (made.status_code, made.json()["status"], made.json()["state"]) == (201, "invited", "IT")
    token = token_in(letters(official_there)[0])
    assert token not in made.text
    path = f"{INVITATIONS}/{made.json()['id']}"
    problem(focal.post(f"{path}/second"), 403)
    assert coordinator.post(f"{path}/second").json()["status"] == "seconded"
    problem(coordinator.post(f"{path}/second"), 412)
    again = focal.post(f"{path}/send")
    assert again.json()["times_sent"] == 2 and token_in(letters(official_there)[1]) not in again.text
    assert focal.post(f"{path}/withdraw").json()["status"] == "withdrawn"
    assert [i["status"] for i in focal.get(f"{INVITATIONS}?state=withdrawn").json()["items"]] == ["withdrawn"]
    problem(official_there.client("focal.tn").get(path), 404)
    problem(focal.post(f"{path}/send"), 412)


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"email": "new@gmail.com"}, ["email"]),
        ({"email": "x"}, ["email"]),
        ({"role": None}, ["role"]),
        ({"rank": "x"}, ["rank"]),
        ({"nominated_on": "yesterday"}, ["nominated_on"]),
        ({"nomination": "NV"}, ["nominated_on"]),
        ({"name": "x" * 200}, ["name"]),
        ({"name": "a\nb"}, ["name"]),
    ],
)
def test_a_wrong_invitation_is_named_by_field(official_there: Registry, changed: dict[str, object], named: list[str]) -> None:
    assert fields(official_there.client("focal.it").post(INVITATIONS, json=PERSON | changed)) == named


def test_who_may_not_is_refused_before_what_is_wrong(official_there: Registry) -> None:
    problem(official_there.client().post(INVITATIONS, json={}), 401)
    for name in ("officer.it", "auditor", "recipient"):
        problem(official_there.client(name).post(INVITATIONS, json={}), 403)
        problem(official_there.client(name).post(f"{INVITATIONS}/batches", json={}), 403)
    problem(official_there.client("focal.it").post(INVITATIONS, json=PERSON | {"role": "administrator"}), 403)
    problem(official_there.client("focal.it").post(INVITATIONS, json=PERSON | {"state": "TN"}), 403)


def test_a_batch_is_tried_then_invited_then_seconded(official_there: Registry) -> None:
    focal, table = official_there.client("focal.it"), f"email,name\na@{DOMAIN},A\nb@gmail.com,B\nc@{DOMAIN},C\n"
    tried = focal.post(f"{INVITATIONS}/batches", json={"csv": table, "dry_run": True}).json()
    assert (tried["fitting"], tried["invited"], tried["batch"]) == ([f"a@{DOMAIN}", f"c@{DOMAIN}"], [], None)
    assert [(f["row"], f["field"]) for f in tried["faults"]] == [(3, "email")]
    done = focal.post(f"{INVITATIONS}/batches", json={"csv": table})
    assert token_in(letters(official_there, f"a@{DOMAIN}")[0]) not in done.text
    one, other = done.json()["invited"]
    seconded = official_there.client("coordinator.europe").post(
        f"{INVITATIONS}/batches/{done.json()['batch']}/second", json={"without": [other["id"]]}
    )
    assert [i["status"] for i in seconded.json()["items"]] == ["seconded", "withdrawn"]
    assert one["id"] == seconded.json()["items"][0]["id"]
    assert fields(focal.post(f"{INVITATIONS}/batches", json={"csv": 5})) == ["csv", "dry_run"]
    assert fields(focal.post(f"{INVITATIONS}/batches", json={"csv": "x"})) == ["file"]


def test_a_domain_is_proposed_and_approved_by_another(registry: Registry) -> None:
    focal, coordinator = registry.client("focal.it"), registry.client("coordinator.europe")
    made = focal.post(DOMAINS, json={"domain": "Interno.Example", "reason": "letterhead"})
    assert (made.status_code, made.json()["domain"], made.json()["status"]) == (202, "interno.example", "proposed")
    path = f"{DOMAINS}/{made.json()['id']}"
    problem(focal.post(f"{path}/approve"), 403)
    assert coordinator.post(f"{path}/approve").json()["status"] == "approved"
    assert [d["domain"] for d in registry.client("admin").get(DOMAINS).json()["items"]] == ["interno.example"]
    assert focal.post(f"{path}/end").json()["status"] == "ended"
    assert fields(focal.post(DOMAINS, json={"domain": "x y"})) == ["domain"]
    assert fields(focal.post(DOMAINS, json={"domain": "interno.example"})) == ["reason"]
    problem(registry.client("officer.it").post(DOMAINS, json={}), 403)
