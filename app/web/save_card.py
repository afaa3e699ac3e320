"""Keeping an entry: as a vCard for the telephone, as a QR code to scan from the screen; each look is on record."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from app.directory.reading import open_entry
from app.errors import Invalid
from app.exchange.formats.qr import qr_png
from app.exchange.formats.vcard import vcard
from app.web.deps import By, Reading
from app.web.purpose import statement_of

router = APIRouter()


@router.get("/entries/{entry_id}/card.vcf")
def save_vcard(entry_id: str, request: Request, session: Reading, by: By) -> Response:
    """The entry as vCard 4. Where a purpose is still missing, the entry's page asks for it."""
    stated = statement_of(request, by)
    try:
        reveal = open_entry(session, entry_id, purpose=stated.purpose, case_ref=stated.case_ref, reader=by)
    except Invalid:
        return RedirectResponse(f"/entries/{entry_id}", 303)
    headers = {"Content-Disposition": f'attachment; filename="{reveal.card["id"]}.vcf"'}
    return Response(vcard(reveal.card), media_type="text/vcard; charset=utf-8", headers=headers)


@router.get("/entries/{entry_id}/card.png")
def show_code(entry_id: str, request: Request, session: Reading, by: By) -> Response:
    """A QR code with name, first numbers and mailbox, to scan with a telephone that has no network."""
    stated = statement_of(request, by)
    try:
        reveal = open_entry(session, entry_id, purpose=stated.purpose, case_ref=stated.case_ref, reader=by)
    except Invalid:
        return RedirectResponse(f"/entries/{entry_id}", 303)
    return Response(qr_png(reveal.card), media_type="image/png")
