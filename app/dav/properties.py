"""The places of the address book and their properties (RFC 4918, RFC 6352, RFC 6578): what PROPFIND and REPORT tell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from app.dav.deps import Telephone
from app.dav.xml import card, dav, element, server, text
from app.exchange.address_books import VERSIONS, Book, BookCard

ROOT, PRINCIPAL, HOME, BOOK = "/dav/", "/dav/principal/", "/dav/books/", "/dav/books/directory/"
USUAL_VERSION = "3.0"
"""What is meant where a client names no version (RFC 6352, 10.4)."""
REPORTS = (card("addressbook-query"), card("addressbook-multiget"), dav("sync-collection"))
USUAL = (dav("resourcetype"), dav("displayname"), dav("getetag"), dav("getcontenttype"))
"""What is told where a client asks for all properties (RFC 4918, 9.1: the others cost more and must be named)."""


@dataclass(frozen=True)
class Place:
    """One place: its address, whose telephone looks, and what lies there. `number` is that of the book's state."""

    href: str
    phone: Telephone
    book: Book
    number: int
    base_url: str
    card: BookCard | None = None

    @property
    def sync_token(self) -> str:
        return sync_token(self.base_url, self.book.key.prefix, self.number)


def sync_token(base_url: str, prefix: str, number: int) -> str:
    """The token of a state of the book: an address, as RFC 6578 3.2 wants, that names key and number."""
    return f"{base_url}{ROOT}sync/{prefix}/{number}"


def number_in(token: str, base_url: str, prefix: str) -> int | None:
    """The number in a token that this service gave for this key; none for any other."""
    start = sync_token(base_url, prefix, 0)[:-1]
    rest = token.removeprefix(start) if token.startswith(start) else ""
    return int(rest) if rest.isascii() and rest.isdigit() and len(rest) < 10 else None


def card_href(entry_id: str) -> str:
    """The address of a card."""
    return f"{BOOK}{entry_id}.vcf"


def _href(to: str) -> str:
    return element(dav("href"), text(to))


def _resource_type(place: Place) -> str:
    collection = element(dav("collection"))
    kinds = {
        ROOT: collection,
        PRINCIPAL: element(dav("principal")),
        HOME: collection,
        BOOK: collection + element(card("addressbook")),
    }
    return kinds.get(place.href, "")


def _display_name(place: Place) -> str:
    names = {PRINCIPAL: place.phone.actor.name, BOOK: place.book.choice.label}
    return text(names.get(place.href, "Practitioner directory"))


def _description(place: Place) -> str:
    cut = " It is full: more entries fit your choice than a telephone may carry." if place.book.is_cut else ""
    return text(f"Good until {place.book.key.expires_at:%Y-%m-%d}. For {place.phone.actor.name} only.{cut}")


def _reports(_place: Place) -> str:
    return "".join(element(dav("supported-report"), element(dav("report"), element(name))) for name in REPORTS)


def _versions(_place: Place) -> str:
    return "".join(element(card("address-data-type"), content_type="text/vcard", version=version) for version in VERSIONS)


def _privileges(_place: Place) -> str:
    read = ("read", "read-current-user-privilege-set")
    return "".join(element(dav("privilege"), element(dav(name))) for name in read)


def _collations(_place: Place) -> str:
    return "".join(element(card("supported-collation"), name) for name in ("i;ascii-casemap", "i;unicode-casemap"))


Told = Callable[[Place], str]
EVERYWHERE: Mapping[str, Told] = {
    dav("resourcetype"): _resource_type,
    dav("current-user-principal"): lambda _place: _href(PRINCIPAL),
    dav("current-user-privilege-set"): _privileges,
    dav("owner"): lambda _place: _href(PRINCIPAL),
}
AT: Mapping[str, Mapping[str, Told]] = {
    ROOT: {dav("displayname"): _display_name},
    PRINCIPAL: {
        dav("displayname"): _display_name,
        dav("principal-URL"): lambda _place: _href(PRINCIPAL),
        card("addressbook-home-set"): lambda _place: _href(HOME),
    },
    HOME: {dav("displayname"): _display_name},
    BOOK: {
        dav("displayname"): _display_name,
        dav("supported-report-set"): _reports,
        dav("sync-token"): lambda place: text(place.sync_token),
        server("getctag"): lambda place: text(place.sync_token),
        card("addressbook-description"): _description,
        card("supported-address-data"): _versions,
        card("supported-collation-set"): _collations,
    },
}
OF_CARDS: Mapping[str, Told] = {
    dav("getetag"): lambda place: text(f'"{place.card.tag}"') if place.card else "",
    dav("getcontenttype"): lambda _place: "text/vcard; charset=utf-8",
}


def properties_at(place: Place) -> Mapping[str, Told]:
    """Which properties a place has, each with what tells its value."""
    own = OF_CARDS if place.card is not None else AT[place.href]
    return {**EVERYWHERE, **own}


def response(place: Place, wanted: Iterable[str], extra: Mapping[str, str] | None = None) -> str:
    """The answer for one place: what it has of the wanted properties, and which it has not (RFC 4918, 9.1)."""
    known, added = properties_at(place), extra or {}
    has, lacks = [], []
    for name in dict.fromkeys(wanted):
        if name in added:
            has.append(element(name, added[name]))
        elif name in known:
            value = known[name](place)
            has.append(element(name, value) if value else element(name))
        else:
            lacks.append(element(name))
    parts = [_stated(has, "200 OK")] if has or not lacks else []
    parts += [_stated(lacks, "404 Not Found")] if lacks else []
    return element(dav("response"), _href(place.href), *parts)


def names(place: Place) -> str:
    """Which properties a place has, without their values."""
    return element(dav("response"), _href(place.href), _stated([element(name) for name in properties_at(place)], "200 OK"))


def missing(href: str) -> str:
    """The answer for an address where nothing is, or nothing any more."""
    return element(dav("response"), _href(href), element(dav("status"), "HTTP/1.1 404 Not Found"))


def _stated(properties: list[str], status: str) -> str:
    return element(dav("propstat"), element(dav("prop"), *properties), element(dav("status"), f"HTTP/1.1 {status}"))
