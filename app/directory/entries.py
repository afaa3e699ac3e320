"""Deeds on entries: record, change, hide, withdraw, confirm. Each checks, writes and records in one transaction."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, select
from uuid_utils.compat import uuid7

from app.access import marking as tlp
from app.access.actor import Actor
from app.access.policy import condition, keeps, may_know, require
from app.access.roles import Permission
from app.audit.trail import record
from app.clock import now, today
from app.directory.cards import KEEPERS_ONLY, channel_standing, make_shell
from app.directory.changes import Change, changes_between
from app.directory.channels import is_redirected, new_version, write_channels
from app.directory.forms import CHANNEL_DERIVED, CHANNEL_INSTANTS, EntryForm, entry_form
from app.directory.idempotency import body_hash, keep_key, made_before
from app.directory.last_line import require_removable, require_urgent_line
from app.directory.models import Channel, Entry, EntryVersion
from app.directory.parts import WITH_ID, Record, record_of, write_parts
from app.directory.remarks import remark
from app.directory.standing import settle, store_shell, store_shells
from app.directory.vacancy import shown_holder
from app.errors import Conflict, Denied, FieldError, Invalid, NotFound, Stale

READ_ONLY = (
    *("id", "region", "parent", "freshness", "edited_at", "version", "withheld", "etag", "external_ids", "provenance"),
    *("registered_at", "published_at", "unverified", "instead", "on_behalf", "vacant_since", "absence"),
)
"""What a client may send back as it came: ignored in a change."""

CALLED = ("phone", "mobile", "email", "secure_email")


def load(session: Session, entry_id: str, *, lock: bool = False) -> Entry:
    """The entry's row; raises `NotFound`. `lock` holds it against other writers until the transaction ends."""
    statement = select(Entry).where(Entry.id == entry_id)
    entry = session.exec(statement.with_for_update() if lock else statement).first()
    if entry is None:
        raise NotFound(entry=entry_id)
    return entry


# --- recording --------------------------------------------------------------------------------------------------


def register_entry(session: Session, data: Any, *, idempotency_key: str | None = None, by: Actor) -> str:
    """Record a new entry as a draft; returns its id. The same `idempotency_key` with the same data makes no second one.

    Raises `Denied` outside the own scope, `Invalid` naming each wrong field.
    """
    _require_registration(session, data, by)
    body = body_hash(data)
    if idempotency_key is not None and (made := made_before(session, idempotency_key, body, by)):
        return made
    form = entry_form({k: v for k, v in data.items() if k not in ("id", "status", "version")})
    entry = new_draft(session, form, by=by)
    _require_within(by, entry)
    if idempotency_key is not None:
        keep_key(session, idempotency_key, body, entry.id, by)
    record(session, "entry:registered", by=by, entries=[entry.id], marking=entry.marking)
    return entry.id


def new_draft(session: Session, form: EntryForm, *, by: Actor, why: str | None = None) -> Entry:
    """Write a new draft with all parts. The caller has checked and records."""
    entry, _ = draft_rows(session, form, by=by)
    finish_drafts(session, [entry], kind="registered", why=why, by=by)
    return entry


def draft_rows(session: Session, form: EntryForm, *, by: Actor) -> tuple[Entry, list[Channel]]:
    """The rows of a new draft, not yet finished. The caller has checked."""
    at, form = now(), as_draft(form, by)
    entry = unsaved(form.state, kind=form.kind, entry_id=str(uuid7()))
    settle(session, entry, form)
    session.add(entry)
    session.flush()  # its parts point at it
    write_parts(session, entry.id, form, EntryForm.model_fields, new=True)
    return entry, [new_version(session, entry.id, channel, position, at) for position, channel in enumerate(form.channels)]


def as_draft(form: EntryForm, author: Actor) -> EntryForm:
    """The form as a new draft has it: a RED one names its author as reader; all parts are new ones."""
    if form.marking == tlp.RED and author.id not in form.readers and author.role != "operator":
        form = form.model_copy(update={"readers": [*form.readers, author.id]})
    # An id that came along could be that of another entry's channel.
    fresh = {name: [part.model_copy(update={"id": None}) for part in getattr(form, name)] for name in WITH_ID}
    return form.model_copy(update=fresh)


def finish_drafts(session: Session, drafts: Sequence[Entry], *, kind: str, why: str | None, by: Actor) -> None:
    """Ready cards and first versions of new drafts, many at once."""
    whole = store_shells(session, drafts)
    for entry in drafts:
        keep_version(session, entry, whole[entry.id], kind=kind, why=why, by=by)


def unsaved(state: str, *, kind: str = "authority", entry_id: str = "", lineage: str = "/", marking: str = tlp.GREEN) -> Entry:
    """An entry that is not in the registry: to write it, or to ask whether somebody might."""
    at = now()
    return Entry(
        id=entry_id, state=state, status="draft", marking=marking, lineage=lineage, kind=kind, registered_at=at, revised_at=at
    )


def _require_registration(session: Session, data: Any, by: Actor) -> None:
    """Who may is checked before what was sent (CONTRACT 4, order of refusals)."""
    require(by, Permission.ENTRY_REGISTER)
    if not isinstance(data, dict):
        raise Invalid("An entry is an object with kind, state and names.")
    state, part_of = data.get("state"), data.get("part_of")
    parent = session.get(Entry, part_of) if isinstance(part_of, str) else None
    if isinstance(state, str) and len(state) == 2:
        lineage = parent.lineage if parent is not None and may_know(by, parent) else "/"
        _require_within(by, unsaved(state.upper(), lineage=lineage))


def _require_within(by: Actor, draft: Entry) -> None:
    if not condition(by, Permission.ENTRY_REGISTER).holds(draft):
        where = "below the own authority (`part_of`)" if by.entry else f"of {by.state}"
        raise Denied(f"You record entries {where} only.", rule="ENTRY_REGISTER")


# --- changing ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Intended:
    """A change that was read and checked but not yet made."""

    entry: Entry
    whole: Record
    form: EntryForm
    changes: list[Change]
    seen_channels: tuple[str, ...]

    @property
    def needs_second(self) -> bool:
        return self.entry.status not in ("draft", "withdrawn") and any(c.second for c in self.changes)


def require_version(entry: Entry, expected: int | None) -> None:
    """Raises `Stale` when the author did not say which version is changed, `Conflict` when it is not the present one."""
    if expected is None:
        raise Stale('Send If-Match with the ETag of the entry that you read: `If-Match: "7"`.')
    if expected != entry.version:
        raise Conflict(
            f"The entry is at version {entry.version} meanwhile. Read it again and repeat your change on that version."
        )


def intend(session: Session, entry: Entry, patch: Any, *, redirected: bool = False, by: Actor) -> Intended:
    """Read a merge patch (RFC 7396) against the entry as its author sees it. Raises `Invalid` naming each wrong field.

    `redirected`: readers are pointed to another channel, so that the last phone or urgent line may go.
    """
    if not isinstance(patch, dict):
        raise Invalid("A change is an object with the fields to change (JSON Merge Patch, RFC 7396).")
    whole = record_of(session, entry)
    seen = as_seen(entry, whole, by)
    said = _without_echoes(session, {k: v for k, v in patch.items() if k not in READ_ONLY}, entry, whole, by)
    merged = merge_patch({k: v for k, v in seen.items() if v is not None}, said)
    for name in WITH_ID:
        merged[name] = _completed(name, merged.get(name), seen[name], entry)
    form = entry_form(merged)
    require_own_ids(form, seen)
    require_same_kind(form, seen)
    intended = Intended(entry, whole, form, changes_between(seen, form), tuple(c["id"] for c in seen["channels"]))
    if entry.status == "published" and not (redirected or is_redirected(session, entry.id)):
        _require_still_reachable(intended)
    return intended


def _require_still_reachable(intended: Intended) -> None:
    before = intended.whole["channels"]
    left = [c.model_dump() for c in intended.form.channels] + [c for c in before if c["id"] not in intended.seen_channels]
    require_reachable({"channels": left})
    if intended.form.designations:
        require_urgent_line(before, left)


def require_same_kind(form: EntryForm, seen: Record) -> None:
    """Kind and State of an entry never change. Raises `Invalid`."""
    fixed = [FieldError(n, "cannot be changed: record a new entry") for n in ("kind", "state") if getattr(form, n) != seen[n]]
    if fixed:
        raise Invalid("The change cannot be accepted.", errors=tuple(fixed))


def _without_echoes(session: Session, patch: Record, entry: Entry, whole: Record, by: Actor) -> Record:
    """Who does not keep the entry sends back what was shown: a holder without a name, no parent where that is hidden."""
    if keeps(by, entry):
        return patch
    shown = {"holder": shown_holder(make_shell(whole), today())}
    parent = session.get(Entry, entry.part_of) if entry.part_of else None
    if parent is not None and not may_know(by, parent):
        shown["part_of"] = None
    return {name: value for name, value in patch.items() if name not in shown or value != shown[name]}


def require_own_ids(form: EntryForm, seen: Record) -> None:
    """Elements are matched by `id`, so each id is of this entry and stands once. Raises `Invalid` naming the element."""
    wrong = []
    for name in WITH_ID:
        left = {element["id"] for element in seen[name]}
        for position, element in enumerate(getattr(form, name)):
            if element.id is not None and element.id not in left:
                reason = "is not of this entry, or stands twice; leave `id` out for a new element"
                wrong.append(FieldError(f"{name}.{position}.id", reason))
            left.discard(element.id)
    if wrong:
        raise Invalid("The change cannot be accepted.", errors=tuple(wrong))


def as_seen(entry: Entry, whole: Record, by: Actor) -> Record:
    """The whole record without the channels that this author may not see, which stay, and without a holder who has left.

    An administrator, who is shown none, hides those that are open to everybody.
    """
    may_see = condition(by, Permission.CHANNEL_REVEAL if by.role != "administrator" else Permission.ENTRY_HIDE)
    shown = (
        whole["channels"]
        if by.role == "operator"
        else [c for c in whole["channels"] if may_see.holds(channel_standing(entry, c))]
    )
    return {**whole, "channels": shown, "holder": shown_holder(whole, today())}


def _completed(name: str, sent: Any, seen: Sequence[Record], entry: Entry) -> Any:
    """Elements of a list matched by `id`: what one does not say stays as it was, what the service keeps is left out."""
    if not isinstance(sent, list):
        return sent if sent is not None else []
    known = {element["id"]: element for element in seen}
    return [_element(name, element, known, entry) if isinstance(element, dict) else element for element in sent]


def _element(name: str, sent: Record, known: dict[str, Record], entry: Entry) -> Record:
    old = known.get(sent["id"]) if isinstance(sent.get("id"), str) else None
    whole = {k: v for k, v in {**(old or {}), **sent}.items() if k not in (*CHANNEL_INSTANTS, *CHANNEL_DERIVED)}
    if name == "channels" and old is not None and whole.get("marking") == channel_standing(entry, old).marking:
        whole["marking"] = old["marking"]  # cards show the stricter of the channel's and the entry's marking
    return whole


def merge_patch(target: Any, patch: Any) -> Any:
    """RFC 7396: null removes, objects merge, everything else replaces."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = merge_patch(merged.get(name), value)
    return merged


def apply(
    session: Session, intended: Intended, *, kind: str, why: str | None = None, redirected: bool = False, by: Actor
) -> None:
    """Make a checked change: parts, channels, standing, version, snapshot. The caller has required and records.

    Raises `Invalid` when a published entry would be left without a phone or e-mail.
    """
    at = now()
    entry, form = intended.entry, intended.form
    fields = {c.field.partition(".")[0] for c in intended.changes}
    settle(session, entry, form)
    write_parts(session, entry.id, form, fields - {"channels"})
    if "channels" in fields:
        write_channels(session, entry.id, form.channels, intended.whole["channels"], intended.seen_channels, at)
    entry.version += 1
    # What only keepers see must not move the date that others see.
    whole = store_shell(session, entry, at, shell_changed=bool(fields - {"channels", "holder", *KEEPERS_ONLY}))
    if entry.status == "published" and not (redirected or is_redirected(session, entry.id)):
        require_reachable(whole)
    keep_version(session, entry, whole, kind=kind, why=why, by=by)


def require_reachable(whole: Record) -> None:
    """A published entry has at least one phone or e-mail (DOMAIN 4). Raises `Invalid`."""
    if not any(c["type"] in CALLED for c in whole["channels"]):
        reason = "a published entry keeps at least one phone or e-mail: add the new one first, or hide the whole entry"
        raise Invalid("The change cannot be accepted.", errors=(FieldError("channels", reason),))


def keep_version(session: Session, entry: Entry, whole: Record, *, kind: str, why: str | None, by: Actor) -> None:
    """Keep the entry as it is at this version for the history. Raises `Invalid` for a `why` that readers could not trust."""
    session.add(EntryVersion(**version_fields(entry, whole, kind=kind, why=remark("why", why), author=by)))


def version_fields(entry: Entry, whole: Record, *, kind: str, why: str | None, author: Actor) -> dict[str, Any]:
    """The columns of the version that an entry is at."""
    return {
        "entry_id": entry.id,
        "version": entry.version,
        "at": now(),
        "actor_id": author.id,
        "actor_role": author.role,
        "kind": kind,
        "why": why,
        "snapshot": json.dumps({**whole, "status": entry.status}, ensure_ascii=False, sort_keys=True),
    }


def change_payload(changes: Sequence[Change]) -> dict[str, object]:
    """Before and after, for the erasable side of the event."""
    return {"changes": [{"field": c.field, "old": c.old, "new": c.new} for c in changes]}


# --- hiding, withdrawing, confirming ----------------------------------------------------------------------------


def set_status(
    session: Session, entry: Entry, status: str, *, kind: str, why: str | None = None, at: datetime | None = None, by: Actor
) -> None:
    """Move the entry to a status as a new version. The caller has required and records."""
    entry.status = status
    entry.version += 1
    if status == "published" and entry.published_at is None:
        entry.published_at = at or now()
    whole = store_shell(session, entry, at or now())
    keep_version(session, entry, whole, kind=kind, why=why, by=by)


def suspend_entry(session: Session, entry_id: str, expected: int | None, *, why: str | None = None, by: Actor) -> None:
    """Hide a published entry at once; one person suffices. Raises `NotFound`, `Denied`, `Stale`, `Conflict`, `Invalid`."""
    entry = load(session, entry_id, lock=True)
    require(by, Permission.ENTRY_HIDE, on=entry, entry=entry_id)
    require_version(entry, expected)
    if entry.status != "published":
        raise Invalid("Only a published entry can be hidden.", errors=(FieldError("status", f"the entry is {entry.status}"),))
    set_status(session, entry, "suspended", kind="suspended", why=why, by=by)
    record(session, "entry:suspended", by=by, entries=[entry_id], marking=entry.marking)


def withdraw_entry(session: Session, entry_id: str, expected: int | None, *, why: str | None = None, by: Actor) -> None:
    """Withdraw an entry: it has no readers any more, its history stays. Raises as `suspend_entry`; `Invalid` also where

    it has the last urgent line of its State for a function.
    """
    entry = load(session, entry_id, lock=True)
    require(by, Permission.ENTRY_WITHDRAW, on=entry, entry=entry_id)
    require_version(entry, expected)
    if entry.status != "withdrawn":
        require_removable(session, entry)
        set_status(session, entry, "withdrawn", kind="withdrawn", why=why, by=by)
        record(session, "entry:withdrawn", by=by, entries=[entry_id], marking=entry.marking)
