"""An entry as some other reader would see it, for the person who keeps it: to judge a marking before it matters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session

from app.access.actor import Actor
from app.access.policy import keeps, may_know
from app.access.roles import Permission
from app.accounts.installation import reader_states
from app.clock import now
from app.directory.cards import Reveal
from app.directory.models import Entry
from app.directory.parts import Record
from app.directory.reading import open_entry, whole_entry
from app.errors import Denied, FieldError, Invalid, NotFound
from app.reference import states
from app.reference.regions import regions_of

READERS = ("officer", "focal_point", "coordinator", "administrator", "auditor")
"""Roles that can be tried on."""


@dataclass(frozen=True)
class Preview:
    """What such a reader gets. Without a `card` there is a `refusal`, in the words that the reader would hear; `knows` says

    whether it may know of the entry at all.
    """

    knows: bool
    card: Record | None
    refusal: str | None


def preview_entry(session: Session, entry_id: str, *, role: str, state: str, with_case: bool, reader: Actor) -> Preview:
    """The entry as a reader of a role in a State sees it, after a purpose and, `with_case`, a case reference were stated.

    For who keeps the entry, and never more than that person sees too: the look is recorded as its own. Raises `NotFound`,
    `Denied` for who does not keep it, `Invalid` naming `role` or `state`.
    """
    entry = session.get(Entry, entry_id)
    if entry is None or not may_know(reader, entry):
        raise NotFound(rule=Permission.ENTRY_REVISE.name, entry=entry_id)
    if not keeps(reader, entry):
        raise Denied("Only those who keep an entry preview it.", rule=Permission.ENTRY_REVISE.name, entry=entry_id)
    other = _reader(session, role, state)
    own = open_entry(session, entry_id, purpose="network_maintenance", case_ref="pending", reader=reader)
    if not may_know(other, entry):
        return Preview(False, None, NotFound().detail)
    try:
        case_ref = "pending" if with_case else ""
        seen = whole_entry(session, entry_id, purpose="network_maintenance", case_ref=case_ref, reader=other)
    except (Denied, Invalid) as refusal:
        return Preview(True, None, refusal.detail)
    return Preview(True, _also_seen(seen, own), None)


def _reader(session: Session, role: str, state: str) -> Actor:
    wrong = [FieldError("role", "choose one of the list")] if role not in READERS else []
    wrong += (
        [FieldError("state", f"{state!r} is not an ISO 3166-1 alpha-2 code such as KE")] if not states.find_state(state) else []
    )
    if wrong:
        raise Invalid("There is no such reader.", errors=tuple(wrong))
    lowest = next((code for code in regions_of(state)[1:]), None)
    return Actor(
        id="preview",  # nobody: a named reader of what is TLP:RED is named by the own id
        email="",
        name="",
        role=role,
        state=None if role in ("coordinator", "administrator") else state,
        region=lowest if role == "coordinator" else None,
        admitted=role in ("coordinator", "administrator") or state in reader_states(session),
        method="totp",
        factor_at=now() - timedelta(seconds=1),
    )


def _also_seen(seen: Reveal, own: Reveal) -> Record:
    """The card, without channels that the keeper does not see: a preview opens nothing."""
    mine = {channel["id"] for name in ("channels", "unverified") for channel in own.card[name]}
    channels = {name: [c for c in seen.card[name] if c["id"] in mine] for name in ("channels", "unverified")}
    return {**seen.card, **channels, "instead": []}
