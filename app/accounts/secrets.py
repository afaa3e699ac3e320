"""Passwords, tokens and sealed secrets: how each is made, stored and compared."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import threading
from pathlib import Path

from cryptography.fernet import Fernet
from passlib.hash import argon2

from app.errors import Invalid, TooMany

HASHER = argon2.using(type="ID", memory_cost=19 * 1024, rounds=2, parallelism=1)
"""argon2id with 19 MiB, two passes, one lane (OWASP Password Storage, RFC 9106)."""

AT_ONCE = threading.BoundedSemaphore(2)
QUEUE = threading.BoundedSemaphore(22)
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 256


def hash_password(password: str) -> str:
    """The password as it is stored. Raises `Invalid` when it is shorter than 12 or longer than 256 characters."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise Invalid(f"A password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters.")
    hashed: str = HASHER.hash(password)
    return hashed


_NOBODY = HASHER.hash(secrets.token_urlsafe(16))


def password_fits(password: str, hashed: str | None) -> bool:
    """Whether the password fits; without a hash the same work is done and the answer is no.

    At most two are computed at a time, so that a flood of sign-ins does not starve look-ups; raises `TooMany` when
    more than twenty wait.
    """
    if not QUEUE.acquire(blocking=False):
        raise TooMany("Many people sign in at this moment. Please try again in a few seconds.", retry_after=5)
    try:
        with AT_ONCE:
            fits = bool(HASHER.verify(password[:LONGEST_PASSWORD], hashed or _NOBODY))
    finally:
        QUEUE.release()
    return fits and hashed is not None and len(password) <= LONGEST_PASSWORD


def new_token() -> str:
    """256 random bits."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def same(one: str, other: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(one.encode(), other.encode())


def secret_key(path: Path) -> Fernet:
    """The key that seals second-factor secrets; made at first use, readable by its owner only."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(Fernet.generate_key())
    return Fernet(path.read_bytes().strip())
