"""Lexicon: words that mean the same in other languages (ministry, وزارة, 省) and given names in their forms (John, Иван, جون)."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files

# Small words of names that say little of who is meant and give no letter to an acronym.
PARTICLES = frozenset(
    {
        *("a", "al", "and", "at", "for", "in", "of", "the", "d", "da", "das", "de", "del", "do", "dos", "di", "du", "e"),
        *("et", "el", "für", "i", "la", "las", "le", "les", "los", "y", "den", "der", "des", "und", "van", "von"),
        *("abu", "ben", "bin", "ibn", "l", "dell", "all", "nell", "sull", "dall"),
    }
)
_LEAST_STEM = 3
_LONGEST_BARE = 4
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


@lru_cache(maxsize=8192)
def sense_of(text: str) -> str | None:
    """What a folded word means, as one English word, when it is a word of authority names or a given name's short form."""
    bare, stems = _bare(text), _stems()
    known = _terms().get(bare) or _given_names().get(bare)
    if known is not None:
        return known
    for length in range(len(bare), _LEAST_STEM - 1, -1):
        if bare[:length] in stems:
            return stems[bare[:length]]
    return None


@cache
def _longest_by_first() -> dict[str, int]:
    longest: dict[str, int] = {}
    for term in _terms():
        longest[term[0]] = max(len(term), longest.get(term[0], 0))
    return longest


def cut_at_terms(run: str, script: str) -> list[str]:
    """The run cut where known terms begin and end, longest term first: 財政部 gives 財政 and 部."""
    if script not in _UNSPACED or len(run) < 3:
        return [run]
    whole, starts = _terms(), _longest_by_first()
    pieces: list[str] = []
    start = at = 0
    while at < len(run):
        longest = min(starts.get(run[at], 0), len(run) - at)
        # A term of one character (部, 부) counts only at the end, for inside a name it is a syllable like any other.
        shortest = 1 if at == len(run) - 1 else 2
        term = next((size for size in range(longest, shortest - 1, -1) if _bare(run[at : at + size]) in whole), 0)
        if term:
            pieces += [run[start:at], run[at : at + term]]
            start = at = at + term
        else:
            at += 1
    pieces.append(run[start:])
    return [piece for piece in pieces if piece]
