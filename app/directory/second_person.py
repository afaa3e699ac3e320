"""Who may be the second person, and what evidence a redirected channel needs (SECURITY 3.3, P8)."""

from __future__ import annotations

from sqlmodel import Session, col, select

from app.access.actor import Actor
from app.access.policy import condition
from app.access.roles import Permission
from app.accounts.standing import account_actor, why_not_second
from app.directory.changes import REDIRECTS
from app.directory.channel_values import canonical_value
from app.directory.entries import CALLED, Intended
from app.directory.models import Channel, Entry, Proposal
from app.errors import Denied, FieldError, Invalid

RULE = Permission.ENTRY_APPROVE.name


def require_second_person(session: Session, proposal: Proposal, by: Actor) -> None:
    """The approver is not the author, was not added by the author nor added the author, and is known for 30 days."""
    reason = why_not_second(session, proposal.author_id, by.id)
    if reason is not None:
        raise Denied(reason, rule=RULE, entry=proposal.entry_id)


def still_stands(session: Session, proposal: Proposal, entry: Entry) -> bool:
    """Whether author and approver are still active and still hold the right; asked again at publication."""
    author = account_actor(session, proposal.author_id)
    approver = account_actor(session, proposal.approver_id or "")
    return (
        author is not None
        and approver is not None
        and condition(author, Permission.ENTRY_PROPOSE).holds(entry)
        and condition(approver, Permission.ENTRY_APPROVE).holds(entry)
    )


def require_evidence(proposal: Proposal, intended: Intended, called_back_on: str | None, note: str | None) -> None:
    """A channel that leads elsewhere was called back on a number published before; a first one on an independent number.

    Raises `Invalid` naming `called_back_on` or `note`.
    """
    changed = [c for c in intended.changes if c.second and c.field.startswith("channels") and leads_elsewhere(c.old, c.new)]
    if not changed and not (proposal.kind == "publish" and intended.entry.published_at is None):
        return
    if not called_back_on:
        reason = "the number on which you called back before approving"
        raise Invalid("Call back first.", errors=(FieldError("called_back_on", reason),))
    published = {c["value"] for c in intended.whole["channels"] if c["type"] in CALLED} if intended.entry.published_at else set()
    if published:
        if _canonical(called_back_on, intended.entry.state) not in published:
            reason = "must be a number or mailbox that this entry published before the change"
            raise Invalid("Call back on the old number.", errors=(FieldError("called_back_on", reason),))
    elif not note:
        reason = "say from which independent source you have the number that you called"
        raise Invalid("Name your source.", errors=(FieldError("note", reason),))


def leads_elsewhere(old: object, new: object) -> bool:
    """Whether a channel is new or sends the caller to another place than before."""
    if not isinstance(new, dict):
        return False
    return not isinstance(old, dict) or any(old.get(name) != new.get(name) for name in REDIRECTS)


def _canonical(value: str, state: str) -> str:
    try:
        return canonical_value("email" if "@" in value else "phone", value, state)
    except ValueError:
        return value


def same_value_elsewhere(session: Session, entry_id: str, value: str) -> int:
    """How many other entries have this number or mailbox now."""
    current = (col(Channel.replaced_at).is_(None), col(Channel.hidden_at).is_(None))
    statement = select(Channel.entry_id).where(Channel.value == value, Channel.entry_id != entry_id, *current).distinct()
    return len(session.exec(statement).all())
