"""The last urgent line of a designation does not go without a replacement (DOMAIN 3.5 and 4)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import String, type_coerce
from sqlmodel import Session, col, select

from app.directory.models import Channel, Entry
from app.directory.parts import Record
from app.errors import FieldError, Invalid


def require_urgent_line(before: Sequence[Record], left: Sequence[Record]) -> None:
    """Of the channels of a designated entry one that is urgent stays, if there was one. Raises `Invalid`."""
    had, has = (any("urgent" in c["contexts"] for c in channels) for channels in (before, left))
    if had and not has:
        reason = "the last urgent channel of a designated entry stays until another channel is marked urgent"
        raise Invalid("The change cannot be accepted.", errors=(FieldError("channels", reason),))


def why_not_remove(session: Session, entry: Entry) -> str | None:
    """Why this published entry cannot go as a whole, or none: it has the last urgent line of its State for a function.

    Hiding it in an emergency stays possible: one person does it at once, and the coordinator is told.
    """
    if entry.status != "published" or not _has_urgent_line(session, [entry.id]):
        return None
    others = (Entry.state == entry.state, Entry.status == "published", Entry.id != entry.id)
    alone = []
    for function in filter(None, entry.functions.split("/")):
        held = col(Entry.functions).contains(f"/{function}/", autoescape=True)
        if not _has_urgent_line(session, session.exec(select(Entry.id).where(*others, held)).all()):
            alone.append(function)
    if not alone:
        return None
    return (
        f"it has the last urgent line of {entry.state} for {', '.join(alone)}: publish a replacement or end the designation "
        "first; in an emergency hide it"
    )


def require_removable(session: Session, entry: Entry) -> None:
    """Raises `Invalid` with the sentence of `why_not_remove`."""
    if reason := why_not_remove(session, entry):
        raise Invalid("The entry cannot be withdrawn.", errors=(FieldError("status", reason),))


def _has_urgent_line(session: Session, entries: Sequence[str]) -> bool:
    current = (col(Channel.replaced_at).is_(None), col(Channel.hidden_at).is_(None))
    urgent = type_coerce(col(Channel.contexts), String).contains("/urgent/", autoescape=True)
    return (
        session.exec(select(Channel.id).where(col(Channel.entry_id).in_(entries), *current, urgent).limit(1)).first() is not None
    )
