"""Hostile files are refused with a place and a reason, quickly, in a process of their own, and nothing is written."""

from __future__ import annotations

import itertools
import random
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from app.errors import Invalid
from app.exchange.intake.apart import read_apart
from tests.audit.tampering import contents
from tests.cast import Registry
from tests.exchange.intake.hostile import FAMILIES, Hostile, corpus, deep, nul_bytes, sample, zip_bomb
from tests.memory import growth

SECONDS = 5.0
"""Of computing, for the reading process: what it used is measured, so that a busy machine fails no test."""
GROWTH = 8 * 1024 * 1024
"""Bytes by which this process may grow while another reads a file, however large it is."""
HOSTILE_FILES = 49 * 7


def refuse(sent: Hostile, folder: Path) -> tuple[Invalid, float, int]:
    """The refusal, the seconds of computing that it took, and the bytes by which this process grew meanwhile."""
    path = folder / sent.name
    path.write_bytes(sent.raw)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with growth() as grown, pytest.raises(Invalid) as caught, read_apart(path, sent.profile, state=None, folder=folder / "work"):
        pass
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    path.unlink()
    assert not any((folder / "work").iterdir())  # nothing is left lying about
    return caught.value, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, grown[0]


def send(client: TestClient, sent: Hostile) -> Response:
    """Send the file as its sender would."""
    return client.post("/api/v1/imports", files={"file": (sent.name, sent.raw)}, data={"profile": sent.profile})


def test_the_corpus_is_the_same_at_every_run_and_large_enough() -> None:
    assert len(FAMILIES) >= 40
    assert list(itertools.islice(corpus(300), 5)) == list(itertools.islice(corpus(300), 5))


@pytest.mark.parametrize("sent", sample(2), ids=lambda sent: sent.name)
def test_a_hostile_file_is_refused_with_place_and_reason(sent: Hostile, tmp_path: Path) -> None:
    refusal, used, grown = refuse(sent, tmp_path)
    assert refusal.errors[0].field and refusal.errors[0].reason
    assert used < SECONDS and grown < GROWTH


@pytest.mark.deep
def test_three_hundred_hostile_files_are_refused_quickly_and_neither_process_grows(tmp_path: Path) -> None:
    seen = 0
    for sent in corpus(HOSTILE_FILES):
        refusal, used, grown = refuse(sent, tmp_path)
        assert refusal.errors[0].field and refusal.errors[0].reason, sent.name
        assert used < SECONDS, (sent.name, used)
        assert grown < GROWTH, (sent.name, grown)
        seen += 1
    assert seen >= 300


@pytest.mark.deep
def test_others_are_served_and_nothing_is_written_while_three_hundred_files_are_refused(
    registry: Registry, record_property: Callable[[str, object], None]
) -> None:
    client, asked = registry.client("focal.it"), registry.client("officer.it")
    before = contents(registry.database)
    stop, waits, took = threading.Event(), list[float](), list[float]()

    def look_up() -> None:
        while not stop.is_set():
            begun = time.monotonic()
            assert asked.get("/api/v1/regions").status_code == 200
            waits.append(time.monotonic() - begun)

    with ThreadPoolExecutor() as pool:
        reader = pool.submit(look_up)
        try:
            for sent in corpus(HOSTILE_FILES):
                begun = time.monotonic()
                answer = send(client, sent)
                took.append(time.monotonic() - begun)
                assert answer.status_code == 422 and answer.json()["errors"][0]["reason"], sent.name
        finally:
            stop.set()
        reader.result()
    record_property("slowest", (max(took), max(waits), len(waits)))
    assert len(took) >= 300 and max(took) < SECONDS
    assert len(waits) > 300 and sorted(waits)[len(waits) * 95 // 100] < 1.0
    require_nothing_written(registry, before)


def test_nothing_is_written_and_others_are_served_while_files_are_refused(registry: Registry) -> None:
    client, reader = registry.client("focal.it"), registry.client("officer.it")
    before = contents(registry.database)
    for sent in [make(random.Random(1)) for make in (zip_bomb, nul_bytes, deep)]:
        answer = send(client, sent)
        assert answer.status_code == 422, answer.text
        assert answer.json()["errors"][0]["reason"]
        assert reader.get("/api/v1/regions").status_code == 200
    require_nothing_written(registry, before)


def require_nothing_written(registry: Registry, before: Mapping[str, object]) -> None:
    """That sessions were used may be on record; nothing else."""
    after = contents(registry.database)
    changed = {name for name in after if after[name] != before[name]}
    assert changed <= {"session_use", "event", "event_payload", "event_entry"}, changed
    assert list((registry.folder / "imports").iterdir()) == []


def test_the_reading_process_knows_no_database() -> None:
    known = "any(name in sys.modules for name in ('sqlalchemy', 'sqlmodel', 'httpx'))"
    program = f"import sys, app.exchange.intake.child; sys.exit({known})"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_a_reader_that_takes_too_long_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "many.csv"
    path.write_text("kind,state,name_en\n" + "authority,IT,Office of Example\n" * 200_000)  # for a quick machine too
    monkeypatch.setattr("app.exchange.intake.apart.child_seconds", lambda _: 1)
    begun = time.monotonic()
    with pytest.raises(Invalid, match="longer than 1 seconds"), read_apart(path, "entries-csv", state=None):
        pass
    assert time.monotonic() - begun < 60


def test_a_file_that_grows_when_read_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "list.csv"
    path.write_text("kind,state,name_en\n" + "".join(f"authority,IT,Office {n}\n" for n in range(500)))
    monkeypatch.setattr("app.exchange.intake.apart.child_output", lambda _: 10_000)
    with pytest.raises(Invalid), read_apart(path, "entries-csv", state=None):
        pass


def test_the_reading_process_may_not_have_more_memory_than_its_limit() -> None:
    def takes(megabytes: int) -> subprocess.CompletedProcess[str]:
        take = f"child._limit(5, 1000); held = bytearray({megabytes} * 1024 * 1024)"
        program = f"from app.exchange.intake import child; {take}"
        return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    assert takes(16).returncode == 0
    refused = takes(256)
    assert refused.returncode == 1 and "MemoryError" in refused.stderr
