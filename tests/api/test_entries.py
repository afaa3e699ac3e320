"""Entries through the JSON door: the calls of CONTRACT 4 with their codes, headers and order of refusals."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.api.problems import fields, problem
from tests.cast import Registry
from tests.directory.asking import kinds
from tests.factories import FULL, MAILBOX, PHONE, entry_data, mail, phone

ENTRIES = "/api/v1/entries"


def at(version: int | str) -> dict[str, str]:
    return {"If-Match": f'"{version}"'}


# --- POST -------------------------------------------------------------------------------------------------------


def test_recording_an_entry_answers_201_with_the_draft_its_address_and_its_version(registry: Registry) -> None:
    answer = registry.client("focal.it").post(ENTRIES, json=entry_data(**FULL))
    assert answer.status_code == 201
    card = answer.json()
    assert (answer.headers["etag"], answer.headers["location"]) == ('"1"', f"{ENTRIES}/{card['id']}")
    assert (card["status"], card["region"], card["marking"]) == ("draft", "039", "TLP:GREEN")
    assert [c["value"] for c in card["channels"]] == [PHONE, MAILBOX]


def test_the_same_idempotency_key_makes_one_entry(registry: Registry) -> None:
    keeper = registry.client("focal.it")
    first, second = (keeper.post(ENTRIES, json=entry_data(), headers={"Idempotency-Key": "k1"}) for _ in range(2))
    assert first.json()["id"] == second.json()["id"]
    problem(keeper.post(ENTRIES, json=entry_data(purpose="x"), headers={"Idempotency-Key": "k1"}), 422)
    problem(keeper.post(ENTRIES, json=entry_data(), headers={"Idempotency-Key": "k" * 201}), 422)
    assert kinds(registry) == ["entry:registered"]


def test_the_same_key_sent_many_times_at_once_makes_one_entry(registry: Registry) -> None:
    keeper = registry.client("focal.it")

    def send(_: int) -> tuple[int, str]:
        answer = keeper.post(ENTRIES, json=entry_data(), headers={"Idempotency-Key": "k1"})
        return answer.status_code, answer.json().get("id", "")

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(send, range(8)))
    assert len(answers) == 1
    assert kinds(registry) == ["entry:registered"]


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"names": []}, ["names"]),
        ({"names": None, "kind": None}, ["kind", "names"]),
        ({"kind": "spy"}, ["kind"]),
        ({"channels": [phone("12"), mail("nobody")]}, ["channels.0", "channels.1"]),
        ({"marking": "TLP:BLUE"}, ["marking"]),
        ({"time_zone": "Rome"}, ["time_zone"]),
        ({"suspects": []}, ["suspects"]),
        ({"purpose": "x" * 301}, ["purpose"]),
        ({"posting": {"host": "TN"}}, ["entry"]),
        (
            {"hours": {"spans": [{"days": ["mo"], "opens": "25:00", "closes": "8"}]}},
            ["hours.spans.0.opens", "hours.spans.0.closes"],
        ),
    ],
)
def test_each_wrong_field_is_named(registry: Registry, changed: dict[str, Any], named: list[str]) -> None:
    answer = registry.client("focal.it").post(ENTRIES, json=entry_data(**changed))
    assert [each.removesuffix(".value") for each in fields(answer)] == named


# --- GET --------------------------------------------------------------------------------------------------------


def test_an_officer_states_a_purpose_and_gets_the_channels(registry: Registry) -> None:
    path = f"{ENTRIES}/{registry.published()}"
    officer = registry.client("officer.ke")
    assert fields(officer.get(path)) == ["purpose"]
    answer = officer.get(f"{path}?purpose=investigation")
    assert [c["value"] for c in answer.json()["channels"]] == [PHONE, MAILBOX]
    assert "version" not in answer.json() and answer.headers["etag"].startswith('"')


def test_what_one_may_not_know_of_and_what_is_not_there_answer_the_same_bytes(registry: Registry) -> None:
    draft = registry.draft()
    for who in ("officer.ke", "focal.tn", "auditor", "recipient"):
        client = registry.client(who)
        hidden, nothing = (client.get(f"{ENTRIES}/{entry_id}?purpose=test") for entry_id in (draft, "0198" + draft[4:]))
        problem(hidden, 404)
        assert hidden.content == nothing.content


# --- PATCH and DELETE -------------------------------------------------------------------------------------------


def test_a_change_answers_with_the_entry_and_its_new_version(registry: Registry) -> None:
    path = f"{ENTRIES}/{registry.published()}"
    keeper = registry.client("focal.it")
    answer = keeper.patch(path, json={"purpose": "New."}, headers=at(2))
    assert (answer.status_code, answer.headers["etag"], answer.json()["purpose"]) == (200, '"3"', "New.")
    assert keeper.get(path).headers["etag"] == '"3"'


def test_a_change_without_or_with_an_old_version_is_refused(registry: Registry) -> None:
    path = f"{ENTRIES}/{registry.published()}"
    keeper = registry.client("focal.it")
    for method, body in (("PATCH", {"purpose": "x"}), ("DELETE", None)):
        problem(keeper.request(method, path, json=body), 428)
        problem(keeper.request(method, path, json=body, headers={"If-Match": "*"}), 428)
        for stale in ("1", "3", "-1", "abc", "2x", "\u00b2".encode("utf-8").decode("latin-1"), "9" * 5000):
            sent = {b"If-Match": f'"{stale}"'.encode("latin-1")}
            problem(keeper.request(method, path, json=body, headers=sent), 412)
    assert keeper.get(path).headers["etag"] == '"2"'


def test_refusals_come_in_the_order_of_the_contract(registry: Registry) -> None:
    path = f"{ENTRIES}/{registry.published()}"
    wrong: dict[str, Any] = {"names": []}
    problem(registry.client().patch(path, json=wrong), 401)
    problem(registry.client("officer.ke").patch(path, json=wrong), 403)
    problem(registry.client("focal.tn").patch(path, json=wrong), 403)
    problem(registry.client("focal.tn").patch(f"{ENTRIES}/{registry.draft()}", json=wrong), 404)
    keeper = registry.client("focal.it")
    problem(keeper.patch(path, json=wrong), 428)
    problem(keeper.patch(path, json=wrong, headers=at(1)), 412)
    assert fields(keeper.patch(path, json=wrong, headers=at(2))) == ["names"]


def test_a_redirected_channel_answers_202_with_the_proposal_and_moves_nothing(registry: Registry) -> None:
    path = f"{ENTRIES}/{registry.published()}"
    keeper = registry.client("focal.it")
    channels = keeper.get(path).json()["channels"]
    channels[0]["value"] = "+390000000002"
    answer = keeper.patch(path, json={"channels": channels, "purpose": "New."}, headers=at(2))
    assert answer.status_code == 202
    proposal = answer.json()
    assert {"id", "state", "entry", "changes", "eligible_from"} <= set(proposal)
    assert proposal["state"] == "submitted" and all({"field", "old", "new", "warnings"} <= set(c) for c in proposal["changes"])
    after = keeper.get(path)
    assert (after.headers["etag"], after.json()["channels"][0]["value"]) == ('"2"', PHONE)
    assert after.json()["purpose"] == "Answers requests at sea."


def test_a_withdrawn_entry_answers_204_and_is_gone_for_its_readers(registry: Registry) -> None:
    path = f"{ENTRIES}/{registry.published()}"
    assert registry.client("focal.it").delete(path, headers=at(2)).status_code == 204
    problem(registry.client("officer.ke").get(f"{path}?purpose=test"), 404)
    assert registry.client("focal.it").get(path).json()["status"] == "withdrawn"


def test_what_was_read_and_sent_back_unchanged_answers_200_and_the_same_version(registry: Registry) -> None:
    path = f"{ENTRIES}/{registry.published(**FULL)}"
    keeper = registry.client("focal.it")
    read = keeper.get(path)
    answer = keeper.patch(path, json=read.json(), headers={"If-Match": read.headers["etag"]})
    assert (answer.status_code, answer.headers["etag"]) == (200, '"2"')
    assert answer.json() == read.json()


def test_a_coordinator_who_sends_back_what_they_read_proposes_nothing(registry: Registry) -> None:
    path = f"{ENTRIES}/{registry.published(**FULL)}"
    coordinator = registry.client("coordinator.europe")
    read = coordinator.get(f"{path}?purpose=network_maintenance")
    answer = coordinator.patch(path, json=read.json(), headers={"If-Match": read.headers["etag"]})
    assert (answer.status_code, answer.headers.get("etag")) == (200, '"2"'), answer.text
    assert registry.client("focal.it").get("/api/v1/proposals?state=submitted").json()["items"] == []


# --- confirm, history, disclosures ------------------------------------------------------------------------------


def test_confirming_answers_with_the_entry_and_its_fresh_date(registry: Registry) -> None:
    entry_id = registry.published()
    keeper = registry.client("focal.it")
    answer = keeper.post(f"{ENTRIES}/{entry_id}/confirm", json={})
    assert answer.status_code == 200
    assert answer.json()["freshness"]["state"] == "confirmed" and answer.json()["freshness"]["confirmed_how"] == "api"
    for body in ({"channels": "all"}, {"channels": []}, ["x"], "x"):
        assert fields(keeper.post(f"{ENTRIES}/{entry_id}/confirm", json=body)) == ["channels"]
        problem(registry.client("focal.tn").post(f"{ENTRIES}/{entry_id}/confirm", json=body), 403)
    assert fields(keeper.post(f"{ENTRIES}/{entry_id}/confirm", json={"channels": ["x"]})) == ["channels"]
    problem(registry.client("focal.tn").post(f"{ENTRIES}/{entry_id}/confirm", json={}), 403)
    problem(registry.client("officer.it").post(f"{ENTRIES}/{entry_id}/confirm", json={}), 403)


def test_a_coordinator_confirms_within_the_region(registry: Registry) -> None:
    italian, tunisian = registry.published(), registry.published("focal.tn", "focal2.tn", state="TN")
    coordinator = registry.client("coordinator.europe")
    for body in ({}, {"note": " "}, {"note": 1}, {"note": "x" * 501}):
        assert fields(coordinator.post(f"{ENTRIES}/{italian}/confirm", json=body)) == ["note"], "it does not sit there"
    note = {"note": "Called the watch room: the officer on duty read the list back."}
    assert coordinator.post(f"{ENTRIES}/{italian}/confirm", json=note).status_code == 200
    # Its answer shows the channels, so it is a consultation as well.
    (look,) = registry.client("focal.it").get(f"{ENTRIES}/{italian}/disclosures").json()["items"]
    assert (look["role"], look["purpose"], len(look["channels"])) == ("coordinator", "network_maintenance", 2)
    problem(coordinator.post(f"{ENTRIES}/{tunisian}/confirm", json={}), 403)


def test_history_and_disclosures_are_lists_for_keepers(registry: Registry) -> None:
    entry_id = registry.published()
    registry.client("officer.ke").get(f"{ENTRIES}/{entry_id}?purpose=test")
    for part, length in (("history", 2), ("disclosures", 1)):
        told = registry.client("focal2.it").get(f"{ENTRIES}/{entry_id}/{part}").json()
        assert (len(told["items"]), told["next_cursor"]) == (length, None)
        problem(registry.client("officer.ke").get(f"{ENTRIES}/{entry_id}/{part}"), 403)
        problem(registry.client("focal2.it").get(f"{ENTRIES}/nothing/{part}"), 404)


def test_users_of_a_state_that_may_not_read_keep_their_own_entries(registry_with: Callable[..., Registry]) -> None:
    registry = registry_with(reader_states="KE")
    path = f"{ENTRIES}/{registry.draft()}"
    assert registry.client("focal.it").patch(path, json={"purpose": "New."}, headers=at(1)).status_code == 200
