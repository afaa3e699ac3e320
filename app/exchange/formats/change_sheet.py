"""The change sheet: what a portal should correct, ready to go with a note verbale (RTF 1.9, in English, French or Spanish)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import BinaryIO

from app.exchange.drift import MISSING_HERE, MISSING_THERE, SAME, Compared, Field
from app.exchange.formats.rtf import rtf_text
from app.exchange.profiles.columns import portal_columns

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "title": "Changes to the directory of competent national authorities",
        "note": "Annex to the note verbale of",
        "replace": "replace",
        "with": "with",
        "add": "add",
        "check": "the portal has this, our directory does not; please check",
        MISSING_THERE: "is missing; please add",
        MISSING_HERE: "is not in our directory; please check whether it is still competent",
        "none": "There is nothing to change.",
    },
    "fr": {
        "title": "Modifications au répertoire des autorités nationales compétentes",
        "note": "Annexe à la note verbale du",
        "replace": "remplacer",
        "with": "par",
        "add": "ajouter",
        "check": "le portail l'indique, notre répertoire non ; à vérifier",
        MISSING_THERE: "manque ; à ajouter",
        MISSING_HERE: "ne figure pas dans notre répertoire ; vérifier si l'autorité est toujours compétente",
        "none": "Il n'y a rien à modifier.",
    },
    "es": {
        "title": "Cambios en el directorio de autoridades nacionales competentes",
        "note": "Anexo a la nota verbal del",
        "replace": "reemplazar",
        "with": "por",
        "add": "añadir",
        "check": "figura en el portal, no en nuestro directorio; compruébese",
        MISSING_THERE: "falta; añádase",
        MISSING_HERE: "no figura en nuestro directorio; compruébese si sigue siendo competente",
        "none": "No hay nada que cambiar.",
    },
}

_HEAD = (
    rb"{\rtf1\ansi\ansicpg1252\deff0\uc1{\fonttbl{\f0\fswiss\fcharset0 Arial;}}"
    + b"\n"
    + rb"\paperw11906\paperh16838\fs20"
    + b"\n"
)


def write_change_sheet(found: Iterable[Compared], out: BinaryIO, *, marking: str, day: date, language: str = "en") -> int:
    """Write what differs, an authority a paragraph, grouped by State. Returns how many authorities are on it.

    `marking` stands on top and in the footer: the highest of what is inside.
    """
    words = WORDS[language]
    captions = {column.headings["en"]: column.headings[language] for column in portal_columns("sherloc")}
    out.write(_HEAD + rb"{\footer\pard\qc\fs16 " + rtf_text(marking) + rb"\par}" + b"\n")
    out.write(rb"\pard\qr{\b " + rtf_text(marking) + rb"}\par" + b"\n")
    out.write(rb"\pard\fs28{\b " + rtf_text(words["title"]) + rb"}\fs20\par" + b"\n")
    out.write(_line(f"{words['note']} {day.isoformat()}"))
    number, state = 0, None
    for one in sorted((one for one in found if one.verdict != SAME), key=lambda one: (one.state, one.name)):
        if one.state != state:
            state = one.state
            out.write(rb"\pard\sb240\fs24{\b " + rtf_text(state) + rb"}\fs20\par" + b"\n")
        _authority(one, captions, words, out)
        number += 1
    if not number:
        out.write(_line(words["none"]))
    out.write(b"}\n")
    return number


def _authority(one: Compared, captions: Mapping[str, str], words: Mapping[str, str], out: BinaryIO) -> None:
    key = f" [{one.key}]" if one.key else ""
    what = f": {words[one.verdict]}" if one.verdict in (MISSING_THERE, MISSING_HERE) else ""
    out.write(rb"\pard\sb120\keepn{\b " + rtf_text(one.name + key) + b"}" + rtf_text(what) + b"\\par\n")
    for field in one.changes:
        if one.verdict != MISSING_HERE:
            out.write(_line(f"{captions[field.heading]}: {_says(field, words)}", indent=True))


def _says(field: Field, words: Mapping[str, str]) -> str:
    if field.verdict == MISSING_THERE:
        return f"{words['add']} \N{LEFT DOUBLE QUOTATION MARK}{field.ours}\N{RIGHT DOUBLE QUOTATION MARK}"
    theirs = f"\N{LEFT DOUBLE QUOTATION MARK}{field.theirs}\N{RIGHT DOUBLE QUOTATION MARK}"
    if field.verdict == MISSING_HERE:
        return f"{theirs}: {words['check']}"
    return (
        f"{words['replace']} {theirs} {words['with']} \N{LEFT DOUBLE QUOTATION MARK}{field.ours}\N{RIGHT DOUBLE QUOTATION MARK}"
    )


def _line(text: str, *, indent: bool = False) -> bytes:
    return (rb"\pard\li360 " if indent else rb"\pard ") + rtf_text(text) + b"\\par\n"
