"""Keys for machines: shown once, stored hashed, dead at the next request, never good for what needs a fresh factor."""

from __future__ import annotations

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from app.access.actor import operator
from app.accounts.api_keys import issue_key, keys, revoke_key
from app.accounts.membership import suspend_account
from app.clock import now, set_to
from app.errors import Denied, Invalid, NotFound
from tests.audit.tampering import contents
from tests.cast import Registry, mailbox
from tests.factories import PHONE


def issue(registry: Registry, name: str, days: int | None = None) -> str:
    with registry.writing() as session:
        return issue_key(session, mailbox(name), days=days, by=operator())[0]


def machine(registry: Registry, key: str) -> TestClient:
    """A client that shows this key."""
    client = registry.client()
    client.headers["Authorization"] = f"Bearer {key}"
    return client


def prefix(key: str) -> str:
    return key.split("_")[1]


def test_a_key_opens_what_its_account_may_see(registry: Registry) -> None:
    entry_id = registry.published()
    client = machine(registry, issue(registry, "officer.ke"))
    assert client.get("/api/v1/me").json()["email"] == mailbox("officer.ke")
    assert client.get(f"/api/v1/entries/{entry_id}?purpose=test").json()["channels"][0]["value"] == PHONE


def test_a_key_is_stored_hashed_and_its_event_names_only_its_prefix(registry: Registry) -> None:
    key = issue(registry, "officer.ke")
    everything = str(contents(registry.database))
    assert key not in everything and key.split("_", 2)[2] not in everything
    assert prefix(key) in everything


def test_a_revoked_key_is_dead_at_its_next_request(registry: Registry) -> None:
    key = issue(registry, "officer.ke")
    client = machine(registry, key)
    assert client.get("/api/v1/me").status_code == 200
    with registry.writing() as session:
        revoke_key(session, prefix(key), by=operator())
    assert client.get("/api/v1/me").status_code == 401


def test_a_key_dies_with_the_suspension_of_its_account(registry: Registry) -> None:
    client = machine(registry, issue(registry, "officer.ke"))
    with registry.writing() as session:
        suspend_account(session, mailbox("officer.ke"), by=operator())
    assert client.get("/api/v1/me").status_code == 401


def test_a_key_ends_with_its_days(registry: Registry) -> None:
    client = machine(registry, issue(registry, "officer.ke", days=1))
    issued = now()
    with set_to(lambda: issued + timedelta(hours=23)):
        assert client.get("/api/v1/me").status_code == 200
    with set_to(lambda: issued + timedelta(hours=24)):
        assert client.get("/api/v1/me").status_code == 401


def test_a_changed_key_is_no_key(registry: Registry) -> None:
    key = issue(registry, "officer.ke")
    other = issue(registry, "focal.it")
    mixed = f"pcd_{prefix(key)}_{other.split('_', 2)[2]}"
    for forged in (key[:-1], key + "x", mixed, key.upper()):
        assert machine(registry, forged).get("/api/v1/me").status_code == 401


@pytest.mark.parametrize("days", [0, -1, 91])
def test_a_key_lives_one_to_ninety_days(registry: Registry, days: int) -> None:
    with pytest.raises(Invalid, match="1 to 90 days"):
        issue(registry, "officer.ke", days)


def test_a_key_of_an_approver_approves_nothing(registry: Registry) -> None:
    proposal = registry.propose(registry.draft(), {"status": "published"}, 1)
    client = machine(registry, issue(registry, "focal2.it"))
    answer = client.post(f"/api/v1/proposals/{proposal}/approve", json={"called_back_on": PHONE, "note": "printed list"})
    assert answer.status_code == 403
    assert "An API key can never" in answer.json()["detail"]


def test_a_key_never_shows_a_factor(registry: Registry) -> None:
    client = machine(registry, issue(registry, "focal.it"))
    assert client.post("/api/v1/sessions/current/factor", json={"code": "123456"}).status_code == 401
    assert client.get("/api/v1/me").json()["fresh_factor"] is False


def test_only_the_operator_or_an_administrator_with_a_fresh_factor_issues_keys(registry: Registry) -> None:
    with pytest.raises(Denied), registry.writing() as session:
        issue_key(session, mailbox("officer.ke"), by=registry.actor("focal.it"))
    with registry.writing() as session:
        issue_key(session, mailbox("officer.ke"), by=registry.actor("admin"))
    later = now() + timedelta(minutes=6)
    with pytest.raises(Denied, match="second factor"), registry.writing() as session:
        admin = registry.actor("admin")
        with set_to(lambda: later):
            issue_key(session, mailbox("officer.ke"), by=admin)


def test_no_key_for_an_account_that_is_not_there_or_suspended(registry: Registry) -> None:
    with registry.writing() as session:
        suspend_account(session, mailbox("officer.ke"), by=operator())
    for name in ("officer.ke", "nobody"):
        with pytest.raises(NotFound):
            issue(registry, name)
    with pytest.raises(NotFound), registry.writing() as session:
        revoke_key(session, "00000000", by=operator())


def test_keys_are_listed_by_prefix_and_account(registry: Registry) -> None:
    first, second = issue(registry, "officer.ke"), issue(registry, "focal.it")
    with registry.reading() as session:
        found = keys(session, reader=operator())
    assert [(k.prefix, k.email) for k in found] == [(prefix(second), mailbox("focal.it")), (prefix(first), mailbox("officer.ke"))]
    with registry.reading() as session, pytest.raises(Denied):
        keys(session, reader=registry.actor("focal.it"))
