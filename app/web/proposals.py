"""Proposals: the second person sees old beside new with the warnings on top, and approves, rejects, or learns why not."""

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.access.actor import Actor
from app.access.policy import why_not
from app.access.roles import Permission
from app.accounts.standing import account_facts, why_not_second
from app.db import Session, reading, writing
from app.directory import proposals as deeds
from app.directory.early_showing import ask_mailbox, can_be_shown_early, mailboxes_for, sign_third
from app.directory.find import visible_parents
from app.directory.proposal_reading import NOBODY_YET, TRANSITIONS, proposal_of, proposals
from app.directory.proposal_sets import proposal_sets
from app.directory.second_person import require_second_person
from app.errors import Conflict, Denied, Invalid, Refusal
from app.web.deps import By, DatabaseIn, Form, Reading, field
from app.web.differences import differences_in
from app.web.i18n import language_of
from app.web.keeping import DONE, Record, go_on
from app.web.people import names_of_people, who
from app.web.render import render

router = APIRouter()

OPEN = ("draft", "submitted", "approved")


@dataclass(frozen=True)
class Pending:
    """What the rule about the second person asks of a proposal."""

    author_id: str
    entry_id: str


@router.get("/proposals")
def listed(request: Request, session: Reading, by: By, state: str = "", entry: str = "") -> Response:
    """Proposals on the entries that this person keeps or coordinates, newest first; open ones unless asked otherwise."""
    found = proposals(session, state=None if state in ("", "all") else state, entry=entry or None, reader=by)
    shown = [each for each in found if state or entry or each["state"] in OPEN]
    language = language_of(request)
    people = names_of_people(session, by=by)
    return render(
        request,
        "proposals/list.html",
        found=[{**each, "who": who(each["author"], people, language), "mine": each["author"] == by.id} for each in shown],
        entries=visible_parents(session, {each["entry"] for each in shown}, reader=by),
        sets=[] if entry else [each for each in proposal_sets(session, reader=by) if set(each["counts"]) & set(OPEN)],
        state=state,
        entry=entry,
        states=tuple(TRANSITIONS),
    )


@router.get("/proposals/{proposal_id}")
def show(request: Request, proposal_id: str, session: Reading, by: By, done: str = "") -> Response:
    """One proposal, old beside new."""
    return _page(request, session, proposal_id, done=DONE.get(done), by=by)


@router.post("/proposals/{proposal_id}/approve")
def approve(request: Request, proposal_id: str, database: DatabaseIn, by: By, form: Form) -> Response:
    """Approve another person's proposal, saying on which number one called back."""
    called, note = field(form, "called_back_on"), field(form, "note")
    try:
        with writing(database) as session:
            deeds.approve_proposal(session, proposal_id, called_back_on=called or None, note=note or None, by=by)
    except (Invalid, Conflict) as refusal:
        with reading(database) as session:
            typed = {"called_back_on": called, "note": note}
            return _page(request, session, proposal_id, refusal=refusal, typed=typed, by=by)
    return go_on(f"/proposals/{proposal_id}?done=approved")


@router.post("/proposals/{proposal_id}/submit")
def submit(request: Request, proposal_id: str, database: DatabaseIn, by: By) -> Response:
    """Submit a draft: from now on a second person may approve it."""
    try:
        with writing(database) as session:
            deeds.submit_proposal(session, proposal_id, by=by)
    except (Invalid, Conflict) as refusal:
        with reading(database) as session:
            return _page(request, session, proposal_id, refusal=refusal, by=by)
    return go_on(f"/proposals/{proposal_id}?done=proposed")


@router.post("/proposals/{proposal_id}/sign")
def sign(request: Request, proposal_id: str, database: DatabaseIn, by: By) -> Response:
    """Stand as a third person for the replacement of an urgent line."""
    try:
        with writing(database) as session:
            sign_third(session, proposal_id, by=by)
    except Conflict as refusal:
        with reading(database) as session:
            return _page(request, session, proposal_id, refusal=refusal, by=by)
    return go_on(f"/proposals/{proposal_id}?done=shown_early")


@router.post("/proposals/{proposal_id}/mailboxes")
def ask(request: Request, proposal_id: str, database: DatabaseIn, by: By, form: Form) -> Response:
    """Ask a known mailbox of the authority to stand for the replacement."""
    try:
        with writing(database) as session:
            ask_mailbox(session, proposal_id, field(form, "channel"), by=by)
    except (Invalid, Conflict) as refusal:
        with reading(database) as session:
            return _page(request, session, proposal_id, refusal=refusal, by=by)
    return go_on(f"/proposals/{proposal_id}?done=mailbox_asked")


@router.post("/proposals/{proposal_id}/reject")
def reject(request: Request, proposal_id: str, database: DatabaseIn, by: By, form: Form) -> Response:
    """Reject it, also while it waits."""
    try:
        with writing(database) as session:
            deeds.reject_proposal(session, proposal_id, note=field(form, "reason") or None, by=by)
    except (Invalid, Conflict) as refusal:
        with reading(database) as session:
            return _page(request, session, proposal_id, refusal=refusal, by=by)
    return go_on(f"/proposals/{proposal_id}?done=rejected")


@router.post("/proposals/{proposal_id}/withdraw")
def take_back(request: Request, proposal_id: str, database: DatabaseIn, by: By, form: Form) -> Response:
    """Take the own proposal back."""
    try:
        with writing(database) as session:
            deeds.withdraw_proposal(session, proposal_id, note=field(form, "reason") or None, by=by)
    except (Invalid, Conflict) as refusal:
        with reading(database) as session:
            return _page(request, session, proposal_id, refusal=refusal, by=by)
    return go_on(f"/proposals/{proposal_id}?done=taken_back")


def _page(
    request: Request,
    session: Session,
    proposal_id: str,
    *,
    refusal: Refusal | None = None,
    typed: dict[str, str] | None = None,
    done: str | None = None,
    by: Actor,
) -> Response:
    language = language_of(request)
    proposal = proposal_of(session, proposal_id, reader=by)
    people = names_of_people(session, by=by)
    entries = visible_parents(session, {proposal["entry"]}, reader=by)
    differences = differences_in(proposal["changes"], language)
    return render(
        request,
        "proposals/page.html",
        status=refusal.status if refusal else 200,
        proposal=proposal,
        entry=entries.get(proposal["entry"]),
        changes=differences,
        warnings=[(each.label, warning) for each in differences for warning in each.warnings],
        author=who(proposal["author"], people, language),
        approver=who(proposal["approver"], people, language) if proposal["approver"] else None,
        mine=proposal["author"] == by.id,
        author_since=facts.added_at if (facts := account_facts(session, proposal["author"])) else None,
        nobody_yet=proposal["author"] == NOBODY_YET,
        can_show_early=can_be_shown_early(proposal),
        not_third=why_not_third(session, proposal, by),
        mailboxes=mailboxes_for(session, proposal_id, reader=by) if can_be_shown_early(proposal) else (),
        not_approve=why_not_approve(session, proposal, by),
        not_reject=why_not(by, Permission.ENTRY_PROPOSE),
        errors=refusal.errors if refusal else (),
        detail=refusal.detail if refusal else None,
        typed=typed or {"called_back_on": "", "note": ""},
        done=done,
    )


def why_not_third(session: Session, proposal: Record, by: Actor) -> str | None:
    """Why this person may not be the third to stand for a replacement, or none."""
    for person in (proposal["author"], proposal["approver"] or ""):
        reason = why_not_second(session, person, by.id)
        if reason is not None:
            return reason
    return why_not(by, Permission.ENTRY_APPROVE)


def why_not_approve(session: Session, proposal: Record, by: Actor) -> str | None:
    """The policy's own sentence why this person may not approve this proposal, or none."""
    reason = why_not(by, Permission.ENTRY_APPROVE)
    pending: Any = Pending(proposal["author"], proposal["entry"])
    try:
        require_second_person(session, pending, by)
    except Denied as refusal:
        return refusal.detail  # never overcome by a fresh factor, so it is said first
    return reason
