"""Keys for machines: shown once, stored hashed, dead at the next request after revocation, never good for step-up acts."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from app.access.actor import Actor
from app.access.policy import require
from app.access.roles import Permission
from app.accounts.cards import KEY_PREFIX
from app.accounts.models import Account, ApiKey
from app.accounts.secrets import token_hash
from app.audit.trail import record
from app.clock import now
from app.db import settings_of
from app.errors import Invalid, NotFound


@dataclass(frozen=True)
class KeyCard:
    """A key without its secret."""

    prefix: str
    email: str
    issued_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    scope: str | None = None


def made_key(account_id: str, expires_at: datetime, *, scope: str | None = None, chosen: str | None = None) -> tuple[str, ApiKey]:
    """A new key in clear, and its row, which holds a digest only and is not saved yet."""
    prefix = secrets.token_hex(4)
    secret = f"{KEY_PREFIX}{prefix}_{secrets.token_urlsafe(32)}"
    key = ApiKey(
        prefix=prefix,
        key_hash=token_hash(secret),
        account_id=account_id,
        issued_at=now(),
        expires_at=expires_at,
        scope=scope,
        chosen=chosen,
    )
    return secret, key


def issue_key(session: Session, email: str, *, days: int | None = None, by: Actor) -> tuple[str, KeyCard]:
    """Issue a key that lives `days` (at most the setting, 90): returns it in clear, once. Raises `NotFound`, `Invalid`."""
    require(by, Permission.KEY_ISSUE)
    most = settings_of(session).api_key_days
    lifetime = days if days is not None else most
    if not 1 <= lifetime <= most:
        raise Invalid(f"A key lives 1 to {most} days.")
    account = session.exec(select(Account).where(Account.email == email.strip().casefold())).first()
    if account is None or account.status != "active":
        raise NotFound(f"There is no active account for {email}.")
    secret, key = made_key(account.id, now() + timedelta(days=lifetime))
    session.add(key)
    record(session, "key:issued", by=by, payload={"account": account.email, "prefix": key.prefix})
    return secret, _card(key, account.email)


def revoke_key(session: Session, prefix: str, *, by: Actor) -> KeyCard:
    """Revoke a key by its prefix. Raises `NotFound`."""
    require(by, Permission.KEY_ISSUE)
    key = session.get(ApiKey, prefix.removeprefix(KEY_PREFIX))
    if key is None:
        raise NotFound(f"There is no key {prefix}.")
    key.revoked_at = key.revoked_at or now()
    session.add(key)
    record(session, "key:revoked", by=by, payload={"prefix": prefix})
    account = session.get(Account, key.account_id)
    return _card(key, account.email if account else "")


def keys(session: Session, *, reader: Actor) -> Sequence[KeyCard]:
    """All keys, newest first."""
    require(reader, Permission.KEY_ISSUE)
    rows = session.exec(select(ApiKey, Account.email).join(Account).order_by(col(ApiKey.issued_at).desc()))
    return [_card(key, email) for key, email in rows]


def _card(key: ApiKey, email: str) -> KeyCard:
    return KeyCard(key.prefix, email, key.issued_at, key.expires_at, key.revoked_at, key.scope)
