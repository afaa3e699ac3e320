"""Reads the small world and the worked cases from their files, and puts the world into a registry."""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from app.access.actor import operator
from app.accounts.installation import set_fact
from app.clock import set_to
from app.directory.seeding import SeedRow, seed_entries
from app.lookup.hours_json import hours_json
from app.lookup.hours_text import parse_hours_text
from tests.cast import Registry

HERE = Path(__file__).parent
DAY = datetime(2026, 11, 24, tzinfo=UTC)
KINDS = ("liaison_officer", "interpreter", "ngo")


@dataclass(frozen=True)
class Case:
    """A question, who asks it, and the whole answer: names in their order, reasons that must be among those given."""

    name: str
    ask: dict[str, str]
    order: tuple[str, ...]
    reader: str = "officer.ke"
    because: dict[str, list[str]] = field(default_factory=dict)
    passed: dict[str, str] = field(default_factory=dict)
    hops: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    at_sea: dict[str, list[str]] = field(default_factory=dict)


@cache
def cases() -> tuple[Case, ...]:
    """All worked cases in the order of the file."""
    with (HERE / "cases.toml").open("rb") as file:
        return tuple(Case(name, **_tuples(told)) for name, told in tomllib.load(file).items())


def _tuples(told: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in told.items()}


def settle(registry: Registry) -> None:
    """Put the world into a registry, dated from the day of the cases."""
    readers = {name: registry.actor(name).id for name in ("focal.it",)}
    with (HERE / "world.toml").open("rb") as file:
        rows = [_seed(key, told, readers) for key, told in tomllib.load(file).items()]
    with set_to(lambda: DAY), registry.writing() as session:
        set_fact(session, "demo", "yes", by=operator())
        session.flush()
        seed_entries(session, rows, by=operator())


def _seed(key: str, told: dict[str, Any], readers: dict[str, str]) -> SeedRow:
    named = tuple(readers[name] for name in told.get("readers", []))
    return SeedRow(key, _form(told), "published", confirmed=told["confirmed"], tested=told.get("tested"), readers=named)


_numbers: Iterator[int] = itertools.count(1)


def _form(told: dict[str, Any]) -> dict[str, Any]:
    state, kind, zone = told["of"].split()
    form: dict[str, Any] = {
        "kind": kind if kind in KINDS else "authority",
        "authority_type": None if kind in KINDS else kind,
        "state": state,
        "time_zone": zone,
        "marking": told.get("marking", "TLP:GREEN"),
        "names": [{"text": told["name"], "language": "en", "role": "preferred"}],
        "languages": [_language(each) for each in told.get("languages", [])],
        "hours": hours_json(parse_hours_text(told["hours"])) if "hours" in told else None,
        "channels": [_line(each, state) for each in told["lines"]],
        "designations": [_designation(each) for each in told.get("designations", [])],
        "networks": told.get("networks", []),
        "interpretation": [_pair(each) for each in told.get("pairs", [])],
    }
    if "posted" in told:
        form["posting"] = {"host": told["posted"], "posted_to": "mission", "until": told.get("until")}
    return form


def _language(text: str) -> dict[str, Any]:
    tag, level = text.split()
    return {"tag": tag, "level": level, "use": ["spoken", "written"]}


def _line(text: str, state: str) -> dict[str, Any]:
    kind, contexts, *options = text.split()
    number = next(_numbers)
    values = {"email": f"desk{number}@office.example", "interpol_i247": f"NCB {state}"}
    return {
        "type": kind,
        "value": values.get(kind, f"+3900000{number:05}"),
        "contexts": contexts.split(","),
        "always_open": "always" in options,
        "may_be_used_for": ["emergency_only"] if "emergency_only" in options else ["information"],
    }


def _designation(text: str) -> dict[str, Any]:
    instrument, article, function, role = text.split()
    return {"instrument": instrument, "article": None if article == "-" else article, "function": function, "role": role}


def _pair(text: str) -> dict[str, Any]:
    source, target = text.split()
    return {"source": source, "target": target, "mode": ["phone"]}
