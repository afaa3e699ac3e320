"""Files that ministries send: chosen, tried, their headings mapped, broken values repaired, taken in as one set."""

from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from starlette.datastructures import FormData, UploadFile

from app.access.actor import Actor
from app.access.marking import MARKINGS
from app.access.policy import require
from app.access.roles import Permission
from app.db import Session, reading
from app.errors import FieldError, Invalid, NotSignedIn, Refusal
from app.exchange.intake.headings import choices
from app.exchange.intake.readers import PROFILES
from app.exchange.intake.uploads import Sent, map_headings, put_aside, take_file, try_file, upload, uploads
from app.reference import states
from app.web.deps import By, DatabaseIn, Form, Reading, Visitor, field, fields
from app.web.duplicates import REASONS
from app.web.entry_form.fields import N_
from app.web.i18n import language_of
from app.web.import_columns import column_groups
from app.web.keeping import go_on
from app.web.render import render

router = APIRouter()

NEVER = "-"
"""The choice that leaves a column unread; an empty one leaves the heading as it is."""

FIELDS = ("profile", "state", "marking", "edition")
PROFILE_NAMES = {
    "entries-xlsx": N_("Workbook (.xlsx)"),
    "entries-csv": N_("Table (.csv), or our tables in one .zip"),
    "entries-json": N_("Entries as JSON"),
    "sherloc": N_("The portal's printed directory (.rtf), or its columns as .csv"),
    "court-tables": N_("Joined tables of courts (.zip)"),
    "hsds": N_("Services of NGOs (HSDS)"),
    "ror": N_("Research Organization Registry (JSON lines)"),
    "datenanfragen": N_("datenanfragen.de (JSON)"),
}
DONE = {
    "tried": N_("Nothing is taken in yet: this is what would happen."),
    "taken": N_("Taken in."),
    "left": N_("Put aside. The file is removed, nothing of it was taken in."),
}


@router.get("/imports")
def listed(request: Request, session: Reading, by: By, done: str = "") -> Response:
    """The form, and the files one has sent."""
    return _form(request, session, by, done=DONE.get(done))


def may_import(visitor: Visitor) -> None:
    """Asked before the body is read: nobody else makes us write a large file to disk. Raises `NotSignedIn`, `Denied`."""
    if visitor is None:
        raise NotSignedIn("Your session has ended. Sign in and choose the file again.")
    require(visitor, Permission.ENTRY_IMPORT)


@router.post("/imports", dependencies=[Depends(may_import)])
def send(request: Request, database: DatabaseIn, by: By, form: Form) -> Response:
    """Try a file; it leads to its report."""
    require(by, Permission.ENTRY_IMPORT)
    typed = {name: field(form, name) for name in FIELDS}
    file = form.get("file")
    try:
        if not isinstance(file, UploadFile):
            raise Invalid("The import cannot begin.", errors=(FieldError("file", "choose a file"),))
        with file.file:
            told = try_file(database, file.file, _sent(file.filename, typed), by=by)
    except Invalid as refusal:
        with reading(database) as session:
            return _form(request, session, by, typed=typed, refusal=refusal)
    return go_on(f"/imports/{told['id']}?done=tried")


@router.get("/imports/{upload_id}")
def show(request: Request, upload_id: str, session: Reading, by: By, done: str = "") -> Response:
    """The report of one file."""
    return _report(request, upload(session, upload_id, reader=by), done=DONE.get(done))


@router.post("/imports/{upload_id}/headings")
def map_them(request: Request, upload_id: str, database: DatabaseIn, by: By, form: Form) -> Response:
    """Say what headings mean; the file is tried again."""
    try:
        map_headings(database, upload_id, _mapped(form), by=by)
    except Invalid as refusal:
        with reading(database) as session:
            return _report(request, upload(session, upload_id, reader=by), refusal=refusal)
    return go_on(f"/imports/{upload_id}?done=tried")


@router.post("/imports/{upload_id}/take")
def take(request: Request, upload_id: str, database: DatabaseIn, by: By, form: Form) -> Response:
    """Take it in, with the ticked repairs."""
    try:
        told = take_file(database, upload_id, [int(n) for n in fields(form, "repairs") if n.isdecimal()], by=by)
    except Invalid as refusal:
        with reading(database) as session:
            return _report(request, upload(session, upload_id, reader=by), refusal=refusal)
    return go_on(f"/proposal-sets/{told['proposal_set']}" if told["proposal_set"] else f"/imports/{upload_id}?done=taken")


@router.post("/imports/{upload_id}/leave")
def leave(upload_id: str, database: DatabaseIn, by: By) -> Response:
    """Put it aside."""
    put_aside(database, upload_id, by=by)
    return go_on("/imports?done=left")


def _sent(name: str | None, typed: dict[str, str]) -> Sent:
    return Sent(name or "file", typed["profile"], typed["state"], typed["marking"], typed["edition"])


def _mapped(form: FormData) -> dict[str, str]:
    """What was chosen for each heading, from fields `heading:TEXT`; what was left as it is says nothing."""
    chosen = {str(name)[len("heading:") :]: field(form, str(name)) for name in form if str(name).startswith("heading:")}
    return {heading: "" if column == NEVER else column for heading, column in chosen.items() if column}


def _form(
    request: Request,
    session: Session,
    by: Actor,
    *,
    typed: dict[str, str] | None = None,
    refusal: Refusal | None = None,
    done: str | None = None,
) -> Response:
    language = language_of(request)
    return render(
        request,
        "imports/list.html",
        status=refusal.status if refusal else 200,
        found=uploads(session, reader=by),
        profiles=[(code, PROFILE_NAMES[code]) for code in PROFILE_NAMES if code in PROFILES],
        states=[] if by.state else sorted(((s.code, s.name(language)) for s in states.states()), key=lambda pair: pair[1]),
        markings=[(code, code) for code in MARKINGS],
        typed=dict.fromkeys(FIELDS, "") | (typed or {}),
        errors=refusal.errors if refusal else (),
        detail=refusal.detail if refusal else None,
        done=done,
    )


def _report(request: Request, told: dict[str, Any], *, refusal: Refusal | None = None, done: str | None = None) -> Response:
    return render(
        request,
        "imports/page.html",
        status=refusal.status if refusal else 200,
        told=told,
        profile=PROFILE_NAMES.get(told["profile"], told["profile"]),
        columns=column_groups(choices(), language_of(request)),
        reasons=REASONS,
        errors=refusal.errors if refusal else (),
        detail=refusal.detail if refusal else None,
        done=done,
    )
