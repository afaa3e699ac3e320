"""An entry: what one must state first, then whom to reach and how - and the record of the look."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from app.access.actor import Actor
from app.db import Session
from app.directory.cards import Reveal
from app.directory.find import visible_parents
from app.directory.reading import open_entry
from app.directory.vocabulary import codes, is_code
from app.errors import FieldError, Invalid, NotFound
from app.reference.text import plain
from app.web.deps import By, Form, Reading, field, own_path
from app.web.keeping import DONE
from app.web.purpose import LONGEST_REFERENCE, Statement, forget_statement, keep_statement, statement_of
from app.web.reach import Reach, reach_of
from app.web.render import render

router = APIRouter()


@router.get("/entries/{entry_id}")
def show(entry_id: str, request: Request, session: Reading, by: By, done: str = "") -> Response:
    """The entry with what this reader may see, after the purpose was stated; every opening is recorded."""
    stated = statement_of(request, by)
    try:
        reveal = open_entry(session, entry_id, purpose=stated.purpose, case_ref=stated.case_ref, reader=by)
    except Invalid as missing:
        return _ask(request, session, entry_id, missing, done, by)
    return _shown(request, reveal, done)


def _ask(request: Request, session: Session, entry_id: str, missing: Invalid, done: str, reader: Actor) -> Response:
    known = visible_parents(session, {entry_id}, reader=reader)
    if entry_id not in known:
        raise NotFound(entry=entry_id)
    needs_case = any(each.field == "case_ref" for each in missing.errors) or "AMBER" in missing.detail
    shown: dict[str, Any] = {"entry": known[entry_id], "needs_case": needs_case, "missing": missing, "done": DONE.get(done)}
    return render(request, "entry/ask.html", **shown)


def _shown(request: Request, reveal: Reveal, done: str) -> Response:
    card = reveal.card
    channels = sorted((reach_of(channel) for channel in card["channels"]), key=_first_to_try)
    response = render(
        request,
        "entry/page.html",
        entry=card,
        channels=channels,
        unverified=[reach_of(channel) for channel in card["unverified"]],
        keeps="consents" in card,
        works="version" in card,
        has_duty_line=any(c["always_open"] for c in card["channels"]),
        outcomes=codes("outcome"),
        done=DONE.get(done),
    )
    response.headers["ETag"] = reveal.etag
    return response


def _first_to_try(reach: Reach) -> tuple[bool, bool, bool, int]:
    """First whoever answers at any hour, telephones before all else, then in the owner's order; last what two could not reach."""
    return reach.channel["dimmed"], not reach.urgent, reach.family != "phone", reach.channel["preference"]


@router.post("/purpose")
def state_purpose(request: Request, by: By, form: Form) -> Response:
    """Keep the purpose and case reference for this shift, or forget them, and go on to where they were asked."""
    response = RedirectResponse(own_path(field(form, "next")), 303)
    if field(form, "forget"):
        forget_statement(request, response)
        return response
    keep_statement(request, response, _statement(field(form, "purpose"), field(form, "case_ref"), field(form, "pending")), by)
    return response


def _statement(purpose: str, case_ref: str, pending: str) -> Statement:
    errors = []
    if not is_code("purpose", purpose):
        errors.append(FieldError("purpose", "choose one of the list"))
    try:
        case_ref = plain(case_ref)
    except ValueError as problem:
        errors.append(FieldError("case_ref", str(problem)))
    if len(case_ref) > LONGEST_REFERENCE:
        errors.append(FieldError("case_ref", f"at most {LONGEST_REFERENCE} characters"))
    if errors:
        raise Invalid("The purpose cannot be kept like this.", errors=tuple(errors))
    return Statement(purpose, case_ref or ("pending" if pending else ""))
