"""Lines of many offices at once: in the few columns that weighing needs, and whole for those that are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Select, String, select, type_coerce
from sqlmodel import Session

from app.access import marking as tlp
from app.access.conditions import Condition
from app.directory.cards import channel_card, channel_standing
from app.directory.listed import Listed
from app.directory.models import Channel
from app.directory.outcomes import dimmed_and_last
from app.directory.parts import Record, channels_of, current_channels, hours_of_channels

PLAIN = ("id", "type", "always_open", "preference", "confirmed_at", "tested_at")
CODES = ("contexts", "may_be_used_for", "languages")
POLICY = ("entry_id", "row_id", "last_outcome", "marking", "readers")


def weighable_lines(
    session: Session, entries: Sequence[Listed], may_have: Condition, at: datetime
) -> dict[str, tuple[Record, ...]]:
    """The current lines of these entries that the reader may have, by entry, with what is said of them at an instant.

    Only what an answer weighs, lists as tuples and instants as instants: most of hundreds of lines are never shown.
    `whole_lines` has the rest.
    """
    of, ids = {entry.id: entry for entry in entries}, [entry.id for entry in entries]
    if not ids:
        return {}
    dimmed, outcomes = dimmed_and_last(session, ids, at)
    hours = hours_of_channels(session, ids)
    found: dict[str, list[Record]] = {}
    known: dict[tuple[str, str, str], bool] = {}
    for row in session.execute(current_channels(_columns(), ids)).all():  # row by row it would take twice as long
        line_id, kind, always, preference, confirmed_at, tested_at, contexts, uses, languages, entry_id, row_id, *rest = row
        outcome, marking, readers = rest
        entry = of[entry_id]
        stricter = tlp.stricter(entry.marking, marking or entry.marking)
        alike = (entry_id, stricter, readers)
        if alike not in known:  # lines of one entry that are marked alike stand alike: it is asked once
            standing = channel_standing(entry, {"marking": marking, "readers": _codes(readers)})
            known[alike] = may_have.holds(standing)
        if not known[alike]:
            continue
        line: Record = {
            "id": line_id,
            "type": kind,
            "always_open": always,
            "preference": preference,
            "confirmed_at": confirmed_at,
            "tested_at": tested_at,
            "contexts": _codes(contexts),
            "may_be_used_for": _codes(uses),
            "languages": _codes(languages),
            "marking": stricter,
            "hours": hours.get(row_id),
            "dimmed": line_id in dimmed,
            "last_outcome": outcomes.get(line_id, outcome),
        }
        found.setdefault(entry_id, []).append(line)
    return {entry_id: tuple(lines) for entry_id, lines in found.items()}


@cache
def _columns() -> Select[Any]:
    """Lists of codes come as they are stored: most lines share a handful of them, which are taken apart once."""
    plain, codes, policy = ([getattr(Channel, name) for name in names] for names in (PLAIN, CODES, POLICY))
    return select(*plain, *(type_coerce(each, String) for each in codes), *policy[:-1], type_coerce(policy[-1], String))


@lru_cache(maxsize=4096)
def _codes(text: str | None) -> tuple[str, ...]:
    return tuple(text.strip("/").split("/")) if text else ()


def whole_lines(session: Session, weighed: Mapping[str, Sequence[Record]]) -> dict[str, Record]:
    """Lines that were weighed, whole but for their values, by id; given by entry. They say what they said when weighed."""
    ids = [line["id"] for lines in weighed.values() for line in lines]
    whole = {line["id"]: line for lines in channels_of(session, list(weighed), only=ids).values() for line in lines}
    found: dict[str, Record] = {}
    for lines in weighed.values():
        for line in lines:
            told = {name: line[name] for name in ("dimmed", "last_outcome")}
            card = channel_card(whole[line["id"]], line["marking"])
            found[line["id"]] = {**card, "value": None, "extension": None, **told}
    return found
