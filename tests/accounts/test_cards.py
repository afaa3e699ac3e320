"""Who holds a token: sessions end when idle, when old, when signed out, and at the next request after a suspension."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from starlette.testclient import TestClient

from app.access.actor import operator
from app.accounts.cards import actor_by_token
from app.accounts.membership import reactivate_account, suspend_account
from app.clock import set_to
from app.errors import NotSignedIn
from tests.audit.tampering import contents
from tests.cast import PASSWORD, SECRET, Registry, code, mailbox

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def status_at(at: datetime, client: TestClient) -> int:
    """What `GET /me` answers at this instant."""
    with set_to(lambda: at):
        return client.get("/api/v1/me").status_code


@pytest.fixture
def officer(registry: Registry) -> TestClient:
    """An officer who signed in at noon."""
    with set_to(lambda: NOON):
        return registry.client("officer.ke")


def test_a_session_unused_for_fifteen_minutes_has_ended(officer: TestClient) -> None:
    assert status_at(NOON + timedelta(minutes=14, seconds=59), officer) == 200
    assert status_at(NOON + timedelta(minutes=30), officer) == 401


def test_a_session_in_use_goes_on_for_twelve_hours_and_no_longer(officer: TestClient) -> None:
    for quarter in range(1, 52):
        at = NOON + timedelta(minutes=14 * quarter)
        assert status_at(at, officer) == 200, at
    assert status_at(NOON + timedelta(hours=11, minutes=59), officer) == 200
    assert status_at(NOON + timedelta(hours=12), officer) == 401


def test_a_clock_set_back_does_not_bring_an_ended_session_back_to_other_people(officer: TestClient, registry: Registry) -> None:
    with set_to(lambda: NOON):
        assert officer.delete("/api/v1/sessions/current").status_code == 204
    assert status_at(NOON - timedelta(hours=1), officer) == 401


def test_a_session_that_was_signed_out_is_dead_at_once(officer: TestClient) -> None:
    with set_to(lambda: NOON):
        assert officer.delete("/api/v1/sessions/current").status_code == 204
        assert officer.get("/api/v1/me").status_code == 401


def test_signing_out_ends_this_session_only(registry: Registry, officer: TestClient) -> None:
    with set_to(lambda: NOON):
        registry.tokens.clear()
        elsewhere = registry.client("officer.ke")
        officer.delete("/api/v1/sessions/current")
    assert status_at(NOON, elsewhere) == 200


def test_a_suspended_account_is_refused_at_its_next_request_and_old_sessions_stay_dead(registry: Registry) -> None:
    officer = registry.client("officer.ke")
    assert officer.get("/api/v1/entries").status_code == 200
    with registry.writing() as session:
        suspend_account(session, mailbox("officer.ke"), by=operator())
    assert officer.get("/api/v1/entries").status_code == 401
    with registry.writing() as session:
        reactivate_account(session, mailbox("officer.ke"), by=operator())
    assert officer.get("/api/v1/entries").status_code == 401
    registry.tokens.clear()
    assert registry.client("officer.ke").get("/api/v1/entries").status_code == 200


def test_the_database_holds_no_token_password_or_authenticator_secret(registry: Registry) -> None:
    token = registry.token("focal.it")
    everything = str(contents(registry.database))
    assert not any(secret in everything for secret in (token, PASSWORD, SECRET))


@pytest.mark.parametrize("token", ["", "x", "pcd_", "pcd__", "pcd_00000000_x", "pcd_" + "x" * 5000, "é", "..%00"])
def test_what_is_no_token_is_nobody(registry: Registry, token: str) -> None:
    with registry.reading() as session, pytest.raises(NotSignedIn):
        actor_by_token(session, token)


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic abc", "bearer nonsense"])
def test_without_a_bearer_token_the_answer_is_401_and_says_how(registry: Registry, header: str) -> None:
    answer = registry.client().get("/api/v1/me", headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert answer.headers["content-type"] == "application/problem+json"


# --- showing the second factor again ----------------------------------------------------------------------------


def test_a_factor_shown_again_is_fresh_again_once_for_each_code(registry: Registry) -> None:
    with set_to(lambda: NOON):
        keeper = registry.client("focal.it")
        assert keeper.get("/api/v1/me").json()["fresh_factor"] is True
    with set_to(lambda: NOON + timedelta(minutes=6)):
        assert keeper.get("/api/v1/me").json()["fresh_factor"] is False
        shown = {"code": code()}
        assert keeper.post("/api/v1/sessions/current/factor", json=shown).status_code == 204
        assert keeper.get("/api/v1/me").json()["fresh_factor"] is True
        assert keeper.post("/api/v1/sessions/current/factor", json=shown).status_code == 401


def test_a_wrong_code_makes_nothing_fresh_and_the_sixth_is_not_looked_at(registry: Registry) -> None:
    with set_to(lambda: NOON):
        keeper = registry.client("focal.it")
    with set_to(lambda: NOON + timedelta(minutes=6)):
        wrong = {"code": "000000" if code() != "000000" else "000001"}
        for _ in range(5):
            assert keeper.post("/api/v1/sessions/current/factor", json=wrong).status_code == 401
        assert keeper.post("/api/v1/sessions/current/factor", json={"code": code()}).status_code == 401
        assert keeper.get("/api/v1/me").json()["fresh_factor"] is False


def test_who_has_no_second_factor_cannot_show_one(registry: Registry) -> None:
    assert registry.client("officer.ke").post("/api/v1/sessions/current/factor", json={"code": "123456"}).status_code == 401
    assert registry.client("officer.ke").post("/api/v1/sessions/current/factor", json={}).status_code == 422
