"""Lines of many offices at once: in the few columns that weighing needs, and whole for those that are shown."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, String, type_coerce
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from app.access.policy import Condition
from app.clock import iso
from app.directory.cards import channel_card, channel_standing
from app.directory.models import Channel, Entry
from app.directory.outcomes import dimmed_channels, last_outcomes
from app.directory.parts import Record, channels_of, current_channels, hours_of_channels

PLAIN = ("entry_id", "row_id", "id", "type", "always_open", "preference", "marking", "confirmed_at", "tested_at", "last_outcome")
CODES = ("contexts", "may_be_used_for", "languages", "readers")


def weighable_lines(
    session: Session, entries: Sequence[Entry], may_have: Condition, at: datetime
) -> dict[str, tuple[Record, ...]]:
    """The current lines of these entries that the reader may have, by entry, with what is said of them at an instant.

    Only what an answer weighs: most of hundreds of lines are never shown. `whole_lines` has the rest.
    """
    ids = [entry.id for entry in entries]
    if not ids:
        return {}
    # Lists of codes as they are stored: taking them apart in passing costs less than a type's own way, line by line.
    columns = [getattr(Channel, name) for name in PLAIN] + [type_coerce(col(getattr(Channel, n)), String).label(n) for n in CODES]
    dimmed, outcomes, hours = dimmed_channels(session, ids, at), last_outcomes(session, ids, at), hours_of_channels(session, ids)
    of: dict[str, list[Record]] = {}
    for row in session.execute(current_channels(sql_select(*columns), ids)):
        of.setdefault(row.entry_id, []).append({**_weighable(row, dimmed, outcomes), "hours": hours.get(row.row_id)})
    return {entry.id: _that_reach(entry, of.get(entry.id, []), may_have) for entry in entries}


def _weighable(row: Row[Any], dimmed: Collection[str], outcomes: Mapping[str, str | None]) -> Record:
    return {
        "id": row.id,
        "type": row.type,
        "always_open": row.always_open,
        "preference": row.preference,
        "marking": row.marking,
        "confirmed_at": iso(row.confirmed_at) if row.confirmed_at else None,
        "tested_at": iso(row.tested_at) if row.tested_at else None,
        "last_outcome": outcomes.get(row.id, row.last_outcome),
        "dimmed": row.id in dimmed,
        **{name: _codes(getattr(row, name)) for name in CODES},
    }


def _codes(text: str | None) -> list[str]:
    return text.strip("/").split("/") if text else []


def _that_reach(entry: Entry, lines: Sequence[Record], may_have: Condition) -> tuple[Record, ...]:
    """Those that the reader may have, under the stricter of the two markings; it is asked once of lines marked alike."""
    known: dict[tuple[str | None, tuple[str, ...]], tuple[bool, str]] = {}
    reached = []
    for line in lines:
        alike = (line["marking"], tuple(line["readers"]))
        if alike not in known:
            standing = channel_standing(entry, line)
            known[alike] = (may_have.holds(standing), standing.marking)
        may, marking = known[alike]
        if may:
            reached.append({**line, "marking": marking})
    return tuple(reached)


def whole_lines(session: Session, weighed: Mapping[str, Sequence[Record]]) -> dict[str, Record]:
    """Lines that were weighed, whole but for their values, by id; given by entry. They say what they said when weighed."""
    whole = {line["id"]: line for lines in channels_of(session, list(weighed)).values() for line in lines}
    found: dict[str, Record] = {}
    for lines in weighed.values():
        for line in lines:
            told = {name: line[name] for name in ("dimmed", "last_outcome")}
            card = channel_card(whole[line["id"]], line["marking"])
            found[line["id"]] = {**card, "value": None, "extension": None, **told}
    return found
