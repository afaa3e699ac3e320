"""The States of the invented world: capital, zone, working week, languages of their staff."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from app.cli.demo.sheets import rows
from app.lookup.hours_json import hours_json
from app.lookup.hours_text import MONTHS, parse_hours_text
from app.reference import networks, states, treaties, zones

HOLIDAY_YEARS = (2026, 2027, 2028)


@dataclass(frozen=True)
class Country:
    """A State as the demonstration sees it. `languages` are those it writes its names in, `speaks` further ones with levels."""

    code: str
    capital: str
    languages: tuple[str, ...]
    speaks: tuple[tuple[str, str], ...]
    coastal: bool
    tier: str
    week: str
    holiday: str

    @property
    def name(self) -> str:
        return states.state(self.code).name("en")

    @property
    def zone(self) -> str | None:
        return zones.principal_zone(self.code)

    def hours(self) -> dict[str, object]:
        """The working week in local time, with one public holiday a year."""
        month, day = self.holiday.split("-")
        closed = [f'{year} {MONTHS[int(month) - 1]} {day} off "Public holiday"' for year in HOLIDAY_YEARS]
        weekly = next(row["text"] for row in rows("weeks") if row["week"] == self.week)
        return hours_json(parse_hours_text("; ".join([weekly, *closed])))

    def working_languages(self) -> list[str]:
        """The languages that requests may be written in."""
        return list(dict.fromkeys([*self.languages, "en"]))

    def staff_languages(self) -> list[dict[str, object]]:
        """What the staff speaks and reads: the official languages, English, and some of the languages on the routes."""
        levels = dict.fromkeys(self.languages, "C2")
        for tag, level in (*self.speaks, ("en", "B2")):
            levels.setdefault(tag, level)
        written = self.working_languages()
        return [
            {"tag": tag, "level": level, "use": ["spoken", "written"] if tag in written else ["spoken"]}
            for tag, level in levels.items()
        ]

    def member_of(self, *kinds: str) -> list[str]:
        """The networks of these kinds that the State is a member of."""
        return [code for code in networks.networks_of(self.code) if networks.network(code).kind in kinds]

    def is_bound_by(self, instrument: str) -> bool:
        """Whether it is Party to the instrument; where the reference data has no status list, it is taken to be."""
        return instrument not in {i.code for i in treaties.instruments()} or self.code in treaties.parties(instrument)


@cache
def countries() -> dict[str, Country]:
    """All States of the invented world by their alpha-2 code, in the order of the file: region by region."""
    return {row["state"]: _read(row) for row in rows("states")}


def _read(row: dict[str, str]) -> Country:
    return Country(
        code=row["state"],
        capital=row["capital"],
        languages=tuple(row["names"].split()),
        speaks=tuple((tag, level) for tag, _, level in (each.partition(":") for each in row["speaks"].split())),
        coastal=row["coastal"] == "yes",
        tier=row["tier"],
        week=row["week"],
        holiday=row["holiday"],
    )
