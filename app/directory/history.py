"""What happened to an entry: its versions with readable differences, and who consulted it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, select

from app.access.actor import Actor
from app.access.policy import condition, require
from app.access.roles import Permission
from app.audit.disclosures import disclose
from app.audit.reading import Disclosure, disclosures_of
from app.audit.trail import event_of
from app.clock import iso
from app.directory.cards import channel_standing
from app.directory.entries import load
from app.directory.forms import CHANNEL_INSTANTS
from app.directory.models import Entry, EntryVersion
from app.directory.parts import Record

LEFT_OUT = ("readers",)


def history(session: Session, entry_id: str, *, reader: Actor) -> list[Record]:
    """All versions, newest first: `{version, at, by, kind, why, changes: [{field, old, new}]}`. Raises `NotFound`, `Denied`."""
    entry = load(session, entry_id)
    require(reader, Permission.HISTORY_READ, on=entry, entry=entry_id)
    rows = session.exec(select(EntryVersion).where(EntryVersion.entry_id == entry_id).order_by(col(EntryVersion.version))).all()
    told: list[Record] = []
    before: Record = {}
    for row in rows:
        snapshot = seen_version(entry, json.loads(row.snapshot), reader)
        told.append({**_about(row), "changes": differences(before, snapshot)})
        before = snapshot
    disclose(session, event_of("history:consulted", by=reader, entries=[entry_id], count=len(told), rule="HISTORY_READ"))
    return told[::-1]


def _about(row: EntryVersion) -> Record:
    return {
        "version": row.version,
        "at": iso(row.at),
        "by": row.actor_id,
        "role": row.actor_role,
        "kind": row.kind,
        "why": row.why,
    }


def seen_version(entry: Entry, snapshot: Record, reader: Actor) -> Record:
    """A version as this reader may see it: channels above the reader's right are not in it."""
    may_see = condition(reader, Permission.CHANNEL_REVEAL)
    shown = [c for c in snapshot["channels"] if may_see.holds(channel_standing(entry, c))]
    return {**{k: v for k, v in snapshot.items() if k not in LEFT_OUT}, "channels": shown}


def differences(old: Record, new: Record) -> list[Record]:
    """Field by field, channels one by one: `{field, old, new}`; empty values and missing ones are the same."""
    found = [
        {"field": n, "old": old.get(n), "new": v}
        for n, v in new.items()
        if n != "channels" and _filled(old.get(n) or None) != _filled(v or None)
    ]
    before = {c["id"]: _bare(c) for c in old.get("channels", [])}
    after = {c["id"]: _bare(c) for c in new["channels"]}
    for channel_id in [*before, *(c for c in after if c not in before)]:
        if before.get(channel_id) != after.get(channel_id):
            found.append({"field": f"channels.{channel_id}", "old": before.get(channel_id), "new": after.get(channel_id)})
    return found


def _bare(channel: Record) -> Any:
    return _filled({k: v for k, v in channel.items() if k not in ("readers", *CHANNEL_INSTANTS)})


def _filled(value: Any) -> Any:
    """Without empty maps: an old version lacks the field that a newer one has empty."""
    if isinstance(value, list):
        return [_filled(each) for each in value]
    return {k: v for k, v in value.items() if v != {}} if isinstance(value, dict) else value


def consultations(session: Session, entry_id: str, *, reader: Actor) -> Sequence[Disclosure]:
    """Who consulted or received the entry: State, authority and purpose; the person only for auditors. Raises as `history`."""
    entry = load(session, entry_id)
    require(reader, Permission.DISCLOSURES_READ, on=entry, entry=entry_id)
    found = disclosures_of(session, entry_id)
    disclose(session, event_of("disclosures:consulted", by=reader, entries=[entry_id], count=len(found), rule="DISCLOSURES_READ"))
    return found
