"""Four eyes: a change that could redirect or expose a contact is proposed by one person and approved by another."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from sqlmodel import Session
from uuid_utils.compat import uuid7

from app.access.actor import Actor
from app.access.policy import condition, require
from app.access.roles import Permission
from app.audit.trail import record
from app.clock import now
from app.db import settings_of
from app.directory.changes import Change
from app.directory.entries import (
    Intended,
    apply,
    change_payload,
    intend,
    load,
    require_reachable,
    require_version,
    suspend_entry,
    withdraw_entry,
)
from app.directory.models import Entry
from app.directory.on_behalf import is_on_behalf
from app.directory.parts import WITH_ID, Record
from app.directory.proposal_models import Proposal
from app.directory.proposal_reading import NOBODY_YET, TRANSITIONS, load_proposal, present, promised, proposal_card
from app.directory.publication import CHANGED, intended_again, publish, same_open
from app.directory.remarks import remark
from app.directory.second_person import require_evidence, require_owner, require_second_person
from app.directory.warnings_shown import warnings_of
from app.errors import Conflict, Denied, FieldError, Invalid, NotFound

RULE = Permission.ENTRY_PROPOSE.name


def revise_entry(
    session: Session,
    entry_id: str,
    patch: Any,
    expected: int | None,
    *,
    why: str | None = None,
    draft: bool = False,
    set_id: str | None = None,
    by: Actor,
) -> Record | None:
    """Change an entry by a merge patch. Returns None when it took effect, or the proposal when a second person is needed.

    If any part needs a second person the whole patch becomes one proposal and nothing is applied; the very same change that is
    proposed already and undecided is not proposed again. `draft` keeps it as a draft of a proposal that only its author sees;
    `set_id` puts it among proposals that are decided together. Raises `NotFound`, `Denied`, `Stale` and `Conflict` for the
    version, `Invalid` naming each wrong field.
    """
    entry = load(session, entry_id, lock=True)
    require(by, _asked_for(patch, by), on=entry, entry=entry_id)
    require_version(entry, expected)
    why = remark("why", why)
    wanted = patch.get("status", entry.status) if isinstance(patch, dict) else entry.status
    rest = {k: v for k, v in patch.items() if k != "status"} if isinstance(patch, dict) else patch
    intended = intend(session, entry, rest, by=by)
    state = "draft" if draft else "submitted"
    if wanted != entry.status and not (wanted == "not_confirmed" and entry.status == "published"):
        if wanted == "published" and entry.status in ("draft", "suspended"):
            status = Change("status", entry.status, "published", second=True)
            require_publishable(intended)
            return _submit_once(
                session, entry, "publish", rest, intended, status=status, why=why, state=state, set_id=set_id, by=by
            )
        _end(session, entry, wanted, intended, expected, why=why, by=by)
        return None
    if not intended.changes:
        return None
    if draft or set_id or intended.needs_second or not _changes_alone(session, entry, intended.changes, by):
        require(by, Permission.ENTRY_PROPOSE, on=entry, entry=entry_id)
        return _submit_once(session, entry, "revise", rest, intended, why=why, state=state, set_id=set_id, by=by)
    apply(session, intended, kind="revised", why=why, by=by)
    fields = [c.field for c in intended.changes]
    payload = change_payload(intended.changes)
    record(session, "entry:revised", by=by, entries=[entry_id], fields=fields, marking=entry.marking, payload=payload)
    return None


def _submit_once(session: Session, entry: Entry, kind: str, patch: Any, intended: Intended, **more: Any) -> Record:
    """Propose it, or tell of the open proposal of the very same change: two would ask two persons for one decision."""
    draft = more["state"] == "draft"
    same = None if more["set_id"] else same_open(session, entry, kind, intended.changes, draft=draft, by=more["by"])
    return proposal_card(same) if same else submit(session, entry, kind, patch, intended, **more)


def _asked_for(patch: Any, by: Actor) -> Permission:
    """What a change asks of its author: a coordinator proposes, an administrator hides or narrows and does nothing else."""
    if by.role == "coordinator":
        return Permission.ENTRY_PROPOSE
    if by.role == "administrator" and patch == {"status": "suspended"}:
        return Permission.ENTRY_HIDE
    if by.role == "administrator" and isinstance(patch, dict) and set(patch) == {"marking"}:
        return Permission.MARKING_NARROW
    return Permission.ENTRY_REVISE


def _changes_alone(session: Session, entry: Entry, changes: list[Change], by: Actor) -> bool:
    """A coordinator only ever proposes, except to the draft that it records on behalf of a State, and to narrow a marking."""
    if by.role != "coordinator" or (entry.status == "draft" and is_on_behalf(session, entry.id)):
        return True
    return all(_only_narrows(change) for change in changes) and condition(by, Permission.MARKING_NARROW).holds(entry)


def _only_narrows(change: Change) -> bool:
    """Whether nothing but a marking changes, to a stricter one: fewer people see, so one person suffices (SECURITY M7)."""
    if change.second or not isinstance(change.new, dict) or not isinstance(change.old, dict):
        return change.field == "marking" and not change.second
    return change.field.startswith("channels.") and {n for n, v in change.new.items() if change.old.get(n) != v} == {"marking"}


def _end(
    session: Session, entry: Entry, wanted: str, intended: Intended, expected: int | None, *, why: str | None, by: Actor
) -> None:
    if intended.changes:
        raise Invalid("Hide or withdraw an entry in a change of its own.", errors=(FieldError("status", "stands alone"),))
    if wanted == "suspended":
        suspend_entry(session, entry.id, expected, why=why, by=by)
    elif wanted == "withdrawn":
        withdraw_entry(session, entry.id, expected, why=why, by=by)
    else:
        reason = f"an entry that is {entry.status} cannot become {wanted}"
        raise Invalid("The change cannot be accepted.", errors=(FieldError("status", reason),))


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
    state: str = "submitted",
    set_id: str | None = None,
    by: Actor,
) -> Record:
    """Write down a proposal for a checked change and record it. The caller has required; raises nothing of its own.

    What a file at the command line proposes has no author yet and stays a draft until a person submits it.
    """
    changes = [*intended.changes, *([status] if status else [])]
    shown = [
        {"field": c.field, "old": c.old, "new": c.new, "second": c.second, "warnings": warnings_of(session, entry, c, by)}
        for c in changes
    ]
    proposal = Proposal(
        id=str(uuid7()),
        entry_id=entry.id,
        kind=kind,
        state="draft" if by.id == NOBODY_YET else state,
        patch=json.dumps(patch, ensure_ascii=False),
        changes=json.dumps(shown, ensure_ascii=False),
        why=why,
        author_id=by.id,
        submitted_at=now(),
        waits=_waits(entry, changes),
        eligible_from=now(),
        set_id=set_id,
    )
    proposal.eligible_from = now() + _wait(session, proposal)
    session.add(proposal)
    fields = [c.field for c in changes]
    payload = change_payload(changes) | {"proposal": proposal.id}
    said = "proposal:drafted" if proposal.state == "draft" else "proposal:submitted"
    record(session, said, by=by, entries=[entry.id], fields=fields, marking=entry.marking, payload=payload)
    session.flush()
    return proposal_card(proposal)


def _waits(entry: Entry, changes: list[Change]) -> bool:
    """A first publication redirects nobody. Hiding an entry first must not spare a redirected channel its wait."""
    return entry.published_at is not None and any(c.second and c.field.startswith("channels") for c in changes)


def _wait(session: Session, proposal: Proposal) -> timedelta:
    return timedelta(hours=settings_of(session).publication_wait_hours) if proposal.waits else timedelta()


def submit_proposal(session: Session, proposal_id: str, *, by: Actor) -> Record:
    """Submit a draft: one's own, or one that came in by a file, whose author one becomes.

    Raises `NotFound`, `Denied`, and `Conflict` when the entry was changed since: make the change again on the present version.
    """
    proposal, entry = load_proposal(session, proposal_id, by)
    require(by, Permission.ENTRY_PROPOSE, on=entry, entry=entry.id)
    if proposal.author_id not in (by.id, NOBODY_YET):
        raise NotFound(rule=RULE, entry=entry.id)
    _require_move(proposal, "submitted")
    intended = intend(session, entry, json.loads(proposal.patch), by=by)
    if promised(proposal.changes) != present(intended.changes):
        raise Conflict(CHANGED)
    if proposal.kind == "publish":
        require_publishable(intended)
    changes = json.loads(proposal.changes)
    for told, change in zip(changes, intended.changes, strict=False):
        told["warnings"] = warnings_of(session, entry, change, by)
    proposal.author_id, proposal.state, proposal.submitted_at = by.id, "submitted", now()
    proposal.changes = json.dumps(changes, ensure_ascii=False)
    proposal.waits = _waits(entry, intended.changes)
    proposal.eligible_from = now() + _wait(session, proposal)
    session.add(proposal)
    fields = [c.field for c in intended.changes]
    record(session, "proposal:submitted", by=by, entries=[entry.id], fields=fields, payload={"proposal": proposal.id})
    return proposal_card(proposal)


def changed_in_draft(session: Session, proposal_id: str, card: Record, *, reader: Actor) -> Record:
    """The fields that the reader's own draft changes, laid over the entry's card: to go on in the form. Raises `NotFound`."""
    proposal, entry = load_proposal(session, proposal_id, reader)
    if proposal.state != "draft" or proposal.author_id != reader.id or entry.id != card["id"]:
        raise NotFound(rule=RULE, entry=entry.id)
    patch = {name: value for name, value in json.loads(proposal.patch).items() if name in card}
    for name in WITH_ID:
        known = {part["id"]: part for part in card.get(name) or []}
        if isinstance(patch.get(name), list):
            patch[name] = [{**known.get(part.get("id"), {}), **part} for part in patch[name]]
    return patch


def approve_proposal(
    session: Session, proposal_id: str, *, called_back_on: str | None = None, note: str | None = None, by: Actor
) -> Record:
    """Approve another person's proposal. What redirects a published channel takes effect after the wait, the rest at once.

    Who may is checked first (`Denied`), then whether it still stands (`Conflict`), then the evidence (`Invalid`).
    """
    proposal, entry = load_proposal(session, proposal_id, by)
    require(by, Permission.ENTRY_APPROVE, on=entry, entry=entry.id)
    require_second_person(session, proposal, by)
    _require_move(proposal, "approved")
    intended = intended_again(session, proposal, entry)
    require_owner(session, proposal.author_id, by, intended)
    note = remark("note", note)
    require_evidence(session, proposal, intended, called_back_on, note)
    proposal.state, proposal.approver_id, proposal.approved_at = "approved", by.id, now()
    proposal.factor, proposal.called_back_on, proposal.note = by.change_factor, called_back_on, note
    proposal.eligible_from = now() + _wait(session, proposal)
    session.add(proposal)
    evidence: dict[str, object] = {
        "proposal": proposal.id,
        "called_back_on": called_back_on,
        "note": note,
        "factor": by.change_factor,
    }
    record(session, "proposal:approved", by=by, entries=[entry.id], marking=entry.marking, payload=evidence)
    if not proposal.waits:
        publish(session, proposal, entry, intended, by=by)
    return proposal_card(proposal)


def reject_proposal(session: Session, proposal_id: str, *, note: str | None = None, by: Actor) -> Record:
    """Reject a proposal, also while it waits: any one person who could approve cancels alone. Raises as approving."""
    proposal, entry = load_proposal(session, proposal_id, by)
    require(by, Permission.ENTRY_PROPOSE, on=entry, entry=entry.id)
    return _decide(session, proposal, "rejected", note, by=by)


def withdraw_proposal(session: Session, proposal_id: str, *, note: str | None = None, by: Actor) -> Record:
    """Take the own proposal back before it takes effect. Raises `NotFound`, `Denied`, `Conflict`."""
    proposal, entry = load_proposal(session, proposal_id, by)
    require(by, Permission.ENTRY_PROPOSE, on=entry, entry=entry.id)
    if proposal.author_id != by.id:
        raise Denied("Only its author withdraws a proposal; you may reject it.", rule=RULE, entry=entry.id)
    return _decide(session, proposal, "withdrawn", note, by=by)


def _decide(session: Session, proposal: Proposal, state: str, note: str | None, *, by: Actor) -> Record:
    _require_move(proposal, state)
    note = remark("note", note)
    proposal.state, proposal.decided_by, proposal.decided_at, proposal.note = state, by.id, now(), note
    session.add(proposal)
    record(session, f"proposal:{state}", by=by, entries=[proposal.entry_id], payload={"proposal": proposal.id, "note": note})
    return proposal_card(proposal)


def _require_move(proposal: Proposal, state: str) -> None:
    if state not in TRANSITIONS[proposal.state]:
        raise Conflict(f"The proposal is {proposal.state} already.")
