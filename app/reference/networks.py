"""Networks and regional processes that practitioners meet in, and which States belong to them, as of the dates in the files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType

from app.errors import Invalid
from app.reference import tables


@dataclass(frozen=True)
class NetworkMember:
    """A State in a network: `role` member or observer, `since` where known, `as_of` and `source` of the statement."""

    state: str
    role: str
    since: date | None
    as_of: date
    source: str


@dataclass(frozen=True)
class Network:
    """A network: `kind` regional_process, judicial, prosecutors, police or asset_recovery; `names` in six languages.

    Where a network has no official name in a language, its English one stands there. `members` in order of their codes.
    """

    code: str
    kind: str
    names: Mapping[str, str]
    secretariat: str
    homepage: str
    as_of: date
    source: str
    members: tuple[NetworkMember, ...]

    def name(self, language: str = "en") -> str:
        """The name in one of the six languages; in English when there is none in that language."""
        return self.names.get(language, self.names["en"])


def networks() -> tuple[Network, ...]:
    """All networks in the order of the data file: processes first, then judicial, prosecutors, police, asset recovery."""
    return tuple(_by_code().values())


def find_network(code: str) -> Network | None:
    """The network with this code in capitals, or None."""
    return _by_code().get(code)


def network(code: str) -> Network:
    """The network with this code in capitals. Raises `Invalid` when there is none."""
    found = find_network(code)
    if found is None:
        raise Invalid(f"{code!r} is not a known network or process, such as RABAT or EJN.")
    return found


def networks_of(state: str) -> tuple[str, ...]:
    """The codes of the networks that this State (alpha-2) is a full member of; observers are left out."""
    return _of_states().get(state, ())


@cache
def _by_code() -> Mapping[str, Network]:
    members: dict[str, list[NetworkMember]] = {}
    for row in sorted(tables.rows("network_members"), key=lambda row: row["state"]):
        members.setdefault(row["network"], []).append(
            NetworkMember(row["state"], row["role"], tables.day(row["since"]), date.fromisoformat(row["as_of"]), row["source"])
        )
    return MappingProxyType(
        {
            row["code"]: Network(
                code=row["code"],
                kind=row["kind"],
                names=MappingProxyType({each: row[f"name_{each}"] or row["name_en"] for each in tables.SIX}),
                secretariat=row["secretariat"],
                homepage=row["homepage"],
                as_of=date.fromisoformat(row["as_of"]),
                source=row["source"],
                members=tuple(members.get(row["code"], ())),
            )
            for row in tables.rows("networks")
        }
    )


@cache
def _of_states() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for each in networks():
        for member in each.members:
            if member.role == "member":
                found[member.state] = (*found.get(member.state, ()), each.code)
    return MappingProxyType(found)
