"""Text as people type it: made comparable (folded) and refused where it could deceive the eye."""

from __future__ import annotations

import unicodedata

DECEPTIVE = frozenset(chr(c) for c in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x061C, 0xFEFF, 0x200B, 0x2060))
"""Bidi embeddings, overrides and isolates, zero-width space and its kin: they change what the eye reads (UTS #55).

The joiners U+200C and U+200D and the marks U+200E and U+200F stay allowed: Persian, Kurdish and Indic names need them.
"""


def plain(value: str) -> str:
    """The text in NFC. Raises `ValueError` for control, deceptive or unassigned characters; line breaks are allowed."""
    text = unicodedata.normalize("NFC", value)
    for character in text:
        if character in DECEPTIVE or (unicodedata.category(character) in ("Cc", "Cs", "Cn") and character not in "\n\t"):
            raise ValueError(f"the text contains a character that must not be there (U+{ord(character):04X})")
    return text


def folded(value: str) -> str:
    """The text for comparing: compatibility forms unified, case folded, accents and marks dropped, spaces collapsed."""
    decomposed = unicodedata.normalize("NFKD", value.casefold())
    kept = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(unicodedata.normalize("NFKC", kept).casefold().split())


def as_typed(value: str) -> str:
    """A number as any keyboard writes it, in plain digits: full width, Arabic and Indic digits, without marks that came along
    when it was copied. Overrides (U+202D, U+202E) stay, for they change what the eye reads.
    """
    kept = (c for c in unicodedata.normalize("NFKC", value) if c in "\u202d\u202e" or unicodedata.category(c) != "Cf")
    return "".join(str(unicodedata.digit(c)) if c.isdecimal() else c for c in kept)
