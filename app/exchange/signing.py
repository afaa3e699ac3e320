"""The key that signs editions, in the file formats of minisign, so that a recipient checks with a stock tool.

Formats: https://jedisct1.github.io/minisign/ - prehashed signatures (`ED`: Ed25519 over the BLAKE2b-512 of the file), a trusted
comment under a second signature, and an unencrypted secret key that stock `minisign -S` can use too. Ed25519 is deterministic
(RFC 8032): the same manifest and comment give the same bytes.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.db import Database
from app.errors import Invalid, Unavailable

SUFFIX = ".minisig"
PUBLIC_NAME = "edition-signing.pub"
_KEY, _PREHASHED = b"Ed", b"ED"
_HEAD = _KEY + b"\0\0" + b"B2" + bytes(48)
"""How a secret key file begins: no key derivation, checksum BLAKE2b, and that derivation's empty salt and limits."""
_UNTRUSTED, _TRUSTED = "untrusted comment: ", "trusted comment: "


@dataclass(frozen=True)
class SigningKey:
    """A key pair with the number by which minisign tells keys apart (8 bytes)."""

    number: bytes
    private: Ed25519PrivateKey

    @property
    def public(self) -> PublicKey:
        """What recipients check with."""
        return PublicKey(self.number, self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))


@dataclass(frozen=True)
class PublicKey:
    """The public half: number (8 bytes) and Ed25519 key (32 bytes)."""

    number: bytes
    raw: bytes

    def text(self) -> str:
        """The key as a minisign file."""
        shown = self.number[::-1].hex().upper()
        return f"{_UNTRUSTED}minisign public key {shown}\n{_encoded(_KEY + self.number + self.raw)}\n"


def signing_key(database: Database) -> SigningKey:
    """The installation's key: made at first use, for its owner only (600); its public half lies in the data folder.

    Raises `Unavailable` for a key file that cannot be read: no edition leaves unsigned.
    """
    settings = database.settings
    path = settings.signing_key_file or settings.data_dir / "edition-signing.key"
    if not path.exists():
        _make(path)
    try:
        key = _read_secret(path.read_text())
    except (OSError, ValueError) as problem:
        raise Unavailable(f"The key that signs editions cannot be read ({path.name}): {problem}") from None
    public = settings.data_dir / PUBLIC_NAME
    text = key.public.text()
    if not public.exists() or public.read_text() != text:
        public.parent.mkdir(parents=True, exist_ok=True)
        public.write_text(text)
        public.chmod(0o644)
    return key


def signature_of(raw: bytes, key: SigningKey, comment: str) -> bytes:
    """The `.minisig` file for these bytes; the trusted comment, one line, is signed with them."""
    if not comment.isprintable():
        raise ValueError("a trusted comment is one line of printable text")
    signed = key.private.sign(hashlib.blake2b(raw).digest())
    over_comment = key.private.sign(signed + comment.encode())
    lines = (
        f"{_UNTRUSTED}signature of the practitioner directory",
        _encoded(_PREHASHED + key.number + signed),
        _TRUSTED + comment,
        _encoded(over_comment),
    )
    return ("\n".join(lines) + "\n").encode()


def public_key(text: str) -> PublicKey:
    """The key in a minisign public key file (or its bare second line). Raises `Invalid`."""
    lines = [line for line in text.strip().splitlines() if not line.startswith(_UNTRUSTED)]
    raw = _decoded(lines[0] if len(lines) == 1 else "", 42, "The public key")
    if raw[:2] != _KEY:
        raise Invalid("The public key is not one of minisign's (Ed25519).")
    return PublicKey(raw[2:10], raw[10:])


def checked_comment(raw: bytes, signature: bytes, key: PublicKey) -> str:
    """The trusted comment of a signature that holds for these bytes. Raises `Invalid` with the reason for any other."""
    try:
        lines = signature.decode().split("\n")
    except UnicodeDecodeError:
        lines = []
    if len(lines) != 5 or lines[4] or not lines[0].startswith(_UNTRUSTED) or not lines[2].startswith(_TRUSTED):
        raise Invalid("The signature is not a file of minisign.")
    signed, over_comment = _decoded(lines[1], 74, "The signature"), _decoded(lines[3], 64, "The signature of the comment")
    if signed[:2] != _PREHASHED:
        raise Invalid("The signature is not a prehashed one of minisign (`ED`).")
    if signed[2:10] != key.number:
        raise Invalid("The signature was made with another key.")
    comment = lines[2].removeprefix(_TRUSTED)
    holder = Ed25519PublicKey.from_public_bytes(key.raw)
    try:
        holder.verify(signed[10:], hashlib.blake2b(raw).digest())
        holder.verify(over_comment, signed[10:] + comment.encode())
    except InvalidSignature:
        raise Invalid("The signature does not fit: the file or the signature was changed.") from None
    return comment


def _make(path: Path) -> None:
    number, private = secrets.token_bytes(8), Ed25519PrivateKey.generate()
    pair = private.private_bytes_raw() + private.public_key().public_bytes_raw()
    raw = _HEAD + number + pair + _checksum(number, pair)
    path.parent.mkdir(parents=True, exist_ok=True)
    # Under another name first: a crash must not leave half a key, and of two that begin at once one must win.
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(f"{_UNTRUSTED}minisign unencrypted secret key\n{_encoded(raw)}\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()


def _read_secret(text: str) -> SigningKey:
    lines = [line for line in text.splitlines() if line and not line.startswith(_UNTRUSTED)]
    if len(lines) != 1:
        raise ValueError("it is not a secret key of minisign")
    raw = base64.b64decode(lines[0], validate=True)
    if len(raw) != 158 or not raw.startswith(_HEAD):
        raise ValueError("it is not an unencrypted secret key of minisign (make one with `minisign -G -W`)")
    number, pair, checksum = raw[54:62], raw[62:126], raw[126:]
    if checksum != bytes(32) and not hmac.compare_digest(checksum, _checksum(number, pair)):
        raise ValueError("its checksum does not fit")
    return SigningKey(number, Ed25519PrivateKey.from_private_bytes(pair[:32]))


def _checksum(number: bytes, pair: bytes) -> bytes:
    return hashlib.blake2b(_KEY + number + pair, digest_size=32).digest()


def _encoded(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _decoded(line: str, length: int, what: str) -> bytes:
    try:
        raw = base64.b64decode(line, validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    # Base64 has spare bits in its last character: only the one canonical spelling counts.
    if len(raw) != length or _encoded(raw) != line:
        raise Invalid(f"{what} is not readable.")
    return raw
