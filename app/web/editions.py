"""A recipient's own editions on a page: which there are, until when they hold, each file to fetch, and "we have it"."""

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, Response

from app.exchange.pull import acknowledge_edition, fetched_file, own_editions
from app.web.deps import By, Reading, Writing
from app.web.entry_form.fields import N_
from app.web.keeping import go_on
from app.web.render import render

router = APIRouter(prefix="/editions")

DONE = {"acknowledged": N_("Noted: you have this edition.")}


@router.get("")
def listed(request: Request, session: Reading, by: By, before: int | None = None, done: str = "") -> Response:
    """The editions, newest first."""
    shown, after = own_editions(session, before=before, reader=by)
    return render(request, "editions/page.html", editions=shown, after=after, done=DONE.get(done))


@router.get("/{sequence}/{file}")
def fetch(sequence: int, file: str, request: Request, session: Reading, by: By) -> Response:
    """One file, in ranges where the browser wishes. That it is fetched is on record before it leaves."""
    found = fetched_file(session, sequence, file, part=request.headers.get("range", "")[:100], reader=by)
    headers = {"ETag": f'"{found.sha256}"', "Cache-Control": "private, no-cache"}
    return FileResponse(found.path, headers=headers, media_type="application/octet-stream", filename=found.path.name)


@router.post("/{sequence}/acknowledgement")
def have_it(sequence: int, session: Writing, by: By) -> Response:
    """Say that the edition has arrived and could be used."""
    acknowledge_edition(session, sequence, by=by)
    return go_on("/editions?done=acknowledged")
