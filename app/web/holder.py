"""The holder of a post has changed: one short form."""

from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.access.actor import Actor
from app.db import Session, reading, writing
from app.directory.succession import Handover, change_holder
from app.errors import Conflict, FieldError, Invalid, Refusal
from app.web.deps import By, DatabaseIn, Form, Reading, field, version_in
from app.web.keeping import go_on, kept_entry
from app.web.render import render

router = APIRouter()


@router.get("/entries/{entry_id}/holder")
def ask(entry_id: str, request: Request, session: Reading, by: By) -> Response:
    """The form."""
    return _form(request, session, entry_id, {"leaves_on": "", "successor": "", "publish_name": False}, by=by)


@router.post("/entries/{entry_id}/holder")
def change(entry_id: str, request: Request, database: DatabaseIn, by: By, form: Form) -> Response:
    """Note who left when, and who follows."""
    leaves_on, successor = field(form, "leaves_on"), field(form, "successor")
    publish = bool(field(form, "publish_name"))
    try:
        handover = Handover(_day(leaves_on), successor, publish_name=publish)
        with writing(database) as session:
            proposal = change_holder(session, entry_id, version_in(form), handover, by=by)
    except (Invalid, Conflict) as refusal:
        with reading(database) as session:
            typed = {"leaves_on": leaves_on, "successor": successor, "publish_name": publish}
            return _form(request, session, entry_id, typed, refusal=refusal, by=by)
    if proposal is not None:
        return go_on(f"/proposals/{proposal['id']}?done=proposed")
    return go_on(f"/entries/{entry_id}?done=holder_changed")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid("Nothing was changed.", errors=(FieldError("leaves_on", "a day such as 2026-11-24"),)) from None


def _form(
    request: Request, session: Session, entry_id: str, typed: dict[str, object], *, refusal: Refusal | None = None, by: Actor
) -> Response:
    entry = kept_entry(session, entry_id, by=by, recorded=False)
    status = refusal.status if refusal else 200
    return render(request, "holder/page.html", status=status, entry=entry, typed=typed, refusal=refusal)
