"""No event, no data: when the trail cannot be written every call answers 503, gives nothing away and changes nothing."""

from __future__ import annotations

from typing import Any

import httpx2 as httpx
import pytest

from tests.audit.tampering import accept_events, contents, refuse_events
from tests.cast import Registry
from tests.factories import MAILBOX, PHONE, entry_data

Call = tuple[str, str, str, dict[str, Any]]


@pytest.fixture
def calls(registry: Registry) -> list[Call]:
    """One call of every kind that shows or changes something: who, method, path, what is sent."""
    entry_id, other = registry.published(), registry.draft()
    proposal = registry.propose(entry_id, {"channels": [{"type": "phone", "value": "+390000000002"}]}, 2)
    entry, at = f"/api/v1/entries/{entry_id}", {"If-Match": '"2"'}
    return [
        ("officer.ke", "GET", "/api/v1/entries", {}),
        ("officer.ke", "GET", "/api/v1/entries?q=coast", {}),
        ("officer.ke", "GET", "/api/v1/states/IT", {}),
        ("officer.ke", "GET", f"{entry}?purpose=investigation", {}),
        ("focal.it", "GET", entry, {}),
        ("focal.it", "GET", f"{entry}/history", {}),
        ("focal.it", "GET", f"{entry}/disclosures", {}),
        ("auditor", "GET", "/api/v1/audit", {}),
        ("officer.ke", "GET", "/api/v1/entries/no-such-entry", {}),
        ("officer.ke", "DELETE", entry, {"headers": at}),
        ("focal.it", "POST", "/api/v1/entries", {"json": entry_data()}),
        ("focal.it", "PATCH", entry, {"json": {"purpose": "New"}, "headers": at}),
        ("focal.it", "PATCH", entry, {"json": {"status": "suspended"}, "headers": at}),
        ("focal.it", "PATCH", entry, {"json": {"channels": []}, "headers": at}),
        ("focal.it", "PATCH", f"/api/v1/entries/{other}", {"json": {"status": "published"}, "headers": {"If-Match": '"1"'}}),
        ("focal.it", "DELETE", entry, {"headers": at}),
        ("focal.it", "POST", f"{entry}/confirm", {"json": {}}),
        ("focal2.it", "POST", f"/api/v1/proposals/{proposal}/approve", {"json": {"called_back_on": PHONE}}),
        ("focal2.it", "POST", f"/api/v1/proposals/{proposal}/reject", {"json": {}}),
        ("focal.it", "POST", f"/api/v1/proposals/{proposal}/withdraw", {"json": {}}),
        ("officer.it", "DELETE", "/api/v1/sessions/current", {}),
    ]


def answers(registry: Registry, calls: list[Call]) -> list[httpx.Response]:
    return [registry.client(who).request(method, path, **sent) for who, method, path, sent in calls]


def test_without_the_trail_every_call_is_refused_shows_nothing_and_changes_nothing(registry: Registry, calls: list[Call]) -> None:
    for who in {who for who, *_ in calls}:
        registry.token(who)
    refuse_events(registry.database)
    before = contents(registry.database)
    for (who, method, path, sent), answer in zip(calls, answers(registry, calls), strict=True):
        if sent.get("json") == {"channels": []}:
            assert answer.status_code in (422, 503)  # it is refused before there is anything to record
            continue
        assert answer.status_code == 503, (who, method, path, answer.text)
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["retry-after"] == "30"
        assert not any(value in answer.text for value in (PHONE, MAILBOX, "Guardia", "Coast", "demo.example"))
    assert contents(registry.database) == before


def test_without_the_trail_nobody_signs_in_and_the_attempt_still_counts(registry: Registry) -> None:
    refuse_events(registry.database)
    before = contents(registry.database)
    right = registry.client().post("/api/v1/sessions", json=registry.credentials("focal.it"))
    wrong = registry.client().post("/api/v1/sessions", json={**registry.credentials("focal.it"), "password": "wrong"})
    assert (right.status_code, wrong.status_code) == (503, 503)
    after = contents(registry.database)
    assert [name for name in after if after[name] != before[name]] == ["sign_in_attempt"]


def test_when_the_trail_is_back_the_service_works_again_without_a_restart(registry: Registry) -> None:
    entry_id = registry.published()
    officer = registry.client("officer.ke")
    path = f"/api/v1/entries/{entry_id}?purpose=investigation"
    refuse_events(registry.database)
    assert officer.get(path).status_code == 503
    accept_events(registry.database)
    assert officer.get(path).status_code == 200
