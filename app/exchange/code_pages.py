"""Which code page a text file without Unicode is written in: judged by how often its letters stand in words of that page."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

_WORD = re.compile(rb"[A-Za-z\x80-\xff'0-9]*[\x80-\xff][A-Za-z\x80-\xff'0-9]*")
_MOST_WORDS = 3_000
_LONGEST_WORD = 40
_AROUND = "«»‹›–—“”‘’„‚…•·°№§€™®©¿¡'\u00a0\u200c\u200d\u200e\u200f،؛؟ـ（）：；，。、《》"
"""What stands at the ends of a word in writing, though no letter."""

_WITHIN = "’‘–"
"""What may stand between two letters."""

_LATIN = 0x24F
"""The last of the Latin letters with their marks."""

_RARE, _ODD = 0.002, 0.0001
"""Shares of all letters: of one that the page's languages hardly use, and of a sign within a word."""
_SIGN, _FAULT = math.log(0.02), math.log(0.01)
"""The price of a quotation mark or dash, and of a word that mixes scripts or has a capital after a small letter."""
_BELOW_IS_A_GUESS = math.log(0.012)
"""What a byte of a real text is worth at least; the worst of some forty real texts came to 0.018."""


@dataclass(frozen=True)
class _Page:
    name: str
    prior: float
    shares: Mapping[str, float]


def page_of(raw: bytes) -> str | None:
    """The code page (a name that Python knows) in which these bytes are most likely words, or None where that is a guess.

    `raw` is a sample of a file that is not UTF-8. Windows pages for Latin, Cyrillic, Greek, Turkish, Arabic and Hebrew letters,
    KOI8-R, Mac Roman and GB 18030 are told apart.
    """
    words = [word[:_LONGEST_WORD] for word, _ in zip(_WORD.findall(raw), range(_MOST_WORDS), strict=False)]
    size = sum(sum(byte > 0x7F for byte in word) for word in words)
    judged = [(_likelihood(words, page), page) for page in _pages()]
    best, page = max(judged, key=lambda pair: pair[0] + pair[1].prior)
    return page.name if size and best / size > _BELOW_IS_A_GUESS else None


def _likelihood(words: list[bytes], page: _Page) -> float:
    total = 0.0
    for word in words:
        try:
            text = word.decode(page.name)
        except UnicodeDecodeError:
            return -math.inf
        total += _worth(text, page.shares)
    return total


def _worth(text: str, shares: Mapping[str, float]) -> float:
    word = text.strip(_AROUND)
    signs = sum(not c.isascii() for c in text) - sum(not c.isascii() for c in word) + sum(c in _WITHIN for c in word)
    foreign = [c for c in word if not c.isascii() and c not in _WITHIN]
    worth = signs * _SIGN + sum(math.log(shares.get(c.lower(), _RARE if c.isalpha() else _ODD)) for c in foreign)
    latin = any(c.isascii() and c.isalpha() for c in word)
    if latin and any(ord(c) > _LATIN and c.isalpha() for c in foreign):
        worth += _FAULT
    if any(one.islower() and other.isupper() for one, other in pairwise(word)):
        worth += _FAULT
    if len(foreign) > 2 and all(ord(c) <= _LATIN for c in foreign) and len(foreign) > len(word) // 2:
        worth += _FAULT * (len(foreign) - 2)  # languages in Latin letters write most of a word in plain ones
    return worth


@cache
def _pages() -> tuple[_Page, ...]:
    with Path(__file__).with_name("code_pages.csv").open(encoding="utf-8", newline="") as file:
        return tuple(_Page(row["page"], float(row["prior"]), _shares(row["letters"])) for row in csv.DictReader(file))


def _shares(letters: str) -> Mapping[str, float]:
    """How often each letter comes, from their order: the n-th about as 1 to n + 4."""
    order = list(dict.fromkeys(letters))
    whole = sum(1 / (place + 4) for place in range(len(order)))
    return {letter: 1 / (place + 4) / whole for place, letter in enumerate(order)}
