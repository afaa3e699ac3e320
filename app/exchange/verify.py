"""Checking an edition without database or network: signature, every file, expiry, revocation, the edition before."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from app.errors import Invalid
from app.exchange.formats.folder import faults
from app.exchange.formats.manifest import NAME
from app.exchange.limits import load_json, read_bytes
from app.exchange.signing import SUFFIX, PublicKey, checked_comment, public_key

REVOKED = "revoked.json"


@dataclass(frozen=True)
class Verdict:
    """What is wrong with an edition, a sentence each (none = good), and what is worth knowing about it."""

    wrong: tuple[str, ...]
    told: tuple[str, ...]


def verify_edition(folder: Path, key_file: Path, *, revoked: Path | None = None, at: datetime) -> Verdict:
    """Check an edition's folder at an instant. Raises `Invalid` only where the public key itself cannot be read.

    `revoked` is the list of editions that were taken back; without it `revoked.json` beside the folder counts, if there.
    An edition before it that lies beside the folder must be the one whose hash the manifest names.
    """
    key = public_key(read_bytes(key_file).decode("utf-8", "replace"))
    try:
        raw = read_bytes(folder / NAME)
        comment = checked_comment(raw, read_bytes(folder / f"{NAME}{SUFFIX}"), key)
        facts = load_json(raw, where=NAME)
        about = _facts(facts)
    except Invalid as problem:
        return Verdict((problem.detail,), ())  # of what is not signed nothing else is worth saying
    wrong = [*faults(folder), *_outside(facts)]
    if at >= about.expires:
        wrong.append(f"It expired on {about.expires:%Y-%m-%d %H:%M} UTC: fetch a new edition.")
    wrong += _revocation(raw, revoked or folder.parent / REVOKED, key, asked=revoked is not None)
    chain, before = _chain(folder, about)
    told = (comment, f"Valid until {about.expires:%Y-%m-%d %H:%M} UTC.", *before)
    return Verdict((*wrong, *chain), told)


@dataclass(frozen=True)
class _Facts:
    recipient: str
    sequence: int
    previous: str | None
    expires: datetime


def _facts(manifest: Any) -> _Facts:
    try:
        about = _Facts(
            str(manifest["recipient"]),
            int(manifest["sequence"]),
            manifest["previous"],
            datetime.fromisoformat(manifest["expires"]),
        )
        if about.expires.tzinfo is None:
            raise ValueError("an instant needs its zone")
    except (TypeError, KeyError, ValueError) as problem:
        raise Invalid(f"{NAME} does not say recipient, sequence, previous and expires: {problem}") from None
    return about


def _outside(manifest: Any) -> list[str]:
    """Names that would lead out of the folder; signed or not, they are no files of an edition."""
    return [f"{name!r} is no plain file name." for name in manifest.get("files", {}) if Path(name).name != name or name == ".."]


def _revocation(raw: bytes, path: Path, key: PublicKey, *, asked: bool) -> list[str]:
    if not path.exists():
        return [f"{path.name} was named as the list of revoked editions, and is not there."] if asked else []
    try:
        listed = read_bytes(path)
        checked_comment(listed, read_bytes(path.with_name(path.name + SUFFIX)), key)
        revoked = load_json(listed, where=path.name)["revoked"]
        digest = hashlib.sha256(raw).hexdigest()
        return [f"It was revoked: {each['why']}" for each in revoked if each["manifest_sha256"] == digest]
    except (Invalid, KeyError, TypeError) as problem:
        said = problem.detail if isinstance(problem, Invalid) else "it is no such list."
        return [f"The list of revoked editions ({path.name}) cannot be trusted: {said}"]


def _chain(folder: Path, about: _Facts) -> tuple[list[str], list[str]]:
    """What is wrong with the edition before, and what is known of it."""
    if about.previous is None:
        return ([] if about.sequence == 1 else ["It names no edition before it and is not the first."]), ["The first edition."]
    beside = [path for path in folder.resolve().parent.glob(f"{about.recipient}-*-{about.sequence - 1:05}") if path.is_dir()]
    if not beside:
        return [], [f"Edition {about.sequence - 1} does not lie beside it; its hash was not compared."]
    digests = {hashlib.sha256((path / NAME).read_bytes()).hexdigest() for path in beside if (path / NAME).is_file()}
    if about.previous not in digests:
        return [f"The edition before it ({beside[0].name}) is not the one that this edition follows."], []
    return [], [f"It follows {beside[0].name}."]
