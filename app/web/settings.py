"""The installation for its administrators: who receives editions, how many accounts, and the settings, never a secret."""

from collections import Counter

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.accounts.membership import accounts
from app.accounts.settings_seen import installation_seen
from app.web.deps import By, Reading
from app.web.render import render

router = APIRouter()


@router.get("/settings")
def show(request: Request, session: Reading, by: By) -> Response:
    """Accounts by role, recipients with their ceilings, and every setting with what it is for."""
    found = installation_seen(session, reader=by)
    everybody = accounts(session, reader=by)
    return render(
        request,
        "settings/page.html",
        compressed=True,
        found=found,
        roles=sorted(Counter((card.role, card.status) for card in everybody).items()),
        recipients=[card for card in everybody if card.role == "recipient"],
    )
