"""How much memory a process has at the most, told by the system for this process alone.

`getrusage` would not do: what a process had at the most before its program began counts there, also what its parent had, and
what an earlier test took hides what a later one takes.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

PROC = Path("/proc")
SELF = PROC / "self"
EVERY = 0.05


def _bytes(what: str, process: Path = SELF) -> int:
    found = [line for line in (process / "status").read_text().splitlines() if line.startswith(f"{what}:")]
    return int(found[0].split()[1]) * 1024 if found else 0  # one that has ended has none any more


@contextmanager
def growth() -> Iterator[list[int]]:
    """Yields a list; at the end it holds the bytes that this process had at the most beyond what it had at the begin."""
    (SELF / "clear_refs").write_text("5")  # from here on the peak counts anew (proc_pid_clear_refs(5))
    before, told = _bytes("VmRSS"), list[int]()
    yield told
    told.append(max(0, _bytes("VmHWM") - before))


@contextmanager
def largest_child() -> Iterator[list[int]]:
    """Yields a list; at the end it holds the bytes that the largest process begun meanwhile had at the most.

    They are asked every 50 ms, and tell the most that they ever had: what is missed is what was taken just before the end.
    """
    stop, told = Event(), [0]

    def ask() -> None:
        while not stop.wait(EVERY):
            for process in PROC.glob("[0-9]*"):
                with suppress(OSError):  # it has ended meanwhile
                    if f"\nPPid:\t{os.getpid()}\n" in (process / "status").read_text():
                        told[0] = max(told[0], _bytes("VmHWM", process))

    asking = Thread(target=ask, daemon=True)
    asking.start()
    yield told
    stop.set()
    asking.join()
