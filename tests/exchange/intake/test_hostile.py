"""Hostile files are refused with a place and a reason, quickly, in a process of their own, and nothing is written."""

from __future__ import annotations

import resource
import time
from pathlib import Path

import pytest

from app.errors import Invalid
from app.exchange import limits
from app.exchange.intake.apart import read_apart
from tests.audit.tampering import contents
from tests.cast import Registry
from tests.exchange.intake.hostile import FAMILIES, Hostile, corpus

SECONDS = 5.0
"""Of computing, for the reading process: what it used is measured, so that a busy machine fails no test."""


def refuse(sent: Hostile, folder: Path) -> tuple[Invalid, float, int]:
    """The refusal, the seconds of computing that it took, and the bytes of memory that this process grew by."""
    path = folder / sent.name
    path.write_bytes(sent.raw)
    children, own = resource.getrusage(resource.RUSAGE_CHILDREN), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(Invalid) as caught, read_apart(path, sent.profile, state=None, folder=folder / "work"):
        pass
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - children.ru_utime - children.ru_stime
    path.unlink()
    assert not any((folder / "work").iterdir())  # nothing is left lying about
    return caught.value, used, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - own) * 1024


def test_every_family_is_in_the_corpus_and_the_deep_tier_has_three_hundred() -> None:
    assert len(FAMILIES) >= 40
    assert len(corpus(300)) == 300
    assert corpus(len(FAMILIES))[:5] == corpus(len(FAMILIES))[:5]


@pytest.mark.parametrize("sent", corpus(len(FAMILIES)), ids=lambda sent: sent.name)
def test_a_hostile_file_is_refused_with_place_and_reason(sent: Hostile, tmp_path: Path) -> None:
    refusal, used, _ = refuse(sent, tmp_path)
    assert refusal.errors[0].field and refusal.errors[0].reason
    assert used < SECONDS


@pytest.mark.deep
def test_three_hundred_hostile_files_are_refused_and_this_process_does_not_grow(tmp_path: Path) -> None:
    grown = 0
    for sent in corpus(300)[len(FAMILIES) :] + corpus(len(FAMILIES)):
        refusal, used, more = refuse(sent, tmp_path)
        assert refusal.errors and used < SECONDS, (sent.name, used)
        grown += more
    assert grown < 32 * 1024 * 1024


def test_nothing_is_written_and_others_are_served_while_files_are_refused(registry: Registry) -> None:
    client, reader = registry.client("focal.it"), registry.client("officer.it")
    before = contents(registry.database)
    for sent in [sent for sent in corpus(len(FAMILIES)) if sent.name in ("bomb.xlsx", "nul.csv", "deep.json")]:
        answer = client.post("/api/v1/imports", files={"file": (sent.name, sent.raw)}, data={"profile": sent.profile})
        assert answer.status_code == 422, answer.text
        assert answer.json()["errors"][0]["reason"]
        assert reader.get("/api/v1/regions").status_code == 200
    after = contents(registry.database)
    changed = {name for name in after if after[name] != before[name]}
    assert changed <= {"session_use", "event", "event_payload", "event_entry"}, changed
    assert list((registry.folder / "imports").iterdir()) == []


def test_a_reader_that_takes_too_long_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "many.csv"
    path.write_text("kind,state,name_en\n" + "authority,IT,Office of Example\n" * 20_000)
    monkeypatch.setattr("app.exchange.intake.apart.child_seconds", lambda _: 1)
    begun = time.monotonic()
    with pytest.raises(Invalid, match="longer than"), read_apart(path, "entries-csv", state=None):
        pass
    assert time.monotonic() - begun < 60


def test_a_file_that_grows_when_read_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "list.csv"
    path.write_text("kind,state,name_en\n" + "".join(f"authority,IT,Office {n}\n" for n in range(500)))
    monkeypatch.setattr("app.exchange.intake.apart.child_output", lambda _: 10_000)
    with pytest.raises(Invalid), read_apart(path, "entries-csv", state=None):
        pass


def test_the_reading_process_may_not_have_more_memory_than_its_limit() -> None:
    assert limits.CHILD_MEMORY <= 256 * 1024 * 1024
