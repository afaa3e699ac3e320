"""The history of an entry: every version with what it changed, by whom and why."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.directory import history as versions
from app.directory.reading import whole_entry
from app.web.deps import By, Reading
from app.web.differences import differences_in
from app.web.i18n import language_of
from app.web.keeping import PURPOSE
from app.web.people import names_of_people, who
from app.web.render import render

router = APIRouter()


@router.get("/entries/{entry_id}/history")
def history(request: Request, entry_id: str, session: Reading, by: By) -> Response:
    """All versions, newest first. Reading them is on record."""
    language = language_of(request)
    told = versions.history(session, entry_id, reader=by)
    card = whole_entry(session, entry_id, purpose=PURPOSE, case_ref="pending", reader=by).card
    people = names_of_people(session, by=by)
    shown = [
        {**each, "who": who(each["by"], people, language, each["role"]), "differences": differences_in(each["changes"], language)}
        for each in told
    ]
    return render(request, "history/page.html", card=card, versions=shown)
