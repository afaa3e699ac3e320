"""Of which lines of an entry one reader may speak: its current ones, and replacements that are shown early as unverified."""

from __future__ import annotations

from sqlmodel import Session, col, select

from app.access.actor import Actor
from app.access.policy import condition
from app.access.roles import Permission
from app.directory.cards import channel_standing
from app.directory.early_showing import unverified_channels
from app.directory.models import Channel, Entry
from app.directory.parts import Record, record_of
from app.directory.proposal_models import Proposal
from app.directory.proposal_reading import may_see


def lines_seen(session: Session, entry: Entry, *, reader: Actor) -> list[Record]:
    """The lines that this reader may be given; an unverified one has `unverified_until`."""
    lines = record_of(session, entry)["channels"] + unverified_channels(session, entry, reader=reader)
    may_have = condition(reader, Permission.CHANNEL_REVEAL)
    return [line for line in lines if may_have.holds(channel_standing(entry, line))]


def may_know_line(session: Session, entry: Entry, channel_id: str, *, reader: Actor) -> bool:
    """Whether the reader may know what is said about a line, also about one that is gone: by the marking that it last had."""
    versions = select(Channel).where(Channel.entry_id == entry.id, Channel.id == channel_id)
    last = session.exec(versions.order_by(col(Channel.revision).desc()).limit(1)).first()
    if last is not None:
        standing = channel_standing(entry, {"marking": last.marking, "readers": last.readers})
        return condition(reader, Permission.CHANNEL_REVEAL).holds(standing)
    proposal = session.get(Proposal, channel_id.partition(".")[0])
    return proposal is not None and proposal.entry_id == entry.id and may_see(proposal, entry, reader)
