"""Languages by their BCP 47 tags: which texts are tags, how a tag is written, what the language is called, which way it runs."""

from __future__ import annotations

from functools import cache, lru_cache

import langcodes
from babel import Locale
from langcodes.tag_parser import LanguageTagError

from app.errors import Invalid
from app.reference import tables
from app.reference.text import folded

SIX = tables.SIX
"""The languages in which the directory speaks to people: ar, zh, en, fr, ru, es."""

RTL_SCRIPTS = frozenset({"Adlm", "Arab", "Hebr", "Mand", "Mend", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa"})
"""Scripts in use that run from right to left (ISO 15924; Unicode bidi class R or AL)."""


@lru_cache(maxsize=4096)
def is_language(tag: str) -> bool:
    """Whether the text is a well-formed tag of a registered language (RFC 5646), such as `fr`, `prs` or `zh-Hant`."""
    if not tag or tag != tag.strip() or "_" in tag:
        return False
    try:
        language = langcodes.Language.get(tag, normalize=False)
    except LanguageTagError:
        return False
    primary = language.language or ""
    return primary != "und" and len(primary) in (2, 3) and language.is_valid()


@lru_cache(maxsize=4096)
def canonical(tag: str) -> str:
    """The tag as BCP 47 writes it: `FR-fr` becomes `fr-FR`, a retired code its successor. Raises `Invalid` for other texts.

    Dari is always `prs`: CLDR would fold it into `fa-AF`, and practitioners look for it under its own code (ISO 639-3).
    """
    if not is_language(tag):
        raise Invalid(f"{tag!r} is not a language tag (BCP 47), such as fr or prs.")
    written = langcodes.Language.get(tag, normalize=False).to_tag()
    standard = written if written in _own_tags() else langcodes.standardize_tag(tag)
    return _own_tags().get(standard, standard)


def language_name(tag: str, display: str = "en") -> str:
    """What the language is called, in one of the six languages (English for any other); the tag itself if nobody knows.

    Names are CLDR's; where CLDR has none, those of `data/language_names.csv`. A country or script follows in brackets.
    """
    shown_in = display if display in SIX else "en"
    whole = _names(shown_in).get(tag)
    if whole:
        return whole
    parts = langcodes.Language.get(tag, normalize=False)
    name = _names(shown_in).get(parts.language or tag, tag)
    locale = Locale.parse(shown_in)
    more = (locale.scripts.get(parts.script or ""), locale.territories.get(parts.territory or ""))
    brackets = ", ".join(each for each in more if each)
    return f"{name} ({brackets})" if brackets and name != tag else name


def language_named(name: str) -> str | None:
    """The tag of the language that has this name in one of the six languages, or None; case and accents do not count."""
    return _by_name().get(folded(name))


def is_rtl(tag: str) -> bool:
    """Whether text in this language runs from right to left, by the script of the tag or the usual one of the language."""
    return langcodes.Language.get(tag).maximize().script in RTL_SCRIPTS


@cache
def _own_tags() -> dict[str, str]:
    """Tags that stay, and tags that give way to them, each with the tag that is kept."""
    kept: dict[str, str] = {}
    for row in tables.rows("language_names"):
        kept |= {tag: row["tag"] for tag in (row["tag"], row["instead_of"]) if tag}
    return kept


@cache
def _names(shown_in: str) -> dict[str, str]:
    cldr = {tag.replace("_", "-"): str(name) for tag, name in Locale.parse(shown_in).languages.items()}
    return cldr | {row["tag"]: row[f"name_{shown_in}"] for row in tables.rows("language_names")}


@cache
def _by_name() -> dict[str, str]:
    """Folded name -> tag, of names that only one language has."""
    found: dict[str, set[str]] = {}
    for shown_in in SIX:
        for tag, name in _names(shown_in).items():
            found.setdefault(folded(name), set()).add(tag)
    return {name: next(iter(tags)) for name, tags in found.items() if len(tags) == 1 and is_language(next(iter(tags)))}
