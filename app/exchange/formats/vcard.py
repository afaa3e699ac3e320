"""directory.vcf: vCard 4 (RFC 6350, parameters as RFC 6868), and vCard 3 (RFC 2426) for programs that know no better."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from app.exchange.formats.properties import Params, Property, Value, properties_of
from app.exchange.formats.view import Card
from app.exchange.profiles.cells import printable

LINE = 75
"""Octets of a line before it is folded (RFC 6350, 3.2)."""

_ESCAPES = {"\\": "\\\\", ",": "\\,", ";": "\\;", "\n": "\\n"}
_ESCAPED = re.compile(r"[\\,;\n]")
_CARETS = {"^": "^^", "\n": "^n", '"': "^'"}
_CARET = re.compile(r'[\^\n"]')
_NOT_IN_3 = frozenset({"KIND", "LANG", "EXPERTISE", "RELATED"})


def write_vcards(cards: Iterable[Card], out: BinaryIO, *, copy_for: str = "") -> int:
    """Write the entries as vCard 4, one after the other. Returns how many."""
    number = 0
    for card in cards:
        out.write(vcard(card, copy_for=copy_for))
        number += 1
    return number


def write_vcards_3(cards: Iterable[Card], out: BinaryIO, *, copy_for: str = "") -> int:
    """Write the entries as vCard 3. Returns how many."""
    number = 0
    for card in cards:
        out.write(vcard_3(card, copy_for=copy_for))
        number += 1
    return number


def vcard(card: Card, *, copy_for: str = "") -> bytes:
    """An entry as vCard 4: UTF-8, lines of at most 75 octets that end with CRLF."""
    lines = ["BEGIN:VCARD", "VERSION:4.0", *map(_line, properties_of(card, copy_for=copy_for)), "END:VCARD", ""]
    return _folded(lines)


def vcard_3(card: Card, *, copy_for: str = "") -> bytes:
    """An entry as vCard 3: one name, numbers as text, an address label as a property; what it cannot say is left out."""
    lines = ["BEGIN:VCARD", "VERSION:3.0", *_lines_3(properties_of(card, copy_for=copy_for)), "END:VCARD", ""]
    return _folded(lines)


def _line(given: Property) -> str:
    name = f"{given.group}.{given.name}" if given.group else given.name
    value_type = f";VALUE={given.type}" if given.name == "TEL" else ""
    return f"{name}{value_type}{_params(given.params)}:{_value(given)}"


def _params(params: Params) -> str:
    return "".join([f";{name}={_param(value)}" for name, value in params])


def _param(value: Value) -> str:
    if isinstance(value, tuple):
        return ",".join(map(_param, value))
    text = printable(value)
    if text.isalnum():
        return text
    # RFC 6868: what no quoted parameter can hold is written with a caret.
    text = _CARET.sub(lambda found: _CARETS[found[0]], text.replace("\t", " "))
    return f'"{text}"'


def _value(given: Property) -> str:
    value = given.value
    if isinstance(value, tuple):
        return (";" if given.structured else ",").join(map(escaped, value))
    if given.type == "timestamp":
        return value.replace("-", "").replace(":", "")  # the basic form (RFC 6350, 4.3.5)
    return value if given.type != "text" else escaped(value)


def escaped(text: str) -> str:
    """A text value (RFC 6350, 3.4): on one line, without bare commas and semicolons."""
    text = printable(text)
    return text if text.isalnum() else _ESCAPED.sub(lambda found: _ESCAPES[found[0]], text)


def _folded(lines: list[str]) -> bytes:
    raw = [line.encode() for line in lines]
    return b"\r\n".join([line if len(line) <= LINE else _fold(line) for line in raw])


def _fold(line: bytes) -> bytes:
    """Cut by octets, never within a character of UTF-8 (RFC 6350, 3.2)."""
    parts, start, room = [], 0, LINE
    while len(line) - start > room:
        end = start + room
        while line[end] & 0xC0 == 0x80:
            end -= 1
        parts.append(line[start:end])
        start, room = end, LINE - 1
    return b"\r\n ".join([*parts, line[start:]])


def _lines_3(given: Iterable[Property]) -> Iterator[str]:
    said: set[str] = set()
    for each in given:
        if each.name in _NOT_IN_3 or (each.name in ("FN", "ORG", "TITLE", "N") and each.name in said):
            continue
        said.add(each.name)
        yield from _line_3(each)
        if each.name == "FN" and not isinstance(each.value, tuple):
            said.add("N")
            yield f"N:{escaped(each.value)};;;;"


def _line_3(given: Property) -> Iterator[str]:
    name = f"{given.group}.{given.name}" if given.group else given.name
    params = dict(given.params)
    types = params.get("TYPE", ())
    shown = f";TYPE={','.join(types if isinstance(types, tuple) else (types,))}" if types and given.name != "X-CHANNEL" else ""
    if given.name == "TEL":
        yield f"{name}{shown}:{escaped(_number(str(given.value)))}"
    elif given.name == "ADR":
        yield f"{name}{shown}:{_value(given)}"
        if "LABEL" in params:
            yield f"{given.group}.LABEL{shown}:{escaped(str(params['LABEL']))}"
    elif given.name == "X-CHANNEL":
        yield f"{name};TYPE={types}:{_value(given)}"
    elif given.name == "EMAIL":
        yield f"{name};TYPE=INTERNET:{_value(given)}"  # the types of an address are others in version 3 (RFC 2426, 3.3.2)
    elif given.name == "TZ":
        yield f"TZ;VALUE=text:{_value(given)}"
    else:
        yield f"{name}{shown}:{_value(given)}"


def _number(uri: str) -> str:
    number, _, extension = uri.removeprefix("tel:").partition(";ext=")
    return f"{number} ext. {extension}" if extension else number
