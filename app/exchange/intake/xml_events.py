"""Walks through the XML of a workbook as it streams by: no document type, no entities, limited depth, nothing resolved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any
from xml.parsers import expat

from app.exchange.limits import CELL_CHARACTERS, DEPTH, refused

Attributes = dict[str, str]
Open = Callable[[str, Attributes], None]
Close = Callable[[str, str], None]


def walk(pieces: Iterable[bytes], where: str, on_open: Open, on_close: Close) -> Iterator[None]:
    """Feed the XML to two listeners: an element opens (local name, attributes), closes (local name, its own text).

    Yields after each piece, so that a caller can hand on what it has. Raises `Invalid` for XML that is broken, declares a
    document type (entities could multiply or fetch), is nested too deeply, or holds too long a text.
    """
    walker = _Walker(where, on_open, on_close)
    parser: Any = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = walker.doctype
    parser.StartElementHandler = walker.opened
    parser.EndElementHandler = walker.closed
    parser.CharacterDataHandler = walker.text
    try:
        for piece in pieces:
            parser.Parse(piece, False)
            yield
        parser.Parse(b"", True)
        yield
    except expat.ExpatError as problem:
        refused(f"is broken XML at line {problem.lineno}", where=where)
    except (UnicodeDecodeError, LookupError, ValueError):
        refused("is in an encoding that is not read here", where=where)


class _Walker:
    def __init__(self, where: str, on_open: Open, on_close: Close) -> None:
        self.where, self.on_open, self.on_close = where, on_open, on_close
        self.texts: list[list[str]] = []
        self.length = 0

    def doctype(self, *_: object) -> None:
        refused("declares a document type or entities, which no workbook needs", where=self.where)

    def opened(self, name: str, attributes: Attributes) -> None:
        self.texts.append([])
        self.length = 0
        if len(self.texts) > DEPTH:
            refused(f"is nested deeper than {DEPTH} levels", where=self.where)
        self.on_open(_local(name), {_local(key): value for key, value in attributes.items()})

    def text(self, text: str) -> None:
        self.length += len(text)
        if self.length > 2 * CELL_CHARACTERS:
            refused(f"a text has more than {CELL_CHARACTERS:,} characters", where=self.where)
        if self.texts:
            self.texts[-1].append(text)

    def closed(self, name: str) -> None:
        self.length = 0
        self.on_close(_local(name), "".join(self.texts.pop()))


def _local(name: str) -> str:
    return name.rpartition(" ")[2]
