"""How much memory this process has at the most, told by the system for this process alone.

`getrusage` would not do: what a process had at the most before its program began counts there, also what its parent had, and
what an earlier test took hides what a later one takes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SELF = Path("/proc/self")


def _bytes(what: str) -> int:
    (line,) = [line for line in (SELF / "status").read_text().splitlines() if line.startswith(f"{what}:")]
    return int(line.split()[1]) * 1024


@contextmanager
def growth() -> Iterator[list[int]]:
    """Yields a list; at the end it holds the bytes that this process had at the most beyond what it had at the begin."""
    (SELF / "clear_refs").write_text("5")  # from here on the peak counts anew (proc_pid_clear_refs(5))
    before, told = _bytes("VmRSS"), list[int]()
    yield told
    told.append(max(0, _bytes("VmHWM") - before))
