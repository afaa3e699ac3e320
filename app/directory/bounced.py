"""Channels whose mail came back: dimmed until somebody confirms or replaces them."""

from __future__ import annotations

from collections import defaultdict

from sqlmodel import Session, col, select

from app.access.actor import Actor
from app.audit.trail import record
from app.directory.models import Channel

MAIL = ("email", "secure_email")
BOUNCED = "bounced"


def note_bounced_channels(session: Session, address: str, reason: str, *, by: Actor) -> int:
    """Mark every current channel with this mailbox as bounced, once; returns how many were not. The caller has required."""
    current = (col(Channel.replaced_at).is_(None), col(Channel.hidden_at).is_(None), col(Channel.type).in_(MAIL))
    found: dict[str, list[str]] = defaultdict(list)
    for channel in session.exec(select(Channel).where(Channel.value == address, *current)):
        if channel.last_outcome != BOUNCED:
            channel.last_outcome = BOUNCED
            session.add(channel)
            found[channel.entry_id].append(channel.id)
    for entry_id, channels in found.items():
        record(session, "channel:bounced", by=by, entries=[entry_id], fields=channels, payload={"reason": reason[:300]})
    return sum(len(channels) for channels in found.values())
