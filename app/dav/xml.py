"""XML of WebDAV: bodies read without document types or entities and within limits, answers written with every text escaped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

DAV = "DAV:"
CARD = "urn:ietf:params:xml:ns:carddav"
SERVER = "http://calendarserver.org/ns/"
PREFIXES = {DAV: "D", CARD: "C", SERVER: "S"}

MOST_BYTES = 256 * 1024
DEEPEST = 20
MOST_ELEMENTS = 5000


class Unreadable(ValueError):
    """The body is no XML that is read here."""


@dataclass
class Element:
    """An element of a body. `name` and the names of attributes are as in `{namespace}local`."""

    name: str
    attributes: dict[str, str]
    children: list[Element] = field(default_factory=list)
    text: str = ""

    def find(self, name: str) -> Element | None:
        """The first child of this name."""
        return next((child for child in self.children if child.name == name), None)

    def all(self, name: str) -> Iterator[Element]:
        """The children of this name."""
        return (child for child in self.children if child.name == name)


def dav(local: str) -> str:
    return f"{{{DAV}}}{local}"


def card(local: str) -> str:
    return f"{{{CARD}}}{local}"


def server(local: str) -> str:
    return f"{{{SERVER}}}{local}"


def parsed(body: bytes) -> Element:
    """The root of a body. Raises `Unreadable` for what is broken, too large, too deep, or declares a document type."""
    if len(body) > MOST_BYTES:
        raise Unreadable(f"The body is larger than {MOST_BYTES} bytes.")
    reader = _Reader()
    parser: Any = expat.ParserCreate(namespace_separator="\n")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = reader.doctype
    parser.StartElementHandler = reader.opened
    parser.EndElementHandler = reader.closed
    parser.CharacterDataHandler = reader.said
    try:
        parser.Parse(body, True)
    except (expat.ExpatError, UnicodeDecodeError, LookupError) as problem:
        raise Unreadable("The body is no XML that can be read.") from problem
    return reader.root


class _Reader:
    def __init__(self) -> None:
        self.open: list[Element] = []
        self.root = Element("", {})
        self.count = 0

    def doctype(self, *_: object) -> None:
        raise Unreadable("The body declares a document type, which nothing here needs.")

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if len(self.open) >= DEEPEST or self.count > MOST_ELEMENTS:
            raise Unreadable("The body is nested too deeply or has too many elements.")
        made = Element(_clark(name), {_clark(key): value for key, value in attributes.items()})
        if self.open:
            self.open[-1].children.append(made)
        else:
            self.root = made
        self.open.append(made)

    def closed(self, _name: str) -> None:
        self.open.pop()

    def said(self, text: str) -> None:
        self.open[-1].text += text


def _clark(name: str) -> str:
    namespace, _, local = name.rpartition("\n")
    return f"{{{namespace}}}{local}" if namespace else local


def element(name: str, *inside: str, **attributes: str) -> str:
    """An element with what is inside it, which is XML already (see `text`); one of a foreign namespace brings that along."""
    namespace, _, local = name[1:].partition("}") if name.startswith("{") else ("", "", name)
    tag = f"{PREFIXES[namespace]}:{local}" if namespace in PREFIXES else local
    foreign = f" xmlns={quoteattr(namespace)}" if namespace and namespace not in PREFIXES else ""
    listed = "".join(f" {key.replace('_', '-')}={quoteattr(value)}" for key, value in attributes.items())
    return f"<{tag}{foreign}{listed}>{''.join(inside)}</{tag}>" if inside else f"<{tag}{foreign}{listed}/>"


def text(said: str) -> str:
    """A text as XML; ends of lines survive a reader that would otherwise make CR LF one character (XML 1.0, 2.11)."""
    return escape(said, {"\r": "&#13;"})


def document(root: str, *inside: str) -> bytes:
    """A whole answer: the declaration, the root with the namespaces that are used here, and what is inside."""
    spaces = "".join(f' xmlns:{prefix}="{namespace}"' for namespace, prefix in PREFIXES.items())
    tag = f"D:{root}"
    return f'<?xml version="1.0" encoding="utf-8"?>\n<{tag}{spaces}>{"".join(inside)}</{tag}>\n'.encode()
