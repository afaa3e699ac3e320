"""Whether an office is open by the hours that it states: for lists, and for tests that are to come outside them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.lookup.hours import is_open
from app.lookup.hours_json import hours_from


def open_by(hours: Any, zone: str | None, at: datetime) -> bool:
    """Whether these `hours` (JSON, of an entry or channel) hold at an instant; not where they or the zone are missing."""
    return bool(hours and zone and is_open(hours_from(hours), zone, at))
