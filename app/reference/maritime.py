"""Which State a vessel's radio identity belongs to: the maritime identification digits within an MMSI."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from app.reference import tables
from app.reference.states import State, state

PREFIXES = ("111", "00", "98", "99", "0", "8", "")
"""What stands before the three digits: search-and-rescue aircraft, coast station, craft of a parent ship, aid to navigation,
group of ships, handheld set, ship (ITU-R M.585). Longer ones first: `00` would else be read as a group."""


def state_of_mmsi(mmsi: str) -> State | None:
    """The State or area whose digits a maritime mobile service identity (nine digits) carries, or None.

    None for anything but nine digits, for digits that nobody holds, and for beacons that carry none (970, 972, 974). The digits
    tell who licensed the radio: a hint at the flag, which article 8 of the Protocol asks the flag State itself to confirm.
    Source: ITU Radio Regulations, Appendix 42; ITU-R M.585.
    """
    if len(mmsi) != 9 or not (mmsi.isascii() and mmsi.isdigit()):
        return None
    prefix = next(each for each in PREFIXES if mmsi.startswith(each))
    return _by_digits().get(mmsi[len(prefix) : len(prefix) + 3])


@cache
def _by_digits() -> Mapping[str, State]:
    return MappingProxyType({row["mid"]: state(row["state"]) for row in tables.rows("mid")})
