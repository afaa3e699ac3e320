"""What the invented world is made of: seeds, from each of which the demonstration grows one entry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.cli.demo.sheets import draw

Form = dict[str, Any]
"""An entry in the JSON shape of `EntryForm`."""

PROVENANCE = {"source": "Invented for the demonstration", "licence": "CC0-1.0"}

ALWAYS_CONSENT = ("IT", "TN", "KE")
"""States that the tour of the demonstration leads through."""


@dataclass(frozen=True)
class Seed:
    """One invented entry.

    `key` is its name among the seeds, `parent_key` the seed that it belongs to, which comes earlier in the list. `form` has no
    `part_of` and no readers: `reader_emails` are the accounts of the cast that may read the entry where it is marked RED, and
    each RED channel in it. `confirmed_days_ago` and `tested_days_ago` are None where it never happened.
    """

    key: str
    status: str
    form: Form
    parent_key: str | None = None
    confirmed_days_ago: int | None = None
    tested_days_ago: int | None = None
    reader_emails: tuple[str, ...] = ()


def entry_shape(key: str, kind: str, state: str, marking: str, **parts: object) -> Form:
    """The parts that every invented entry has, and those given; a part that is None or empty is left out."""
    form: Form = {"kind": kind, "state": state, "marking": marking, **parts}
    form["external_ids"] = [{"scheme": "demo", "value": key}]
    form["provenance"] = dict(PROVENANCE)
    return {field: value for field, value in form.items() if value not in (None, [], {})}


def consents(key: str, state: str, marking: str) -> list[dict[str, str]]:
    """What the owner lets the portal have: four States in five give CLEAR and GREEN, every other AMBER entry is given too."""
    if marking in ("TLP:CLEAR", "TLP:GREEN") and (state in ALWAYS_CONSENT or draw(state, 5)):
        return [{"recipient": "sherloc", "up_to": "TLP:GREEN"}]
    if marking == "TLP:AMBER" and draw(key, 2):
        return [{"recipient": "sherloc", "up_to": "TLP:AMBER"}]
    return []
