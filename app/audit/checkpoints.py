"""Checkpoints: the head of the chain, kept elsewhere, so that a chain that was cut or written anew can be told from the whole."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass

from sqlmodel import Session, col, select

from app.access.actor import Actor
from app.access.policy import require
from app.access.roles import Permission
from app.audit.chain import head
from app.audit.models import Event, EventPayload
from app.audit.trail import record
from app.clock import iso, now
from app.errors import Invalid

KIND = "audit:checkpointed"


@dataclass(frozen=True)
class Checkpoint:
    """Number and hash of the last event at an instant (RFC 3339)."""

    seq: int
    hash: str
    at: str

    def text(self) -> str:
        """As it lies in a file."""
        return json.dumps(asdict(self), indent=1) + "\n"


def read_checkpoint(text: str) -> Checkpoint:
    """A checkpoint from its file. Raises `Invalid` for what is none."""
    try:
        known = json.loads(text)
        found = Checkpoint(int(known["seq"]), str(known["hash"]), str(known["at"]))
    except (ValueError, TypeError, KeyError):
        raise Invalid("This file is no checkpoint.") from None
    if found.seq < 0 or not re.fullmatch(r"[0-9a-f]{64}", found.hash):
        raise Invalid("This file is no checkpoint.")
    return found


def keep_checkpoint(session: Session, *, by: Actor) -> Checkpoint:
    """The head of the chain, to be kept on another machine; that it was taken is on record. Raises `Denied`."""
    require(by, Permission.AUDIT_VERIFY)
    last = head(session)
    made = Checkpoint(last.seq, last.hash, iso(now()))
    record(session, KIND, by=by, payload=asdict(made))
    return made


def last_checkpoint(session: Session, *, reader: Actor) -> Checkpoint | None:
    """The newest checkpoint that the trail tells of. Raises `Denied`."""
    require(reader, Permission.AUDIT_VERIFY)
    told = select(EventPayload.payload).join(Event, col(Event.seq) == col(EventPayload.seq)).where(Event.kind == KIND)
    found = session.exec(told.order_by(col(Event.seq).desc()).limit(1)).first()
    return read_checkpoint(found) if found else None


def contradicts(session: Session, checkpoint: Checkpoint) -> str | None:
    """What in the chain of today contradicts a checkpoint, or none: its event is there, with the same hash."""
    if checkpoint.seq == 0:
        return None
    found = session.exec(select(Event.hash).where(Event.seq == checkpoint.seq)).first()
    if found is None:
        return f"event {checkpoint.seq} of the checkpoint is missing: the end was cut off"
    return (
        None
        if found == checkpoint.hash
        else f"event {checkpoint.seq} is not the one of the checkpoint: the chain was written anew"
    )
