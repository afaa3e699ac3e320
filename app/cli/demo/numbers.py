"""Telephone numbers that ring nowhere: set aside for fiction by a regulator, or impossible to assign."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from app.cli.demo.sheets import rows

SATELLITE = "INMARSAT"
"""Stands in the place of a State for numbers under +870."""


class Numbers:
    """Hands out numbers of a State, each once, in a fixed order."""

    def __init__(self) -> None:
        self._given: Counter[str] = Counter()

    def following(self, state: str) -> str:
        """The State's next number in E.164. Raises `ValueError` when its range is used up."""
        self._given[state] += 1
        pattern = _patterns()[state]
        digits = pattern.count("N")
        counter = f"{self._given[state]:0{digits}d}"
        if len(counter) > digits:
            raise ValueError(f"{state} has no number left in {pattern}")
        return pattern.replace("N" * digits, counter)


def is_reserved(number: str) -> bool:
    """Whether a number in E.164 lies in one of the ranges of `reserved_numbers.csv`, where the reason for each stands."""
    return any(re.fullmatch(re.escape(p).replace("N", r"\d"), number) for p in _patterns().values())


@cache
def _patterns() -> dict[str, str]:
    """For each State its range, `N` for a digit that counts."""
    return {row["state"]: row["pattern"] for row in rows("reserved_numbers")}
