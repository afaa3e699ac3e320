"""What a portal shows against what it should: the portal's people send an extract, see the differences, take the sheet."""

import io

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.datastructures import UploadFile

from app.access.policy import require
from app.access.roles import Permission
from app.clock import today
from app.errors import FieldError, Invalid, Refusal
from app.exchange.drift import DIFFERS, MISSING_HERE, MISSING_THERE, SAME, Drift, counts, own_drift
from app.exchange.formats.change_sheet import WORDS, write_change_sheet
from app.web.deps import By, DatabaseIn, Form, field
from app.web.entry_form.fields import N_
from app.web.i18n import language_of
from app.web.render import render

router = APIRouter()

VERDICTS = {
    SAME: N_("the same"),
    DIFFERS: N_("differs"),
    MISSING_THERE: N_("missing in the portal"),
    MISSING_HERE: N_("missing here"),
}


@router.get("/drift")
def ask(request: Request, by: By) -> Response:
    """The form."""
    require(by, Permission.EDITION_READ)
    return _page(request)


@router.post("/drift")
def compare(request: Request, database: DatabaseIn, by: By, form: Form) -> Response:
    """The differences as a page, or as a change sheet."""
    require(by, Permission.EDITION_READ)
    file = form.get("file")
    try:
        if not isinstance(file, UploadFile):
            raise Invalid("There is nothing to compare.", errors=(FieldError("file", "choose a file"),))
        with file.file:
            done = own_drift(database, file.file, file.filename or "extract", by=by)
    except Invalid as refusal:
        return _page(request, refusal=refusal)
    if field(form, "sheet"):
        return _sheet(done, language_of(request))
    return _page(request, done=done)


def _sheet(done: Drift, language: str) -> Response:
    out = io.BytesIO()
    write_change_sheet(done.found, out, marking=done.marking, day=today(), language=language if language in WORDS else "en")
    name = f"changes-{today().isoformat()}.rtf"
    return Response(
        out.getvalue(), media_type="application/rtf", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _page(request: Request, *, done: Drift | None = None, refusal: Refusal | None = None) -> Response:
    return render(
        request,
        "drift/page.html",
        status=refusal.status if refusal else 200,
        done=done,
        counts=counts(done.found) if done else {},
        changed=[one for one in done.found if one.verdict != SAME] if done else [],
        verdicts=VERDICTS,
        errors=refusal.errors if refusal else (),
        detail=refusal.detail if refusal else None,
    )
