"""Filling an empty demo registry: entries in any status with their dates, by the operator only and all on record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from app.access.actor import Actor
from app.access.policy import require
from app.access.roles import Permission
from app.accounts.installation import is_demo
from app.audit.trail import record
from app.clock import now
from app.directory.entries import draft_rows, finish_drafts
from app.directory.forms import entry_form
from app.directory.models import Channel, Entry
from app.directory.standing import as_codes
from app.errors import Denied

CHUNK = 400
WRITTEN = timedelta(days=90)


@dataclass(frozen=True)
class SeedRow:
    """An entry to seed: `key` names it among the seeds, `data` is an entry form, `readers` are account ids where it is RED.

    `confirmed` and `tested` are days ago; None where it never happened.
    """

    key: str
    data: Mapping[str, Any]
    status: str
    parent_key: str | None = None
    confirmed: int | None = None
    tested: int | None = None
    readers: tuple[str, ...] = ()


def seed_entries(session: Session, seeds: Iterable[SeedRow], *, by: Actor) -> dict[str, str]:
    """Put entries straight into a demo registry, parents first; returns their ids by key.

    Raises `Denied` outside a demo, `Invalid` as a form does.
    """
    require(by, Permission.ENTRY_IMPORT)
    if not is_demo(session):
        raise Denied("Entries are seeded in a demo registry only.", rule=Permission.ENTRY_IMPORT.name)
    ids: dict[str, str] = {}
    waiting: list[Entry] = []
    for seed in seeds:
        parent = ids[seed.parent_key] if seed.parent_key else None
        entry, channels = draft_rows(session, entry_form({**seed.data, "part_of": parent}), by=by)
        _date(entry, channels, seed, now(), by)
        ids[seed.key] = entry.id
        waiting.append(entry)
        if len(waiting) == CHUNK:
            _finish(session, waiting, by)
    _finish(session, waiting, by)
    return ids


def _date(entry: Entry, channels: list[Channel], seed: SeedRow, at: datetime, by: Actor) -> None:
    entry.registered_at = entry.revised_at = at - WRITTEN
    entry.status = seed.status
    entry.readers = as_codes(seed.readers) if seed.readers else entry.readers
    if seed.status != "draft":
        entry.published_at = entry.registered_at
    if seed.confirmed is not None:
        entry.confirmed_at, entry.confirmed_by, entry.confirmed_how = _ago(at, seed.confirmed), by.id, "demo"
    for channel in channels:
        channel.edited_at = at - WRITTEN
        channel.confirmed_at, channel.tested_at = _ago(at, seed.confirmed), _ago(at, seed.tested)
        if seed.readers and channel.marking == "TLP:RED":
            channel.readers = list(seed.readers)


def _ago(at: datetime, days: int | None) -> datetime | None:
    return at - timedelta(days=days) if days is not None else None


def _finish(session: Session, waiting: list[Entry], by: Actor) -> None:
    if waiting:
        finish_drafts(session, waiting, kind="published", why="demo", by=by)
        ids = [e.id for e in waiting]
        record(session, "entry:imported", by=by, entries=ids, count=len(ids), payload={"demo": True})
        waiting.clear()
