"""Who vouches for a channel that no two persons signed: a named key of the demo or of an import, over the channel's digest."""

from __future__ import annotations

import base64
import os
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from sqlmodel import Session, col, select

from app.access.actor import Actor
from app.access.policy import require
from app.access.roles import Permission
from app.audit.trail import record
from app.db import settings_of
from app.directory.models import Channel


def attest_channels(session: Session, entry_ids: Collection[str], key_name: str, *, by: Actor) -> int:
    """Sign the digest of every current channel of these entries that nobody vouches for yet; returns how many."""
    require(by, Permission.ENTRY_IMPORT)
    key = _private_key(settings_of(session).data_dir, key_name)
    waiting = select(Channel).where(col(Channel.replaced_at).is_(None), Channel.attestation == "")
    signed: set[str] = set()
    count = 0
    for channel in session.exec(waiting):
        if channel.entry_id in entry_ids:
            channel.attestation = _attestation(key, key_name, channel.digest)
            session.add(channel)
            signed.add(channel.entry_id)
            count += 1
    if signed:
        record(session, "entry:revised", by=by, fields=["attestation"], count=count, payload={"key": key_name})
    return count


def attest_rows(session: Session, channels: Sequence[Any], key_name: str, *, by: Actor) -> None:
    """Sign the digests of channels that are about to be written for the first time."""
    require(by, Permission.ENTRY_IMPORT)
    if channels:
        key = _private_key(settings_of(session).data_dir, key_name)
        for channel in channels:
            channel.attestation = _attestation(key, key_name, channel.digest)
        record(session, "entry:revised", by=by, fields=["attestation"], count=len(channels), payload={"key": key_name})


def _attestation(key: Ed25519PrivateKey, name: str, digest: str) -> str:
    return f"{name}:{base64.b64encode(key.sign(digest.encode())).decode()}"


def is_attested(digest: str, attestation: str, folder: Path) -> bool:
    """Whether the attestation is a good signature over this digest by the key that it names."""
    name, _, signature = attestation.partition(":")
    try:
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode((folder / f"attestation-{name}.pub").read_text()))
        public.verify(base64.b64decode(signature), digest.encode())
    except (OSError, ValueError, InvalidSignature):
        return False
    return True


def _private_key(folder: Path, name: str) -> Ed25519PrivateKey:
    path = folder / f"attestation-{name}.key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        key = Ed25519PrivateKey.generate()
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(base64.b64encode(key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())))
        public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        (folder / f"attestation-{name}.pub").write_text(base64.b64encode(public).decode())
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(path.read_bytes()))
