"""Official mail domains: proposed by one person, approved by another, each with what should make one look twice."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.access.actor import Actor
from app.access.policy import why_not
from app.access.roles import Permission
from app.accounts import domains as deeds
from app.accounts.reach import coordinates
from app.db import Session, reading, writing
from app.errors import Conflict, Invalid, Refusal
from app.reference import states
from app.web.deps import By, DatabaseIn, Form, Reading, Writing, field
from app.web.entry_form.fields import N_
from app.web.i18n import language_of
from app.web.keeping import go_on
from app.web.people import names_of_people, who
from app.web.render import render

router = APIRouter()

DONE = {
    "proposed": N_("Proposed. A coordinator approves it before people are invited under it."),
    "approved": N_("Approved: people can be invited under it now."),
    "ended": N_("Ended. Nobody is invited under it any more."),
}


@router.get("/domains")
def listed(request: Request, session: Reading, by: By, done: str = "") -> Response:
    """Proposals first, then what is official."""
    return _page(request, session, done=DONE.get(done), by=by)


@router.post("/domains")
def propose(request: Request, database: DatabaseIn, by: By, form: Form) -> Response:
    """Propose a domain."""
    typed = {name: field(form, name) for name in ("domain", "state", "reason")}
    try:
        with writing(database) as session:
            deeds.propose_domain(session, typed["domain"], state=typed["state"] or None, reason=typed["reason"], by=by)
    except (Invalid, Conflict) as refusal:
        with reading(database) as session:
            return _page(request, session, refusal=refusal, typed=typed, by=by)
    return go_on("/domains?done=proposed")


@router.post("/domains/{domain_id}/approve")
def approve(domain_id: str, session: Writing, by: By) -> Response:
    """Approve another person's proposal."""
    deeds.approve_domain(session, domain_id, by=by)
    return go_on("/domains?done=approved")


@router.post("/domains/{domain_id}/end")
def end(domain_id: str, session: Writing, by: By) -> Response:
    """Reject a proposal, take the own back, or end an official domain."""
    deeds.end_domain(session, domain_id, by=by)
    return go_on("/domains?done=ended")


def _page(
    request: Request,
    session: Session,
    *,
    done: str | None = None,
    refusal: Refusal | None = None,
    typed: dict[str, str] | None = None,
    by: Actor,
) -> Response:
    language = language_of(request)
    names = names_of_people(session, by=by)
    found = deeds.domains(session, reader=by)
    within = [(s.code, s.name(language)) for s in states.states() if by.role == "coordinator" and coordinates(by, s.code)]
    return render(
        request,
        "domains/page.html",
        status=refusal.status if refusal else 200,
        found=[(card, who(card.proposed_by, names, language)) for card in found],
        states=sorted(within, key=lambda pair: pair[1]),
        not_propose=why_not(by, Permission.DOMAIN_PROPOSE),
        typed=typed or {"domain": "", "state": "", "reason": ""},
        errors=refusal.errors if refusal else (),
        detail=refusal.detail if refusal else None,
        done=done,
    )
