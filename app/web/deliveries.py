"""The run table of the nightly job on a page: what was begun, written, delivered, acknowledged, and what failed and why."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.exchange.deliveries import deliveries
from app.web.deps import By, Reading
from app.web.entry_form.fields import N_
from app.web.render import render

router = APIRouter(prefix="/deliveries")

STATES = {
    "begun": N_("begun"),
    "written": N_("written"),
    "delivered": N_("delivered"),
    "acknowledged": N_("acknowledged"),
    "failed": N_("failed"),
}
WAYS = {
    "folder": N_("put into a folder"),
    "https": N_("sent by HTTPS"),
    "sftp": N_("sent by SFTP"),
    "fetched": N_("fetched"),
}


@router.get("")
def listed(request: Request, session: Reading, by: By, recipient: str = "", cursor: str = "") -> Response:
    """Runs, newest first."""
    shown, after = deliveries(session, recipient=recipient, cursor=cursor, reader=by)
    return render(request, "deliveries/page.html", runs=shown, next_cursor=after, recipient=recipient, states=STATES, ways=WAYS)
