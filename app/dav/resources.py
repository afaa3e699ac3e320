"""The address book over HTTP: discovery, PROPFIND, REPORT, GET; nothing here can be written."""

from dataclasses import replace

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from app.dav.deps import Body, DatabaseIn, Phone, Reading, Telephone
from app.dav.properties import BOOK, HOME, PRINCIPAL, ROOT, USUAL, USUAL_VERSION, Place, card_href, names, properties_at, response
from app.dav.reports import Precondition, report
from app.dav.xml import Unreadable, dav, document, element, parsed
from app.db import Database, Session
from app.errors import NotFound
from app.exchange.address_books import VERSIONS, number_of, open_book, rendered, take

router = APIRouter()

READ = ["OPTIONS", "GET", "HEAD", "PROPFIND", "REPORT"]
WRITE = ["PUT", "POST", "PATCH", "DELETE", "PROPPATCH", "MKCOL", "COPY", "MOVE", "LOCK", "UNLOCK", "ACL"]
HEADERS = {"DAV": "1, 3, addressbook", "Allow": ", ".join(READ)}
XML = "application/xml; charset=utf-8"
BELOW = {ROOT: (PRINCIPAL, HOME), HOME: (BOOK,)}


@router.api_route("/.well-known/carddav", methods=["GET", "HEAD", "OPTIONS", "PROPFIND"])
def discover() -> Response:
    """Where the address book begins (RFC 6764, 5)."""
    return RedirectResponse(ROOT, 308)


@router.api_route("/dav/{path:path}", methods=["OPTIONS"])
def options(path: str, phone: Phone) -> Response:  # noqa: ARG001 - the same everywhere, but only for who has a key
    """What can be done here."""
    return Response(headers=HEADERS)


@router.api_route("/dav/{path:path}", methods=WRITE)
def write(path: str, phone: Phone) -> Response:  # noqa: ARG001 - refused whatever it was meant for
    """Nothing is written from a telephone: entries change on pages, by four eyes."""
    return _error(element(dav("need-privileges")), 403)


@router.api_route("/dav/{path:path}", methods=["GET", "HEAD"])
def fetch(path: str, request: Request, database: DatabaseIn, session: Reading, phone: Phone) -> Response:
    """One card as vCard, in the version that `Accept` names. Handed out means counted and on record."""
    book = open_book(session, phone.key, reader=phone.actor)
    found = next((each for each in book.cards.values() if card_href(each.id) == f"{ROOT}{path}"), None)
    if found is None:
        raise NotFound
    headers = {**HEADERS, "ETag": f'"{found.tag}"', "Cache-Control": "private, no-cache", "Vary": "Accept"}
    if headers["ETag"] in [tag.strip() for tag in request.headers.get("if-none-match", "").split(",")]:
        return Response(status_code=304, headers=headers)
    accepted = request.headers.get("accept", "").replace(" ", "")
    version = next((each for each in VERSIONS if f"version={each}" in accepted), USUAL_VERSION)
    if request.method == "HEAD":
        return Response(headers=headers, media_type="text/vcard; charset=utf-8")
    take(database, book, [found.id], by=phone.actor)
    return Response(rendered(found, phone.key, version), headers=headers, media_type="text/vcard; charset=utf-8")


@router.api_route("/dav/{path:path}", methods=["PROPFIND"])
def look(path: str, request: Request, database: DatabaseIn, session: Reading, phone: Phone, body: Body) -> Response:
    """Properties of a place, and with `Depth: 1` of what lies in it (RFC 4918, 9.1)."""
    depth = request.headers.get("depth", "infinity")
    if depth not in ("0", "1"):
        return _error(element(dav("propfind-finite-depth")), 403)
    try:
        asked = parsed(body) if body.strip() else None
    except Unreadable as problem:
        return Response(str(problem), 400, media_type="text/plain")
    place = _place(database, session, phone, f"{ROOT}{path}")
    prop = asked.find(dav("prop")) if asked is not None else None
    names_only = asked is not None and asked.find(dav("propname")) is not None
    answers = []
    for each in [place, *(_inside(place) if depth == "1" else [])]:
        usual = [name for name in USUAL if name in properties_at(each)]
        wanted = [child.name for child in prop.children] if prop is not None else usual
        answers.append(names(each) if names_only else response(each, wanted))
    return Response(document("multistatus", *answers), 207, HEADERS, XML)


@router.api_route("/dav/{path:path}", methods=["REPORT"])
def tell(path: str, request: Request, database: DatabaseIn, session: Reading, phone: Phone, body: Body) -> Response:  # noqa: ARG001
    """A report on the address book (RFC 6352, 8; RFC 6578, 3)."""
    place = _place(database, session, phone, f"{ROOT}{path}")
    if place.href != BOOK:
        return _error(element(dav("supported-report")), 403)
    try:
        return Response(report(database, session, place, parsed(body)), 207, HEADERS, XML)
    except Unreadable as problem:
        return Response(str(problem), 400, media_type="text/plain")
    except Precondition as refused:
        return _error(element(refused.name), refused.status)


def _place(database: Database, session: Session, phone: Telephone, href: str) -> Place:
    """What lies at an address for this telephone. Raises `NotFound`."""
    book = open_book(session, phone.key, reader=phone.actor)
    number = number_of(database, book)
    place = Place(href, phone, book, number, database.settings.base_url.rstrip("/"))
    if href in (ROOT, PRINCIPAL, HOME, BOOK):
        return place
    found = next((each for each in book.cards.values() if card_href(each.id) == href), None)
    if found is None:
        raise NotFound
    return replace(place, card=found)


def _inside(place: Place) -> list[Place]:
    if place.href == BOOK:
        return [replace(place, href=card_href(each.id), card=each) for each in place.book.cards.values()]
    return [replace(place, href=href) for href in BELOW.get(place.href, ())]


def _error(said: str, status: int) -> Response:
    return Response(document("error", said), status, HEADERS, XML)
