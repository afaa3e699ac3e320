"""The encoding of a text file that somebody sent: found by reading it once, never a guess."""

from __future__ import annotations

from pathlib import Path

from app.exchange.code_pages import page_of
from app.exchange.limits import byte_lines, refused

SAMPLE_BYTES = 256 * 1024
"""What is looked at to tell a code page."""

_ENCODINGS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}


def encoding_of(path: Path) -> str:
    """The encoding of a text file: `utf-8`, `utf-8-sig`, `utf-16` (with its mark), or the code page that its words speak for.

    Raises `Invalid` for UTF-16 without its mark (it cannot be told from binary), and where the code page would be a guess: a
    name read with the wrong one is another name.
    """
    with path.open("rb") as file:
        start = file.read(3)
    for mark, encoding in _ENCODINGS.items():
        if start.startswith(mark):
            return encoding
    utf8, sample = True, bytearray()
    for number, line in byte_lines(path):
        if b"\0" in line:
            refused("contains a NUL byte: this is no text file, or UTF-16 without its byte order mark", row=number)
        if utf8 and not _decodes(line, "utf-8"):
            utf8 = False
        if len(sample) < SAMPLE_BYTES and not line.isascii():
            sample += line[:SAMPLE_BYTES]
    if utf8:
        return "utf-8"
    page = page_of(bytes(sample[:SAMPLE_BYTES]))
    if page is None:
        refused("is not UTF-8, and its code page cannot be told for sure: save it as CSV UTF-8", where=path.name)
    for number, line in byte_lines(path):
        if not _decodes(line, page):
            refused(f"contains bytes that are neither UTF-8 nor {page}, as the rest of the file is", row=number)
    return page


def _decodes(raw: bytes, encoding: str) -> bool:
    try:
        raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
