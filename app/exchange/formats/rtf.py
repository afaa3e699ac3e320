"""directory.rtf: one block an authority under the portal's captions, in English, French or Spanish (RTF 1.9, ASCII only)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from app.exchange.formats.sherloc import headings, rows_for
from app.exchange.formats.view import Card
from app.exchange.profiles.cells import printable
from app.exchange.profiles.columns import PortalColumn

_HEAD = (
    rb"{\rtf1\ansi\ansicpg1252\deff0\uc1{\fonttbl{\f0\fswiss\fcharset0 Arial;}}"
    b"\n"
    rb"\paperw11906\paperh16838\margl1134\margr1134\fs20"
    b"\n"
)
_RIGHT_TO_LEFT = (("\u0590", "\u08ff"), ("\ufb1d", "\ufdff"), ("\ufe70", "\ufeff"))


def write_blocks(
    profile: tuple[PortalColumn, ...], cards: Iterable[Card], out: BinaryIO, *, line: str = "", language: str = "en"
) -> int:
    """Write a block an entry: captions in bold, empty ones left out. Returns how many; `line` stands in the footer."""
    captions = headings(profile, language)
    out.write(_HEAD)
    if line:
        out.write(rb"{\footer\pard\qc\fs16 " + rtf_text(line) + rb"\par}" + b"\n")
    number = 0
    for card in cards:
        for caption, cell in zip(captions, rows_for(profile, card), strict=True):
            if cell:
                out.write(_paragraph(caption, cell))
        out.write(b"\\pard\\brdrb\\brdrs\\brdrw10\\par\n")
        number += 1
    out.write(b"}\n")
    return number


def _paragraph(caption: str, cell: str) -> bytes:
    direction = b"\\rtlpar" if _leads_right_to_left(cell) else b"\\ltrpar"
    return b"\\pard" + direction + b"{\\b " + rtf_text(caption) + b":} " + rtf_text(cell) + b"\\par\n"


def rtf_text(text: str) -> bytes:
    """A text in RTF: braces and backslashes escaped, line ends as `\\line`, all beyond ASCII as UTF-16 units (`\\u1234?`)."""
    written = []
    for character in printable(text):
        if character in "\\{}":
            written.append(f"\\{character}")
        elif character == "\n":
            written.append("\\line ")
        elif character == "\t":
            written.append("\\tab ")
        elif character.isascii():
            written.append(character)
        else:
            raw = character.encode("utf-16-le")
            units = (int.from_bytes(raw[at : at + 2], "little", signed=True) for at in range(0, len(raw), 2))
            written.extend(f"\\u{unit}?" for unit in units)
    return "".join(written).encode("ascii")


def _leads_right_to_left(text: str) -> bool:
    first = next((character for character in text if character.isalpha()), "")
    return any(start <= first <= end for start, end in _RIGHT_TO_LEFT) if first else False
