"""Channels are immutable versions: a change writes a new version and dates the old one; one left out is hidden at once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select
from uuid_utils import uuid7

from app.access.actor import Actor
from app.directory.forms import ChannelForm
from app.directory.models import Channel
from app.directory.parts import CHANNEL_FIELDS, Record, add_hours
from app.directory.proposal_models import Redirection

SIGNED = ("entry_id", "id", "type", "value", "extension", "key_fingerprint")
"""What the digest covers: what would send a caller to somebody else (SECURITY M6)."""

KEPT = (
    *("confirmed_at", "confirmed_by", "confirmed_how", "tested_at", "tested_how"),
    *("last_outcome", "attestation"),
)
"""What a new version of the same number takes over from the one before."""


def write_channels(
    session: Session, entry_id: str, wanted: Sequence[ChannelForm], before: Sequence[Record], seen: Collection[str], at: datetime
) -> list[str]:
    """Bring the channels to what is wanted; returns the ids that changed. `before` are the current ones, `seen` those that

    the author could see: of these, what is left out is hidden.
    """
    old = {c["id"]: c for c in before}
    changed = []
    for position, form in enumerate(wanted):
        if form.id is None or differs(form, old[form.id]):
            changed.append(new_version(session, entry_id, form, position, at).id)
    kept = {form.id for form in wanted}
    for channel_id in old:
        if channel_id in seen and channel_id not in kept:
            hide_channel(session, entry_id, channel_id, at)
            changed.append(channel_id)
    return changed


def differs(form: ChannelForm, old: Record) -> bool:
    """Whether the form says something else than the channel as it stands."""
    new = form.model_dump(mode="json")
    return any(new[name] != old[name] for name in CHANNEL_FIELDS) or hours_differ(new["hours"], old["hours"])


def hours_differ(new: Record | None, old: Record | None) -> bool:
    """Compare hours; no hours and empty hours are the same."""
    return _bare(new) != _bare(old)


def _bare(hours: Record | None) -> tuple[list[Record], list[Record]]:
    if hours is None:
        return [], []
    return tuple([{k: v for k, v in part.items() if v is not None} for part in hours[k]] for k in ("spans", "exceptions"))  # type: ignore[return-value]


def _current(session: Session, entry_id: str, channel_id: str) -> Channel | None:
    mine = (Channel.id == channel_id, Channel.entry_id == entry_id)
    return session.exec(select(Channel).where(*mine, col(Channel.replaced_at).is_(None))).first()


def new_version(session: Session, entry_id: str, form: ChannelForm, position: int, at: datetime) -> Channel:
    """Write a channel, or the next version of one; a number that stays the same keeps its confirmation and its test."""
    previous = _current(session, entry_id, form.id) if form.id else None
    channel = Channel(**channel_fields(entry_id, form, position, at))
    if previous is not None:
        channel.revision = previous.revision + 1
    channel.digest = digest(channel)
    if previous is not None:
        if previous.digest == channel.digest:  # who confirmed or tested this number did so whatever its label says
            for name in KEPT:
                setattr(channel, name, getattr(previous, name))
        previous.replaced_at = at
        session.add(previous)
    session.add(channel)
    add_hours(session, entry_id, channel.row_id, form.hours)
    return channel


def channel_fields(entry_id: str, form: ChannelForm, position: int, at: datetime) -> dict[str, Any]:
    """The columns of a channel's first version that follow from its form."""
    return {
        **form.model_dump(exclude={"id", "hours"}),
        "row_id": str(uuid7()),
        "id": form.id or str(uuid7()),
        "entry_id": entry_id,
        "position": position,
        "edited_at": at,
    }


def hide_channel(session: Session, entry_id: str, channel_id: str, at: datetime) -> None:
    """Hide a channel at once; its versions stay for the history."""
    channel = _current(session, entry_id, channel_id)
    if channel is not None and channel.hidden_at is None:
        channel.hidden_at = at
        session.add(channel)


def is_redirected(session: Session, entry_id: str) -> bool:
    """Whether readers of the entry are pointed to a channel of another one, or of itself."""
    statement = select(Redirection.id).where(Redirection.entry_id == entry_id, col(Redirection.ended_at).is_(None)).limit(1)
    return session.exec(statement).first() is not None


def confirm_channels(
    session: Session, entry_id: str, ids: Collection[str] | None, at: datetime, *, how: str, by: Actor
) -> list[str]:
    """Mark channels as confirmed; none given means all current ones. Returns the ids that were. The caller has checked."""
    current = (col(Channel.replaced_at).is_(None), col(Channel.hidden_at).is_(None))
    confirmed = []
    for channel in session.exec(select(Channel).where(Channel.entry_id == entry_id, *current)):
        if ids is None or channel.id in ids:
            channel.confirmed_at, channel.confirmed_by, channel.confirmed_how = at, by.id, how
            if channel.last_outcome == "bounced":  # a keeper says that it is right: mail is tried again
                channel.last_outcome = None
            session.add(channel)
            confirmed.append(channel.id)
    return confirmed


def digest(channel: Channel) -> str:
    """SHA-256 over what the channel is and where it leads: what is signed by whoever vouches for it."""
    text = json.dumps({name: getattr(channel, name) for name in SIGNED}, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()
