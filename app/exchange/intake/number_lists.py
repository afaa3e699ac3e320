"""Several telephone numbers in one cell, as offices write them: `01685 727648/9`, `Ext 200`, `(between 8.00 - 9.30)`."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LEAD = re.compile(
    r"^\s*(?P<mobile>mobile|mob|cell)?\s*(?:tel|telephone|phone|fax)?\s*(?:no)?\s*[.:]*\s*(?=[+(\d])", re.IGNORECASE
)
_BRACKET = re.compile(r"\(([^()]*[A-Za-z:.][^()]*)\)")
"""A remark in brackets; `(0)` and `(01202)` are part of the number."""
_EXTENSION = re.compile(r"\s*,?\s*\b(?:ext(?:ension)?|x)\b\.?:?\s*(\d{1,10})\b", re.IGNORECASE)
_WORDS = re.compile(r"(?<=\d)\s+(?!(?:and|or|ou|et|y|o)\b)([A-Za-z][^/;,]*)$")
_BETWEEN = re.compile(r"\s*(?:[/;,&]|\b(?:and|or|ou|et|y|o)\b)\s*", re.IGNORECASE)
_LONGEST = 200
_MOST_CARRIED_ZERO = 4
"""So few digits with a zero in front are the end of a number; more are one with its area code."""


@dataclass(frozen=True)
class Number:
    """One number of a cell: the text to read, its extension, the remark that belongs to it, whether it is called a mobile."""

    text: str
    extension: str | None = None
    note: str | None = None
    mobile: bool = False


def numbers_in(cell: str) -> list[Number]:
    """The numbers of a cell in their order. A shorter one that follows takes over the first digits of the one before."""
    cell = " ".join(cell[: 10 * _LONGEST].split())
    notes = [note.strip() for note in _BRACKET.findall(cell)]
    cell = _BRACKET.sub(" ", cell).strip()
    lead = _LEAD.match(cell)
    mobile = bool(lead and lead["mobile"])
    cell = cell[lead.end() :] if lead else cell
    extension = _EXTENSION.search(cell)
    if extension:
        cell = cell[: extension.start()] + cell[extension.end() :]
    if words := _WORDS.search(cell):
        notes.append(words[1].strip())
        cell = cell[: words.start()]
    note = "; ".join(notes)[:_LONGEST] or None
    found: list[Number] = []
    whole = ""
    for part in filter(str.strip, _BETWEEN.split(cell)):
        text = part.strip()
        digits = "".join(c for c in text if c.isdigit())
        begins_anew = text.startswith("+") or (text.startswith("0") and len(digits) > _MOST_CARRIED_ZERO)
        if whole and digits and len(digits) < len(whole) and not begins_anew:
            text = whole[: len(whole) - len(digits)] + digits
        else:
            whole = ("+" if text.startswith("+") else "") + digits
        found.append(Number(text, extension[1] if extension else None, note, mobile))
    return found
