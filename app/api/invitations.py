"""Invitations and the official mail domains under which people are invited. A link is never answered: it goes out by mail."""

from typing import Any

from fastapi import APIRouter
from pydantic import ValidationError

from app.access.policy import require
from app.access.roles import Permission
from app.accounts import domains as mail_domains
from app.accounts.batches import invite_batch
from app.accounts.forms import AccountForm
from app.accounts.invitations import (
    invitation_of,
    invitations,
    invite,
    second_batch,
    second_invitation,
    send_again,
    withdraw_invitation,
)
from app.api.deps import Body, By, DatabaseIn, Reading, Writing
from app.api.shapes import day_in, shaped, text_in, texts_in
from app.db import reading, writing
from app.errors import FieldError, Invalid

router = APIRouter(tags=["invitations"])
Answer = dict[str, Any]
NOT_OF_THE_FORM = ("nomination", "nominated_on")


@router.get("/invitations")
def find(session: Reading, by: By, state: str | None = None, batch: str | None = None) -> Answer:
    """Invitations within one's reach, newest first; `state` is one of invited, joined, seconded, active, expired ..."""
    return {"items": [shaped(c) for c in invitations(session, batch=batch, state=state, reader=by)], "next_cursor": None}


@router.post("/invitations", status_code=201)
def ask_in(session: Writing, by: By, body: Body) -> Answer:
    """Invite: `{email, role, name?, state?, entry?, region?, network?, nomination?, nominated_on?}`."""
    require(by, Permission.ACCOUNT_INVITE)
    nomination, nominated_on = text_in(body, "nomination"), day_in(body, "nominated_on")
    card, _ = invite(session, _form(body), nomination=nomination, nominated_on=nominated_on, by=by)
    return shaped(card)


@router.post("/invitations/batches")
def ask_many_in(database: DatabaseIn, by: By, body: Body) -> Answer:
    """Invite officers of a CSV: `{csv, state?, dry_run?}`; answers with a row report."""
    require(by, Permission.ACCOUNT_INVITE)
    text, dry_run = (body.get("csv"), body.get("dry_run", False)) if isinstance(body, dict) else (None, False)
    if not isinstance(text, str) or not isinstance(dry_run, bool):
        wrong = (FieldError("csv", "a text with the columns email and name"), FieldError("dry_run", "true or false"))
        raise Invalid("Send csv and, if wished, dry_run.", errors=wrong)
    with reading(database) if dry_run else writing(database) as session:
        report = invite_batch(session, text, state=text_in(body, "state"), dry_run=dry_run, by=by)
    return shaped(report, "tokens", "fitting") | {"fitting": [form.email for form in report.fitting]}


@router.post("/invitations/batches/{batch}/second")
def second_many(batch: str, session: Writing, by: By, body: Body) -> Answer:
    """Second a batch as one act: `{without: [id]}` strikes rows out."""
    cards = second_batch(session, batch, without=texts_in(body, "without"), by=by)
    return {"items": [shaped(card) for card in cards], "next_cursor": None}


@router.get("/invitations/{invitation_id}")
def read(invitation_id: str, session: Reading, by: By) -> Answer:
    """One invitation."""
    return shaped(invitation_of(session, invitation_id, reader=by))


@router.post("/invitations/{invitation_id}/second")
def second(invitation_id: str, session: Writing, by: By) -> Answer:
    """Second another person's invitation."""
    return shaped(second_invitation(session, invitation_id, by=by))


@router.post("/invitations/{invitation_id}/send")
def send(invitation_id: str, session: Writing, by: By) -> Answer:
    """Send it again with a new link."""
    return shaped(send_again(session, invitation_id, by=by)[0])


@router.post("/invitations/{invitation_id}/withdraw")
def withdraw(invitation_id: str, session: Writing, by: By) -> Answer:
    """Withdraw it, or refuse to second it."""
    return shaped(withdraw_invitation(session, invitation_id, by=by))


@router.get("/domains")
def domains(session: Reading, by: By) -> Answer:
    """Official mail domains and proposals of them."""
    return {"items": [shaped(card) for card in mail_domains.domains(session, reader=by)], "next_cursor": None}


@router.post("/domains", status_code=202)
def propose(session: Writing, by: By, body: Body) -> Answer:
    """Propose a domain: `{domain, reason, state?, entry?}`; another person approves it."""
    state, entry = text_in(body, "state"), text_in(body, "entry")
    domain, reason = text_in(body, "domain") or "", text_in(body, "reason") or ""
    return shaped(mail_domains.propose_domain(session, domain, state=state, entry=entry, reason=reason, by=by))


@router.post("/domains/{domain_id}/approve")
def approve(domain_id: str, session: Writing, by: By) -> Answer:
    """Approve another person's proposal."""
    return shaped(mail_domains.approve_domain(session, domain_id, by=by))


@router.post("/domains/{domain_id}/end")
def end(domain_id: str, session: Writing, by: By) -> Answer:
    """Reject a proposal, take the own back, or end an official domain."""
    return shaped(mail_domains.end_domain(session, domain_id, by=by))


def _form(body: Any) -> AccountForm:
    sent = {k: v for k, v in body.items() if k not in NOT_OF_THE_FORM} if isinstance(body, dict) else {}
    try:
        return AccountForm.model_validate(sent)
    except ValidationError as problem:
        wrong = tuple(FieldError(".".join(map(str, e["loc"])) or "body", e["msg"]) for e in problem.errors())
        raise Invalid("The person cannot be invited.", errors=wrong) from None
