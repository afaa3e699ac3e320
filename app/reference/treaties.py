"""Who is bound by the instruments against migrant smuggling, as known on the dates in the files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType

from app.errors import Invalid
from app.reference import tables


@dataclass(frozen=True)
class Instrument:
    """A treaty: `code` (SOM, UNTOC), `names` in six languages, when it was adopted and entered into force."""

    code: str
    names: Mapping[str, str]
    adopted_on: date
    in_force_since: date

    def name(self, language: str = "en") -> str:
        """The name in one of the six languages; in English when there is none in that language."""
        return self.names.get(language, self.names["en"])


@dataclass(frozen=True)
class TreatyStatus:
    """What is known of one State (alpha-2) under one instrument.

    `bound_on` is the day of its consent to be bound; where only a later report says that it is bound, `party_by` is the day of
    the report. `mode` ratification, accession, acceptance, approval or succession, empty when unknown. `as_of` and `source`
    belong to the newest statement used.
    """

    instrument: str
    state: str
    signed_on: date | None
    bound_on: date | None
    party_by: date | None
    mode: str
    as_of: date
    source: str

    @property
    def standing(self) -> str:
        """party, signatory or neither."""
        if self.bound_on or self.party_by:
            return "party"
        return "signatory" if self.signed_on else "neither"


def instruments() -> tuple[Instrument, ...]:
    """The instruments whose status the directory knows: SOM (Protocol against the Smuggling of Migrants) and UNTOC."""
    return tuple(_instruments().values())


def status(instrument: str, state: str) -> TreatyStatus | None:
    """What is known of this State (alpha-2) under this instrument, None where no source names it.

    Raises `Invalid` for an instrument without a status list.
    """
    return _statuses(instrument).get(state)


@cache
def parties(instrument: str) -> frozenset[str]:
    """The alpha-2 codes of the States bound by this instrument. Raises `Invalid` for an instrument without a status list.

    The European Union is bound too; it is no State, and stands in `organisations`.
    """
    return frozenset(code for code, known in _statuses(instrument).items() if known.standing == "party")


def organisations(instrument: str) -> tuple[TreatyStatus, ...]:
    """Regional economic integration organisations under this instrument (UNTOC art. 36, SOM art. 21); `state` holds the name."""
    known = _known(instrument)
    return tuple(_read(row) for row in tables.rows("treaty_organisations") if row["instrument"] == known.code)


def _known(instrument: str) -> Instrument:
    found = _instruments().get(instrument)
    if found is None:
        raise Invalid(f"{instrument!r} has no status list: use one of {', '.join(_instruments())}.")
    return found


@cache
def _instruments() -> Mapping[str, Instrument]:
    return MappingProxyType(
        {
            row["code"]: Instrument(
                row["code"],
                MappingProxyType(tables.in_six(row)),
                date.fromisoformat(row["adopted_on"]),
                date.fromisoformat(row["in_force_since"]),
            )
            for row in tables.rows("instruments")
        }
    )


@cache
def _statuses(instrument: str) -> Mapping[str, TreatyStatus]:
    known = _known(instrument)
    rows = (row for row in tables.rows("treaty_status") if row["instrument"] == known.code)
    return MappingProxyType({row["state"]: _read(row) for row in rows})


def _read(row: dict[str, str]) -> TreatyStatus:
    return TreatyStatus(
        instrument=row["instrument"],
        state=row["state"],
        signed_on=tables.day(row["signed_on"]),
        bound_on=tables.day(row["bound_on"]),
        party_by=tables.day(row["party_by"]),
        mode=row["mode"],
        as_of=date.fromisoformat(row["as_of"]),
        source=row["source"],
    )
