"""Proposals take effect: at once or when their wait is over, whole or not at all; one whose ground is gone falls."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_
from sqlmodel import Session, col, select

from app.access.actor import Actor
from app.access.roles import Permission
from app.audit.trail import all_or_nothing, record
from app.clock import now
from app.directory.changes import Change
from app.directory.entries import Intended, apply, intend, load, set_status
from app.directory.models import Entry, EntryVersion
from app.directory.proposal_models import Proposal
from app.directory.proposal_reading import may_see, present, promised
from app.directory.redirections import end_redirections
from app.directory.second_person import acting_on, still_stands
from app.errors import Conflict, Invalid

CHANGED = "The entry was changed after this proposal was made. Reject it and propose again on the present version."
OPEN = ("draft", "submitted", "approved")


def intended_again(session: Session, proposal: Proposal, entry: Entry) -> Intended:
    """The proposal read again against the entry as it is now: what it replaces must still be what its author saw.

    Raises `Conflict` when it no longer stands.
    """
    author = acting_on(session, proposal.author_id, Permission.ENTRY_PROPOSE, entry)
    if author is None:
        raise Conflict("The author is suspended or keeps the entry no more: the proposal no longer stands.")
    intended = intend(session, entry, json.loads(proposal.patch), by=author)
    if promised(proposal.changes) != present(intended.changes):
        raise Conflict(CHANGED)
    if entry.status == "withdrawn" or (proposal.kind == "publish" and entry.status not in ("draft", "suspended")):
        raise Conflict(f"The entry is {entry.status} meanwhile.")
    if proposal.kind == "publish" and _changed_since(session, entry, proposal.submitted_at):
        raise Conflict("The entry was changed after its publication was proposed. Reject it and propose the present version.")
    return intended


def _changed_since(session: Session, entry: Entry, at: datetime) -> bool:
    """Whether there is a version that whoever proposed to publish the entry had not seen."""
    later = select(EntryVersion.version).where(EntryVersion.entry_id == entry.id, col(EntryVersion.at) > at).limit(1)
    return session.exec(later).first() is not None


def same_open(session: Session, entry: Entry, kind: str, changes: Sequence[Change], *, draft: bool, by: Actor) -> Proposal | None:
    """The undecided proposal of the very same change that still stands, if there is one that this person may see.

    A draft is only compared with the own drafts, and what is submitted only with what was submitted.
    """
    states = ("draft",) if draft else ("submitted", "approved")
    undecided = (Proposal.entry_id == entry.id, Proposal.kind == kind, col(Proposal.state).in_(states))
    for proposal in session.exec(select(Proposal).where(*undecided).order_by(col(Proposal.id))):
        if (
            promised(proposal.changes) == present(changes)
            and may_see(proposal, entry, by)
            and (not draft or proposal.author_id == by.id)
        ):
            try:
                intended_again(session, proposal, entry)
            except Conflict:
                continue
            return proposal
    return None


def publish(session: Session, proposal: Proposal, entry: Entry, intended: Intended, *, by: Actor) -> None:
    """Make what two persons agreed on. The caller has asked whether both still may."""
    if intended.changes:
        apply(session, intended, kind="revised", why=proposal.why, by=by)
    if any(c.second and c.field.startswith("channels") for c in intended.changes):
        end_redirections(session, entry.id)
    if proposal.kind == "publish":
        first = entry.published_at is None
        set_status(session, entry, "published", kind="published", why=proposal.why, by=by)
        if first:
            record(session, "entry:published", by=by, entries=[entry.id], marking=entry.marking)
    _move_to(session, proposal, "published", by=by)
    fields = [c["field"] for c in json.loads(proposal.changes)]
    record(session, "proposal:published", by=by, entries=[entry.id], fields=fields, payload={"proposal": proposal.id})


def has_due(session: Session) -> bool:
    """Whether an approved proposal waits no longer."""
    statement = select(Proposal.id).where(Proposal.state == "approved", Proposal.eligible_from <= now()).limit(1)
    return session.exec(statement).first() is not None


def publish_due(session: Session, *, by: Actor) -> int:
    """Let every approved proposal whose wait is over take effect; one whose ground is gone falls. Returns how many did."""
    waited = (Proposal.state == "approved", Proposal.eligible_from <= now())
    # Whoever comes at the same moment leaves these to us: each takes effect once.
    due = session.exec(select(Proposal).where(*waited).with_for_update(skip_locked=True)).all()
    for proposal in due:
        entry = load(session, proposal.entry_id, lock=True)
        if not _took_effect(session, proposal, entry, by=by):
            fall(session, proposal, by=by)
    return len(due)


def _took_effect(session: Session, proposal: Proposal, entry: Entry, *, by: Actor) -> bool:
    """Publish a proposal whole or not at all: every request passes here, so one that fails must hold nobody up."""
    try:
        with all_or_nothing(session):
            intended = intended_again(session, proposal, entry)
            if still_stands(session, proposal, intended):
                publish(session, proposal, entry, intended, by=by)
                return True
    except (Conflict, Invalid):
        pass
    return False


def fall(session: Session, proposal: Proposal, *, by: Actor) -> None:
    """End a proposal whose ground is gone."""
    _move_to(session, proposal, "fallen", by=by)
    record(session, "proposal:rejected", by=by, entries=[proposal.entry_id], rule="FALLEN", payload={"proposal": proposal.id})


def fall_of(session: Session, account_id: str, *, by: Actor) -> Sequence[str]:
    """End every open proposal that a suspended account made or approved; returns their ids (SECURITY 3.5)."""
    theirs = or_(col(Proposal.author_id) == account_id, col(Proposal.approver_id) == account_id)
    statement = select(Proposal).where(theirs, col(Proposal.state).in_(OPEN)).with_for_update()
    fallen = session.exec(statement.order_by(col(Proposal.id))).all()
    for proposal in fallen:
        fall(session, proposal, by=by)
    return [proposal.id for proposal in fallen]


def _move_to(session: Session, proposal: Proposal, state: str, *, by: Actor) -> None:
    proposal.state, proposal.decided_by, proposal.decided_at = state, by.id, now()
    session.add(proposal)
