"""Progress of long work: a bar on a terminal, a line a minute elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

LINE_EVERY = 60.0


@contextmanager
def steps(noun: str) -> Iterator[Callable[[int], None]]:
    """Gives a function that takes the number of steps done so far."""
    console = Console(stderr=True)
    if console.is_terminal:
        columns = (TextColumn(f"{noun} {{task.completed}}"), BarColumn(), TimeElapsedColumn())
        with Progress(*columns, console=console, transient=True) as progress:
            task = progress.add_task(noun, total=None)
            yield lambda done: progress.update(task, completed=done)
        return
    last = time.monotonic()

    def told(done: int) -> None:
        nonlocal last
        if time.monotonic() - last >= LINE_EVERY:
            last = time.monotonic()
            print(f"{noun}: {done}", file=sys.stderr, flush=True)

    yield told
