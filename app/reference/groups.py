"""The five regional groups of UN Member States and who is in which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from app.errors import Invalid
from app.reference import tables
from app.reference.states import state, states


@dataclass(frozen=True)
class Group:
    """A UN regional group: `code`, `names` in six languages, `members` alpha-2 codes in order."""

    code: str
    names: Mapping[str, str]
    members: tuple[str, ...]

    def name(self, language: str = "en") -> str:
        """The name in one of the six languages; in English when there is none in that language."""
        return self.names.get(language, self.names["en"])


def groups() -> tuple[Group, ...]:
    """The five groups: african 54 members, asia_pacific 54, eastern_european 23, grulac 33, weog 29.

    Each of the 193 Members stands in one: Türkiye, which takes part in two, in `weog` as for elections; the United States, by
    its own wish an observer, in `weog` as for elections; Kiribati, long in no group, in `asia_pacific` by its seat.
    """
    return tuple(_by_code().values())


def find_group(code: str) -> Group | None:
    """The group with this code, or None."""
    return _by_code().get(code)


def group(code: str) -> Group:
    """The group with this code. Raises `Invalid` when there is none."""
    found = find_group(code)
    if found is None:
        raise Invalid(f"{code!r} is not a UN regional group: use one of {', '.join(_by_code())}.")
    return found


def group_of(state_code: str) -> str:
    """The code of the State's group, empty for observer States and areas. Raises `Invalid` for an unknown State."""
    return state(state_code).un_group


@cache
def _by_code() -> Mapping[str, Group]:
    return MappingProxyType(
        {
            row["code"]: Group(
                code=row["code"],
                names=MappingProxyType(tables.in_six(row)),
                members=tuple(each.code for each in states() if each.un_group == row["code"]),
            )
            for row in tables.rows("groups")
        }
    )
