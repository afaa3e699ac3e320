"""Who may be the second person, and what evidence a redirected channel needs (SECURITY 3.3, P8)."""

from __future__ import annotations

from sqlmodel import Session, col, select

from app.access.actor import Actor
from app.access.policy import condition
from app.access.roles import Permission
from app.accounts.standing import account_actors, why_not_second
from app.directory.changes import REDIRECTS
from app.directory.channel_values import canonical_value
from app.directory.entries import CALLED, Intended
from app.directory.models import Channel, Entry
from app.directory.on_behalf import is_on_behalf
from app.directory.proposal_models import Proposal
from app.errors import Denied, FieldError, Invalid

RULE = Permission.ENTRY_APPROVE.name


def require_second_person(session: Session, proposal: Proposal, by: Actor) -> None:
    """The approver is not the author, was not added by the author nor added the author, and is known for 30 days."""
    reason = why_not_second(session, proposal.author_id, by.id)
    if reason is not None:
        raise Denied(reason, rule=RULE, entry=proposal.entry_id)


def still_stands(session: Session, proposal: Proposal, intended: Intended) -> bool:
    """Whether author and approver are still active and still hold the right; asked again at publication."""
    entry = intended.entry
    author = acting_on(session, proposal.author_id, Permission.ENTRY_PROPOSE, entry)
    approver = acting_on(session, proposal.approver_id or "", Permission.ENTRY_APPROVE, entry)
    return (
        author is not None
        and approver is not None
        and why_not_second(session, author.id, approver.id) is None
        and not _unspoken(session, author, approver, intended)
    )


def acting_on(session: Session, account_id: str, permission: Permission, entry: Entry) -> Actor | None:
    """The account in the capacity in which it has this right on the entry now, its own or a deputy's; none when it has not."""
    capacities = account_actors(session, account_id)
    return next((actor for actor in capacities if condition(actor, permission).holds(entry)), None)


def require_owner(session: Session, author_id: str, by: Actor, intended: Intended) -> None:
    """Only the owner lets more people read or consents to a recipient: one of the two persons must be of the owner's side.

    Source: TLP 2.0 ("recipients may not widen"), SECURITY 3.1. Raises `Denied`.
    """
    unspoken = _unspoken(session, acting_on(session, author_id, Permission.ENTRY_PROPOSE, intended.entry), by, intended)
    if unspoken:
        sentence = f"Only who keeps the entry may {unspoken[0]}: let a focal point propose or approve this."
        raise Denied(sentence, rule=unspoken[0].name, entry=intended.entry.id)


def _unspoken(session: Session, author: Actor | None, approver: Actor, intended: Intended) -> list[Permission]:
    """Rights of the owner that the change asks for and that neither of the two persons holds."""
    fields = {c.field.partition(".")[0] for c in intended.changes if c.second}
    asked = {Permission.MARKING_WIDEN} if fields & {"marking", "audience", "readers"} else set()
    asked |= {Permission.CONSENT_GIVE} if "consents" in fields else set()
    if not asked or intended.entry.published_at is None or is_on_behalf(session, intended.entry.id):
        return []
    both = [person for person in (author, approver) if person is not None]
    return sorted(p for p in asked if not any(condition(person, p).holds(intended.entry) for person in both))


def require_evidence(
    session: Session, proposal: Proposal, intended: Intended, called_back_on: str | None, note: str | None
) -> None:
    """A channel that leads elsewhere was called back on a number published before; a first one on an independent number.

    Raises `Invalid` naming `called_back_on` or `note`.
    """
    changed = [c for c in intended.changes if c.second and c.field.startswith("channels") and leads_elsewhere(c.old, c.new)]
    if not changed and not (proposal.kind == "publish" and intended.entry.published_at is None):
        return
    if not called_back_on:
        reason = "the number on which you called back before approving"
        raise Invalid("Call back first.", errors=(FieldError("called_back_on", reason),))
    published = _published_before(session, intended)
    if published:
        if _canonical(called_back_on, intended.entry.state) not in published:
            reason = "must be a number or mailbox that this entry, or what it is part of, published before the change"
            raise Invalid("Call back on the old number.", errors=(FieldError("called_back_on", reason),))
    elif not _is_called(called_back_on, intended.entry.state):
        reason = "must be the number or mailbox itself, such as +39..., on which you called back"
        raise Invalid("Call back first.", errors=(FieldError("called_back_on", reason),))
    elif not note:
        reason = "say from which independent source you have the number that you called"
        raise Invalid("Name your source.", errors=(FieldError("note", reason),))


def _published_before(session: Session, intended: Intended) -> set[str]:
    """Numbers and mailboxes on which the office can be called back: its own, and those of what it is part of."""
    if intended.entry.published_at is None:
        return set()
    own = {c["value"] for c in intended.whole["channels"] if c["type"] in CALLED}
    above = [each for each in intended.entry.lineage.split("/") if each and each != intended.entry.id]
    current = (col(Channel.replaced_at).is_(None), col(Channel.hidden_at).is_(None), col(Channel.type).in_(CALLED))
    published = select(Entry.id).where(col(Entry.id).in_(above), Entry.status == "published")
    return own | set(session.exec(select(Channel.value).where(col(Channel.entry_id).in_(published), *current)))


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


def _is_called(value: str, state: str) -> bool:
    """Whether this is a number or mailbox at all: an approval must leave something that can be called again."""
    try:
        return bool(canonical_value("email" if "@" in value else "phone", value, state))
    except ValueError:
        return False
