"""Filling an empty demo registry: entries in any status with their dates, by the operator only and all on record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from app.access.actor import Actor
from app.access.policy import require
from app.access.roles import Permission
from app.accounts.installation import is_demo
from app.audit.trail import record
from app.clock import now
from app.directory.entries import keep_version, new_draft
from app.directory.forms import entry_form
from app.directory.models import Channel, Entry
from app.directory.standing import as_codes, store_shell
from app.errors import Denied


@dataclass(frozen=True)
class SeedDates:
    """How many days ago an entry was written, confirmed and tested; none = never."""

    written: int = 90
    confirmed: int | None = None
    tested: int | None = None


def seed_entry(
    session: Session, data: Mapping[str, Any], status: str, *, dates: SeedDates, readers: tuple[str, ...] = (), by: Actor
) -> str:
    """Put an entry straight into a demo registry; returns its id. Raises `Denied` outside a demo, `Invalid` as a form does."""
    require(by, Permission.ENTRY_IMPORT)
    if not is_demo(session):
        raise Denied("Entries are seeded in a demo registry only.", rule=Permission.ENTRY_IMPORT.name)
    entry = new_draft(session, entry_form(dict(data)), by=by, why="demo")
    at = now()
    written = at - timedelta(days=dates.written)
    if readers:
        entry.readers = as_codes(readers)
    _date_channels(session, entry, written, _ago(at, dates.confirmed), _ago(at, dates.tested), readers)
    entry.registered_at = written
    if dates.confirmed is not None:
        entry.confirmed_at, entry.confirmed_by, entry.confirmed_how = _ago(at, dates.confirmed), by.id, "demo"
    if status != "draft":
        entry.status = status
        entry.version = 2
        entry.published_at = written
    whole = store_shell(session, entry, written)
    if status != "draft":
        keep_version(session, entry, whole, kind=status, why="demo", by=by)
    record(session, "entry:imported", by=by, entries=[entry.id], marking=entry.marking, payload={"demo": True, "status": status})
    return entry.id


def _ago(at: datetime, days: int | None) -> datetime | None:
    return at - timedelta(days=days) if days is not None else None


def _date_channels(
    session: Session, entry: Entry, written: datetime, confirmed: datetime | None, tested: datetime | None, readers: tuple[str, ...]
) -> None:
    for channel in session.exec(select(Channel).where(Channel.entry_id == entry.id).order_by(col(Channel.position))):
        channel.edited_at, channel.confirmed_at, channel.tested_at = written, confirmed, tested
        if readers and channel.marking == "TLP:RED":
            channel.readers = list(readers)
        session.add(channel)
