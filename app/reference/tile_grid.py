"""Where a State stands on a map of squares: by geography, roughly; without borders, every State the same size."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from app.reference import tables
from app.reference.regions import world
from app.reference.states import state

COLUMNS = 12
ROWS = 10
"""The widest and the highest of the five maps; a square of the widest is still 24 pixels on a phone (WCAG 2.2, 2.5.8)."""


@dataclass(frozen=True)
class Square:
    """A State (alpha-2) in its region's map: column and row from 1, west and north first."""

    state: str
    column: int
    row: int


def tile_maps() -> Mapping[str, tuple[Square, ...]]:
    """The squares of all members and observer States by region in M49's order (`002`, `019` ...), row by row."""
    return _maps()


@cache
def _maps() -> Mapping[str, tuple[Square, ...]]:
    found: dict[str, list[Square]] = {code: [] for code in world().children}
    for row in tables.rows("tile_grid"):
        found[state(row["state"]).region].append(Square(row["state"], int(row["column"]), int(row["row"])))
    return MappingProxyType({code: tuple(sorted(s, key=lambda s: (s.row, s.column))) for code, s in found.items()})
