"""An entry as its readers see it, for the person who keeps it."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.directory.find import visible_parents
from app.directory.preview import READERS, preview_entry
from app.errors import Invalid
from app.reference.treaties import parties
from app.web.deps import By, Reading
from app.web.i18n import language_of
from app.web.lookup import choices
from app.web.reach import reach_of
from app.web.render import name_in, render
from app.web.words import role_name

router = APIRouter()


@router.get("/entries/{entry_id}/preview")
def preview(
    entry_id: str, request: Request, session: Reading, by: By, role: str = "officer", state: str = "", case: str = ""
) -> Response:
    """Choose a role, a State and whether a case number was stated; below stands what such a reader is shown."""
    language = language_of(request)
    where = state or _abroad(by.state)
    asked = {"role": role, "state": where, "case": case}
    try:
        found, refusal = preview_entry(session, entry_id, role=role, state=where, with_case=bool(case), reader=by), None
    except Invalid as wrong:
        found, refusal = None, wrong
    card = found.card if found else None
    names = visible_parents(session, {entry_id}, reader=by)[entry_id]["names"]
    return render(
        request,
        "preview/page.html",
        status=refusal.status if refusal else 200,
        entry_id=entry_id,
        title=name_in(names, language),
        found=found,
        entry=card,
        channels=[reach_of(channel) for channel in card["channels"]] if card else [],
        asked=asked,
        errors=refusal.errors if refusal else (),
        roles=[(each, role_name(each, language)) for each in READERS],
        state_options=choices(language)["state_options"],
    )


def _abroad(own: str | None) -> str:
    """A State to begin with that is not the reader's own: any other Party to the Protocol."""
    return next(code for code in sorted(parties("SOM")) if code != own)
