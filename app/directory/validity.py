"""What holds on a day: entries, designations and postings have a first and a last day, and count only between the two."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, String, and_, or_, type_coerce
from sqlmodel import Session, col, select

from app.directory.models import Designation, Entry, Holder, Posting

Record = dict[str, Any]

SERVES = {"interpreter": "interpretation", "ngo": "victim_assistance"}
"""What a kind of entry is for where it states no designation for that: no State designates them (recommendations 4 and 6)."""


def in_force(designations: Iterable[Record], day: date) -> list[Record]:
    """Those designations of a card that hold on a day; both days named belong to it."""
    today = day.isoformat()
    return [each for each in designations if (each["valid_from"] or today) <= today <= (each["valid_until"] or today)]


def entry_holds(day: date) -> ColumnElement[bool]:
    """That an entry holds on a day."""
    return _within(col(Entry.valid_from), col(Entry.valid_until), day)


def is_for(function: str, day: date) -> ColumnElement[bool]:
    """That an entry is for a function on a day: by a designation that holds, because its people work on it, or by its kind."""
    named = select(Designation.id).where(Designation.entry_id == Entry.id, Designation.function == function)
    designated = named.where(_within(col(Designation.valid_from), col(Designation.valid_until), day))
    listed = f"/{function}/"
    works_on_it = type_coerce(col(Entry.specialisations), String).contains(listed, autoescape=True)
    ways = [works_on_it, designated.exists()]
    kinds = [kind for kind, served in SERVES.items() if served == function]
    if kinds:
        ways.append(and_(col(Entry.kind).in_(kinds), ~named.exists()))
    return and_(col(Entry.functions).contains(listed, autoescape=True), or_(*ways))


def posted_in(host: str, day: date) -> ColumnElement[bool]:
    """That an entry is a post which sits in this State on a day."""
    within = _within(col(Posting.since), col(Posting.until), day)
    return col(Entry.id).in_(select(Posting.entry_id).where(Posting.host == host, within))


def matters_not_held(session: Session, day: date) -> set[tuple[str, str]]:
    """Entry and function of every designation that does not hold on a day, where no other one of the same entry does."""
    holds = _within(col(Designation.valid_from), col(Designation.valid_until), day)
    others = select(Designation.entry_id, Designation.function).where(~holds)
    beside = col(Designation.entry_id).in_(select(Designation.entry_id).where(~holds))
    kept = select(Designation.entry_id, Designation.function).where(holds, beside)
    return set(session.exec(others)) - set(session.exec(kept))


def has_matters_not_held(day: date) -> ColumnElement[bool]:
    """That an entry has a designation which does not hold on a day."""
    holds = _within(col(Designation.valid_from), col(Designation.valid_until), day)
    return col(Entry.id).in_(select(Designation.entry_id).where(~holds))


def has_empty_post(day: date) -> ColumnElement[bool]:
    """That an entry's posting has ended or not begun on a day, or that its holder has left."""
    not_there = select(Posting.entry_id).where(~_within(col(Posting.since), col(Posting.until), day))
    left = select(Holder.entry_id).where(col(Holder.until) < day)
    return or_(col(Entry.id).in_(not_there), col(Entry.id).in_(left))


def _within(first: Any, last: Any, day: date) -> ColumnElement[bool]:
    return and_(or_(first.is_(None), first <= day), or_(last.is_(None), last >= day))
