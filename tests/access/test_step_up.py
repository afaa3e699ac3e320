"""Some deeds need a second factor that was shown minutes ago: never an API key, never an old session."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.access.policy import why_not
from app.access.roles import GRANTS, Permission
from app.clock import set_to
from tests.access.standings import EntryStanding, person

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
APPROVER = person("focal_point", state="IT", method="totp", factor_at=NOON, change_factor="totp")


def refusal(at: datetime, permission: Permission = Permission.ENTRY_APPROVE, **changed: object) -> str | None:
    """Why not, at this instant."""
    with set_to(lambda: at):
        return why_not(replace(APPROVER, **changed), permission, on=EntryStanding())  # type: ignore[arg-type]


def test_a_factor_counts_for_five_minutes() -> None:
    assert refusal(NOON) is None
    assert refusal(NOON + timedelta(minutes=5)) is None
    assert "show your second factor again" in str(refusal(NOON + timedelta(minutes=5, seconds=1)))


def test_a_factor_from_the_future_does_not_count() -> None:
    assert "show your second factor again" in str(refusal(NOON - timedelta(seconds=1)))


def test_who_came_with_a_password_only_has_shown_no_factor() -> None:
    assert "show your second factor again" in str(refusal(NOON, factor_at=None, method="password"))


def test_a_code_does_not_do_where_the_installation_asks_for_a_security_key() -> None:
    assert "security key" in str(refusal(NOON, change_factor="webauthn"))
    assert refusal(NOON, change_factor="webauthn", method="webauthn") is None


STEP_UP = [(role, permission) for role, grants in GRANTS.items() for permission, grant in grants.items() if grant.fresh]


@pytest.mark.parametrize(("role", "permission"), STEP_UP)
def test_an_api_key_can_never_do_what_needs_a_fresh_factor(role: str, permission: Permission) -> None:
    told = refusal(NOON, permission, role=role, method="api_key")
    assert told == f"An API key can never {permission}: sign in with your second factor."


def test_there_are_such_deeds() -> None:
    expected = {
        "ENTRY_APPROVE",
        "MARKING_WIDEN",
        "CONSENT_GIVE",
        "ACCOUNT_ADD",
        "ACCOUNT_REACTIVATE",
        "ACCOUNT_INVITE",
        "INVITATION_SECOND",
        "DELEGATION_GIVE",
        "DOMAIN_APPROVE",
        "ENTRY_RECORD_ON_BEHALF",
        "KEY_ISSUE",
        "AUDIT_EXPORT",
    }
    assert {permission.name for _, permission in STEP_UP} == expected


def test_the_operator_needs_no_factor_at_the_machine() -> None:
    assert refusal(NOON, Permission.ACCOUNT_REACTIVATE, role="operator", method="command_line", factor_at=None) is None
