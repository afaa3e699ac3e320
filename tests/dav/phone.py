"""A telephone that speaks CardDAV in raw HTTP, and reads the answers with a parser of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from xml.etree import ElementTree

from starlette.testclient import TestClient

from app.clock import now
from app.exchange.address_books import Choice, set_up_book
from tests.cast import Registry, mailbox

D, C = "{DAV:}", "{urn:ietf:params:xml:ns:carddav}"
BOOK = "/dav/books/directory/"
SPACES = 'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:carddav"'


@dataclass
class Telephone:
    """One telephone with its app password."""

    client: TestClient
    user: str
    secret: str

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.request(method, path, content=body.encode(), headers=named, auth=(self.user, self.secret))

    def propfind(self, path: str, *names: str, depth: str = "0") -> dict[str, dict[str, ElementTree.Element]]:
        """By address the properties that it has; what it lacks is left out."""
        wanted = "".join(f"<{name}/>" for name in names)
        answer = self.ask("PROPFIND", path, f"<D:propfind {SPACES}><D:prop>{wanted}</D:prop></D:propfind>", Depth=depth)
        assert answer.status_code == 207, answer.text
        return {response.findtext(f"{D}href") or "": held(response) for response in ElementTree.fromstring(answer.content)}

    def report(self, kind: str, inside: str, path: str = BOOK) -> Any:
        return self.ask("REPORT", path, f"<{kind} {SPACES}>{inside}</{kind}>", Depth="1")

    def tags(self) -> dict[str, str]:
        """The cards of the book with their tags."""
        found = self.propfind(BOOK, "D:getetag", depth="1")
        return {href: told[f"{D}getetag"].text or "" for href, told in found.items() if f"{D}getetag" in told}

    def sync(self, token: str = "", extra: str = "") -> tuple[dict[str, str | None], str]:
        """By address the tag of what has changed, none for what is gone; and the next token."""
        inside = f"<D:sync-token>{token}</D:sync-token><D:sync-level>1</D:sync-level><D:prop><D:getetag/>{extra}</D:prop>"
        answer = self.report("D:sync-collection", inside)
        assert answer.status_code == 207, answer.text
        root = ElementTree.fromstring(answer.content)
        said = {}
        for response in root.findall(f"{D}response"):
            gone = "404" in (response.findtext(f"{D}status") or "")
            said[response.findtext(f"{D}href") or ""] = None if gone else held(response)[f"{D}getetag"].text
        return said, root.findtext(f"{D}sync-token") or ""

    def cards(self, hrefs: list[str], version: str = "3.0") -> dict[str, str]:
        """The vCards at these addresses, by multiget; what is not there is left out."""
        data = f'<D:prop><D:getetag/><C:address-data content-type="text/vcard" version="{version}"/></D:prop>'
        answer = self.report("C:addressbook-multiget", data + "".join(f"<D:href>{href}</D:href>" for href in hrefs))
        assert answer.status_code == 207, answer.text
        return cards_in(answer.content)


def held(response: ElementTree.Element) -> dict[str, ElementTree.Element]:
    """The properties that an answer for one address says are there."""
    return {
        prop.tag: prop
        for stat in response.findall(f"{D}propstat")
        if "200" in (stat.findtext(f"{D}status") or "")
        for prop in stat.find(f"{D}prop") or ()
    }


def cards_in(answer: bytes) -> dict[str, str]:
    """The vCards in a multistatus by address."""
    found = {}
    for response in ElementTree.fromstring(answer).findall(f"{D}response"):
        data = held(response).get(f"{C}address-data")
        if data is not None:
            found[response.findtext(f"{D}href") or ""] = data.text or ""
    return found


def telephone(registry: Registry, name: str = "officer.it", **chosen: Any) -> Telephone:
    """Set up an address book for an account; Italy's entries unless said otherwise."""
    usual: dict[str, Any] = {"label": "Duty telephone", "states": ("IT",), "purpose": "rescue_at_sea"}
    by = replace(registry.actor(name), factor_at=now())
    with registry.writing() as session:
        secret, _ = set_up_book(session, Choice(**{**usual, **chosen}), by=by)
    return Telephone(TestClient(registry.app), mailbox(name), secret)
