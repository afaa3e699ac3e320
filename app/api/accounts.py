"""People: accounts within one's reach, suspended by one, let in again by two, confirmed each quarter."""

from typing import Any

from fastapi import APIRouter

from app.access.policy import require
from app.access.roles import Permission
from app.accounts.people import people, person
from app.accounts.presence import confirm_accounts, unconfirmed
from app.accounts.seconding import acts, refuse_act, request_reactivation, second_act
from app.api.deps import Body, By, Reading, Writing
from app.api.shapes import shaped, text_in, texts_in
from app.directory.leaving import suspend_person

router = APIRouter(tags=["accounts"])
Answer = dict[str, Any]


@router.get("/accounts")
def find(session: Reading, by: By) -> Answer:
    """The accounts of one's State, region or of all."""
    found = [{**shaped(p.card), "last_sign_in": p.last_sign_in} for p in people(session, reader=by)]
    return {"items": found, "next_cursor": None}


@router.get("/accounts/to-confirm")
def to_confirm(session: Reading, by: By) -> Answer:
    """The officers that wait for this focal point's word."""
    return {"items": [shaped(each) for each in unconfirmed(session, reader=by)], "next_cursor": None}


@router.post("/accounts/confirm")
def confirm(session: Writing, by: By, body: Body) -> Answer:
    """Say that accounts are still in use: `{accounts: [id]}`."""
    return {"confirmed": confirm_accounts(session, texts_in(body, "accounts"), by=by)}


@router.get("/accounts/{account_id}")
def read(account_id: str, session: Reading, by: By) -> Answer:
    """One account."""
    found = person(session, account_id, reader=by)
    request = shaped(found.request, "account") if found.request else None
    return {
        **shaped(found.card),
        "last_sign_in": found.last_sign_in,
        "request": request,
        "why_not_suspend": found.why_not_suspend,
    }


@router.post("/accounts/{account_id}/suspend")
def suspend(account_id: str, session: Writing, by: By, body: Body) -> Answer:
    """Suspend at once: `{reason}`."""
    card = person(session, account_id, reader=by).card
    return shaped(suspend_person(session, card.email, reason=text_in(body, "reason") or "", by=by))


@router.post("/accounts/{account_id}/reactivation", status_code=202)
def ask_back(account_id: str, session: Writing, by: By, body: Body) -> Answer:
    """Ask to let a suspended account in again: `{reason}`; another person seconds it."""
    require(by, Permission.ACCOUNT_REACTIVATE)
    return shaped(request_reactivation(session, account_id, reason=text_in(body, "reason") or "", by=by))


@router.get("/reactivations")
def waiting(session: Reading, by: By) -> Answer:
    """What waits for a second person."""
    return {"items": [shaped(act) for act in acts(session, reader=by)], "next_cursor": None}


@router.post("/reactivations/{act_id}/second")
def let_back(act_id: str, session: Writing, by: By) -> Answer:
    """Second it: the account is active again."""
    return shaped(second_act(session, act_id, by=by))


@router.post("/reactivations/{act_id}/refuse")
def keep_out(act_id: str, session: Writing, by: By) -> Answer:
    """Refuse it, or take the own request back."""
    return shaped(refuse_act(session, act_id, by=by))
