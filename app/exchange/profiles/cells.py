"""The text of a cell: how values, lists and small records are written in one, and how they are read back unchanged.

A text that begins with a character from which spreadsheet programs start a formula (`= + - @`, tab, line break, their
full-width forms, also after blanks) or with an apostrophe gets an apostrophe in front (OWASP, CSV injection; ASVS 5.0
1.2.10); `unguarded` takes exactly that one away. So `+21671000000` stands in a CSV cell as `'+21671000000`: a spreadsheet
program keeps it as text with its plus. In a workbook cells are typed as text, nothing has to be put in front there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from app.exchange.limits import CELL_CHARACTERS

STARTS_A_FORMULA = frozenset("=+-@\t\r\n\0\uff1d\uff0b\uff0d\uff20")
CUT = " [cut: the whole text is in entries.json]"

_SPECIAL = re.compile(r"([\\;|])")
_UNPRINTABLE = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def guarded(text: str) -> str:
    """The text as a CSV cell may hold it: never the start of a formula."""
    return f"'{text}" if needs_guard(text) else text


def unguarded(cell: str) -> str:
    """The text of a CSV cell; the apostrophe or tab that was put before a formula character is taken away."""
    if cell[:1] == "'" and needs_guard(cell[1:]):
        return cell[1:]
    if cell[:1] == "\t" and needs_guard(cell[1:]):
        return cell[1:]
    return cell


def needs_guard(text: str) -> bool:
    """Whether a spreadsheet program could take the text for a formula, or for a guarded one."""
    if text[:1].isalnum() or not text:
        return False
    return text[:1] == "'" or text[:1] in ("\t", "\r", "\n") or text.lstrip()[:1] in STARTS_A_FORMULA


def printable(text: str) -> str:
    """The text as every format can carry it: line ends are `\\n`, controls and broken surrogates become U+FFFD."""
    if text.isprintable():  # nearly every text; the rest takes the long way
        return text
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n").replace("\r", "\n"))


def csv_cell(text: str) -> str:
    """The text as a CSV cell holds it: printable, cut to a cell's size, never the start of a formula."""
    if not text.isprintable() or len(text) > CELL_CHARACTERS:
        text = cell_text(text)
    first = text[:1]
    if first.isalnum():
        return text
    return f"'{text}" if first == "+" else guarded(text)  # a number, seen before all else that has to be guarded


def cell_text(text: str) -> str:
    """Printable, and at most what a cell holds (32,767 characters); a cut is visible and `is_cut` recognises it."""
    if not text.isprintable():
        text = printable(text)
    return text if len(text) <= CELL_CHARACTERS else text[: CELL_CHARACTERS - len(CUT)] + CUT


def is_cut(cell: str) -> bool:
    """Whether this cell was cut when it was written, so that it must not be read back."""
    return cell.endswith(CUT)


def join_items(items: Iterable[str]) -> str:
    """Several values in one cell: `a; b`. A semicolon, bar or backslash inside a value gets a backslash."""
    return "; ".join([escaped(item) for item in items])


def split_items(cell: str, *, keep_empty: bool = False) -> list[str]:
    """The values of a cell, blanks around them dropped; empty ones only where their place counts (`keep_empty`)."""
    items = [_unescaped(part) for part in _parts(cell, ";")]
    return items if keep_empty and cell.strip() else [item for item in items if item]


def join_records(records: Iterable[Sequence[str]]) -> str:
    """Several small records in one cell: `text | language; text`. Empty fields at the end are left out."""
    return "; ".join(_join_fields(record) for record in records)


def split_records(cell: str, fields: Sequence[str]) -> list[dict[str, str]]:
    """The records of a cell by field name, without empty fields. Raises `ValueError` where one has too many fields."""
    records = []
    for part in _parts(cell, ";"):
        values = [_unescaped(value) for value in _parts(part, "|")]
        if len(values) > len(fields):
            raise ValueError(f"{part.strip()!r} has {len(values)} parts; {' | '.join(fields)} are known")
        if any(values):
            records.append({field: value for field, value in zip(fields, values, strict=False) if value})
    return records


def yes_no(value: bool | None) -> str:
    """`yes`, `no`, or nothing where it is not known."""
    return "" if value is None else "yes" if value else "no"


def read_yes_no(cell: str) -> bool:
    """True or false from yes/no in English, French, Spanish, or 1/0. Raises `ValueError` for other words."""
    word = "".join(c for c in unicodedata.normalize("NFKD", cell.strip().casefold()) if not unicodedata.combining(c))
    if word in ("yes", "y", "true", "1", "oui", "o", "si", "s", "x"):
        return True
    if word in ("no", "n", "false", "0", "non"):
        return False
    raise ValueError(f"{cell!r} is neither yes nor no")


def _join_fields(record: Sequence[str]) -> str:
    fields = [escaped(field) for field in record]
    while fields and not fields[-1]:
        fields.pop()
    return " | ".join(fields)


def escaped(text: str) -> str:
    """One value as it stands in a cell of several: a semicolon, bar or backslash gets a backslash."""
    if ";" in text or "|" in text or "\\" in text:
        return _SPECIAL.sub(r"\\\1", text)
    return text


def _unescaped(part: str) -> str:
    return re.sub(r"\\(.)", r"\1", part.strip(), flags=re.DOTALL)


def _parts(cell: str, separator: str) -> list[str]:
    """Split at separators that no backslash precedes; the parts keep their backslashes."""
    return ["".join(part) for part in _cut_at(re.findall(r"\\.|[^\\]|\\", cell, flags=re.DOTALL), separator)]


def _cut_at(tokens: Iterable[str], separator: str) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for token in tokens:
        if token == separator:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts
