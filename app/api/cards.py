"""One entry as a file to keep: vCard, JSContact, QR code. Each is a recorded consultation under the same rules as opening it."""

from fastapi import APIRouter
from fastapi.responses import Response

from app.access.actor import Actor
from app.api.deps import By, Reading
from app.db import Session
from app.directory.cards import Reveal
from app.directory.reading import open_entry
from app.exchange.formats.jscontact import jscontact_bytes
from app.exchange.formats.qr import qr_png
from app.exchange.formats.vcard import vcard

router = APIRouter(prefix="/entries", tags=["entries"])


def _file(media_type: str) -> dict[int | str, dict[str, object]]:
    return {200: {"content": {media_type: {"schema": {"type": "string", "format": "binary"}}}}}


@router.get("/{entry_id}/card.vcf", response_class=Response, responses=_file("text/vcard"))
def card_vcf(entry_id: str, session: Reading, by: By, purpose: str = "", case_ref: str = "") -> Response:
    """The entry as vCard 4 (RFC 6350) with the channels that this reader may see."""
    reveal = _opened(session, entry_id, purpose, case_ref, by)
    return _answer(vcard(reveal.card), "text/vcard; charset=utf-8", reveal, f"{entry_id}.vcf")


@router.get("/{entry_id}/card.jscontact", response_class=Response, responses=_file("application/jscontact+json"))
def card_jscontact(entry_id: str, session: Reading, by: By, purpose: str = "", case_ref: str = "") -> Response:
    """The entry as a JSContact card (RFC 9553)."""
    reveal = _opened(session, entry_id, purpose, case_ref, by)
    return _answer(jscontact_bytes(reveal.card), "application/jscontact+json;version=1.0", reveal, f"{entry_id}.json")


@router.get("/{entry_id}/card.png", response_class=Response, responses=_file("image/png"))
def card_png(entry_id: str, session: Reading, by: By, purpose: str = "", case_ref: str = "") -> Response:
    """A QR code with a short vCard: name, the numbers to try first, a mailbox."""
    reveal = _opened(session, entry_id, purpose, case_ref, by)
    return _answer(qr_png(reveal.card), "image/png", reveal, None)


def _opened(session: Session, entry_id: str, purpose: str, case_ref: str, by: Actor) -> Reveal:
    return open_entry(session, entry_id, purpose=purpose, case_ref=case_ref, reader=by)


def _answer(raw: bytes, media_type: str, reveal: Reveal, saved_as: str | None) -> Response:
    headers = {"ETag": reveal.etag}
    if saved_as is not None:
        headers["Content-Disposition"] = f'attachment; filename="{saved_as}"'
    return Response(raw, media_type=media_type, headers=headers)
