"""The text of an RTF document, line by line; pictures, fonts, fields and objects are passed over, nothing is opened."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from app.exchange.limits import DEPTH, refused

_TOKEN = re.compile(
    rb"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?[0-9]{1,10})? ?|\\'(?P<hex>[0-9a-fA-F]{2})|\\(?P<sign>[^a-zA-Z'])"
    rb"|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)|[\r\n]+|\\"
)
_PASSED_OVER = frozenset(
    b"fonttbl colortbl stylesheet info pict header footer headerl headerr headerf footerl footerr footerf object fldinst "
    b"themedata colorschememapping latentstyles datastore generator listtable listoverridetable rsidtbl xmlnstbl filetbl".split()
)
_PARAGRAPHS = frozenset([b"par", b"row", b"sect", b"page"])
_SIGNS = {
    b"emdash": "\N{EM DASH}",
    b"endash": "\N{EN DASH}",
    b"lquote": "‘",
    b"rquote": "’",
    b"ldblquote": "“",
    b"rdblquote": "”",
    b"bullet": "•",
}
_LONGEST_LINE = 32_767


def rtf_lines(raw: bytes, where: str) -> Iterator[str]:
    """The paragraphs of the document, their lines apart by a line end; cells of a table are separated by tabs.

    Raises `Invalid` for what is no RTF, groups nested deeper than the limit, binary data, and lines that are too long.
    """
    if not raw.startswith(b"{\\rtf"):
        refused("is no RTF document", where=where)
    reader = _Reader(where)
    for match in _TOKEN.finditer(raw):
        reader.take(match)
        yield from reader.ready
        reader.ready.clear()
    if len(reader.groups) != 1:
        refused("breaks off: a brace is not closed", where=where)
    reader.end_line()
    yield from reader.ready


class _Reader:
    def __init__(self, where: str) -> None:
        self.where = where
        self.ready: list[str] = []
        self.groups: list[tuple[bool, int]] = [(False, 1)]
        """For each open group: whether it is passed over, and how many characters stand for one (`\\uc`)."""
        self.codec = "cp1252"
        self.line: list[str] = []
        self.pending = bytearray()
        self.high = ""
        self.skip = 0
        self.number = 1

    def take(self, match: re.Match[bytes]) -> None:
        """One token of the document."""
        if brace := match["brace"]:
            self._brace(brace)
        elif word := match["word"]:
            self._word(word, int(match["number"]) if match["number"] else None)
        elif code := match["hex"]:
            self._byte(bytes([int(code, 16)]))
        elif sign := match["sign"]:
            self._sign(sign)
        elif text := match["text"]:
            self._byte(text)

    def end_line(self) -> None:
        """The line so far is whole."""
        self._settle()
        lines = (_tidy(line) for line in "".join(self.line).split("\n"))
        if text := "\n".join(line for line in lines if line):
            self.ready.append(text)
        self.line = []
        self.number += 1

    def _brace(self, brace: bytes) -> None:
        self._settle()
        if brace == b"{":
            if len(self.groups) > DEPTH:
                refused(f"is nested deeper than {DEPTH} levels", where=self.where)
            self.groups.append(self.groups[-1])
        elif len(self.groups) > 1:
            self.groups.pop()
        else:
            refused("closes a brace that is not open", where=self.where)

    def _word(self, word: bytes, number: int | None) -> None:
        if word == b"u" and number is not None:
            self._unicode(number)
            return
        self._settle()
        if word == b"bin" and number:
            refused("holds binary data", where=self.where)
        elif word in _PASSED_OVER:
            self.groups[-1] = (True, self.groups[-1][1])
        elif word == b"uc":
            self.groups[-1] = (self.groups[-1][0], min(max(number or 0, 0), 9))
        elif word == b"ansicpg" and number:
            self._codepage(number)
        elif word in _PARAGRAPHS:
            self.end_line()
        elif word == b"line":
            self._add("\n")
        elif word in (b"tab", b"cell"):
            self._add("\t")
        elif word in _SIGNS:
            self._add(_SIGNS[word])

    def _sign(self, sign: bytes) -> None:
        if sign == b"*":
            self.groups[-1] = (True, self.groups[-1][1])
        elif sign in (b"\\", b"{", b"}"):
            self._byte(sign)
        elif sign == b"~":
            self._add(" ")
        elif sign == b"_":
            self._add("-")
        elif sign in (b"\n", b"\r"):
            self.end_line()

    def _unicode(self, number: int) -> None:
        self._settle()
        code = number % 65536
        if 0xD800 <= code < 0xDC00:
            self.high = chr(code)
        elif 0xDC00 <= code < 0xE000:
            pair = (self.high + chr(code)).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
            self.high = ""
            self._add(pair)
        else:
            self._add(chr(code))
        self.skip = self.groups[-1][1]

    def _byte(self, raw: bytes) -> None:
        if self.skip:
            dropped = min(self.skip, len(raw))
            self.skip -= dropped
            raw = raw[dropped:]
        if raw and not self.groups[-1][0]:
            self.pending += raw

    def _settle(self) -> None:
        self.skip = 0
        if self.pending:
            text = self.pending.decode(self.codec, "replace")
            self.pending.clear()
            self._add(text)

    def _add(self, text: str) -> None:
        if self.groups[-1][0]:
            return
        if self.pending:
            self._settle()
        self.line.append(text)
        if sum(map(len, self.line[-1:])) > _LONGEST_LINE or len(self.line) > _LONGEST_LINE:
            refused("a line is too long", row=self.number)

    def _codepage(self, number: int) -> None:
        try:
            self.codec = codecs.lookup(f"cp{number}").name
        except LookupError:
            refused(f"is in code page {number}, which is not read here", where=self.where)


def _tidy(line: str) -> str:
    return " ".join(part.strip(" ") for part in line.split("\u00a0")).strip()
