"""The nightly job is killed at random moments: no edition without valid manifest, and the next run leaves nobody out."""

from __future__ import annotations

import multiprocessing
import random
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from time import monotonic

import pytest
from sqlmodel import select

from app.access.actor import operator
from app.audit.chain import verify
from app.audit.models import Event
from app.clock import now
from app.exchange.deliveries import deliveries
from app.exchange.formats.folder import faults
from app.exchange.verify import verify_edition
from tests.cast import Registry
from tests.exchange.killing import run_on
from tests.exchange.receiver import Receiver, receiving, tell
from tests.exchange.sftp_receiver import receiving_by_sftp
from tests.factories import named

CODES = ("portal", "sherloc")
MACHINE = multiprocessing.get_context("forkserver")
MACHINE.set_forkserver_preload(["tests.exchange.killing"])  # so that a kill meets the job, not its imports


def started(day: datetime, said: dict[str, str]) -> multiprocessing.process.BaseProcess:
    process = MACHINE.Process(target=run_on, args=(day, said))
    process.start()
    return process


def finished(day: datetime, said: dict[str, str]) -> float:
    """A run to its end; how many seconds it took."""
    began = monotonic()
    process = started(day, said)
    process.join(timeout=120)
    assert process.exitcode == 0
    return monotonic() - began


def assert_nothing_half(folder: Path, day: datetime) -> None:
    """Whatever bears an edition's name is whole and signed, in the store and where it is handed out."""
    places = [folder / "out", *(folder / "editions" / code for code in CODES)]
    for place in [p for p in places if p.is_dir()]:
        for edition in [p for p in place.iterdir() if p.is_dir() and not p.name.startswith(".")]:
            assert faults(edition) == ()
            if f"-{day:%Y-%m-%d}-" in edition.name:
                assert verify_edition(edition, folder / "edition-signing.pub", at=day).wrong == ()


def assert_everybody_was_served_once(registry: Registry, receiver: Receiver, day: datetime, kills: int) -> None:
    names = [f"{code}-{day:%Y-%m-%d}" for code in CODES]
    for name in names:
        assert len([p for p in (registry.folder / "out").iterdir() if p.name.startswith(name)]) == 1
    with registry.reading() as session:
        runs, _ = deliveries(session, limit=100, reader=operator())
        today = [run for run in runs if run.day == f"{day:%Y-%m-%d}"]
        assert sorted((run.recipient, run.state) for run in today) == [(code, "delivered") for code in CODES]
        kinds = Counter(e.kind for e in session.exec(select(Event)) if e.ts_utc.startswith(f"{day:%Y-%m-%d}"))
    assert (kinds["edition:written"], kinds["edition:delivered"]) == (2, 2)
    keys = Counter(told["Idempotency-Key"] for _, _, told in receiver.arrived if names[1] in told["Edition"])
    (kept,) = [p for p in (registry.folder / "out").iterdir() if p.name.startswith(names[1])]
    assert len(keys) == len(list(kept.iterdir()))
    # A kill between their answer and our note of it sends that one file again, under the same key.
    assert sum(keys.values()) - len(keys) <= kills


def reached(registry: Registry, day: datetime) -> str:
    """How far the day's run had come, for each recipient."""
    with registry.reading() as session:
        runs, _ = deliveries(session, limit=100, reader=operator())
    states = {run.recipient: run.state for run in runs if run.day == f"{day:%Y-%m-%d}"}
    return ", ".join(states.get(code, "not begun") for code in CODES)


def rounds(registry_with: Callable[..., Registry], folder: Path, number: int, seed: int) -> Counter[str]:
    """Kills so many runs before their end, each on a day of its own; returns how far they had come."""
    chance, met = random.Random(seed), Counter[str]()
    with receiving(folder) as receiver:
        registry = registry_with(delivery_hosts=receiver.host, delivery_private=True, delivery_ca_file=receiver.certificate)
        registry.add("portal", role="recipient", recipient="portal", factor=False)
        registry.published(names=named("for both"), consents=[{"recipient": code} for code in CODES])
        tell(registry.folder, "sherloc", way="https", url=receiver.url)
        settings = registry.database.settings
        said = {name: str(getattr(settings, name)) for name in ("database_url", "data_dir", "delivery_hosts", "delivery_ca_file")}
        said |= {"delivery_private": "true", "reader_states": "all"}
        finished(now() + timedelta(days=1), said)  # makes keys and everything else that only the first run does
        usual = min(finished(now() + timedelta(days=day), said) for day in (2, 3))
        for each in range(2 * number):  # a kill after the end shows nothing, and does not count
            day = now() + timedelta(days=4 + each)
            killed = started(day, said)
            killed.join(timeout=chance.uniform(0, usual))
            killed.kill()
            killed.join()
            assert_nothing_half(registry.folder, day)
            if killed.exitcode == -signal.SIGKILL:
                met[reached(registry, day)] += 1
            finished(day, said)
            if each == 0:
                finished(day, said)
            assert_nothing_half(registry.folder, day)
            assert_everybody_was_served_once(registry, receiver, day, kills=1)
            if met.total() == number:
                break
        with registry.reading() as session:
            assert verify(session).whole
    return met


def test_a_job_that_was_killed_is_taken_up_by_the_next_run(registry_with: Callable[..., Registry], tmp_path: Path) -> None:
    rounds(registry_with, tmp_path, number=2, seed=1)


def _kill(
    process: multiprocessing.process.BaseProcess, dead: threading.Event, deed: str, left: Iterator[int], asked: str, _name: str
) -> int:
    """Kill the job while its so-manieth request of this kind is being served."""
    if asked == deed and next(left) == 1:
        process.kill()
        dead.wait(60)
    return 0


def test_a_job_that_was_killed_while_it_sent_by_sftp_is_taken_up_file_by_file(
    registry_with: Callable[..., Registry], tmp_path: Path
) -> None:
    """Killed while the other side serves a request of its, so that nobody hears the answer."""
    moments = [("mkdir", 1), ("open", 1), ("write", 5), ("posix-rename", 7), ("posix-rename", 14)]
    with receiving_by_sftp(tmp_path / "theirs", tmp_path / "key") as receiver:
        registry = registry_with(delivery_hosts=receiver.host, delivery_private=True)
        registry.published(names=named("for one"), consents=[{"recipient": "sherloc"}])
        tell(registry.folder, "sherloc", **receiver.said)
        receiver.key_file.rename(registry.folder / "recipients" / "key")
        settings = registry.database.settings
        said = {name: str(getattr(settings, name)) for name in ("database_url", "data_dir", "delivery_hosts")}
        said |= {"delivery_private": "true", "reader_states": "all"}
        for number, (deed, nth) in enumerate(moments, 1):
            day = now() + timedelta(days=number)
            process = MACHINE.Process(target=run_on, args=(day, said))
            dead = threading.Event()
            receiver.before = partial(_kill, process, dead, deed, count(nth, -1))
            receiver.renamed.clear()
            process.start()
            process.join(timeout=120)
            dead.set()
            assert process.exitcode == -9 and "manifest.json" not in receiver.renamed
            finished(day, said)
            (kept,) = (registry.folder / "editions" / "sherloc").glob(f"*-{day:%Y-%m-%d}-*")
            arrived = {path.name: path.read_bytes() for path in (receiver.folder / "in" / kept.name).iterdir()}
            assert arrived == {path.name: path.read_bytes() for path in kept.iterdir()}
            assert len(receiver.renamed) - len(set(receiver.renamed)) <= 1 and receiver.renamed[-1] == "manifest.json"
        with registry.reading() as session:
            runs, _ = deliveries(session, reader=operator())
        assert [(run.state, run.attempts) for run in runs] == [("delivered", 2)] * len(moments)


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(5))
def test_a_job_killed_at_any_of_100_moments_is_taken_up(
    registry_with: Callable[..., Registry], tmp_path: Path, seed: int, record_property: Callable[[str, object], None]
) -> None:
    met = rounds(registry_with, tmp_path, number=20, seed=100 + seed)
    record_property("reached", dict(met))
    assert met.total() == 20, met
    assert len(met) >= 2, met
