"""The Traffic Light Protocol (FIRST, TLP 2.0): the five markings in order, and which of two is stricter."""

from __future__ import annotations

from functools import lru_cache

CLEAR = "TLP:CLEAR"
GREEN = "TLP:GREEN"
AMBER = "TLP:AMBER"
AMBER_STRICT = "TLP:AMBER+STRICT"
RED = "TLP:RED"

MARKINGS = (CLEAR, GREEN, AMBER, AMBER_STRICT, RED)
"""From the widest to the strictest."""

MISSING = AMBER_STRICT
"""What an entry without a marking is treated as."""

NEVER_LEAVES = frozenset({AMBER_STRICT, RED})
"""Markings that no edition contains."""


@lru_cache(maxsize=256)
def stricter(one: str | None, other: str | None) -> str:
    """The stricter of two markings; a missing or unknown one counts as AMBER+STRICT.

    A channel without a marking of its own passes the entry's marking twice.
    """
    return MARKINGS[max(rank(one), rank(other))]


def rank(marking: str | None) -> int:
    """0 for CLEAR up to 4 for RED; a missing or unknown marking ranks as AMBER+STRICT."""
    return MARKINGS.index(marking) if marking in MARKINGS else MARKINGS.index(MISSING)


def is_wider(new: str | None, old: str | None) -> bool:
    """Whether `new` lets more people see than `old`."""
    return rank(new) < rank(old)


def up_to(ceiling: str | None) -> tuple[str, ...]:
    """All markings that a reader with this ceiling may get; AMBER+STRICT and RED never leave, whatever the ceiling."""
    if ceiling is None:
        return ()
    return tuple(m for m in MARKINGS if rank(m) <= rank(ceiling) and m not in NEVER_LEAVES)
