"""Proposals: four eyes over what could redirect or expose a contact."""

from typing import Any

from fastapi import APIRouter

from app.access.policy import require
from app.access.roles import Permission
from app.api.deps import Body, By, Reading, Version, Writing
from app.directory.early_showing import ask_mailbox, mailboxes_for, sign_third
from app.directory.proposal_reading import proposal_of, proposals
from app.directory.proposals import (
    approve_proposal,
    reject_proposal,
    revise_entry,
    submit_proposal,
    withdraw_proposal,
)
from app.errors import FieldError, Invalid

router = APIRouter(prefix="/proposals", tags=["proposals"])
Answer = dict[str, Any]


@router.get("")
def find(session: Reading, by: By, state: str | None = None, entry: str | None = None) -> Answer:
    """Proposals on the entries that this reader keeps or coordinates, newest first."""
    return {"items": proposals(session, state=state, entry=entry, reader=by), "next_cursor": None}


@router.get("/{proposal_id}")
def read(proposal_id: str, session: Reading, by: By) -> Answer:
    """One proposal, old beside new."""
    return proposal_of(session, proposal_id, reader=by)


@router.post("", status_code=202)
def propose(session: Writing, by: By, body: Body, version: Version) -> Answer:
    """Propose a change: `{entry, patch, why?, draft?}` with If-Match; the same as PATCH on the entry.

    `draft: true` keeps it as a draft that only its author sees, until it is submitted.
    """
    require(by, Permission.ENTRY_PROPOSE)
    entry, patch = (body.get("entry"), body.get("patch")) if isinstance(body, dict) else (None, None)
    if not isinstance(entry, str) or not isinstance(patch, dict):
        raise Invalid(
            "Send entry and patch.", errors=(FieldError("entry", "the id of an entry"), FieldError("patch", "an object"))
        )
    draft = body.get("draft") is True
    proposal = revise_entry(session, entry, patch, version, why=_text(body, "why"), draft=draft, by=by)
    return proposal or {"id": None, "state": "published", "entry": entry, "changes": []}


@router.post("/{proposal_id}/submit")
def submit(proposal_id: str, session: Writing, by: By) -> Answer:
    """Submit a draft of a proposal."""
    return submit_proposal(session, proposal_id, by=by)


@router.post("/{proposal_id}/approve")
def approve(proposal_id: str, session: Writing, by: By, body: Body) -> Answer:
    """Approve another person's proposal, with the number on which one called back."""
    return approve_proposal(session, proposal_id, called_back_on=_text(body, "called_back_on"), note=_text(body, "note"), by=by)


@router.post("/{proposal_id}/reject")
def reject(proposal_id: str, session: Writing, by: By, body: Body) -> Answer:
    """Reject a proposal, also while it waits."""
    return reject_proposal(session, proposal_id, note=_text(body, "note"), by=by)


@router.post("/{proposal_id}/withdraw")
def withdraw(proposal_id: str, session: Writing, by: By, body: Body) -> Answer:
    """Take the own proposal back."""
    return withdraw_proposal(session, proposal_id, note=_text(body, "note"), by=by)


@router.post("/{proposal_id}/sign")
def sign(proposal_id: str, session: Writing, by: By) -> Answer:
    """Stand as a third person for an approved replacement of an urgent line: it is shown at once, as unverified."""
    return sign_third(session, proposal_id, by=by)


@router.get("/{proposal_id}/mailboxes")
def mailboxes(proposal_id: str, session: Reading, by: By) -> Answer:
    """Known mailboxes of the authority that may stand for the replacement instead."""
    return {"items": mailboxes_for(session, proposal_id, reader=by), "next_cursor": None}


@router.post("/{proposal_id}/mailboxes", status_code=202)
def ask(proposal_id: str, session: Writing, by: By, body: Body) -> Answer:
    """Send one of these mailboxes `{channel}` a link, good once, to stand for the replacement."""
    return ask_mailbox(session, proposal_id, _text(body, "channel") or "", by=by)


def _text(body: Any, name: str) -> str | None:
    value = body.get(name) if isinstance(body, dict) else None
    if value is not None and (not isinstance(value, str) or len(value) > 500):
        raise Invalid("The body cannot be accepted.", errors=(FieldError(name, "a text of at most 500 characters"),))
    return value
