"""Invitations: what waits for my second, who is invited since when, one person or a table of officers at a time."""

from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.access.actor import Actor
from app.access.policy import require, why_not
from app.access.roles import Permission
from app.accounts import invitations as deeds
from app.accounts.appointing import INVITES
from app.accounts.batches import BatchReport, invite_batch
from app.accounts.forms import AccountForm
from app.accounts.reach import coordinates
from app.db import reading, settings_of, writing
from app.errors import Conflict, Denied, Invalid, Refusal
from app.reference import networks, regions, states
from app.web.deps import By, DatabaseIn, Form, Reading, Writing, field, fields, file_text
from app.web.entry_form.fields import N_
from app.web.i18n import language_of
from app.web.keeping import go_on
from app.web.render import render
from app.web.words import role_name

router = APIRouter()

OPEN = ("invited", "joined", "seconded", "frozen", "expired")
FIELDS = ("email", "name", "role", "state", "region", "network", "nomination", "nominated_on")
DONE = {
    "invited": N_("Invited. The link goes out by mail; another person seconds."),
    "batch": N_("Invited. The links go out by mail; a coordinator seconds the table as one act."),
    "seconded": N_("Seconded. Who has accepted can sign in now."),
    "sent": N_("Sent again with a new link. The old one is void."),
    "withdrawn": N_("Withdrawn. The link is void."),
}


@router.get("/invitations")
def listed(request: Request, session: Reading, by: By, done: str = "", closed: str = "") -> Response:
    """Invitations within one's reach: those for me to second on top; closed ones only when asked for."""
    found = deeds.invitations(session, reader=by)
    seconds = why_not(by, Permission.INVITATION_SECOND)
    waiting = [c for c in found if c.status in ("invited", "joined")] if _may_second(by) else []
    for_me = [c for c in waiting if c.why_not_second in (None, seconds)]
    return render(
        request,
        "invitations/list.html",
        for_me=[c for c in for_me if c.batch is None],
        batches=sorted({c.batch for c in for_me if c.batch}),
        in_batch=[c for c in for_me if c.batch],
        found=[c for c in found if closed or c.status in OPEN],
        not_second=seconds,
        is_mailed=bool(settings_of(session).smtp_url),
        closed=bool(closed),
        done=DONE.get(done),
    )


@router.get("/invitations/new")
def ask(request: Request, by: By, role: str = "", state: str = "") -> Response:
    """The form for one person, and for officers the one for a table; a link may say whom it is about."""
    return _form(request, by, typed={"role": role, "state": state})


@router.post("/invitations")
def invite(request: Request, database: DatabaseIn, by: By, form: Form) -> Response:
    """Invite one person."""
    typed = {name: field(form, name) for name in FIELDS}
    scope = {name: typed[name] or None for name in ("state", "region", "network")}
    try:
        asked = AccountForm(email=typed["email"], role=typed["role"], name=typed["name"], **scope)
        day = date.fromisoformat(typed["nominated_on"]) if typed["nominated_on"] else None
        with writing(database) as session:
            deeds.invite(session, asked, nomination=typed["nomination"], nominated_on=day, by=by)
    except (Invalid, Conflict) as refusal:
        return _form(request, by, typed=typed, refusal=refusal)
    except ValueError:
        raise Invalid("The day cannot be read. Go back and choose it from the calendar.") from None
    return go_on("/invitations?done=invited")


@router.post("/invitations/batches")
def invite_many(request: Request, database: DatabaseIn, by: By, form: Form) -> Response:
    """Check a table of officers, or invite those of its rows that can be."""
    require(by, Permission.ACCOUNT_INVITE)
    state = field(form, "state") or None
    dry_run = field(form, "step") != "invite"
    try:
        text = file_text(form, "file") or field(form, "table")
        with reading(database) if dry_run else writing(database) as session:
            report = invite_batch(session, text.replace("\t", ","), state=state, dry_run=dry_run, by=by)
    except Invalid as refusal:
        return _form(request, by, refusal=refusal, typed={"table": field(form, "table"), "state": state or ""})
    if report.invited:
        return go_on(f"/invitations/batches/{report.batch}?done=batch")
    return _report(request, report, text, state)


@router.get("/invitations/batches/{batch}")
def show_batch(request: Request, batch: str, session: Reading, by: By, done: str = "") -> Response:
    """The table as one act for the second person: rows can be struck out."""
    found = deeds.invitations(session, batch=batch, reader=by)
    reasons = [c.why_not_second for c in found if c.status in ("invited", "joined")]
    return render(request, "invitations/batch.html", batch=batch, found=found, reasons=reasons, done=DONE.get(done))


@router.post("/invitations/batches/{batch}/second")
def second_many(batch: str, session: Writing, by: By, form: Form) -> Response:
    """Second the ticked rows; the others are struck out."""
    kept = set(fields(form, "invitation"))
    shown = [c.id for c in deeds.invitations(session, batch=batch, reader=by) if c.status in ("invited", "joined")]
    deeds.second_batch(session, batch, without=[each for each in shown if each not in kept], by=by)
    return go_on("/invitations?done=seconded")


@router.post("/invitations/{invitation_id}/{act}")
def do(invitation_id: str, act: str, session: Writing, by: By) -> Response:
    """Second it, send it again, or withdraw it."""
    acts: dict[str, tuple[Any, str]] = {
        "second": (deeds.second_invitation, "seconded"),
        "send": (deeds.send_again, "sent"),
        "withdraw": (deeds.withdraw_invitation, "withdrawn"),
    }
    if act not in acts:
        raise Invalid("The page that sent this is damaged. Open the invitations again.")
    deed, word = acts[act]
    deed(session, invitation_id, by=by)
    return go_on(f"/invitations?done={word}")


def _may_second(by: Actor) -> bool:
    reason = why_not(by, Permission.INVITATION_SECOND)
    return reason is None or "second factor" in reason


def _form(request: Request, by: Actor, *, typed: dict[str, str] | None = None, refusal: Refusal | None = None) -> Response:
    roles = INVITES.get(by.role, ())
    if not roles:
        raise Denied(why_not(by, Permission.ACCOUNT_INVITE) or "You invite nobody.", rule=Permission.ACCOUNT_INVITE.name)
    language = language_of(request)
    return render(
        request,
        "invitations/new.html",
        status=refusal.status if refusal else 200,
        roles=[(role, role_name(role, language)) for role in roles],
        states=_states(by, language),
        regions=[(r.code, r.name(language)) for r in regions.regions()] if "coordinator" in roles else [],
        networks=[(n.code, n.name(language)) for n in networks.networks()] if "coordinator" in roles else [],
        not_invite=why_not(by, Permission.ACCOUNT_INVITE),
        typed=dict.fromkeys((*FIELDS, "table"), "") | (typed or {}),
        errors=refusal.errors if refusal else (),
        detail=refusal.detail if refusal else None,
    )


def _states(by: Actor, language: str) -> list[tuple[str, str]]:
    """The States from which to choose: none for a focal point, who invites to the own one."""
    if by.role == "focal_point":
        return []
    found = [s for s in states.states() if by.role != "coordinator" or coordinates(by, s.code)]
    return sorted(((s.code, s.name(language)) for s in found), key=lambda pair: pair[1])


def _report(request: Request, report: BatchReport, text: str, state: str | None) -> Response:
    return render(request, "invitations/report.html", report=report, table=text, state=state)
