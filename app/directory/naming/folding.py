"""Folding: one spelling for what readers see as the same letters, and where the words of a name begin and end."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Marks that stand inside a word and are no letter of it: O'Brien, Mukachevo', 'Abd, Ke‘ala. A geresh in Hebrew changes
# the letter before it and is kept as an apostrophe for the Hebrew reader.
_APOSTROPHES = "'`\u00b4\u02b9\u02bb\u02bc\u02bd\u02be\u02bf\u02c8\u2018\u2019\u201b\u2032\u05f3\u05f4\uff07"
_TO_APOSTROPHE = str.maketrans(dict.fromkeys(_APOSTROPHES, "'"))
_INVISIBLE = re.compile("[\u00ad\u0640\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
# Romance articles that lose their vowel: l'Intérieur, dell'Interno. D'Angelo and O'Brien are one word.
_ELIDED = re.compile(r"\b(l|dell|all|nell|sull|dall|d(?=')(?='[eéèêiîoôuh]))'(?=\w{3})")
_ASCII_WORD = re.compile("[a-z0-9']+")
_FUNCTION_SIGNS = str.maketrans({"&": " and ", "+": " + "})


def _stands_in_a_word(char: str) -> bool:
    return char == "'" or unicodedata.category(char)[0] in "LMN"


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """The text in one spelling: NFKC (Unicode Annex 15), lower case, no invisible marks, one sort of apostrophe."""
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    return unicodedata.normalize("NFKC", plain.translate(_TO_APOSTROPHE).casefold())


def split_words(text: str) -> list[str]:
    """The folded words of a name in their order; everything that is no letter, mark or digit parts words."""
    folded = _ELIDED.sub(r"\1 ", fold(text).translate(_FUNCTION_SIGNS))
    if folded.isascii():
        return [word for word in (part.strip("'") for part in _ASCII_WORD.findall(folded)) if word]
    spaced = "".join(char if _stands_in_a_word(char) else " " for char in folded)
    return [word for word in (part.strip("'") for part in spaced.split()) if word]
