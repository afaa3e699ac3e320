"""Four eyes: a change that could redirect or expose a contact is proposed by one person and approved by another."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select
from uuid_utils.compat import uuid7

from app.access.actor import Actor
from app.access.policy import condition, keeps, narrow, require
from app.access.roles import Permission
from app.accounts.standing import account_actor
from app.audit.disclosures import disclose
from app.audit.trail import all_or_nothing, event_of, record
from app.clock import iso, now
from app.db import settings_of
from app.directory.cards import channel_standing
from app.directory.changes import Change
from app.directory.entries import (
    Intended,
    apply,
    change_payload,
    intend,
    load,
    require_reachable,
    require_version,
    set_status,
    suspend_entry,
    withdraw_entry,
)
from app.directory.models import Entry, EntryVersion, Proposal
from app.directory.parts import Record
from app.directory.second_person import require_evidence, require_second_person, still_stands
from app.directory.warnings_shown import warnings_of
from app.errors import Conflict, FieldError, Invalid, NotFound

TRANSITIONS: dict[str, tuple[str, ...]] = {
    "submitted": ("approved", "published", "rejected", "withdrawn", "fallen"),
    "approved": ("published", "rejected", "withdrawn", "fallen"),
    "published": (),
    "rejected": (),
    "withdrawn": (),
    "fallen": (),
}
"""From each state of a proposal, the states it may move to."""


def revise_entry(
    session: Session, entry_id: str, patch: Any, expected: int | None, *, why: str | None = None, by: Actor
) -> Record | None:
    """Change an entry by a merge patch. Returns None when it took effect, or the proposal when a second person is needed.

    If any part needs a second person the whole patch becomes one proposal and nothing is applied. Raises `NotFound`,
    `Denied`, `Stale` and `Conflict` for the version, `Invalid` naming each wrong field.
    """
    entry = load(session, entry_id, lock=True)
    asked = Permission.ENTRY_REVISE if by.role != "coordinator" else Permission.ENTRY_PROPOSE
    require(by, asked, on=entry, entry=entry_id)
    require_version(entry, expected)
    wanted = patch.get("status", entry.status) if isinstance(patch, dict) else entry.status
    rest = {k: v for k, v in patch.items() if k != "status"} if isinstance(patch, dict) else patch
    intended = intend(session, entry, rest, by=by)
    if wanted != entry.status and not (wanted == "not_confirmed" and entry.status == "published"):
        return _change_status(session, entry, wanted, intended, rest, expected, why=why, by=by)
    if not intended.changes:
        return None
    if intended.needs_second or by.role == "coordinator":
        return submit(session, entry, "revise", rest, intended, why=why, by=by)
    apply(session, intended, kind="revised", why=why, by=by)
    fields = [c.field for c in intended.changes]
    record(
        session,
        "entry:revised",
        by=by,
        entries=[entry_id],
        fields=fields,
        marking=entry.marking,
        payload=change_payload(intended.changes),
    )
    return None


def _change_status(
    session: Session,
    entry: Entry,
    wanted: str,
    intended: Intended,
    rest: Any,
    expected: int | None,
    *,
    why: str | None,
    by: Actor,
) -> Record | None:
    if wanted == "published" and entry.status in ("draft", "suspended"):
        status = Change("status", entry.status, "published", second=True)
        require_publishable(intended)
        return submit(session, entry, "publish", rest, intended, status=status, why=why, by=by)
    if intended.changes:
        raise Invalid("Hide or withdraw an entry in a change of its own.", errors=(FieldError("status", "stands alone"),))
    if wanted == "suspended":
        suspend_entry(session, entry.id, expected, why=why, by=by)
    elif wanted == "withdrawn":
        withdraw_entry(session, entry.id, expected, why=why, by=by)
    else:
        reason = f"an entry that is {entry.status} cannot become {wanted}"
        raise Invalid("The change cannot be accepted.", errors=(FieldError("status", reason),))
    return None


def require_publishable(intended: Intended) -> None:
    """What an entry needs before it has readers: a chosen marking and a phone or e-mail. Raises `Invalid`."""
    if intended.form.marking is None:
        reason = "choose who will see the entry before it is published; TLP:GREEN suits offices and duty lines"
        raise Invalid("The entry cannot be published yet.", errors=(FieldError("marking", reason),))
    require_reachable({"channels": [c.model_dump() for c in intended.form.channels]})


def submit(
    session: Session,
    entry: Entry,
    kind: str,
    patch: Any,
    intended: Intended,
    *,
    status: Change | None = None,
    why: str | None,
    by: Actor,
) -> Record:
    """Write down a proposal for a checked change and record it. The caller has required; raises nothing of its own."""
    changes = [*intended.changes, *([status] if status else [])]
    # Hidden or not: hiding an entry first must not spare a redirected channel its wait.
    waits = entry.published_at is not None and any(c.second and c.field.startswith("channels") for c in changes)
    wait = timedelta(hours=settings_of(session).publication_wait_hours) if waits else timedelta()
    shown = [
        {"field": c.field, "old": c.old, "new": c.new, "second": c.second, "warnings": warnings_of(session, entry, c, by)}
        for c in changes
    ]
    proposal = Proposal(
        id=str(uuid7()),
        entry_id=entry.id,
        kind=kind,
        state="submitted",
        patch=json.dumps(patch, ensure_ascii=False),
        changes=json.dumps(shown, ensure_ascii=False),
        why=why,
        author_id=by.id,
        submitted_at=now(),
        waits=waits,
        eligible_from=now() + wait,
    )
    session.add(proposal)
    fields = [c.field for c in changes]
    payload = change_payload(changes) | {"proposal": proposal.id}
    record(session, "proposal:submitted", by=by, entries=[entry.id], fields=fields, marking=entry.marking, payload=payload)
    session.flush()
    return proposal_card(proposal)


def approve_proposal(
    session: Session, proposal_id: str, *, called_back_on: str | None = None, note: str | None = None, by: Actor
) -> Record:
    """Approve another person's proposal. What redirects a published channel takes effect after the wait, the rest at once.

    Who may is checked first (`Denied`), then whether it still stands (`Conflict`), then the evidence (`Invalid`).
    """
    proposal, entry = _proposal(session, proposal_id, by)
    require(by, Permission.ENTRY_APPROVE, on=entry, entry=entry.id)
    require_second_person(session, proposal, by)
    _require_move(proposal, "approved")
    intended = _intended(session, proposal, entry)
    require_evidence(proposal, intended, called_back_on, note)
    at = now()
    wait = timedelta(hours=settings_of(session).publication_wait_hours) if proposal.waits else timedelta()
    proposal.state, proposal.approver_id, proposal.approved_at = "approved", by.id, at
    proposal.factor, proposal.called_back_on, proposal.note = by.change_factor, called_back_on, note
    proposal.eligible_from = at + wait
    session.add(proposal)
    evidence: dict[str, object] = {
        "proposal": proposal.id,
        "called_back_on": called_back_on,
        "note": note,
        "factor": by.change_factor,
    }
    record(session, "proposal:approved", by=by, entries=[entry.id], marking=entry.marking, payload=evidence)
    if not proposal.waits:
        _publish(session, proposal, entry, intended, by=by)
    return proposal_card(proposal)


def publish_due(session: Session, *, by: Actor) -> int:
    """Let every approved proposal whose wait is over take effect; one whose ground is gone falls. Returns how many did."""
    waited = (Proposal.state == "approved", Proposal.eligible_from <= now())
    # Whoever comes at the same moment leaves these to us: each takes effect once.
    due = session.exec(select(Proposal).where(*waited).with_for_update(skip_locked=True)).all()
    for proposal in due:
        entry = load(session, proposal.entry_id, lock=True)
        if not _took_effect(session, proposal, entry, by=by):
            _fall(session, proposal, by=by)
    return len(due)


def _took_effect(session: Session, proposal: Proposal, entry: Entry, *, by: Actor) -> bool:
    """Publish a proposal whole or not at all: every request passes here, so one that fails must hold nobody up."""
    try:
        with all_or_nothing(session):
            intended = _intended(session, proposal, entry)
            if still_stands(session, proposal, entry):
                _publish(session, proposal, entry, intended, by=by)
                return True
    except (Conflict, Invalid):
        pass
    return False


def has_due(session: Session) -> bool:
    """Whether an approved proposal waits no longer."""
    statement = select(Proposal.id).where(Proposal.state == "approved", Proposal.eligible_from <= now()).limit(1)
    return session.exec(statement).first() is not None


def _publish(session: Session, proposal: Proposal, entry: Entry, intended: Intended, *, by: Actor) -> None:
    if intended.changes:
        apply(session, intended, kind="revised", why=proposal.why, by=by)
    if proposal.kind == "publish":
        first = entry.published_at is None
        set_status(session, entry, "published", kind="published", why=proposal.why, by=by)
        if first:
            record(session, "entry:published", by=by, entries=[entry.id], marking=entry.marking)
    proposal.state, proposal.decided_by, proposal.decided_at = "published", by.id, now()
    session.add(proposal)
    fields = [c["field"] for c in json.loads(proposal.changes)]
    record(session, "proposal:published", by=by, entries=[entry.id], fields=fields, payload={"proposal": proposal.id})


def _fall(session: Session, proposal: Proposal, *, by: Actor) -> None:
    proposal.state, proposal.decided_by, proposal.decided_at = "fallen", by.id, now()
    session.add(proposal)
    record(session, "proposal:rejected", by=by, entries=[proposal.entry_id], rule="FALLEN", payload={"proposal": proposal.id})


def reject_proposal(session: Session, proposal_id: str, *, note: str | None = None, by: Actor) -> Record:
    """Reject a proposal, also while it waits: any one person who could approve cancels alone. Raises as approving."""
    proposal, entry = _proposal(session, proposal_id, by)
    require(by, Permission.ENTRY_PROPOSE, on=entry, entry=entry.id)
    return _decide(session, proposal, "rejected", note, by=by)


def withdraw_proposal(session: Session, proposal_id: str, *, note: str | None = None, by: Actor) -> Record:
    """Take the own proposal back before it takes effect. Raises `NotFound`, `Denied`, `Conflict`."""
    proposal, entry = _proposal(session, proposal_id, by)
    require(by, Permission.ENTRY_PROPOSE, on=entry, entry=entry.id)
    if proposal.author_id != by.id:
        raise NotFound("Only its author withdraws a proposal; you may reject it.", rule="ENTRY_PROPOSE", entry=entry.id)
    return _decide(session, proposal, "withdrawn", note, by=by)


def _decide(session: Session, proposal: Proposal, state: str, note: str | None, *, by: Actor) -> Record:
    _require_move(proposal, state)
    proposal.state, proposal.decided_by, proposal.decided_at, proposal.note = state, by.id, now(), note
    session.add(proposal)
    record(session, f"proposal:{state}", by=by, entries=[proposal.entry_id], payload={"proposal": proposal.id, "note": note})
    return proposal_card(proposal)


def _require_move(proposal: Proposal, state: str) -> None:
    if state not in TRANSITIONS[proposal.state] or (state == "approved" and proposal.state != "submitted"):
        raise Conflict(f"The proposal is {proposal.state} already.")


def _proposal(session: Session, proposal_id: str, by: Actor) -> tuple[Proposal, Entry]:
    statement = select(Proposal, Entry).join(Entry, col(Entry.id) == Proposal.entry_id).where(Proposal.id == proposal_id)
    found = session.exec(narrow(statement, by, Permission.ENTRY_PROPOSE, on=Entry).with_for_update()).first()
    if found is None or not _may_see(found[0], found[1], by):
        raise NotFound(rule=Permission.ENTRY_PROPOSE.name)
    return found[0], found[1]


def _may_see(proposal: Proposal, entry: Entry, reader: Actor) -> bool:
    """Whether the reader may see every channel that is changed: a RED one does not exist for who is not named on it."""
    sides = [
        side for c in json.loads(proposal.changes) if c["field"].startswith("channels") for side in (c["old"], c["new"]) if side
    ]
    may_see = condition(reader, Permission.CHANNEL_REVEAL)
    return all(may_see.holds(channel_standing(entry, channel)) for channel in sides)


def _intended(session: Session, proposal: Proposal, entry: Entry) -> Intended:
    """The proposal read again against the entry as it is now: what it replaces must still be what its author saw."""
    author = account_actor(session, proposal.author_id)
    if author is None:
        raise Conflict("The author's account is suspended: the proposal no longer stands.")
    intended = intend(session, entry, json.loads(proposal.patch), by=author)
    if _promised(proposal.changes) != _present(intended.changes):
        raise Conflict("The entry was changed after this proposal was made. Reject it and propose again on the present version.")
    if entry.status == "withdrawn" or (proposal.kind == "publish" and entry.status not in ("draft", "suspended")):
        raise Conflict(f"The entry is {entry.status} meanwhile.")
    if proposal.kind == "publish" and _changed_since(session, entry, proposal.submitted_at):
        raise Conflict("The entry was changed after its publication was proposed. Reject it and propose the present version.")
    return intended


def is_waiting(session: Session, entry_id: str, changes: Sequence[Change]) -> bool:
    """Whether the very same change was proposed already and is not decided: it need not be proposed again."""
    undecided = col(Proposal.state).in_(("submitted", "approved"))
    waiting = session.exec(select(Proposal.changes).where(Proposal.entry_id == entry_id, undecided))
    return any(_promised(told) == _present(changes) for told in waiting)


def _promised(told: str) -> list[Record]:
    return [{k: c[k] for k in ("field", "old", "new")} for c in json.loads(told) if c["field"] != "status"]


def _present(changes: Sequence[Change]) -> list[Record]:
    compared: list[Record] = json.loads(json.dumps([{"field": c.field, "old": c.old, "new": c.new} for c in changes]))
    return compared


def _changed_since(session: Session, entry: Entry, at: datetime) -> bool:
    """Whether there is a version that whoever proposed to publish the entry had not seen."""
    later = select(EntryVersion.version).where(EntryVersion.entry_id == entry.id, col(EntryVersion.at) > at).limit(1)
    return session.exec(later).first() is not None


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
    shown = [(proposal, on) for proposal, on in found if _may_see(proposal, on, reader)]
    _note_look(session, [on for _, on in shown], reader)
    return [proposal_card(proposal) for proposal, _ in shown]


def proposal_of(session: Session, proposal_id: str, *, reader: Actor) -> Record:
    """One proposal. Raises `NotFound`."""
    require(reader, Permission.ENTRY_PROPOSE)
    proposal, entry = _proposal(session, proposal_id, reader)
    _note_look(session, [entry], reader)
    return proposal_card(proposal)


def _note_look(session: Session, on: Sequence[Entry], reader: Actor) -> None:
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
    }
