"""The script that a name is written in, as an ISO 15924 code."""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import cache

_CODES = {
    "ARABIC": "Arab",
    "ARMENIAN": "Armn",
    "BENGALI": "Beng",
    "BOPOMOFO": "Bopo",
    "CANADIAN": "Cans",
    "CHEROKEE": "Cher",
    "CJK": "Hani",
    "CYRILLIC": "Cyrl",
    "DEVANAGARI": "Deva",
    "ETHIOPIC": "Ethi",
    "GEORGIAN": "Geor",
    "GREEK": "Grek",
    "GUJARATI": "Gujr",
    "GURMUKHI": "Guru",
    "HANGUL": "Hang",
    "HEBREW": "Hebr",
    "HIRAGANA": "Jpan",
    "KANNADA": "Knda",
    "KATAKANA": "Jpan",
    "KHMER": "Khmr",
    "LAO": "Laoo",
    "LATIN": "Latn",
    "MALAYALAM": "Mlym",
    "MONGOLIAN": "Mong",
    "MYANMAR": "Mymr",
    "NKO": "Nkoo",
    "ORIYA": "Orya",
    "SINHALA": "Sinh",
    "SYRIAC": "Syrc",
    "TAMIL": "Taml",
    "TELUGU": "Telu",
    "THAANA": "Thaa",
    "THAI": "Thai",
    "TIBETAN": "Tibt",
    "TIFINAGH": "Tfng",
    "VAI": "Vaii",
}
"""The first word of a letter's Unicode name -> ISO 15924."""


def script_of_text(text: str) -> str | None:
    """The script of most letters; `Jpan` as soon as one is Kana; None for text without a letter that we know."""
    if text.isascii():
        return "Latn" if any(map(str.isalpha, text)) else None
    found = set(map(_script_of, text)) - {None}
    if len(found) < 2:  # nearly every name
        return found.pop() if found else None
    letters = Counter(filter(None, map(_script_of, text)))
    if "Jpan" in letters:
        return "Jpan"
    return max(letters, key=lambda code: letters[code]) if letters else None


@cache
def _script_of(character: str) -> str | None:
    return _CODES.get(_first_word(character)) if character.isalpha() else None


def _first_word(character: str) -> str:
    return unicodedata.name(character, "").partition(" ")[0].removesuffix("-")
