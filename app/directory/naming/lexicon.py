"""Lexicon: words that mean the same in other languages (ministry, وزارة, 省) and given names in their forms (John, Иван, جون)."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files

from app.directory.naming.scripts import script_of
from app.reference import states

# Small words of names that say little of who is meant and give no letter to an acronym.
PARTICLES = frozenset(
    {
        *("a", "al", "and", "at", "for", "in", "of", "on", "to", "the", "by", "with", "d", "da", "das", "de", "del", "do", "dos"),
        *("di", "du", "e", "et", "el", "für", "i", "la", "las", "le", "les", "los", "y", "den", "der", "des", "und", "van"),
        *("von", "zu", "zur", "zum", "im", "am", "à", "au", "aux", "en", "pour", "sur", "para", "per", "em", "na", "no", "nas"),
        *(
            "nos",
            "della",
            "delle",
            "dei",
            "degli",
            "voor",
            "het",
            "op",
            "og",
            "och",
            "i",
            "om",
            "ja",
            "w",
            "z",
            "dla",
            "za",
            "pro",
        ),
        *("ve", "ile", "dan", "untuk", "и", "в", "по", "на", "при", "для", "та", "і", "και", "του", "της", "των"),
        *("abu", "ben", "bin", "ibn", "l", "dell", "all", "nell", "sull", "dall", "ó", "ní", "mac", "mag", "mc"),
    }
)
CITY = "city:"
"""How the sense of a city's name begins."""
LIGHT = frozenset({"limited", "company", "city", "municipal", "town", "village"})
"""Senses that say what sort of thing has the name and are as often left out: Shenyang City, Sanyu Ltd."""
_AREAS = frozenset("市城省县縣県州郡")
_COMPOUND = re.compile(
    "(.{3,})(ministeriums?|ministeriet|ministerie|ministeriö|departementet|departement|staatsanwaltschaft|anwaltschaft|polizei"
    "|behörde|verwaltung|gericht|akademie|universität|hochschule|direktion|kommission|zentrum|kriminalamt|yhdistys|liitto"
    "|virasto|keskus|laitos)"
)
"""Words of authorities that German, the Nordic languages and Finnish write together with the word before them."""
_LEAST_STEM = 3
_LONGEST_BARE = 4
_LONGEST_UNCUT = 9
_LEAST_STATE_STEM = 5
# What is of a State, in the languages in which adjectives are made of its name.
_DEMONYM = re.compile(
    "(.{4,}?)(isch(?:er|es|e)?|iennes?|iens?|aises?|ais|ian|ean|ese|ish|enses?|eñ[ao]|ian[ao]|an[ao]?|n"
    "|ск(?:ий|ая|ое|ие|ого|ой|их)|ськ(?:ий|а|е))"
)
_ENDINGS = "aeiouyаеиоуыйяью"
# Scripts that write no space between words: the term is looked for inside the run.
_UNSPACED = frozenset({"Hani", "Kana", "Thai", "Hang"})


def _bare(text: str) -> str:
    kept = (char for char in unicodedata.normalize("NFD", text.casefold()) if unicodedata.category(char) != "Mn")
    return unicodedata.normalize("NFC", "".join(kept)).replace("'", "")


def _rows(name: str) -> Iterator[tuple[str, str]]:
    with files("app.directory.naming").joinpath("data", name).open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            for term in row["terms"].split("|"):
                yield term, row["sense"]


@cache
def _terms() -> dict[str, str]:
    """Words of authorities' names as they stand, each with its sense."""
    terms: dict[str, str] = {}
    for term, sense in _rows("lexicon.csv"):
        bare = _bare(term)
        if not bare.endswith("*"):
            terms.setdefault(bare, sense)
            if bare.startswith("ال") and len(bare) > _LONGEST_BARE:
                terms.setdefault(bare[2:], sense)
    return terms


@cache
def _stems() -> dict[str, str]:
    return {_bare(term).removesuffix("*"): sense for term, sense in _rows("lexicon.csv") if term.endswith("*")}


@cache
def _given_names() -> dict[str, str]:
    return {_bare(term): sense for term, sense in _rows("given_names.csv")}


@cache
def _cities() -> dict[str, str]:
    """Names of cities, of one word beside particles, each as a sense of its own."""
    return {_bare(term): CITY + sense for term, sense in _rows("cities.csv")}


@cache
def _states() -> dict[str, str]:
    """Names of States of one word, in the six languages and some forty others, each as a sense of its own."""
    named: dict[str, str] = {}
    for state in states.states():
        for name in state.names.values():
            if len(name) >= _LEAST_STEM and name.isalpha():
                named.setdefault(_bare(name), f"state:{state.code}")
    return named | {_bare(term): f"state:{code}" for term, code in _rows("state_names.csv")}


@cache
def _state_stems() -> dict[str, str]:
    stems = {name.rstrip(_ENDINGS): sense for name, sense in _states().items() if len(name) > _LEAST_STATE_STEM}
    return {stem: sense for stem, sense in stems.items() if len(stem) >= _LEAST_STATE_STEM}


def _state_in(bare: str) -> str | None:
    """The State that a word names, or what is of it: Indonesia, Indonesian."""
    if bare in _states():
        return _states()[bare]
    made = _DEMONYM.fullmatch(bare)
    return _state_stems().get(made[1].rstrip(_ENDINGS)) if made else None


@lru_cache(maxsize=32768)
def sense_of(text: str) -> str | None:
    """What a folded word means, as one English word, when it is a word of authority names or a given name's short form."""
    bare, stems = _bare(text), _stems()
    known = _terms().get(bare) or _given_names().get(bare) or _cities().get(bare)
    if known is not None:
        return known
    for length in range(len(bare), _LEAST_STEM - 1, -1):
        if bare[:length] in stems:
            return stems[bare[:length]]
    return _state_in(bare)


def cut_compound(word: str) -> list[str]:
    """A word cut before the term that it ends with: innenministerium gives innen and ministerium."""
    made = _COMPOUND.fullmatch(word) if len(word) > _LONGEST_UNCUT and word not in _terms() else None
    return [made[1], made[2]] if made else [word]


@cache
def _cut_out() -> frozenset[str]:
    """What is looked for inside a run: words of authorities' names, and given names in Han as they are written out."""
    return frozenset(_terms()) | {name for name in _given_names() if len(name) > 1 and script_of(name) == "Hani"}


@cache
def _longest_by_first() -> dict[str, int]:
    longest: dict[str, int] = {}
    for term in _cut_out():
        longest[term[0]] = max(len(term), longest.get(term[0], 0))
    return longest


def cut_at_terms(run: str, script: str) -> list[str]:
    """The run cut where known terms begin and end, longest term first: 財政部 gives 財政 and 部."""
    if script not in _UNSPACED or len(run) < 3:
        return [run]
    whole, starts = _cut_out(), _longest_by_first()
    pieces: list[str] = []
    start = at = 0
    while at < len(run):
        longest = min(starts.get(run[at], 0), len(run) - at)
        # A term of one character (部, 부) counts only at the end, for inside a name it is a syllable like any other; 市 and
        # its like also after the name of a place.
        shortest = 1 if at == len(run) - 1 or (run[at] in _AREAS and at - start > 1) else 2
        term = next((size for size in range(longest, shortest - 1, -1) if _bare(run[at : at + size]) in whole), 0)
        if term:
            pieces += [run[start:at], run[at : at + term]]
            start = at = at + term
        else:
            at += 1
    pieces.append(run[start:])
    return [piece for piece in pieces if piece]
