"""Deputies: naming one, ending it, and acting for a focal point in this session."""

from typing import Any

from fastapi import APIRouter

from app.access.policy import require
from app.access.roles import Permission
from app.accounts.cards import own_card
from app.accounts.delegations import act_for, act_for_oneself, delegations, end_delegation, give_delegation
from app.api.deps import Body, By, Reading, Writing
from app.api.shapes import needed_in, shaped, texts_in
from app.errors import FieldError, Invalid

router = APIRouter(tags=["delegations"])
Answer = dict[str, Any]


@router.get("/delegations")
def find(session: Reading, by: By) -> Answer:
    """What one gave and was given."""
    return {"items": [shaped(card) for card in delegations(session, reader=by)], "next_cursor": None}


@router.post("/delegations", status_code=201)
def give(session: Writing, by: By, body: Body) -> Answer:
    """Name a deputy: `{deputy, days, permissions?}`; without `permissions` all that can be handed on."""
    require(by, Permission.DELEGATION_GIVE)
    days = body.get("days") if isinstance(body, dict) else None
    if not isinstance(days, int) or isinstance(days, bool):
        raise Invalid("The deputy cannot be named.", errors=(FieldError("days", "a number of days"),))
    chosen = texts_in(body, "permissions") if "permissions" in body else None
    return shaped(give_delegation(session, needed_in(body, "deputy"), days=days, permissions=chosen, by=by))


@router.delete("/delegations/{delegation_id}")
def end(delegation_id: str, session: Writing, by: By) -> Answer:
    """End it at once: focal point or deputy."""
    return shaped(end_delegation(session, delegation_id, by=by))


@router.post("/me/acting")
def begin(session: Writing, by: By, body: Body) -> Answer:
    """From now on act for the focal point in this session: `{delegation}`."""
    return own_card(act_for(session, needed_in(body, "delegation"), by=by))


@router.delete("/me/acting", status_code=204)
def stop(session: Writing, by: By) -> None:
    """Act for oneself again."""
    act_for_oneself(session, by=by)
