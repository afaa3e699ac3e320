"""Proposals that are decided together: an import, or a first filling."""

from typing import Any

from fastapi import APIRouter

from app.access.policy import require
from app.access.roles import Permission
from app.api.deps import Body, By, Reading, Writing
from app.directory.proposal_sets import approve_set, proposal_set, proposal_sets, propose_set, submit_set
from app.errors import FieldError, Invalid

router = APIRouter(prefix="/proposal-sets", tags=["proposals"])
Answer = dict[str, Any]


@router.get("")
def find(session: Reading, by: By) -> Answer:
    """Sets in which this reader may see a proposal, newest first."""
    return {"items": proposal_sets(session, reader=by), "next_cursor": None}


@router.post("", status_code=201)
def propose(session: Writing, by: By, body: Body) -> Answer:
    """Propose to publish many drafts in one act: `{entries: [id], title?}`."""
    require(by, Permission.ENTRY_PROPOSE)
    title = body.get("title") if isinstance(body, dict) else None
    if title is not None and not isinstance(title, str):
        raise Invalid("The set cannot be made.", errors=(FieldError("title", "a text"),))
    return propose_set(session, _ids(body, "entries"), title or "", by=by)


@router.get("/{set_id}")
def read(set_id: str, session: Reading, by: By) -> Answer:
    """One set as a table, rows with warnings first."""
    return proposal_set(session, set_id, reader=by)


@router.post("/{set_id}/submit")
def submit(set_id: str, session: Writing, by: By, body: Body) -> Answer:
    """Submit what came in by a file: `{struck?: [proposal id]}`."""
    require(by, Permission.ENTRY_PROPOSE)
    return submit_set(session, set_id, struck=_ids(body, "struck"), by=by)


@router.post("/{set_id}/approve")
def approve(set_id: str, session: Writing, by: By, body: Body) -> Answer:
    """Approve the set: `{struck?: [proposal id], call_backs: {office: {called_back_on, note?}}}`."""
    require(by, Permission.ENTRY_APPROVE)
    call_backs = body.get("call_backs") if isinstance(body, dict) else None
    if call_backs is not None and not isinstance(call_backs, dict):
        raise Invalid("The set cannot be approved.", errors=(FieldError("call_backs", "an object by office"),))
    return approve_set(session, set_id, struck=_ids(body, "struck"), call_backs=_texts(call_backs or {}), by=by)


def _ids(body: Any, name: str) -> list[str]:
    value = body.get(name, []) if isinstance(body, dict) else []
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise Invalid("The body cannot be accepted.", errors=(FieldError(name, "a list of ids"),))
    return value


def _texts(call_backs: dict[str, Any]) -> dict[str, dict[str, str]]:
    """By office the two texts; anything else is named and refused."""
    wrong = [
        FieldError(f"call_backs.{office}", "called_back_on and note, texts of at most 500 characters")
        for office, told in call_backs.items()
        if not isinstance(told, dict) or not all(isinstance(v, str) and len(v) <= 500 for v in told.values() if v is not None)
    ]
    if wrong:
        raise Invalid("The set cannot be approved.", errors=tuple(wrong))
    return call_backs
