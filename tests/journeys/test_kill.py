"""The process is killed in the middle of 50 writes: nothing acknowledged is lost, nothing stands without its event."""

from __future__ import annotations

import itertools
import os
import random
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest
from sqlmodel import select

from app.access.actor import operator
from app.accounts.forms import AccountForm
from app.accounts.membership import add_account
from app.audit.chain import verify
from app.audit.models import Event, EventEntry
from app.db import open_database, reading, writing
from app.directory.models import Entry
from tests.conftest import settings_for
from tests.house.source import ROOT

EMAIL, PASSWORD = "focal@it.example", "a long pass phrase of six words"
WRITES, WRITERS = 50, 4


@contextmanager
def served(url: str, folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """The service as a process of its own, answering; gives the process and its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environ = {**os.environ, "DIRECTORY_DATABASE_URL": url, "DIRECTORY_DATA_DIR": str(folder), "PYTHONPATH": str(ROOT)}  # noqa: TID251
    command = [sys.executable, "-m", "app.cli", "serve", "--port", str(port)]
    with (folder / "service.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, env=environ, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(process, address, folder)
        yield process, address
    finally:
        process.kill()
        process.wait()


def wait_for(process: subprocess.Popen[bytes], address: str, folder: Path) -> None:
    """Wait until the service answers, 30 seconds at most."""
    for _ in range(300):
        if process.poll() is not None:
            break
        try:
            httpx.get(f"{address}/readyz").raise_for_status()
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"the service did not start: {(folder / 'service.log').read_text()}")


def add_keeper(url: str, folder: Path) -> None:
    """An account that may record entries of Italy."""
    form = AccountForm(email=EMAIL, name="Focal point", role="focal_point", state="IT")
    with closing(open_database(settings_for(url, folder))) as database, writing(database) as session:
        add_account(session, form, PASSWORD, by=operator())


def write_until_killed(process: subprocess.Popen[bytes], address: str, kill_after: int) -> list[str]:
    """Record drafts from several threads, kill the process after so many answers; returns the ids acknowledged."""
    acknowledged: list[str] = []
    numbers = itertools.count()
    sent = {"email": EMAIL, "password": PASSWORD}
    token = httpx.post(f"{address}/api/v1/sessions", json=sent).raise_for_status().json()["token"]

    def write() -> None:
        with httpx.Client(base_url=address, headers={"Authorization": f"Bearer {token}"}) as client:
            while (number := next(numbers)) < WRITES:
                name = {"text": f"Ufficio {number}", "language": "it", "role": "preferred"}
                draft = {"kind": "authority", "state": "IT", "marking": "TLP:GREEN", "names": [name]}
                try:
                    answer = client.post("/api/v1/entries", json=draft, headers={"Idempotency-Key": f"kill-{number}"})
                except httpx.TransportError:
                    return
                acknowledged.append(answer.raise_for_status().json()["id"])
                if len(acknowledged) == kill_after:
                    process.kill()

    writers = [threading.Thread(target=write) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(timeout=60)
    return acknowledged


def assert_nothing_lost(url: str, folder: Path, acknowledged: list[str]) -> None:
    """Acknowledged means there; there means with an event; an event means there; the chain is whole."""
    with closing(open_database(settings_for(url, folder))) as database, reading(database) as session:
        entries = list(session.exec(select(Entry.id)))
        told = session.exec(select(EventEntry.entry_id).join(Event, EventEntry.seq == Event.seq))  # type: ignore[arg-type]
        assert set(acknowledged) <= set(entries)
        assert sorted(told) == sorted(entries)
        assert verify(session).whole


def one_round(url: str, folder: Path, kill_after: int) -> None:
    add_keeper(url, folder)
    with served(url, folder) as (process, address):
        acknowledged = write_until_killed(process, address, kill_after)
    assert kill_after <= len(acknowledged) < kill_after + WRITERS
    assert_nothing_lost(url, folder, acknowledged)


def test_a_kill_in_the_middle_of_50_writes_loses_nothing_that_was_acknowledged(database_url: str, tmp_path: Path) -> None:
    one_round(database_url, tmp_path, kill_after=25)


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(10))
def test_a_kill_at_any_moment_loses_nothing_that_was_acknowledged(database_url: str, tmp_path: Path, seed: int) -> None:
    one_round(database_url, tmp_path, kill_after=random.Random(seed).randrange(1, WRITES - WRITERS))


def test_a_planted_loss_is_found(database_url: str, tmp_path: Path) -> None:
    add_keeper(database_url, tmp_path)
    with pytest.raises(AssertionError):
        assert_nothing_lost(database_url, tmp_path, ["an id that was acknowledged and is not there"])
