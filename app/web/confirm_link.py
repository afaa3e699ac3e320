"""The page behind a mailed link: a listed post looks at its own entry and confirms it, without an account.

The link's secret stands in the query, which the log of requests leaves out, and in the form's body.
"""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.db import reading, writing
from app.directory.confirmation import confirm_by_link, entry_of_link, listed_post, report_by_link
from app.errors import Invalid
from app.web.deps import DatabaseIn, Form, field, fields
from app.web.render import render

router = APIRouter()


@router.get("/confirm")
def look(request: Request, database: DatabaseIn, link: str = "") -> Response:
    """The entry with its values masked and one button. Opening it uses nothing up: mail scanners open links."""
    return _page(request, link, database)


@router.post("/confirm")
def confirm(request: Request, database: DatabaseIn, form: Form) -> Response:
    """Confirm what is ticked; with every channel ticked it is the whole entry. The link is good once."""
    link, ticked = field(form, "link"), fields(form, "channels")
    try:
        with writing(database) as session:
            confirm_by_link(session, link, ticked, by=listed_post(session, link))
    except Invalid as refusal:
        return _page(request, link, database, refusal=refusal)
    return render(request, "confirm_link/done.html", reported=False)


@router.post("/confirm/problem")
def report(request: Request, database: DatabaseIn, form: Form) -> Response:
    """Tell whoever keeps the entry what is wrong with it. This, too, uses the link up."""
    link, note = field(form, "link"), field(form, "note")
    try:
        with writing(database) as session:
            report_by_link(session, link, note, by=listed_post(session, link))
    except Invalid as refusal:
        return _page(request, link, database, refusal=refusal, note=note)
    return render(request, "confirm_link/done.html", reported=True)


def _page(request: Request, link: str, database: DatabaseIn, *, refusal: Invalid | None = None, note: str = "") -> Response:
    with reading(database) as session:
        card = entry_of_link(session, link, reader=listed_post(session, link))
    status = refusal.status if refusal else 200
    return render(request, "confirm_link/page.html", status=status, card=card, link=link, refusal=refusal, note=note)
