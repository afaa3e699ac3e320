"""What holds for an installation as a whole: whose users may read, and what a change needs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.access.actor import operator
from app.accounts.installation import change_factor, is_demo, reader_states, set_fact
from app.errors import Invalid
from tests.cast import Registry

Open = Callable[..., Registry]


def test_unless_set_otherwise_the_parties_to_the_protocol_read_and_changes_need_a_security_key(registry_with: Open) -> None:
    registry = registry_with(reader_states=None, change_factor=None)
    with registry.reading() as session:
        assert {"IT", "KE", "TN"} <= reader_states(session)
        assert "CI" not in reader_states(session)
        assert change_factor(session) == "webauthn"
        assert not is_demo(session)


def test_a_setting_goes_before_what_is_recorded(registry_with: Open) -> None:
    registry = registry_with(reader_states=None, change_factor=None)
    with registry.writing() as session:
        set_fact(session, "reader_states", "IT, KE", by=operator())
        set_fact(session, "change_factor", "totp", by=operator())
    with registry.reading() as session:
        assert (reader_states(session), change_factor(session)) == (frozenset({"IT", "KE"}), "totp")
    again = registry_with(reader_states="all", change_factor="webauthn")
    with again.reading() as session:
        assert len(reader_states(session)) > 190
        assert change_factor(session) == "webauthn"


def test_only_listed_facts_are_recorded(registry: Registry) -> None:
    with pytest.raises(Invalid), registry.writing() as session:
        set_fact(session, "motto", "x", by=operator())


def test_an_officer_of_a_state_that_may_not_read_finds_nothing(registry_with: Open) -> None:
    registry = registry_with(reader_states="IT")
    entry_id = registry.published()
    kenyan = registry.client("officer.ke")
    assert kenyan.get("/api/v1/me").json()["admitted"] is False
    assert kenyan.get("/api/v1/entries").json()["items"] == []
    assert kenyan.get("/api/v1/regions").json()["entries"] == 0
    assert kenyan.get(f"/api/v1/entries/{entry_id}?purpose=test").status_code == 404
    assert registry.client("officer.it").get(f"/api/v1/entries/{entry_id}?purpose=test").status_code == 200


def test_a_one_time_code_approves_nothing_where_a_security_key_is_asked_for(registry_with: Open) -> None:
    registry = registry_with(change_factor="webauthn")
    proposal = registry.propose(registry.draft(), {"status": "published"}, 1)
    answer = registry.client("focal2.it").post(f"/api/v1/proposals/{proposal}/approve", json={"called_back_on": "+390000000009"})
    assert answer.status_code == 403
    assert "security key" in answer.json()["detail"]
