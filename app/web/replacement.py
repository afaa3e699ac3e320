"""A known mailbox of the authority stands for the replacement of an urgent line, by a link that is good once."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.db import reading, writing
from app.directory.early_showing import confirm_by_mailbox, read_replacement
from app.web.deps import DatabaseIn
from app.web.render import render

router = APIRouter()


@router.get("/replacements/{token}")
def ask(request: Request, token: str, database: DatabaseIn) -> Response:
    """What the mailbox is asked; opening the page uses nothing up, for mail scanners open links."""
    with reading(database) as session:
        asked = read_replacement(session, token)
    return render(request, "proposals/replacement.html", asked=asked, token=token, done=False)


@router.post("/replacements/{token}")
def stand(request: Request, token: str, database: DatabaseIn) -> Response:
    """Stand for it."""
    with writing(database) as session:
        confirm_by_mailbox(session, token, request=request.state.request_id)
    return render(request, "proposals/replacement.html", asked=None, token=token, done=True)
