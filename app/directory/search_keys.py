"""Search keys: what is kept of every name so that a question in another script, spelling or order finds its entry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from app.directory.naming.lexicon import PARTICLES
from app.directory.naming.scripts import script_of
from app.directory.naming.words import VOWELLESS, Word, readings_of
from app.reference import states

VERSION = 1
"""Raise it when a rule here or in `naming` changes: `directory migrate` then makes all keys anew."""

WORD, TRIGRAM, FRAME, NEAR, SENSE, INITIALS = "w", "t", "f", "d", "s", "i"
KEY_LENGTH = 40
MOST_QUERY_KEYS = 48
_WEIGHTS = {WORD: 4, TRIGRAM: 3, FRAME: 1, NEAR: 3, SENSE: 6, INITIALS: 8}
# In other scripts letters meet only names kept in that script; the skeleton meets all of them.
_FOREIGN_WEIGHTS = _WEIGHTS | {WORD: 2, TRIGRAM: 1, FRAME: 2, SENSE: 12}
_VOWELLESS_WEIGHTS = _FOREIGN_WEIGHTS | {WORD: 1, FRAME: 3}
_NEAR_LENGTHS = range(3, 9)
"""Skeletons that are kept whole and with each consonant left out; shorter and longer ones are kept in grams."""
_LONGEST_ACRONYM = 10
_WORDS_READ = 24
_WORTH = 120
_SHORT = 3

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class QueryKey:
    """A key of a question and what it counts when an entry has it; no statistics of the directory go into `weight`."""

    kind: str
    key: str
    weight: int


def _grams(text: str) -> Iterable[str]:
    padded = f"^{text}$"
    return (padded[at : at + 3] for at in range(max(1, len(padded) - 2)))


def _without_one(frame: str) -> Iterable[str]:
    yield frame
    for at in range(len(frame)):
        yield frame[:at] + frame[at + 1 :]


def _keys_of_word(word: Word) -> Iterable[Key]:
    yield WORD, word.letters[:KEY_LENGTH]
    if word.sense is not None:
        yield SENSE, word.sense
    for gram in _grams(word.letters):
        yield TRIGRAM, gram
    for frame in word.frames:
        if len(frame) in _NEAR_LENGTHS:
            for near in _without_one(frame):
                yield NEAR, near[:KEY_LENGTH]
        else:
            for gram in _grams(frame):
                yield FRAME, gram


def initials_of(words: Sequence[Word]) -> frozenset[str]:
    """The acronyms that a name may have: first letters of its words, with and without particles."""
    if len(words) < 2:
        return frozenset()
    every = "".join(word.letters[:1] for word in words)
    plain = "".join(word.letters[:1] for word in words if word.text not in PARTICLES)
    return frozenset(text for text in (every, plain) if 2 <= len(text) <= _LONGEST_ACRONYM)


def keys_of(names: Sequence[tuple[str, str | None]]) -> frozenset[Key]:
    """All keys `(kind, key)` of an entry's names, each given as `(text, BCP 47 language or None)`."""
    keys: set[Key] = set()
    for text, _language in names:
        for reading in readings_of(text):
            for word in reading[:_WORDS_READ]:
                keys.update(_keys_of_word(word))
            keys.update((INITIALS, initials) for initials in initials_of(reading))
    return frozenset(keys)


@cache
def keys_of_state(code: str) -> frozenset[Key]:
    """Keys of the names of an entry's State (alpha-2) in the six languages: whole words only, for a State has many entries."""
    found = states.find_state(code)
    names = found.names.values() if found is not None else ()
    words = (word for name in names for word in readings_of(name)[0] if word.text not in PARTICLES)
    return frozenset((WORD, word.letters[:KEY_LENGTH]) for word in words)


def acronyms_in(text: str) -> frozenset[str]:
    """The words of a question that may stand for initials: written in capitals, or the only word."""
    words = text.split()
    likely = (word for word in words if word.isascii() and word.isalpha() and (word.isupper() or len(words) == 1))
    return frozenset(word.lower() for word in likely if 2 <= len(word) <= _LONGEST_ACRONYM)


def _worth(word: Word) -> int:
    """What a word counts when an entry has all of its keys; words that many names have count less."""
    if word.text in PARTICLES or len(word.letters) < _SHORT:
        return _WORTH // 3
    return _WORTH * 2 // 3 if word.sense is not None else _WORTH


def _asked(word: Word, *, alone: bool) -> list[Key]:
    """Of a word in a longer question fewer keys: its sense where it has one, no skeleton in grams within Latin script."""
    keys = list(dict.fromkeys(_keys_of_word(word)))
    if alone:
        return keys
    if word.sense is not None:
        return [key for key in keys if key[0] == SENSE]
    return [key for key in keys if key[0] != FRAME] if word.script == "Latn" else keys


def query_keys(text: str) -> list[QueryKey]:
    """At most `MOST_QUERY_KEYS` keys of a question, the heaviest first.

    What the keys of one word count together does not grow with its length, so that an entry that has a little of every
    word goes before one that has all of a common word and nothing of the rest. In a longer question words of meaning
    (ministry) are asked for by sense alone.
    """
    script = script_of(text)
    foreign = _VOWELLESS_WEIGHTS if script in VOWELLESS else _FOREIGN_WEIGHTS
    base = _WEIGHTS if script == "Latn" else foreign
    weights: dict[Key, int] = {(INITIALS, acronym): _WORTH for acronym in acronyms_in(text)}
    for reading in readings_of(text):
        for word in reading[:_WORDS_READ]:
            keys = _asked(word, alone=len(reading) <= 2)
            heard = sum(base[kind] for kind, _ in keys if kind in (FRAME, NEAR))
            # A name has one of the skeletons that a word may have, not all of them.
            total = sum(base[kind] for kind, _ in keys) - heard + -(-heard // len(word.frames))
            for key in keys:
                weight = max(1, _worth(word) * base[key[0]] // total)
                weights[key] = max(weight, weights.get(key, 0))
    heaviest = sorted(weights, key=lambda key: (-weights[key], key))
    return [QueryKey(kind, key, weights[kind, key]) for kind, key in heaviest[:MOST_QUERY_KEYS]]
