"""Keys that a person makes for one purpose, such as the address book of a telephone: good for that and for nothing else."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from app.access.actor import Actor
from app.accounts.api_keys import made_key
from app.accounts.cards import KEY_PREFIX, actor_of, is_live
from app.accounts.models import Account, ApiKey
from app.accounts.sign_in import counted
from app.audit.trail import record
from app.clock import now
from app.db import Database, lock_for_counting, settings_of, writing
from app.errors import Denied, Invalid, NotFound, NotSignedIn, TooMany

MONTH = timedelta(days=30)
NEUTRAL = "User name and password do not fit, or the password has expired. Make a new one on your account page."


@dataclass(frozen=True)
class ScopedKey:
    """A key without its secret; `chosen` is what it was made for."""

    prefix: str
    chosen: dict[str, Any]
    issued_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


def issue_scoped_key(
    session: Session, scope: str, chosen: dict[str, Any], *, days: int | None = None, most: int, by: Actor
) -> tuple[str, ScopedKey]:
    """Make a key for the own account: returns it in clear, once. At most `most` in 30 days. A step of deeds that ask the policy.

    Raises `Denied` without a fresh second factor, by a key, or as a deputy: a stolen session must not outlive itself.
    """
    if by.is_key or by.acting_for or not by.has_fresh_factor(now()):
        reason = "Show your second factor on the account page first: this makes a password that lives for weeks."
        raise Denied(reason, rule="KEY_ISSUE")
    longest = settings_of(session).api_key_days
    lifetime = longest if days is None else days
    if not 1 <= lifetime <= longest:
        raise Invalid(f"A key lives 1 to {longest} days.")
    lock_for_counting(session, f"scoped-keys:{by.id}")
    recent = (ApiKey.account_id == by.id, ApiKey.scope == scope, col(ApiKey.issued_at) > now() - MONTH)
    if len(session.exec(select(ApiKey.prefix).where(*recent)).all()) >= most:
        raise TooMany(f"You have made {most} of these in 30 days. Use one of them, or wait.", retry_after=86400)
    until = (now() + timedelta(days=lifetime)).replace(microsecond=0)
    secret, key = made_key(by.id, until, scope=scope, chosen=json.dumps(chosen, sort_keys=True))
    session.add(key)
    record(session, "key:issued", by=by, payload={"account": by.email, "prefix": key.prefix, "scope": scope, "chosen": chosen})
    return secret, _card(key)


def own_keys(session: Session, scope: str, *, reader: Actor) -> Sequence[ScopedKey]:
    """The reader's own keys of this scope, newest first."""
    mine = (ApiKey.account_id == reader.id, ApiKey.scope == scope)
    return [_card(key) for key in session.exec(select(ApiKey).where(*mine).order_by(col(ApiKey.issued_at).desc()))]


def end_own_key(session: Session, scope: str, prefix: str, *, by: Actor) -> ScopedKey:
    """Revoke one of the own keys: dead at its next request. Raises `NotFound`."""
    key = session.get(ApiKey, prefix)
    if key is None or key.account_id != by.id or key.scope != scope:
        raise NotFound("There is no such password of yours.")
    if key.revoked_at is None:
        key.revoked_at = now()
        session.add(key)
        record(session, "key:revoked", by=by, payload={"prefix": prefix, "scope": scope})
    return _card(key)


def actor_by_scoped_key(
    session: Session, scope: str, user: str, secret: str, *, source: str = "", request: str = ""
) -> tuple[Actor, ScopedKey]:
    """Who shows this key under the account's mailbox, with rights as of now. Raises `NotSignedIn` with one sentence for all."""
    key = session.get(ApiKey, secret.removeprefix(KEY_PREFIX).partition("_")[0]) if secret.startswith(KEY_PREFIX) else None
    account = session.get(Account, key.account_id) if key is not None else None
    if key is None or account is None or key.scope != scope or not is_live(key, secret):
        raise NotSignedIn(NEUTRAL)
    if account.status != "active" or account.email != user.strip().casefold():
        raise NotSignedIn(NEUTRAL)
    return actor_of(session, account, None, source=source, request=request), _card(key)


def note_wrong_key(database: Database, *, source: str, request: str) -> None:
    """Count a key that did not fit against the network that it came from. Raises `TooMany` when there were too many."""
    nobody = Actor(id="", email="", name="", role="nobody", method="none", source=source, request=request)
    with writing(database) as session:
        settings = settings_of(session)
        limits = {f"key:{source}": settings.sign_in_source_attempts}
        ticket = counted(session, limits, timedelta(minutes=settings.sign_in_window_minutes))
        if ticket is not None:
            record(session, "session:refused", by=nobody, rule="SIGN_IN")
    if ticket is None:
        raise TooMany("There were too many wrong passwords from this network. Try again in a few minutes.", retry_after=300)


def _card(key: ApiKey) -> ScopedKey:
    return ScopedKey(key.prefix, json.loads(key.chosen or "{}"), key.issued_at, key.expires_at, key.revoked_at)
