"""Reads the data files of the demonstration, and draws from them in the same way at every run."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from zlib import crc32

DATA = Path(__file__).parent / "data"


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """All rows of `data/NAME.csv` in the order of the file, every cell a text."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def draw(key: str, sides: int) -> int:
    """A number from 0 to `sides` - 1 that depends on the key alone: the world is varied, and the same on every machine."""
    return crc32(key.encode()) % sides
