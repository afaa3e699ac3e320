"""Opening one entry: what the reader must state first, what it then gets, and the record of it."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session

from app.access.actor import Actor
from app.access.policy import keeps, may_know, require
from app.access.roles import Permission
from app.audit.disclosures import disclose
from app.audit.trail import event_of, record
from app.directory.cards import Reveal, missing_reason, whole_card
from app.directory.early_showing import unverified_channels
from app.directory.find import visible_parents
from app.directory.models import Entry
from app.directory.on_behalf import on_behalf_card
from app.directory.outcomes import dimmed_channels
from app.directory.parts import record_of
from app.directory.redirections import redirections_of
from app.directory.vocabulary import is_code
from app.errors import Denied, FieldError, Invalid, NotFound


def open_entry(session: Session, entry_id: str, *, purpose: str = "", case_ref: str = "", reader: Actor) -> Reveal:
    """The whole entry for a reader: the consultation is durable before this returns. Raises as `whole_entry`."""
    reveal = whole_entry(session, entry_id, purpose=purpose, case_ref=case_ref, reader=reader)
    disclose(session, event_of("entry:consulted", by=reader, **_said_of(reveal, entry_id, purpose, case_ref)))
    return reveal


def entry_after_change(session: Session, entry_id: str, *, by: Actor) -> Reveal:
    """The entry as the author of a change gets it back. Who does not keep it has thereby consulted it, and that is recorded."""
    purpose, case_ref = "network_maintenance", "pending"
    reveal = whole_entry(session, entry_id, purpose=purpose, case_ref=case_ref, reader=by)
    if not keeps(by, session.get_one(Entry, entry_id)):
        record(session, "entry:consulted", by=by, **_said_of(reveal, entry_id, purpose, case_ref))
    return reveal


def _said_of(reveal: Reveal, entry_id: str, purpose: str, case_ref: str) -> dict[str, Any]:
    return {
        "entries": [entry_id],
        "fields": reveal.channel_ids,
        "marking": reveal.strictest,
        "purpose": purpose,
        "case_ref": case_ref,
        "rule": Permission.CHANNEL_REVEAL.name,
        "count": len(reveal.channel_ids),
    }


def whole_entry(session: Session, entry_id: str, *, purpose: str = "", case_ref: str = "", reader: Actor) -> Reveal:
    """The entry with the channels that this reader may see; doors go through the two above, which record.

    Raises `NotFound`; `Denied` for readers without a right to channels; `Invalid` for a purpose or case reference that
    is missing (SECURITY 3.2) or not on the list.
    """
    entry = session.get(Entry, entry_id)
    if entry is None or not may_know(reader, entry):
        raise NotFound(rule=Permission.CHANNEL_REVEAL.name, entry=entry_id)
    require(reader, Permission.CHANNEL_REVEAL, on=entry, entry=entry_id)
    if purpose and not is_code("purpose", purpose):
        raise Invalid(
            "The entry cannot be opened.", errors=(FieldError("purpose", f"{purpose!r} is not on the list of purposes"),)
        )
    if not keeps(reader, entry):
        _require_statement(entry, purpose, case_ref, reader)
    whole, dimmed = record_of(session, entry), dimmed_channels(session, [entry_id])
    whole["channels"] += unverified_channels(session, entry, reader=reader)
    for channel in whole["channels"]:
        channel["dimmed"] = channel["id"] in dimmed
    substitute = (whole["holder"] or {}).get("substitute")
    linked = visible_parents(session, {other for other in (entry.part_of, substitute) if other}, reader=reader)
    parent = linked.get(entry.part_of or "")
    reveal = whole_card(entry, whole, reader, parent=parent, purpose=purpose, case_ref=case_ref)
    if reveal.card["absence"]:
        reveal.card["absence"]["instead"] = linked.get(substitute or "")
    reveal.card["instead"] = redirections_of(session, entry_id, reader=reader)
    reveal.card["on_behalf"] = on_behalf_card(session, entry_id)
    return reveal


def _require_statement(entry: Entry, purpose: str, case_ref: str, reader: Actor) -> None:
    reason = missing_reason(entry.marking, purpose, case_ref, reader)
    if reason is None:
        return
    if "second factor" in reason:
        raise Denied(
            "This entry is marked TLP:RED: show your second factor again to open it.", rule="CHANNEL_REVEAL", entry=entry.id
        )
    field = "purpose" if not purpose else "case_ref"
    raise Invalid(f"The entry is marked {entry.marking}: {reason}.", errors=(FieldError(field, reason),))
