"""A key that a client sends along makes an entry once, however often the call is repeated."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from sqlmodel import Session

from app.access.actor import Actor
from app.clock import now
from app.db import lock_for_counting
from app.directory.models import Idempotency
from app.errors import Invalid


def _key(idempotency_key: str, by: Actor) -> str:
    return hashlib.sha256(f"{by.id}:{idempotency_key}".encode()).hexdigest()


def body_hash(data: Any) -> str:
    """What tells one body from another, for an `Idempotency-Key`."""
    return hashlib.sha256(json.dumps(data, sort_keys=True, default=str).encode()).hexdigest()


def keep_key(session: Session, idempotency_key: str, body: str, entry_id: str, by: Actor) -> None:
    """Note which entry the key has made. The caller records."""
    key = _key(idempotency_key, by)
    session.add(Idempotency(key_hash=key, account_id=by.id, request_hash=body, entry_id=entry_id, at=now()))


def made_before(session: Session, idempotency_key: str, body: str, by: Actor) -> str | None:
    """The entry that this key of this person has made already. Raises `Invalid` when it was another body."""
    lock_for_counting(session, _key(idempotency_key, by))
    used = session.get(Idempotency, _key(idempotency_key, by))
    if used is None:
        return None
    if used.request_hash != body:
        raise Invalid("This Idempotency-Key was used for another entry. Take a new key for each new entry.")
    return used.entry_id
