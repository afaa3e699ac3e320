"""Proposals as people read them: who may see one, old beside new, and what waits."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlmodel import Session, col, select

from app.access.actor import Actor
from app.access.policy import condition, keeps, narrow, require
from app.access.roles import Permission
from app.audit.disclosures import disclose
from app.audit.trail import event_of
from app.clock import iso
from app.directory.cards import channel_standing
from app.directory.changes import Change
from app.directory.models import Entry
from app.directory.parts import Record
from app.directory.proposal_models import Proposal
from app.errors import FieldError, Invalid, NotFound

TRANSITIONS: dict[str, tuple[str, ...]] = {
    "draft": ("submitted", "rejected", "withdrawn", "fallen"),
    "submitted": ("approved", "published", "rejected", "withdrawn", "fallen"),
    "approved": ("published", "rejected", "withdrawn", "fallen"),
    "published": (),
    "rejected": (),
    "withdrawn": (),
    "fallen": (),
}
"""From each state of a proposal, the states it may move to."""

NOBODY_YET = "operator"
"""The author of what came in by a file at the command line: whoever submits it becomes its author."""


def load_proposal(session: Session, proposal_id: str, by: Actor) -> tuple[Proposal, Entry]:
    """A proposal and its entry, both held until the transaction ends. Raises `NotFound` for who may not see it."""
    statement = select(Proposal, Entry).join(Entry, col(Entry.id) == Proposal.entry_id).where(Proposal.id == proposal_id)
    found = session.exec(narrow(statement, by, Permission.ENTRY_PROPOSE, on=Entry).with_for_update()).first()
    if found is None or not may_see(found[0], found[1], by):
        raise NotFound(rule=Permission.ENTRY_PROPOSE.name)
    return found[0], found[1]


def may_see(proposal: Proposal, entry: Entry, reader: Actor) -> bool:
    """Whether the reader may see every channel that is changed: a RED one does not exist for who is not named on it.

    A draft is its author's alone, until it is submitted; one that came in by a file is everybody's who keeps the entry.
    """
    if proposal.state == "draft" and proposal.author_id not in (reader.id, NOBODY_YET):
        return False
    sides = [
        side for c in json.loads(proposal.changes) if c["field"].startswith("channels") for side in (c["old"], c["new"]) if side
    ]
    may_see = condition(reader, Permission.CHANNEL_REVEAL)
    return all(may_see.holds(channel_standing(entry, channel)) for channel in sides)


def is_waiting(session: Session, entry_id: str, changes: Sequence[Change]) -> bool:
    """Whether the very same change was proposed already and is not decided: it need not be proposed again."""
    undecided = col(Proposal.state).in_(("draft", "submitted", "approved"))
    waiting = session.exec(select(Proposal.changes).where(Proposal.entry_id == entry_id, undecided))
    return any(promised(told) == present(changes) for told in waiting)


def promised(told: str) -> list[Record]:
    """What a proposal says that it changes, to compare."""
    return [{k: c[k] for k in ("field", "old", "new")} for c in json.loads(told) if c["field"] != "status"]


def present(changes: Sequence[Change]) -> list[Record]:
    """Changes in the form in which proposals keep them, to compare."""
    compared: list[Record] = json.loads(json.dumps([{"field": c.field, "old": c.old, "new": c.new} for c in changes]))
    return compared


def proposals(session: Session, *, state: str | None = None, entry: str | None = None, reader: Actor) -> Sequence[Record]:
    """The proposals on entries that the reader keeps or coordinates, newest first. Raises `Denied`, `Invalid`."""
    require(reader, Permission.ENTRY_PROPOSE)
    if state is not None and state not in TRANSITIONS:
        raise Invalid("No such state.", errors=(FieldError("state", f"one of {', '.join(TRANSITIONS)}"),))
    statement = select(Proposal, Entry).join(Entry, col(Entry.id) == Proposal.entry_id)
    statement = narrow(statement, reader, Permission.ENTRY_PROPOSE, on=Entry)
    if state:
        statement = statement.where(Proposal.state == state)
    if entry:
        statement = statement.where(Proposal.entry_id == entry)
    found = session.exec(statement.order_by(col(Proposal.submitted_at).desc()).limit(200)).all()
    shown = [(proposal, on) for proposal, on in found if may_see(proposal, on, reader)]
    note_look(session, [on for _, on in shown], reader)
    return [proposal_card(proposal) for proposal, _ in shown]


def proposal_of(session: Session, proposal_id: str, *, reader: Actor) -> Record:
    """One proposal. Raises `NotFound`."""
    require(reader, Permission.ENTRY_PROPOSE)
    proposal, entry = load_proposal(session, proposal_id, reader)
    note_look(session, [entry], reader)
    return proposal_card(proposal)


def note_look(session: Session, on: Sequence[Entry], reader: Actor) -> None:
    """Proposals show values of channels: who does not keep the entry is on record for having seen them."""
    others = list(dict.fromkeys(entry.id for entry in on if not keeps(reader, entry)))
    if others:
        rule = Permission.ENTRY_PROPOSE.name
        disclose(session, event_of("proposals:consulted", by=reader, entries=others, count=len(others), rule=rule))


def proposal_card(proposal: Proposal) -> Record:
    """A proposal as both persons see it: old beside new, warnings, state, and from when it may take effect."""
    return {
        "id": proposal.id,
        "state": proposal.state,
        "entry": proposal.entry_id,
        "kind": proposal.kind,
        "why": proposal.why,
        "changes": json.loads(proposal.changes),
        "author": proposal.author_id,
        "submitted_at": iso(proposal.submitted_at),
        "eligible_from": iso(proposal.eligible_from),
        "approver": proposal.approver_id,
        "approved_at": iso(proposal.approved_at) if proposal.approved_at else None,
        "factor": proposal.factor,
        "called_back_on": proposal.called_back_on,
        "note": proposal.note,
        "decided_at": iso(proposal.decided_at) if proposal.decided_at else None,
        "set": proposal.set_id,
        "waits": proposal.waits,
        "early_at": iso(proposal.early_at) if proposal.early_at else None,
        "early_how": proposal.early_how,
    }
