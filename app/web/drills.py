"""Communication tests on pages: scheduling one, its results, and the one button behind a mailed link."""

from datetime import UTC, datetime

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.access.actor import Actor
from app.access.policy import require
from app.access.roles import Permission
from app.db import Session, reading, writing
from app.directory import drills as deeds
from app.directory.drill_results import drills, results
from app.errors import Conflict, FieldError, Invalid, Refusal
from app.lookup.office_hours import open_by
from app.web.deps import By, DatabaseIn, Form, Reading, Writing, field
from app.web.entry_form.fields import N_
from app.web.keeping import go_on
from app.web.render import render

router = APIRouter()

DONE = {
    "scheduled": N_("Scheduled. The letters leave with the next run of the mail job."),
    "cancelled": N_("Cancelled. Nobody is written to."),
    "called": N_("Noted as answered."),
}


@router.get("/drills")
def listed(request: Request, session: Reading, by: By, done: str = "") -> Response:
    """Tests that this person may see; coordinators schedule new ones here."""
    return _list(request, session, done=done, by=by)


@router.post("/drills")
def schedule(request: Request, database: DatabaseIn, by: By, form: Form) -> Response:
    """Schedule a test, now or at an instant in UTC."""
    require(by, Permission.DRILL_RUN)
    try:
        with writing(database) as session:
            deeds.schedule_drill(session, _form(form), open_by=open_by, by=by)
    except Invalid as refusal:
        with reading(database) as session:
            return _list(request, session, refusal=refusal, by=by)
    return go_on("/drills?done=scheduled")


def _form(form: Form) -> deeds.DrillForm:
    hours, when = field(form, "hours") or "24", field(form, "starts_at")
    if not (hours.isascii() and hours.isdigit() and len(hours) < 4):
        raise Invalid("The test cannot be scheduled.", errors=(FieldError("hours", "a number of hours"),))
    try:
        starts = datetime.fromisoformat(when).replace(tzinfo=UTC) if when else None
    except ValueError:
        raise Invalid("The test cannot be scheduled.", errors=(FieldError("starts_at", "a day and time"),)) from None
    out = bool(field(form, "out_of_hours"))
    return deeds.DrillForm(field(form, "region") or None, field(form, "function") or None, starts, int(hours), out)


@router.get("/drills/{drill_id}")
def show(drill_id: str, request: Request, session: Reading, by: By, done: str = "") -> Response:
    """What a test showed."""
    return render(request, "drills/results.html", found=results(session, drill_id, reader=by), done=DONE.get(done), refusal=None)


@router.post("/drills/{drill_id}/cancel")
def cancel(drill_id: str, session: Writing, by: By) -> Response:
    """Cancel a test that has not started."""
    deeds.cancel_drill(session, drill_id, by=by)
    return go_on("/drills?done=cancelled")


@router.post("/drills/{drill_id}/called")
def called(drill_id: str, request: Request, database: DatabaseIn, by: By, form: Form) -> Response:
    """A keeper notes that the office was called and answered."""
    try:
        with writing(database) as session:
            deeds.note_called(session, drill_id, field(form, "entry"), by=by)
    except Conflict as refusal:
        with reading(database) as session:
            found = results(session, drill_id, reader=by)
            return render(request, "drills/results.html", status=refusal.status, found=found, done=None, refusal=refusal)
    return go_on(f"/drills/{drill_id}?done=called")


@router.get("/drill")
def look(request: Request, database: DatabaseIn, link: str = "") -> Response:
    """The page behind the mailed link, with one button. Opening it uses nothing up: mail scanners open links."""
    with reading(database) as session:
        card = deeds.call_of_link(session, link, reader=deeds.post_of_link(session, link))
    return render(request, "drills/link.html", card=card, link=link, done=False)


@router.post("/drill")
def acknowledge(request: Request, database: DatabaseIn, form: Form) -> Response:
    """The mailbox answers; the link is good once."""
    link = field(form, "link")
    with writing(database) as session:
        deeds.acknowledge(session, link, by=deeds.post_of_link(session, link))
    return render(request, "drills/link.html", card=None, link="", done=True)


def _list(request: Request, session: Session, *, done: str = "", refusal: Refusal | None = None, by: Actor) -> Response:
    status = refusal.status if refusal else 200
    found = drills(session, reader=by)
    return render(request, "drills/list.html", status=status, found=found, done=DONE.get(done), refusal=refusal)
