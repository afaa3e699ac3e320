"""Deputies: a focal point lends rights for a time; the deputy chooses for whom to act in this session."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.access.actor import Actor
from app.access.policy import why_not
from app.access.roles import Permission
from app.accounts import delegations as deeds
from app.accounts.acting import DELEGABLE
from app.db import Session, reading, settings_of, writing
from app.errors import Conflict, Invalid, Refusal
from app.web.deps import By, DatabaseIn, Form, Reading, Writing, field, fields
from app.web.entry_form.fields import N_
from app.web.i18n import language_of, translated
from app.web.keeping import go_on
from app.web.render import render
from app.web.words import permission_says

router = APIRouter()

DONE = {
    "given": N_("Your deputy is named and chooses on this page when to act for you."),
    "ended": N_("Ended at once."),
    "acting": N_("From now on you act for the focal point; every act is recorded so."),
    "stopped": N_("You act for yourself again."),
}


@router.get("/delegations")
def listed(request: Request, session: Reading, by: By, done: str = "") -> Response:
    """What I gave and was given, and the form to name a deputy."""
    return _page(request, session, done=DONE.get(done), by=by)


@router.post("/delegations")
def give(request: Request, database: DatabaseIn, by: By, form: Form) -> Response:
    """Name a deputy."""
    typed = {name: field(form, name) for name in ("deputy", "days")}
    chosen = fields(form, "permissions")
    days = int(typed["days"]) if typed["days"].isascii() and typed["days"].isdigit() and len(typed["days"]) < 5 else 0
    try:
        with writing(database) as session:
            deeds.give_delegation(session, typed["deputy"], days=days, permissions=chosen, by=by)
    except (Invalid, Conflict) as refusal:
        with reading(database) as session:
            return _page(request, session, refusal=refusal, typed=typed, chosen=chosen, by=by)
    return go_on("/delegations?done=given")


@router.post("/delegations/{delegation_id}/end")
def end(delegation_id: str, session: Writing, by: By) -> Response:
    """End it at once."""
    deeds.end_delegation(session, delegation_id, by=by)
    return go_on("/delegations?done=ended")


@router.post("/delegations/{delegation_id}/act")
def act(delegation_id: str, session: Writing, by: By) -> Response:
    """Act for the focal point from now on."""
    deeds.act_for(session, delegation_id, by=by)
    return go_on("/delegations?done=acting")


@router.post("/delegations/stop")
def stop(session: Writing, by: By) -> Response:
    """Act for oneself again."""
    deeds.act_for_oneself(session, by=by)
    return go_on("/delegations?done=stopped")


def _page(
    request: Request,
    session: Session,
    *,
    done: str | None = None,
    refusal: Refusal | None = None,
    typed: dict[str, str] | None = None,
    chosen: list[str] | None = None,
    by: Actor,
) -> Response:
    not_give = why_not(by, Permission.DELEGATION_GIVE)
    may_give = not_give is None or (by.role == "focal_point" and not by.acting_for)
    language = language_of(request)
    return render(
        request,
        "deputies/page.html",
        status=refusal.status if refusal else 200,
        found=deeds.delegations(session, reader=by),
        may_give=may_give,
        not_give=not_give,
        people=[(email, f"{name} ({email})") for email, name in deeds.deputies(session, reader=by)] if may_give else [],
        rights=[(name, translated(language, permission_says(name))) for name in DELEGABLE],
        chosen=list(DELEGABLE) if chosen is None else chosen,
        most=settings_of(session).delegation_days,
        typed=typed or {"deputy": "", "days": ""},
        errors=refusal.errors if refusal else (),
        detail=refusal.detail if refusal else None,
        done=done,
    )
