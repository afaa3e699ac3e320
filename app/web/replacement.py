"""A known mailbox of the authority stands for the replacement of an urgent line, by a link that is good once.

The link's secret stands in the query, which the log of requests leaves out, and in the form's body.
"""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.db import reading, writing
from app.directory.early_showing import confirm_by_mailbox, read_replacement
from app.web.deps import DatabaseIn, Form, field
from app.web.render import render

router = APIRouter()


@router.get("/replacements")
def ask(request: Request, database: DatabaseIn, link: str = "") -> Response:
    """What the mailbox is asked; opening the page uses nothing up, for mail scanners open links."""
    with reading(database) as session:
        asked = read_replacement(session, link)
    return render(request, "proposals/replacement.html", asked=asked, link=link, done=False)


@router.post("/replacements")
def stand(request: Request, database: DatabaseIn, form: Form) -> Response:
    """Stand for it."""
    with writing(database) as session:
        confirm_by_mailbox(session, field(form, "link"), request=request.state.request_id)
    return render(request, "proposals/replacement.html", asked=None, link="", done=True)
