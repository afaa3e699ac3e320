"""A set of proposals as one table: warnings on top, rows struck out, one approval, call-backs noted per office."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.access.actor import Actor
from app.access.policy import why_not
from app.access.roles import Permission
from app.db import Session, reading, writing
from app.directory.find import visible_parents
from app.directory.proposal_reading import NOBODY_YET
from app.directory.proposal_sets import approve_set, proposal_set, propose_set, submit_set
from app.errors import Conflict, FieldError, Invalid, Refusal
from app.web.deps import By, DatabaseIn, Form, Reading, field, fields
from app.web.differences import differences_in
from app.web.i18n import language_of
from app.web.keeping import DONE, Record, go_on
from app.web.people import names_of_people, who
from app.web.proposals import why_not_approve
from app.web.render import render

router = APIRouter()


@router.post("/proposal-sets")
def propose(database: DatabaseIn, by: By, form: Form) -> Response:
    """Propose to publish the ticked drafts in one act."""
    with writing(database) as session:
        made = propose_set(session, fields(form, "entries"), field(form, "title"), by=by)
    return go_on(f"/proposal-sets/{made['id']}?done=set_proposed")


@router.get("/proposal-sets/{set_id}")
def show(request: Request, set_id: str, session: Reading, by: By, done: str = "") -> Response:
    """The set as a table."""
    return _page(request, session, set_id, done=DONE.get(done), by=by)


@router.post("/proposal-sets/{set_id}/submit")
def submit(request: Request, set_id: str, database: DatabaseIn, by: By, form: Form) -> Response:
    """Submit what came in by a file, without the struck rows."""
    return _decided(request, set_id, database, form, "set_proposed", submit_set, by)


@router.post("/proposal-sets/{set_id}/approve")
def approve(request: Request, set_id: str, database: DatabaseIn, by: By, form: Form) -> Response:
    """Approve the set in one act, without the struck rows."""
    return _decided(request, set_id, database, form, "approved", approve_set, by)


def _decided(request: Request, set_id: str, database: Any, form: Any, done: str, deed: Any, by: Actor) -> Response:
    struck, typed = fields(form, "struck"), _call_backs(form)
    more = {"call_backs": typed} if deed is approve_set else {}
    try:
        with writing(database) as session:
            deed(session, set_id, struck=struck, by=by, **more)
    except (Invalid, Conflict) as refusal:
        with reading(database) as session:
            return _page(request, session, set_id, refusal=refusal, struck=struck, typed=typed, by=by)
    return go_on(f"/proposal-sets/{set_id}?done={done}")


def _call_backs(form: Any) -> dict[str, dict[str, str]]:
    """What was noted per office: fields `called_back_on:OFFICE` and `note:OFFICE`."""
    found: dict[str, dict[str, str]] = {}
    for name in form.keys():  # noqa: SIM118 - a posted form, not a dictionary
        kind, _, office = name.partition(":")
        if office and kind in ("called_back_on", "note") and (value := field(form, name)):
            found.setdefault(office, {})[kind] = value
    return found


def _page(
    request: Request,
    session: Session,
    set_id: str,
    *,
    refusal: Refusal | None = None,
    struck: list[str] | None = None,
    typed: dict[str, dict[str, str]] | None = None,
    done: str | None = None,
    by: Actor,
) -> Response:
    language = language_of(request)
    made = proposal_set(session, set_id, reader=by)
    ids = {item["entry"] for item in made["items"]} | {item["office"] for item in made["items"]}
    errors = refusal.errors if refusal else ()
    waiting = [item for item in made["items"] if item["state"] == "submitted"]
    reasons = {why_not_approve(session, item, by) for item in waiting}
    people = names_of_people(session, by=by)
    return render(
        request,
        "proposals/set.html",
        status=refusal.status if refusal else 200,
        made=made,
        rows=[_row(item, errors, language) for item in made["items"]],
        authors=sorted({who(i["author"], people, language) for i in waiting if i["author"] != NOBODY_YET}),
        offices=_offices(made["items"]),
        entries=visible_parents(session, ids, reader=by),
        drafts=[i for i in made["items"] if i["state"] == "draft"],
        waiting=waiting,
        not_approve=next((reason for reason in reasons if reason), None),
        not_submit=why_not(by, Permission.ENTRY_PROPOSE),
        errors=errors,
        detail=refusal.detail if refusal else None,
        struck=struck or [],
        typed=typed or {},
        done=done,
    )


def _row(item: Record, errors: tuple[FieldError, ...], language: str) -> Record:
    mine = [e.reason for e in errors if e.field.startswith(f"proposals.{item['id']}.")]
    changes = differences_in(item["changes"], language)
    return {**item, "differences": changes, "warnings": [w for c in changes for w in c.warnings], "wrong": mine}


def _offices(items: list[Record]) -> list[str]:
    """The offices whose rows wait, in the order of the table."""
    return list(dict.fromkeys(item["office"] for item in items if item["state"] == "submitted"))
