"""The history of an entry: every version with what it changed, by whom and why."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.access.actor import Actor
from app.db import Session, reading, writing
from app.directory import history as versions
from app.directory.reading import whole_entry
from app.directory.undo import undo_version
from app.errors import Conflict, Invalid, Refusal, Stale
from app.web.deps import By, DatabaseIn, Form, Reading, version_in
from app.web.differences import differences_in
from app.web.i18n import language_of
from app.web.keeping import PURPOSE, go_on
from app.web.people import names_of_people, who
from app.web.render import render

router = APIRouter()


@router.get("/entries/{entry_id}/history")
def history(request: Request, entry_id: str, session: Reading, by: By) -> Response:
    """All versions, newest first. Reading them is on record."""
    return _page(request, session, entry_id, by=by)


@router.post("/entries/{entry_id}/history/{number}/undo")
def undo(request: Request, entry_id: str, number: int, database: DatabaseIn, by: By, form: Form) -> Response:
    """Propose to set back what a version changed: a second person looks at it."""
    try:
        with writing(database) as session:
            proposal = undo_version(session, entry_id, number, version_in(form), by=by)
    except (Invalid, Conflict, Stale) as refusal:
        with reading(database) as session:
            return _page(request, session, entry_id, refusal=refusal, by=by)
    return go_on(f"/proposals/{proposal['id']}?done=proposed")


def _page(request: Request, session: Session, entry_id: str, *, refusal: Refusal | None = None, by: Actor) -> Response:
    language = language_of(request)
    told = versions.history(session, entry_id, reader=by)
    card = whole_entry(session, entry_id, purpose=PURPOSE, case_ref="pending", reader=by).card
    people = names_of_people(session, by=by)
    shown = [
        {**each, "who": who(each["by"], people, language, each["role"]), "differences": differences_in(each["changes"], language)}
        for each in told
    ]
    status = refusal.status if refusal else 200
    return render(request, "history/page.html", status=status, card=card, versions=shown, refusal=refusal)
