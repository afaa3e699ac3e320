"""A reader of RTF's text, written from the specification (1.9.1) without a look at our writer: an oracle for its tests."""

from __future__ import annotations

import re

_TOKEN = re.compile(rb"\\u(-?\d+) ?|\\([a-z]+)(-?\d+)? ?|\\'([0-9a-f]{2})|\\([^a-z])|([{}])|\r?\n|([^\\{}\r\n])")


def rtf_paragraphs(raw: bytes) -> list[str]:
    """The paragraphs that hold text, in order; footers and tables of fonts are left out."""
    units: list[bytes] = []
    paragraphs: list[str] = []
    depth, skipped, skip = 0, 0, 0
    for found in _TOKEN.finditer(raw):
        unit, word, _, _, symbol, brace, character = found.groups()
        if brace == b"{":
            depth += 1
        elif brace == b"}":
            depth -= 1
            skipped = 0 if depth < skipped else skipped
        elif word in (b"fonttbl", b"footer"):
            skipped = depth
        elif skipped:
            continue
        elif unit:
            units.append((int(unit) % 65536).to_bytes(2, "little"))
            skip = 1  # the one character that old readers show instead
        elif word == b"par":
            text = b"".join(units).decode("utf-16-le")
            paragraphs += [text] if text else []
            units = []
        elif word in (b"line", b"tab"):
            units.append(("\n" if word == b"line" else "\t").encode("utf-16-le"))
        elif (symbol or character) and skip:
            skip = 0
        elif symbol or character:
            units.append((symbol or character).decode("ascii").encode("utf-16-le"))
    assert depth == 0, "braces do not pair"
    return paragraphs
