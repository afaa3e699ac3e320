"""One-time codes (RFC 6238): each is accepted once, within half a minute of drift, and enrolled by its owner."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.accounts.second_factor import STEP_SECONDS, accepted_step, enrol, new_secret, provisioning_uri
from app.clock import set_to
from app.errors import Denied, Invalid
from tests.cast import Registry, code

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
STEP = int(NOON.timestamp()) // STEP_SECONDS
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037")],
)
def test_the_codes_are_those_of_rfc_6238(seconds: int, shown: str) -> None:
    """The last six digits of the values in its appendix B (SHA-1)."""
    with set_to(lambda: datetime.fromtimestamp(seconds, UTC)):
        assert accepted_step(RFC_SECRET, shown, 0) == seconds // STEP_SECONDS


@given(drift=st.integers(-4, 4), used=st.integers(-3, 3))
def test_a_code_counts_within_one_step_and_after_the_last_used_one(drift: int, used: int) -> None:
    shown = pyotp.TOTP(RFC_SECRET).at(NOON + timedelta(seconds=STEP_SECONDS * drift))
    with set_to(lambda: NOON):
        accepted = accepted_step(RFC_SECRET, shown, STEP + used)
    assert accepted == (STEP + drift if -1 <= drift <= 1 and drift > used else None)


@given(st.text(max_size=8))
def test_nothing_but_six_ascii_digits_is_a_code(text: str) -> None:
    if not (len(text) == 6 and text.isascii() and text.isdigit()):
        assert accepted_step(RFC_SECRET, text, 0) is None


def test_a_person_enrols_for_themselves_with_a_first_code(registry: Registry) -> None:
    officer, secret = registry.actor("officer.ke"), new_secret()
    with set_to(lambda: NOON):
        with pytest.raises(Invalid), registry.writing() as session:
            enrol(session, officer.id, secret, "000000", by=officer)
        with registry.writing() as session:
            enrol(session, officer.id, secret, pyotp.TOTP(secret).at(NOON), by=officer)
    assert registry.client().post("/api/v1/sessions", json=registry.credentials("officer.ke")).status_code == 401


def test_nobody_enrols_for_somebody_else(registry: Registry) -> None:
    with pytest.raises(Denied), registry.writing() as session:
        enrol(session, registry.actor("focal.it").id, new_secret(), code(), by=registry.actor("admin"))


def test_the_address_for_the_authenticator_names_service_and_mailbox() -> None:
    uri = provisioning_uri(RFC_SECRET, "a@demo.example")
    assert uri.startswith("otpauth://totp/Practitioner%20directory:a%40demo.example?secret=")


def test_each_secret_has_160_bits_and_is_new() -> None:
    assert len({new_secret() for _ in range(10)}) == 10
    assert len(new_secret()) * 5 == 160
