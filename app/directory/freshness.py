"""Edited, confirmed and tested are three things: due dates by kind, and what a reader is told about an entry's age."""

from __future__ import annotations

import calendar
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_
from sqlmodel import col

from app.clock import iso
from app.directory.listed import Listed
from app.directory.models import Entry

GROUPS = ("authority", "duty_line", "liaison_officer")
NOTICE = timedelta(days=30)


def due_group(kind: str, has_duty_line: bool) -> str:
    """Which due dates hold: a posted officer's are the shortest, then those of an entry with a line that is always open."""
    if kind == "liaison_officer":
        return "liaison_officer"
    return "duty_line" if has_duty_line else "authority"


def add_months(start: datetime, months: int) -> datetime:
    """The same day so many months later, or the month's last."""
    month = start.month - 1 + months
    year, month = start.year + month // 12, month % 12 + 1
    return start.replace(year=year, month=month, day=min(start.day, calendar.monthrange(year, month)[1]))


def due_dates(confirmed_at: datetime, group: str, settings: Any) -> tuple[datetime, datetime]:
    """(due, lapses) after a confirmation: DOMAIN 4's months, settable."""
    due = add_months(confirmed_at, getattr(settings, f"due_months_{group}"))
    return due, add_months(due, getattr(settings, f"grace_months_{group}"))


def note_confirmation(entry: Entry, at: datetime, *, by_id: str, how: str) -> None:
    """The whole entry was confirmed: it comes back where it had been hidden for want of it. The caller settles due dates."""
    entry.confirmed_at, entry.confirmed_by, entry.confirmed_how = at, by_id, how
    entry.lapsed_hidden_at = None


def freshness(entry: Entry | Listed, at: datetime) -> dict[str, str | None]:
    """State, instants and method of the last confirmation; the state follows from the stored dates and the clock.

    `hidden_since` is there where the entry is hidden for want of a confirmation.
    """
    told = {
        "state": freshness_state(entry, at),
        "confirmed_at": iso(entry.confirmed_at) if entry.confirmed_at else None,
        "confirmed_how": entry.confirmed_how,
        "due_at": iso(entry.due_at) if entry.due_at else None,
    }
    if entry.lapsed_hidden_at is not None:  # only its keepers get this far
        told["hidden_since"] = iso(entry.lapsed_hidden_at)
    return told


def freshness_state(entry: Entry | Listed, at: datetime) -> str:
    """`confirmed`, `due` from 30 days before the due date, `overdue` after it, `not_confirmed` after the grace, or `never`."""
    if entry.confirmed_at is None or entry.due_at is None or entry.lapses_at is None:
        return "never"
    if at >= entry.lapses_at:
        return "not_confirmed"
    if at >= entry.due_at:
        return "overdue"
    return "due" if at >= entry.due_at - NOTICE else "confirmed"


def is_fresh(at: datetime) -> ColumnElement[bool]:
    """That an entry is `confirmed`, `due` or `overdue`: what `freshness_state` says of one entry, asked of many."""
    return and_(col(Entry.confirmed_at).is_not(None), col(Entry.due_at).is_not(None), col(Entry.lapses_at) > at)


def is_overdue(at: datetime) -> ColumnElement[bool]:
    """That an entry is `overdue`, asked of many."""
    return and_(is_fresh(at), col(Entry.due_at) <= at)


def shown_status(entry: Entry | Listed, at: datetime) -> str:
    """A published entry whose grace has passed, also one that nobody ever confirmed, is shown as `not_confirmed`; no job

    sets it.
    """
    lapsed = entry.lapses_at is not None and at >= entry.lapses_at
    return "not_confirmed" if lapsed and entry.status == "published" else entry.status
