"""One run at a time for a recipient: a lock that the system gives back however the process ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from app.db import Database


@contextmanager
def alone(database: Database, code: str, act: str) -> Iterator[None]:
    """Hold the right to one act (`issue`, `deliver`) for a recipient; a second run waits until the first has ended."""
    folder = database.settings.data_dir / "editions"
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / f".{code}.{act}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
