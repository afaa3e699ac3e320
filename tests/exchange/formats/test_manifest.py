"""The manifest: deterministic, readable without us, and never taken for one when it is none."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from types import MappingProxyType

import pytest

from app.errors import Invalid
from app.exchange.formats.manifest import EditionAbout, FileFacts, files_of, manifest

ABOUT = EditionAbout(
    sequence=7,
    previous="ab" * 32,
    issued=datetime(2026, 3, 1, 2, 0, tzinfo=UTC),
    expires=datetime(2026, 4, 1, 2, 0, tzinfo=UTC),
    recipient="sherloc",
    highest_marking="TLP:GREEN",
    counts=MappingProxyType({"entries": 1, "channels": 5}),
    licence="For officers only",
    profile="sherloc",
)
FILES = {"entries.json": FileFacts("cd" * 32, 12, 1), "entries.csv": FileFacts("ef" * 32, 34, 1)}


def test_a_manifest_says_what_for_whom_and_until_when() -> None:
    read = json.loads(manifest(FILES, ABOUT))
    assert read["files"]["entries.json"] == {"sha256": "cd" * 32, "bytes": 12, "rows": 1}
    assert (read["sequence"], read["previous"], read["recipient"]) == (7, "ab" * 32, "sherloc")
    assert (read["issued"], read["expires"]) == ("2026-03-01T02:00:00.000000Z", "2026-04-01T02:00:00.000000Z")
    assert read["counts"] == {"entries": 1, "channels": 5}


def test_the_same_facts_give_the_same_bytes() -> None:
    assert manifest(FILES, ABOUT) == manifest(dict(reversed(FILES.items())), ABOUT)


def test_the_files_of_a_manifest_are_read_back() -> None:
    assert files_of(manifest(FILES, ABOUT)) == FILES


@pytest.mark.parametrize(
    "raw",
    [b"", b"[]", b"{}", b'{"files": []}', b'{"files": {"a": 1}}', b'{"files": {"a": {"sha256": "x", "bytes": "1", "rows": 1}}}'],
)
def test_other_bytes_are_no_manifest(raw: bytes) -> None:
    with pytest.raises(Invalid):
        files_of(raw)
