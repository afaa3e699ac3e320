"""Undoing a version: what it changed is proposed back as it was before."""

from __future__ import annotations

import json
from typing import Any

from sqlmodel import Session

from app.access.actor import Actor
from app.access.policy import require
from app.access.roles import Permission
from app.directory.entries import as_seen, intend, load, require_version
from app.directory.forms import CHANNEL_INSTANTS, EntryForm
from app.directory.history import differences, seen_version
from app.directory.models import Entry, EntryVersion
from app.directory.own_language import map_patch
from app.directory.parts import WITH_ID, Record, record_of
from app.directory.proposals import submit
from app.errors import Conflict, FieldError, Invalid, NotFound


def undo_version(
    session: Session, entry_id: str, version: int, expected: int | None, *, why: str | None = None, by: Actor
) -> Record:
    """Propose to set back what one version changed; returns the proposal. Always a proposal: a second person looks at it.

    A channel that the version hid comes back as a new one. Raises `NotFound` for a version that is not there, `Denied`,
    `Stale`, `Conflict` when a later version changed the same field again, `Invalid` when there is nothing to set back.
    """
    entry = load(session, entry_id, lock=True)
    asked = Permission.ENTRY_REVISE if by.role != "coordinator" else Permission.ENTRY_PROPOSE
    require(by, asked, on=entry, entry=entry_id)
    require_version(entry, expected)
    before, after = _around(session, entry, version, by)
    seen = as_seen(entry, record_of(session, entry), by)
    patch = _patch_back(before, after, seen)
    if not patch:
        reason = "changed no field: publish, hide or withdraw the entry instead"
        raise Invalid("There is nothing to undo.", errors=(FieldError("version", reason),))
    intended = intend(session, entry, patch, by=by)
    if not intended.changes:
        reason = "is undone already: the entry says again what it said before"
        raise Invalid("There is nothing to undo.", errors=(FieldError("version", reason),))
    return submit(session, entry, "revise", patch, intended, why=why or f"Undoes version {version}", by=by)


def _around(session: Session, entry: Entry, version: int, by: Actor) -> tuple[Record, Record]:
    """The entry before and after a version, as this person may see it."""
    numbers = (version - 1, version) if 1 < version <= entry.version else ()  # others may not even fit the column
    rows = [session.get(EntryVersion, (entry.id, number)) for number in numbers]
    if not rows or rows[0] is None or rows[1] is None:
        raise NotFound("The entry has no such version, or it is the first one.", entry=entry.id)
    before, after = (seen_version(entry, json.loads(row.snapshot), by) for row in rows if row is not None)
    return before, after


def _patch_back(before: Record, after: Record, seen: Record) -> Record:
    patch: Record = {}
    channels = {c["id"]: {"id": c["id"]} for c in seen["channels"]}
    for change in differences(before, after):
        name, _, channel_id = change["field"].partition(".")
        if name == "channels":
            _channel_back(channels, seen, channel_id, change)
            patch["channels"] = list(channels.values())
        elif name in EntryForm.model_fields:
            if _said(seen.get(name)) != _said(change["new"]):
                raise Conflict(f"A later version changed {name} again. Undo that one first, or change the entry yourself.")
            old, now = change["old"], seen.get(name)
            patch[name] = map_patch(now, old) if name == "purpose_in" else _without_ids(name, old, now)
    return patch


def _channel_back(channels: dict[str, Record], seen: Record, channel_id: str, change: Record) -> None:
    """Set one channel back in the list that the patch will send."""
    now = next((c for c in seen["channels"] if c["id"] == channel_id), None)
    if (now is None) != (change["new"] is None) or (now is not None and _said(now) != _said(change["new"])):
        raise Conflict("A later version changed the same channel again. Undo that one first, or change the entry yourself.")
    if change["old"] is None:
        del channels[channel_id]
        return
    old = {k: v for k, v in change["old"].items() if k not in CHANNEL_INSTANTS}
    channels[channel_id] = old if now is not None else {k: v for k, v in old.items() if k != "id"}


def _said(value: Any) -> Any:
    """What counts for comparing: not who may read it, not when it was confirmed."""
    if isinstance(value, dict):
        return {
            k: _said(v) for k, v in value.items() if k not in ("id", "readers", *CHANNEL_INSTANTS) and v not in (None, [], {})
        }
    return [_said(v) for v in value] if isinstance(value, list) else (value or None)


def _without_ids(name: str, old: Any, now: Any) -> Any:
    """Elements that are still there keep their id; those that have gone come back as new ones."""
    if name not in WITH_ID or not isinstance(old, list):
        return old
    left = {part["id"] for part in now or []}
    return [part if part.get("id") in left else {k: v for k, v in part.items() if k != "id"} for part in old]
