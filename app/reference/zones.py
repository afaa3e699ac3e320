"""Time zones of the IANA database: which names are zones, which zones a State keeps, and which of them its capital keeps."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

from app.reference import states, tables


def is_zone(name: str) -> bool:
    """Whether the text is a name of the IANA time zone database, such as `Africa/Tunis`; capitals count."""
    return name in _names()


def zone_names() -> tuple[str, ...]:
    """The zones that States keep, in the order of the alphabet; older names for them are left out."""
    return tuple(sorted({zone for zones in _by_state().values() for zone in zones}))


def zones_of(state: str) -> tuple[str, ...]:
    """The zones that this State (alpha-2) keeps, that of the capital first; empty where nobody lives (BV, HM).

    Raises `Invalid` for a code that is no State. Source: `zone.tab` of the IANA database.
    """
    found = _by_state().get(states.state(state).code, ())
    first = _of_capitals().get(state)
    return (first, *(zone for zone in found if zone != first)) if first else found


def principal_zone(state: str) -> str | None:
    """The zone of the State's capital, or None where the database has no zone for it. Raises `Invalid` as `zones_of`."""
    return next(iter(zones_of(state)), None)


@cache
def _names() -> frozenset[str]:
    listed = resources.files("tzdata").joinpath("zones").read_text(encoding="utf-8").split()
    return frozenset(listed) - {"Factory"}


@cache
def _by_state() -> Mapping[str, tuple[str, ...]]:
    table = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    found: dict[str, tuple[str, ...]] = {}
    for line in table.splitlines():
        if line and not line.startswith("#"):
            code, _, zone = line.split("\t")[:3]
            found[code] = (*found.get(code, ()), zone)
    return MappingProxyType(found)


@cache
def _of_capitals() -> Mapping[str, str]:
    return MappingProxyType({row["state"]: row["zone"] for row in tables.rows("capital_zones")})
