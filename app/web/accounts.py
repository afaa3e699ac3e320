"""People: who has an account within one's reach, suspended by one person, let in again by two, confirmed each quarter."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.access.actor import Actor
from app.access.policy import why_not
from app.access.roles import Permission
from app.accounts.people import people, person
from app.accounts.presence import confirm_accounts, unconfirmed
from app.accounts.seconding import acts, refuse_act, request_reactivation, second_act
from app.db import Session, reading, writing
from app.directory.leaving import suspend_person
from app.errors import Conflict, Invalid, Refusal
from app.web.deps import By, DatabaseIn, Form, Reading, Writing, field, fields
from app.web.entry_form.fields import N_
from app.web.i18n import language_of
from app.web.keeping import go_on
from app.web.people import names_of_people, who
from app.web.render import render

router = APIRouter()

DONE = {
    "suspended": N_("Suspended at once. Two persons let the account in again."),
    "requested": N_("Asked for. Another person decides."),
    "reactivated": N_("The account is active again."),
    "refused": N_("The request is closed. The account stays suspended."),
    "confirmed": N_("Confirmed for another quarter."),
}
"""What a page says after an act that led to it, by the word in its address."""


@router.get("/accounts")
def listed(request: Request, session: Reading, by: By, done: str = "") -> Response:
    """Everybody within one's reach, what waits for a second person on top."""
    return render(
        request,
        "accounts/list.html",
        found=people(session, reader=by),
        waiting=acts(session, reader=by),
        to_confirm=unconfirmed(session, reader=by) if why_not(by, Permission.ACCOUNT_CONFIRM) is None else [],
        done=DONE.get(done),
    )


@router.get("/accounts/to-confirm")
def ask(request: Request, session: Reading, by: By) -> Response:
    """The officers that neither signed in nor were confirmed for a quarter, all ticked."""
    return render(request, "accounts/to_confirm.html", waiting=unconfirmed(session, reader=by))


@router.post("/accounts/to-confirm")
def confirm(session: Writing, by: By, form: Form) -> Response:
    """Confirm those that are ticked."""
    confirm_accounts(session, fields(form, "account"), by=by)
    return go_on("/accounts?done=confirmed")


@router.get("/accounts/{account_id}")
def show(request: Request, account_id: str, session: Reading, by: By, done: str = "") -> Response:
    """One of them, with what can be done."""
    return _page(request, session, account_id, by=by, done=DONE.get(done))


@router.post("/accounts/{account_id}/suspend")
def suspend(account_id: str, session: Writing, by: By, form: Form) -> Response:
    """Suspend at once."""
    card = person(session, account_id, reader=by).card
    suspend_person(session, card.email, reason=field(form, "reason"), by=by)
    return go_on(f"/accounts/{account_id}?done=suspended")


@router.post("/accounts/{account_id}/reactivation")
def ask_back(request: Request, account_id: str, database: DatabaseIn, by: By, form: Form) -> Response:
    """Ask to let a suspended account in again."""
    reason = field(form, "reason")
    try:
        with writing(database) as session:
            request_reactivation(session, account_id, reason=reason, by=by)
    except (Invalid, Conflict) as refusal:
        with reading(database) as session:
            return _page(request, session, account_id, refusal=refusal, reason=reason, by=by)
    return go_on(f"/accounts/{account_id}?done=requested")


@router.post("/reactivations/{act_id}/second")
def let_back(act_id: str, session: Writing, by: By) -> Response:
    """Second what another person asked for."""
    act = second_act(session, act_id, by=by)
    return go_on(f"/accounts/{act.account.id}?done=reactivated")


@router.post("/reactivations/{act_id}/refuse")
def keep_out(act_id: str, session: Writing, by: By) -> Response:
    """Refuse it, or take the own request back."""
    act = refuse_act(session, act_id, by=by)
    return go_on(f"/accounts/{act.account.id}?done=refused")


def _page(
    request: Request,
    session: Session,
    account_id: str,
    *,
    done: str | None = None,
    refusal: Refusal | None = None,
    reason: str = "",
    by: Actor,
) -> Response:
    found = person(session, account_id, reader=by)
    names, language = names_of_people(session, by=by), language_of(request)
    return render(
        request,
        "accounts/page.html",
        status=refusal.status if refusal else 200,
        person=found,
        added_by=who(found.card.added_by, names, language),
        seconded_by=who(found.card.seconded_by, names, language) if found.card.seconded_by else None,
        not_ask=why_not(by, Permission.ACCOUNT_REACTIVATE),
        errors=refusal.errors if refusal else (),
        detail=refusal.detail if refusal else None,
        reason=reason,
        done=done,
    )
