"""Names of invented bodies and posts, in the languages and scripts of their States and of the United Nations."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import langcodes
from anyascii import anyascii
from babel import Locale

from app.cli.demo.countries import Country
from app.cli.demo.sheets import draw, rows
from app.reference import states
from app.reference.languages import SIX

NameList = list[dict[str, str]]

# CLDR keeps Dari under Persian, and we keep it under its own code (ISO 639-3).
CLDR_LOCALES = {"prs": "fa_AF"}


def names_of(term: str, country: Country, *, more: Iterable[str] = (), place: str = "", of: str = "") -> NameList:
    """What a body is called: in its State's languages, in English and in `more`, with a romanised form of other scripts.

    `place` (a town) follows the State's name in brackets, or the name of the State `of` in the same language.
    """
    found: NameList = []
    for language in dict.fromkeys([*country.languages, "en", *more]):
        if (language, term) not in _terms():
            continue
        text = _joined(_terms()[language, term], country.code, language, place, of)
        found.append({"text": text, "language": language, "script": script_of(language), "role": "preferred"})
        if script_of(language) != "Latn" and language in country.languages:
            latin = _terms().get((f"{language}-Latn", term)) or anyascii(_terms()[language, term])
            text = _joined(latin, country.code, "en", place, of)
            found.append({"text": text, "language": language, "script": "Latn", "role": "romanised"})
    return found


def further_names(term: str, country: Country) -> NameList:
    """The acronym, and in some States an alternative and a former name."""
    found: NameList = [
        {"text": f"{row['acronym']}-{country.code}", "language": "en", "script": "Latn", "role": "acronym"}
        for row in rows("acronyms")
        if row["term"] == term
    ]
    for row in rows("other_names"):
        language, role = row["language"], row["role"]
        if row["term"] == term and language in country.working_languages() and draw(country.code + role, 3) == 0:
            text = _joined(row["text"], country.code, language, "", "")
            found.append({"text": text, "language": language, "script": script_of(language), "role": role})
    return found


def holder_names(country: Country, key: str) -> NameList:
    """An invented person in the State's first language: every family name means 'example'."""
    language = country.languages[0]
    known = [row for row in rows("holders") if row["language"] == language]
    row = known[draw(key, len(known))]
    found: NameList = [{"text": row["text"], "language": language, "script": script_of(language), "role": "preferred"}]
    if row["romanised"]:
        found.append({"text": row["romanised"], "language": language, "script": "Latn", "role": "romanised"})
    return found


def script_of(language: str) -> str:
    """The usual script of a language (ISO 15924), `Latn` for `it`."""
    return langcodes.Language.get(language).maximize().script or "Latn"


def state_name(code: str, language: str) -> str:
    """A State's short name: the UN's in the six languages, CLDR's in others, English where neither has one."""
    if language in SIX:
        return states.state(code).name(language)
    known = Locale.parse(CLDR_LOCALES.get(language, language)).territories
    return str(known.get(code) or states.state(code).name("en"))


def _joined(term: str, code: str, language: str, place: str, of: str) -> str:
    # A dash instead of a genitive: right in every language, and no real body is called so.
    inside = state_name(of, language) if of else place
    return f"{term} – {state_name(code, language)}" + (f" ({inside})" if inside else "")


@cache
def _terms() -> dict[tuple[str, str], str]:
    return {(row["language"], row["term"]): row["text"] for row in rows("terms")}
