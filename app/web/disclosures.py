"""Who consulted or received an entry: State, authority and purpose, for those who keep it."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.directory.history import consultations
from app.directory.reading import whole_entry
from app.web.deps import By, Reading
from app.web.keeping import PURPOSE
from app.web.render import render

router = APIRouter()

MOST = 200


@router.get("/entries/{entry_id}/disclosures")
def disclosures(request: Request, entry_id: str, session: Reading, by: By) -> Response:
    """The newest looks first. Persons are for auditors; reading the list is on record."""
    found = consultations(session, entry_id, reader=by)
    card = whole_entry(session, entry_id, purpose=PURPOSE, case_ref="pending", reader=by).card
    return render(
        request,
        "disclosures/page.html",
        card=card,
        found=found[:MOST],
        left_out=len(found) - len(found[:MOST]),
        channels={channel["id"]: channel for channel in card["channels"]},
    )
