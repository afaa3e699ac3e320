"""Lexicon: words that mean the same in other languages (ministry, وزارة, 省) and short forms of given names."""

from __future__ import annotations

import csv
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files

# Small words of names that say little of who is meant and give no letter to an acronym.
PARTICLES = frozenset(
    {
        *("a", "al", "and", "at", "for", "in", "of", "the", "d", "da", "das", "de", "del", "do", "dos", "di", "du", "e"),
        *("et", "el", "für", "i", "la", "las", "le", "les", "los", "y", "den", "der", "des", "und", "van", "von"),
        *("abu", "ben", "bin", "ibn"),
    }
)
_LEAST_STEM = 3
# Scripts that write no space between words: the term is looked for inside the run.
_UNSPACED = frozenset({"Hani", "Kana", "Thai", "Hang"})


def _bare(text: str) -> str:
    kept = (char for char in unicodedata.normalize("NFD", text.casefold()) if unicodedata.category(char) != "Mn")
    return unicodedata.normalize("NFC", "".join(kept)).replace("'", "")


@cache
def _terms() -> tuple[dict[str, str], dict[str, str]]:
    """Whole terms and stems, each with its sense."""
    whole: dict[str, str] = {}
    stems: dict[str, str] = {}
    for name in ("lexicon.csv", "short_names.csv"):
        with files("app.directory.naming").joinpath("data", name).open(encoding="utf-8") as lines:
            for row in csv.DictReader(lines):
                for term in row["terms"].split("|"):
                    book = stems if term.endswith("*") else whole
                    bare = _bare(term.removesuffix("*"))
                    book.setdefault(bare, row["sense"])
                    if bare.startswith("ال") and len(bare) > 4:
                        book.setdefault(bare[2:], row["sense"])
    return whole, stems


@lru_cache(maxsize=8192)
def sense_of(text: str) -> str | None:
    """What a folded word means, as one English word, when it is a word of authority names or a given name's short form."""
    whole, stems = _terms()
    bare = _bare(text)
    if bare in whole:
        return whole[bare]
    for length in range(len(bare), _LEAST_STEM - 1, -1):
        if bare[:length] in stems:
            return stems[bare[:length]]
    return None


@cache
def _longest_by_first() -> dict[str, int]:
    longest: dict[str, int] = {}
    for term in _terms()[0]:
        longest[term[0]] = max(len(term), longest.get(term[0], 0))
    return longest


def cut_at_terms(run: str, script: str) -> list[str]:
    """The run cut where known terms begin and end, longest term first: 財政部 gives 財政 and 部."""
    if script not in _UNSPACED or len(run) < 3:
        return [run]
    whole, starts = _terms()[0], _longest_by_first()
    pieces: list[str] = []
    start = at = 0
    while at < len(run):
        longest = min(starts.get(run[at], 0), len(run) - at)
        term = next((size for size in range(longest, 0, -1) if _bare(run[at : at + size]) in whole), 0)
        if term:
            pieces += [run[start:at], run[at : at + term]]
            start = at = at + term
        else:
            at += 1
    pieces.append(run[start:])
    return [piece for piece in pieces if piece]
