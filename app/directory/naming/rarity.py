"""Rarity: how common a key is among the names of the world. A fixed table: nothing of what a directory holds goes into it."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from math import log

LEAST = 0.003
"""The share of names that a key is taken to be in when it is not in the table, where only common ones are."""


@cache
def _shares() -> dict[tuple[str, str], float]:
    source = files("app.directory.naming").joinpath("data", "common_keys.csv")
    with source.open(encoding="utf-8") as lines:
        return {(kind, key): int(permille) / 1000 for kind, key, permille in list(csv.reader(lines))[1:]}


def share_of(kind: str, key: str) -> float:
    """The share of names that have this key, from `LEAST` to 1: of people, organisations or places, where it is commonest."""
    return _shares().get((kind, key), LEAST)


def rarity_of(share: float) -> float:
    """What a key tells of a name, from 0 (all have it) to 1: the logarithm of how rare it is."""
    return log(share) / log(LEAST)
