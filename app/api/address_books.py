"""Address books on the own telephone: list, set up, end. The telephone itself speaks CardDAV under /dav/."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from app.accounts.scoped_keys import ScopedKey
from app.api.deps import Body, By, Reading, Writing
from app.api.shapes import text_in, texts_in
from app.clock import iso
from app.errors import FieldError, Invalid
from app.exchange.address_books import Choice, end_book, own_books, set_up_book

router = APIRouter(prefix="/address-books", tags=["address books"])
Answer = dict[str, Any]


@router.get("")
def find(session: Reading, by: By) -> Answer:
    """The caller's own, newest first."""
    return {"items": [_card(key) for key in own_books(session, reader=by)], "next_cursor": None}


@router.post("", status_code=201)
def set_up(session: Writing, by: By, body: Body) -> Answer:
    """Make one: `{label, states[], region?, function?, purpose, days?}`. `password` is answered here and never again."""
    sent = body if isinstance(body, dict) else {}
    days = sent.get("days")
    if days is not None and (not isinstance(days, int) or isinstance(days, bool)):
        raise Invalid("The address book was not set up.", errors=(FieldError("days", "a number of days"),))
    choice = Choice(
        label=text_in(body, "label") or "",
        states=tuple(texts_in(body, "states")),
        region=text_in(body, "region"),
        function=text_in(body, "function"),
        purpose=text_in(body, "purpose") or "",
    )
    secret, key = set_up_book(session, choice, days=days, by=by)
    return {**_card(key), "user": by.email, "password": secret, "path": "/dav/"}


@router.delete("/{prefix}", status_code=204)
def end(prefix: str, session: Writing, by: By) -> Response:
    """End it: the telephone is refused from its next request on."""
    end_book(session, prefix, by=by)
    return Response(status_code=204)


def _card(key: ScopedKey) -> Answer:
    return {
        "prefix": key.prefix,
        **{name: key.chosen.get(name) for name in ("label", "states", "region", "function", "purpose")},
        "issued_at": iso(key.issued_at),
        "expires_at": iso(key.expires_at),
        "revoked_at": iso(key.revoked_at) if key.revoked_at else None,
    }
