"""The tree of the UN's standard country codes (M49): the world, its regions down to the lowest, and the States in each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from app.errors import Invalid
from app.reference import tables
from app.reference.states import State, state, states

WORLD = "001"


@dataclass(frozen=True)
class Region:
    """A node of the M49 tree: `code` three digits with zeros, `names` in six languages, `parent` a code (None for the world).

    `children` are codes in M49's order; `states` the alpha-2 codes that hang directly on this node, for which it is the lowest.
    """

    code: str
    names: Mapping[str, str]
    parent: str | None
    children: tuple[str, ...]
    states: tuple[str, ...]

    def name(self, language: str = "en") -> str:
        """The name in one of the six languages; in English when there is none in that language."""
        return self.names.get(language, self.names["en"])


def world() -> Region:
    """The top of the tree, code 001. Antarctica (AQ) hangs directly on it: M49 puts it in no region."""
    return _tree()[WORLD]


def find_region(code: str) -> Region | None:
    """The region with this M49 code, zeros included (`002`, not `2`), or None."""
    return _tree().get(code)


def region(code: str) -> Region:
    """The region with this M49 code. Raises `Invalid` when there is none."""
    found = find_region(code)
    if found is None:
        raise Invalid(f"{code!r} is not a UN M49 region code, such as 002 (Africa) or 015 (Northern Africa).")
    return found


def regions() -> tuple[Region, ...]:
    """All regions from the world down, each before those below it."""
    return tuple(_tree().values())


@cache
def states_in(code: str) -> frozenset[str]:
    """The alpha-2 codes of all States in this region, everything below it included. Raises `Invalid` for an unknown code."""
    node = region(code)
    return frozenset(node.states).union(*(states_in(child) for child in node.children))


@cache
def regions_of(state_code: str) -> tuple[str, ...]:
    """The regions that a State lies in, from the world down to the lowest. Raises `Invalid` for an unknown State."""
    chain = [_lowest(state(state_code))]
    while parent := region(chain[0]).parent:
        chain.insert(0, parent)
    return tuple(chain)


def lowest_region(state_code: str) -> str:
    """The lowest M49 node of a State: the intermediate region where there is one, else the sub-region."""
    return regions_of(state_code)[-1]


def _lowest(each: State) -> str:
    return each.intermediate or each.subregion or each.region or WORLD


@cache
def _tree() -> Mapping[str, Region]:
    rows = tables.rows("regions")
    return MappingProxyType(
        {
            row["code"]: Region(
                code=row["code"],
                names=MappingProxyType(tables.in_six(row)),
                parent=row["parent"] or None,
                children=tuple(child["code"] for child in rows if child["parent"] == row["code"]),
                states=tuple(each.code for each in states() if _lowest(each) == row["code"]),
            )
            for row in rows
        }
    )
