"""The three reports of an address book: cards by address, cards by a filter, and what has changed since a token."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import unquote, urlsplit

from app.dav.filters import NotSupported, matches
from app.dav.properties import USUAL_VERSION, Place, card_href, missing, number_in, response
from app.dav.xml import Element, card, dav, document, element, text
from app.db import Database, Session
from app.exchange.address_books import VERSIONS, BookCard, changed_since, rendered, take

MOST_HREFS = 1000
DATA = card("address-data")


class Precondition(Exception):
    """A report that cannot be given: the element that says why, and the status (RFC 4918, 16)."""

    def __init__(self, name: str, status: int = 403) -> None:
        super().__init__(name)
        self.name, self.status = name, status


def report(database: Database, session: Session, place: Place, asked: Element) -> bytes:
    """Answer a report on the book. Cards in it are counted and on record first. Raises `Precondition`, `TooMany`."""
    if asked.name == card("addressbook-multiget"):
        return _multiget(database, place, asked)
    if asked.name == card("addressbook-query"):
        return _query(database, place, asked)
    if asked.name == dav("sync-collection"):
        return _sync(database, session, place, asked)
    raise Precondition(dav("supported-report"))


def _multiget(database: Database, place: Place, asked: Element) -> bytes:
    hrefs = [each.text.strip() for each in asked.all(dav("href"))]
    if len(hrefs) > MOST_HREFS:
        raise Precondition(dav("number-of-matches-within-limits"), 507)
    known = {card_href(entry_id): each for entry_id, each in place.book.cards.items()}
    found = [(href, known.get(unquote(urlsplit(href).path))) for href in hrefs]
    told = _told(database, place, [each for _, each in found if each is not None], asked)
    return document("multistatus", *(told[each.id] if each is not None else missing(href) for href, each in found))


def _query(database: Database, place: Place, asked: Element) -> bytes:
    try:
        fitting = [each for each in place.book.cards.values() if matches(each.carried.card, asked.find(card("filter")))]
    except NotSupported:
        raise Precondition(card("supported-filter")) from None
    most = _limit(asked, card("limit"), card("nresults"))
    shown = fitting if most is None else fitting[:most]
    told = _told(database, place, shown, asked)
    # RFC 6352, 8.6.1: who asked for fewer is told that there are more.
    full = element(dav("status"), "HTTP/1.1 507 Insufficient Storage")
    cut = [element(dav("response"), element(dav("href"), text(place.href)), full)] if len(shown) < len(fitting) else []
    return document("multistatus", *told.values(), *cut)


def _sync(database: Database, session: Session, place: Place, asked: Element) -> bytes:
    token = (asked.find(dav("sync-token")) or Element("", {})).text.strip()
    changed, gone = list(place.book.cards), list[str]()
    if token:
        number = number_in(token, place.base_url, place.book.key.prefix)
        since = changed_since(session, place.book, number) if number is not None else None
        if since is None:
            raise Precondition(dav("valid-sync-token"))
        changed, gone = since
    most = _limit(asked, dav("limit"), dav("nresults"))
    if most is not None and len(changed) + len(gone) > most:
        raise Precondition(dav("number-of-matches-within-limits"), 507)
    told = _told(database, place, [place.book.cards[each] for each in changed], asked)
    lost = [missing(card_href(each)) for each in gone]
    return document("multistatus", *told.values(), *lost, element(dav("sync-token"), text(place.sync_token)))


def _limit(asked: Element, *path: str) -> int | None:
    found: Element | None = asked
    for name in path:
        found = found.find(name) if found is not None else None
    said = found.text.strip() if found is not None else ""
    return int(said) if said.isascii() and said.isdigit() and len(said) < 9 else None


def _told(database: Database, place: Place, cards: Sequence[BookCard], asked: Element) -> dict[str, str]:
    """The answers for these cards by id; where their data is wanted, they are handed out, which is on record first."""
    prop = asked.find(dav("prop"))
    wanted = [each.name for each in prop.children] if prop is not None else [dav("getetag")]
    data = prop.find(DATA) if prop is not None else None
    version = _version(data) if data is not None else USUAL_VERSION
    if data is not None:
        take(database, place.book, [each.id for each in cards], by=place.phone.actor)
    told = {}
    for each in cards:
        extra = {DATA: text(rendered(each, place.book.key, version).decode())} if data is not None else {}
        told[each.id] = response(replace(place, href=card_href(each.id), card=each), wanted, extra)
    return told


def _version(data: Element) -> str:
    """The vCard version that is asked for. Raises `Precondition` for one that is not written here."""
    version = data.attributes.get("version", USUAL_VERSION)
    if version not in VERSIONS or data.attributes.get("content-type", "text/vcard") != "text/vcard":
        raise Precondition(card("supported-address-data"))
    return version
