"""Readers help: telling an owner what is wrong, saying what came of a call, and the owner's answers."""

from collections.abc import Mapping

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.access.actor import Actor
from app.db import Session, reading, writing
from app.directory import problems as deeds
from app.directory.find import visible_parents
from app.directory.outcomes import note_outcome
from app.directory.vocabulary import codes, label
from app.errors import Conflict, Invalid, NotFound, Refusal
from app.web.deps import By, DatabaseIn, Form, Reading, field, fields
from app.web.i18n import language_of
from app.web.keeping import DONE, go_on
from app.web.render import render

router = APIRouter()


@router.get("/entries/{entry_id}/report")
def ask(entry_id: str, request: Request, session: Reading, by: By, kind: str = "", channel: str = "") -> Response:
    """The form for a report on an entry; `channel` names one that the reader has before the eyes."""
    typed = {"kind": kind, "note": "", "fields": [f"channels.{channel}"] if channel else []}
    return _form(request, session, entry_id, typed, by=by)


@router.post("/entries/{entry_id}/report")
def report(entry_id: str, request: Request, database: DatabaseIn, by: By, form: Form) -> Response:
    """Send the report to the owner."""
    kind, named, note = field(form, "kind"), fields(form, "fields"), field(form, "note")
    try:
        with writing(database) as session:
            deeds.report_problem(session, entry_id, kind, named, note or None, by=by)
    except Invalid as refusal:
        with reading(database) as session:
            typed = {"kind": kind, "note": note, "fields": named}
            return _form(request, session, entry_id, typed, refusal=refusal, by=by)
    return go_on(f"/entries/{entry_id}?done=problem_reported")


def _form(
    request: Request, session: Session, entry_id: str, typed: Mapping[str, object], *, refusal: Refusal | None = None, by: Actor
) -> Response:
    entry = visible_parents(session, {entry_id}, reader=by).get(entry_id)
    if entry is None:
        raise NotFound(entry=entry_id)
    kinds = [(kind, label("problem_kind", kind, language_of(request))) for kind in deeds.KINDS_OF_READERS]
    status = refusal.status if refusal else 200
    return render(request, "problems/report.html", status=status, entry=entry, kinds=kinds, typed=typed, refusal=refusal)


@router.post("/entries/{entry_id}/outcomes")
def note(entry_id: str, request: Request, database: DatabaseIn, by: By, form: Form) -> Response:
    """What happened on one channel, by one tap: on the spot with a script, else back on the entry."""
    channel, outcome = field(form, "channel"), field(form, "outcome")
    with writing(database) as session:
        noted = note_outcome(session, entry_id, channel, outcome, by=by)
    if request.headers.get("hx-request") != "true":
        return go_on(f"/entries/{entry_id}?done=outcome_noted")
    about = {"id": entry_id}
    return render(request, "entry/_outcomes.html", entry=about, channel={"id": channel}, noted=noted, outcomes=codes("outcome"))


@router.get("/problems")
def listed(request: Request, session: Reading, by: By, done: str = "") -> Response:
    """What readers reported on the entries that this person answers for, with its age."""
    return _list(request, session, done=done, by=by)


@router.post("/problems/{problem_id}/answer")
def answer(problem_id: str, request: Request, database: DatabaseIn, by: By, form: Form) -> Response:
    """Answer a report."""
    try:
        with writing(database) as session:
            deeds.answer_problem(session, problem_id, field(form, "state"), field(form, "answer"), by=by)
    except (Invalid, Conflict) as refusal:
        with reading(database) as session:
            return _list(request, session, refusal=refusal, by=by)
    return go_on("/problems?done=problem_answered")


@router.get("/reports")
def mine(request: Request, session: Reading, by: By) -> Response:
    """What this person reported, with the answers."""
    found = deeds.my_reports(session, reader=by)
    return render(request, "problems/list.html", found=found, mine=True, done=None, refusal=None)


def _list(request: Request, session: Session, *, done: str = "", refusal: Refusal | None = None, by: Actor) -> Response:
    found = sorted(deeds.problems(session, reader=by), key=lambda each: not each.escalated)
    status = refusal.status if refusal else 200
    return render(request, "problems/list.html", status=status, found=found, mine=False, done=DONE.get(done), refusal=refusal)
