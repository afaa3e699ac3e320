"""directory.pdf: the entries as a booklet by region and State, set by typst with the fonts of the machine.

A text in a script for which the machine has no font is never printed as empty boxes: its place says so, the first page names
what to install, and `missing_fonts` tells the job. Latin, Greek and Cyrillic are always there: typst brings a font for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import groupby
from typing import Any, BinaryIO

from app.directory.vocabulary import label
from app.exchange.formats.flat import cells_of
from app.exchange.formats.properties import names_in_languages
from app.exchange.formats.typesetting import forget_pages, typeset, typst_fonts
from app.exchange.formats.view import Card, view_of, world_of
from app.exchange.profiles.cells import printable
from app.exchange.profiles.columns import booklet_columns
from app.exchange.profiles.scripts import script_of_text
from app.reference.languages import language_name

TITLE = "Practitioner contact directory"
FAMILIES: Mapping[str, str] = {
    "Arab": "Noto Sans Arabic",
    "Armn": "Noto Sans Armenian",
    "Beng": "Noto Sans Bengali",
    "Deva": "Noto Sans Devanagari",
    "Ethi": "Noto Sans Ethiopic",
    "Geor": "Noto Sans Georgian",
    "Hang": "Noto Sans CJK SC",
    "Hani": "Noto Sans CJK SC",
    "Hebr": "Noto Sans Hebrew",
    "Jpan": "Noto Sans CJK SC",
    "Khmr": "Noto Sans Khmer",
    "Laoo": "Noto Sans Lao",
    "Mymr": "Noto Sans Myanmar",
    "Sinh": "Noto Sans Sinhala",
    "Taml": "Noto Sans Tamil",
    "Thaa": "Noto Sans Thaana",
    "Thai": "Noto Sans Thai",
    "Tibt": "Noto Serif Tibetan",
}
_BACKSLASHED = re.compile(r"\\([;|\\])")
INSTALL = "apt-get install fonts-noto-core fonts-noto-cjk"


def write_booklet(cards: Iterable[Card], line: str, licence: str, out: BinaryIO) -> int:
    """Write the booklet; `line` (marking, recipient, edition, expiry) stands in every footer. Returns how many entries it has.

    The same entries give the same bytes on a machine with the same fonts and the same typst.
    """
    listed = sorted(cards, key=_place)
    lacking = missing_fonts(listed)
    notices = [f"Not every name could be printed: {lacking_said(lacking)}"] if lacking else []
    book = {
        "title": TITLE,
        "contents": "Contents",
        "line": line,
        "licence": licence,
        "notices": notices,
        "fonts": preferred_fonts(),
        "regions": [_region(name, list(of)) for name, of in groupby(listed, key=lambda card: world_of(card["state"])["region"])],
    }
    out.write(typeset("booklet.typ", book))
    forget_pages()
    return len(listed)


def missing_fonts(cards: Iterable[Card]) -> tuple[str, ...]:
    """Families of fonts that names and purposes of these entries need and the machine lacks."""
    scripts = {script_of_text(text) for card in cards for text in _in_own_letters(card)}
    needed = {FAMILIES[script] for script in scripts if script is not None and script in FAMILIES}
    return tuple(sorted(needed - families()))


def _in_own_letters(card: Card) -> list[str]:
    return [*(name["text"] for name in card.get("names") or ()), *(card.get("purpose_in") or {}).values()]


def lacking_said(lacking: Iterable[str]) -> str:
    """What is missing and how to get it, as a sentence."""
    return f"the machine has no {', '.join(lacking)}; install: {INSTALL}"


@cache
def families() -> frozenset[str]:
    """The families that typst finds on this machine."""
    return frozenset(typst_fonts().families())


def preferred_fonts() -> list[str]:
    wanted = ["Noto Sans", "Noto Sans Arabic", "Noto Sans CJK SC", "Libertinus Serif"]
    return [family for family in wanted if family in families()]


def _place(card: Card) -> tuple[str, str, str]:
    world = world_of(card["state"])
    return world["region"], world["name"], card["state"]


def _region(name: str, cards: list[Card]) -> dict[str, Any]:
    by_state = groupby(cards, key=lambda card: world_of(card["state"])["name"])
    return {"name": name, "states": [{"name": state, "entries": [_entry(card) for card in of]} for state, of in by_state]}


def _entry(card: Card) -> dict[str, Any]:
    names = [{"text": shown_text(text), "language": short_tag(tag)} for text, tag in names_in_languages(card)]
    wanted = booklet_columns()
    cells = cells_of({**view_of(card), **_worded(card)}, wanted)
    # Backslashes are for machines that take the cell apart again; on paper they would only disturb.
    facts = []
    for column, cell in zip(wanted, cells, strict=True):
        caption = column.headings["en"]
        if cell:
            facts.append(_fact(caption, _BACKSLASHED.sub(r"\1", cell), "en"))
        if column.path == "purpose":
            said = card.get("purpose_in") or {}
            facts += [_fact(f"{caption} ({language_name(tag, 'en')})", text, short_tag(tag)) for tag, text in said.items()]
    return {"names": names or [{"text": card["id"], "language": "en"}], "marking": card["marking"], "facts": facts}


def _fact(caption: str, text: str, language: str) -> dict[str, str]:
    return {"label": caption, "text": shown_text(text), "language": language}


def _worded(card: Card) -> dict[str, Any]:
    """Codes as words, for a page that people read."""
    functions = dict.fromkeys(each["function"] for each in card.get("designations") or ())
    return {
        "kind_said": label("kind", card["kind"]),
        "functions_said": [label("function", code) for code in functions],
        "languages_said": [language_name(each["tag"], "en") for each in card.get("languages") or ()],
        "confirmed_on": ((card.get("freshness") or {}).get("confirmed_at") or "")[:10],
    }


def shown_text(text: str) -> str:
    text = printable(text)
    if text.isascii():
        return text
    family = FAMILIES.get(script_of_text(text) or "Latn")
    return text if family is None or family in families() else f"[no font here: {family}]"


def short_tag(tag: str) -> str:
    """typst takes languages of two or three letters."""
    language = tag.partition("-")[0].lower()
    return language if len(language) in (2, 3) and language.isascii() and language.isalpha() else "en"
