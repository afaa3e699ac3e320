"""Two entries that are one: the one is withdrawn and points to the other, its parts are proposed there; and undone again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, select
from uuid_utils.compat import uuid7

from app.access.actor import Actor
from app.access.policy import narrow, require
from app.access.roles import Permission
from app.audit.trail import record
from app.clock import iso, now
from app.directory.entries import as_seen, load, set_status, withdraw_entry
from app.directory.forms import CHANNEL_INSTANTS
from app.directory.merge_models import EntryMerge
from app.directory.models import Entry
from app.directory.parts import Record, record_of
from app.directory.proposals import revise_entry
from app.errors import Conflict, FieldError, Invalid, NotFound

SAME_BY: dict[str, tuple[str, ...]] = {
    "names": ("text",),
    "channels": ("type", "value"),
    "designations": ("instrument", "article", "function"),
    "languages": ("tag",),
    "external_ids": ("scheme", "value"),
    "services": ("name",),
}
"""By what a part of the other entry is known to be there already."""


def merge_entries(session: Session, kept_id: str, other_id: str, *, by: Actor) -> Record:
    """Say that two entries are one. The other is withdrawn at once and points to the kept one; what only it had is proposed
    for the kept one, where a second person approves it. Returns the merge: `{id, kept, other, at, proposal, undone_at}`.

    Raises `NotFound`, `Denied`, `Invalid` for entries of two States or kinds and for one with the last urgent line,
    `Conflict` for an entry that is withdrawn already.
    """
    kept, other = load(session, kept_id, lock=True), load(session, other_id, lock=True)
    require(by, Permission.ENTRY_REVISE, on=kept, entry=kept_id)
    require(by, Permission.ENTRY_WITHDRAW, on=other, entry=other_id)
    if kept_id == other_id or (kept.state, kept.kind) != (other.state, other.kind):
        reason = "two entries of one State and kind can be merged"
        raise Invalid("The entries cannot be merged.", errors=(FieldError("other", reason),))
    if "withdrawn" in (kept.status, other.status):
        raise Conflict("One of the entries is withdrawn already.")
    before = other.status
    patch = _added(as_seen(kept, record_of(session, kept), by), as_seen(other, record_of(session, other), by))
    why = f"Merged with {other_id}"
    proposal = revise_entry(session, kept_id, patch, kept.version, why=why, by=by) if patch else None
    withdraw_entry(session, other_id, other.version, why=f"Merged into {kept_id}", by=by)
    made = EntryMerge(
        id=str(uuid7()),
        kept_id=kept_id,
        other_id=other_id,
        before=before,
        by_id=by.id,
        at=now(),
        proposal_id=proposal["id"] if proposal else None,
    )
    session.add(made)
    record(session, "entry:merged", by=by, entries=[kept_id, other_id], payload={"merge": made.id})
    return _card(made)


def undo_merge(session: Session, merge_id: str, *, by: Actor) -> Record:
    """Take the entries apart again: a draft comes back as a draft; what had readers comes back hidden, with a proposal to
    publish it that a second person approves. What the kept entry took over stays there until its keeper takes it out.

    Raises `NotFound`, `Denied`, `Conflict` where it was undone already.
    """
    made = session.get(EntryMerge, merge_id)
    if made is None:
        raise NotFound(rule=Permission.ENTRY_REVISE.name)
    other = load(session, made.other_id, lock=True)
    require(by, Permission.ENTRY_REVISE, on=other, entry=other.id)
    if made.undone_at is not None or other.status != "withdrawn":
        raise Conflict("This was undone already.")
    why = f"Merge {merge_id} undone"
    set_status(session, other, "draft" if made.before == "draft" else "suspended", kind="revised", why=why, by=by)
    made.undone_at = now()
    session.add(made)
    record(session, "merge:undone", by=by, entries=[made.kept_id, made.other_id], payload={"merge": made.id})
    proposal = None
    if made.before not in ("draft", "suspended"):
        proposal = revise_entry(session, other.id, {"status": "published"}, other.version, why=why, by=by)
    return {**_card(made), "proposal": proposal["id"] if proposal else None}


def merges(session: Session, *, reader: Actor) -> Sequence[Record]:
    """Merges of entries that the reader keeps, newest first. Raises `Denied`."""
    require(reader, Permission.ENTRY_IMPORT)
    statement = select(EntryMerge).join(Entry, col(Entry.id) == EntryMerge.kept_id)
    narrowed = narrow(statement, reader, Permission.ENTRY_IMPORT, on=Entry).order_by(col(EntryMerge.id).desc()).limit(100)
    return [_card(made) for made in session.exec(narrowed)]


def _added(kept: Record, other: Record) -> dict[str, Any]:
    """A patch for the kept entry with what only the other one has."""
    patch: dict[str, Any] = {}
    for part, fields in SAME_BY.items():
        known = {_same(one, fields) for one in kept.get(part) or ()}
        new = [one for one in other.get(part) or () if _same(one, fields) not in known]
        if new:
            have = [{"id": one["id"]} if part == "channels" else one for one in kept.get(part) or ()]
            patch[part] = have + [_as_new(part, one) for one in new]
    if new_networks := [code for code in other.get("networks") or () if code not in (kept.get("networks") or ())]:
        patch["networks"] = [*(kept.get("networks") or ()), *new_networks]
    return patch


def _same(part: Record, fields: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(part.get(field) for field in fields)


def _as_new(part: str, one: Record) -> Record:
    left_out = {"id", *CHANNEL_INSTANTS} if part == "channels" else {"id"}
    new = {name: value for name, value in one.items() if name not in left_out}
    return {**new, "role": "alternative"} if part == "names" and new.get("role") == "preferred" else new


def _card(made: EntryMerge) -> Record:
    return {
        "id": made.id,
        "kept": made.kept_id,
        "other": made.other_id,
        "at": iso(made.at),
        "proposal": made.proposal_id,
        "undone_at": iso(made.undone_at) if made.undone_at else None,
    }
