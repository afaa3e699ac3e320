"""Entries in the few columns that a list and the policy need: of hundreds that are weighed most are never opened."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, select

from app.directory.models import Entry


@dataclass(slots=True)
class Listed:
    """An entry's standing, and what its card in a list is made of; the names are those of `Entry`."""

    id: str
    state: str
    status: str
    marking: str
    lineage: str
    networks: str
    readers: str
    consents: str
    audience: str
    audience_of: str
    audience_except: str
    lapsed_hidden_at: datetime | None
    kind: str
    part_of: str | None
    version: int
    revised_at: datetime
    confirmed_at: datetime | None
    confirmed_how: str | None
    due_at: datetime | None
    lapses_at: datetime | None
    shell: str


@cache
def listed_columns() -> Select[Any]:
    """A statement for these columns; each of its rows makes one `Listed`."""
    return select(*(getattr(Entry, each.name) for each in fields(Listed)))
