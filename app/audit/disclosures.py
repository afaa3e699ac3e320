"""Looks made durable before the answer leaves: one writer a process, many waiting readers, one fsync for all of them."""

from __future__ import annotations

import queue
import threading
from collections.abc import Sequence
from concurrent.futures import Future

from sqlmodel import Session

from app.audit.chain import Head
from app.audit.trail import Queued
from app.db import Database, database_of, writing
from app.errors import Unavailable

BATCH = 200
WAIT_SECONDS = 10.0

Waiting = tuple[Queued, "Future[Head]"]


class DisclosureWriter:
    """Takes events from many threads and commits them in groups; each caller waits until its own is durable."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: queue.SimpleQueue[Waiting | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="disclosures", daemon=True)
        self._thread.start()

    def write(self, queued: Queued) -> Head:
        """Commit one event and return its receipt; raises `Unavailable` when it cannot be made durable."""
        return self.write_all([queued])[0]

    def write_all(self, queued: Sequence[Queued]) -> list[Head]:
        """Commit several events together, in their order, and return their receipts; raises `Unavailable` as `write`."""
        waiting: list[tuple[Queued, Future[Head]]] = [(each, Future()) for each in queued]
        for each in waiting:
            self._waiting.put(each)
        try:
            return [future.result(timeout=WAIT_SECONDS) for _, future in waiting]
        except TimeoutError as late:
            raise Unavailable("This look could not be recorded, so nothing is shown. Please try again.") from late

    def stop(self) -> None:
        """Finish what waits, then end the thread."""
        self._waiting.put(None)
        self._thread.join(timeout=WAIT_SECONDS)

    def _run(self) -> None:
        while (first := self._waiting.get()) is not None:
            batch = [first]
            while len(batch) < BATCH and not self._waiting.empty():
                following = self._waiting.get()
                if following is None:
                    self._commit(batch)
                    return
                batch.append(following)
            self._commit(batch)

    def _commit(self, batch: list[Waiting]) -> None:
        try:
            with writing(self._database) as session:
                session.info["events"] = [queued for queued, _ in batch]
            receipt: Head = session.info["receipt"]
        except BaseException as problem:  # every waiter must hear of it, whatever it was
            unavailable = Unavailable("This look could not be recorded, so nothing is shown. Please try again.")
            unavailable.__cause__ = problem
            for _, future in batch:
                future.set_exception(unavailable)
            return
        for _, future in batch:
            future.set_result(receipt)


_starting = threading.Lock()


def disclose(session: Session, queued: Queued) -> Head | None:
    """Make a look durable before its answer leaves. No event, no data (`Unavailable`).

    In a transaction of its own; a look within a change is recorded with that change, for its lock would keep the writer out.
    """
    if session.info.get("writes"):
        session.info.setdefault("events", []).append(queued)
        return None
    return writer_of(database_of(session)).write(queued)


def disclose_all(session: Session, queued: Sequence[Queued]) -> None:
    """Make several looks of one answer durable together; as `disclose`."""
    if session.info.get("writes"):
        session.info.setdefault("events", []).extend(queued)
    else:
        writer_of(database_of(session)).write_all(queued)


def writer_of(database: Database) -> DisclosureWriter:
    """The database's one writer in this process, started at its first use."""
    with _starting:
        found = database.attached.get("disclosures")
        if not isinstance(found, DisclosureWriter):
            found = database.attached["disclosures"] = DisclosureWriter(database)
        return found
