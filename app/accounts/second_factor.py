"""One-time codes (RFC 6238): enrolling, and accepting each code once."""

from __future__ import annotations

import re
from pathlib import Path

import pyotp
from sqlmodel import Session

from app.access.actor import Actor
from app.accounts.models import Account
from app.accounts.secrets import same, secret_key
from app.audit.trail import record
from app.clock import now
from app.db import settings_of
from app.errors import Denied, Invalid

STEP_SECONDS = 30
DRIFT = 1
ISSUER = "Practitioner directory"


def _key_file(session: Session) -> Path:
    settings = settings_of(session)
    return settings.secret_key_file or settings.data_dir / "secret.key"


def enrol(session: Session, account_id: str, secret: str, code: str | None, *, by: Actor) -> None:
    """Give an account its second factor. A person shows a first code; the operator may set it without.

    Raises `Denied` when somebody enrols for another account, `Invalid` when the code does not fit the secret.
    """
    account = session.get(Account, account_id)
    if account is None or (by.id != account_id and by.role != "operator"):
        raise Denied("A second factor is enrolled by its owner.", rule="FACTOR_ENROL")
    if account.factor_secret is not None and by.role != "operator" and not by.has_fresh_factor(now()):
        raise Denied("To replace your second factor, show the present one first.", rule="FACTOR_ENROL")
    if by.role != "operator" and accepted_step(secret, code or "", 0) is None:
        raise Invalid("The code does not fit. Check the clock of your device and try the next code.")
    account.factor_secret = seal(session, secret)
    account.factor_step = 0
    session.add(account)
    record(session, "factor:enrolled", by=by, payload={"account": account.email})


def seal(session: Session, secret: str) -> str:
    """The secret as it is stored."""
    return secret_key(_key_file(session)).encrypt(secret.encode()).decode()


def unseal(session: Session, sealed: str) -> str:
    return secret_key(_key_file(session)).decrypt(sealed.encode()).decode()


def new_secret() -> str:
    """160 random bits in base 32, as authenticator apps take them."""
    return pyotp.random_base32()


def provisioning_uri(secret: str, email: str) -> str:
    """The `otpauth:` address for the QR code of an authenticator app."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


def accepted_step(secret: str, code: str, last_step: int) -> int | None:
    """The time step of a code that fits and has not been used, else None. Only the digits 0-9 count; nothing is stripped."""
    if not re.fullmatch(r"[0-9]{6}", code):
        return None
    present = int(now().timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(secret)
    for step in range(present - DRIFT, present + DRIFT + 1):
        if step > last_step and same(totp.at(step * STEP_SECONDS), code):
            return step
    return None
