"""manifest.json: what an edition contains, for whom, and the SHA-256 of each file, so that others can check it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from app.clock import iso
from app.errors import Invalid
from app.exchange.limits import load_json

NAME = "manifest.json"


@dataclass(frozen=True)
class FileFacts:
    """A file of an edition: SHA-256 in hexadecimal, size in bytes, rows (entries, channels, ...) in it."""

    sha256: str
    bytes: int
    rows: int


@dataclass(frozen=True)
class EditionAbout:
    """An edition: `sequence` per recipient, `previous` the SHA-256 of the manifest before it (None for the first), `counts`
    of what is in it by name, `highest_marking` the strictest TLP marking inside, `profile` the columns it was made for."""

    sequence: int
    previous: str | None
    issued: datetime
    expires: datetime
    recipient: str
    highest_marking: str
    counts: Mapping[str, int]
    licence: str
    profile: str


def manifest(files: Mapping[str, FileFacts], about: EditionAbout) -> bytes:
    """The manifest as JSON: keys sorted, two blanks of indent, instants in UTC; the same facts give the same bytes."""
    facts = {
        "sequence": about.sequence,
        "previous": about.previous,
        "issued": iso(about.issued),
        "expires": iso(about.expires),
        "recipient": about.recipient,
        "highest_marking": about.highest_marking,
        "counts": dict(about.counts),
        "licence": about.licence,
        "profile": about.profile,
        "files": {name: asdict(file) for name, file in files.items()},
    }
    return (json.dumps(facts, ensure_ascii=False, sort_keys=True, indent=2) + "\n").encode()


def files_of(raw: bytes) -> dict[str, FileFacts]:
    """The files that a manifest names. Raises `Invalid` for bytes that are no manifest."""
    data = load_json(raw, where=NAME)
    files = data.get("files") if isinstance(data, dict) else None
    if not isinstance(files, dict) or not all(_is_facts(facts) for facts in files.values()):
        raise Invalid(f"{NAME} does not say which files belong to the edition.")
    return {name: FileFacts(facts["sha256"], facts["bytes"], facts["rows"]) for name, facts in files.items()}


def _is_facts(facts: object) -> bool:
    if not isinstance(facts, dict):
        return False
    return {name: type(value) for name, value in facts.items()} == {"sha256": str, "bytes": int, "rows": int}
