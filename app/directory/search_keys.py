"""Search keys: what is kept of every name so that a question in another script, spelling or order finds its entry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from app.directory.naming.asking import BEFORE_COMMA, ways_of
from app.directory.naming.folding import split_words
from app.directory.naming.lexicon import LIGHT, PARTICLES, cut_at_terms
from app.directory.naming.rarity import rarity_of, share_of
from app.directory.naming.scripts import runs_of
from app.directory.naming.sounds import coarse_of
from app.directory.naming.words import VOWELLESS, Word, readings_of
from app.reference import states

VERSION = 5
"""Raise it when a rule here or in `naming` changes: `directory migrate` then makes all keys anew."""

WORD, TRIGRAM, FRAME, NEAR, SENSE, INITIALS = "w", "t", "f", "d", "s", "i"
HAN = "h"
"""The rest of a run of Chinese characters from where one of its words may begin: what is typed of it is completed by it."""
KEY_LENGTH = 40
MOST_QUERY_KEYS, MOST_OTHER_KEYS = 44, 16
"""Keys of the likeliest way to mean a question, and of each other one."""
READ_MOST, READ_OTHER = 0.7, 0.3
"""How many keys a question may read of each: together as often as this share of all entries."""
_RARITY_COUNTS = 0.5
_WEIGHTS = {WORD: 4, TRIGRAM: 3, FRAME: 1, NEAR: 3, SENSE: 12, INITIALS: 8}
# In other scripts letters meet only names kept in that script; the skeleton meets all of them.
_FOREIGN_WEIGHTS = _WEIGHTS | {WORD: 2, TRIGRAM: 1, FRAME: 2, SENSE: 12}
_VOWELLESS_WEIGHTS = _FOREIGN_WEIGHTS | {WORD: 1, FRAME: 3}
WHOLE = "~"
_NEAR_LENGTHS = range(3, 9)
"""Skeletons that are kept whole and with each consonant left out; shorter and longer ones are kept in grams."""
_LONGEST_ACRONYM = 10
_WORDS_READ = 24
_WORTH = 120
_EVEN, _EVEN_PART = 1000, 550
"""What the keys of one way to mean the question count together; less of words

joined, for skeletons alone say little, and of a part of the question."""
_SHORT, _SHORT_WORD = 3, 6
_JOINED_KINDS = (WORD, NEAR, FRAME)

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class QueryKey:
    """A key of a question and what it counts when an entry has it; no statistics of the directory go into `weight`.

    `reading` tells apart the ways in which the question may be read: an entry is as near as it is by one of them.
    """

    kind: str
    key: str
    weight: int
    reading: int = 0


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
    if len(word.frames[0]) < _NEAR_LENGTHS[0] and word.script not in VOWELLESS:
        for whole in dict.fromkeys(coarse_of(sounds) for sounds in word.sounds):
            if len(whole) in _NEAR_LENGTHS:
                for near in _without_one(whole):
                    yield NEAR, WHOLE + near


def _han_beginnings(text: str) -> Iterable[str]:
    for word in split_words(text) if not text.isascii() else ():
        for script, run in runs_of(word):
            start = 0
            for piece in cut_at_terms(run, script) if script == "Hani" else ():
                yield run[start : start + KEY_LENGTH]
                start += len(piece)


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
        keys.update((HAN, beginning) for beginning in _han_beginnings(text))
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
    if word.text in PARTICLES or len(word.letters) < _SHORT or word.sense in LIGHT:
        return _WORTH // 3
    return _WORTH * 2 // 3 if word.is_common else _WORTH


def _asked(word: Word, *, alone: bool) -> list[Key]:
    """Of a word in a longer question fewer keys: its sense where it has one, no skeleton in grams within Latin script.

    Within Latin script letters meet letters, and a skeleton of two consonants would meet half of all names.
    """
    keys = list(dict.fromkeys(_keys_of_word(word)))
    if word.script == "Latn":
        keys = [(kind, key) for kind, key in keys if kind != NEAR or len(key) > 2 or len(word.letters) <= _SHORT_WORD]
    if alone:
        return keys
    if word.is_common:
        return [key for key in keys if key[0] == SENSE]
    return [key for key in keys if key[0] != FRAME] if word.script == "Latn" else keys


def _said(reading: Sequence[Word]) -> Sequence[Word]:
    """The words of a reading that are asked for: particles only where little else is said."""
    telling = [word for word in reading[:_WORDS_READ] if word.text not in PARTICLES]
    return telling if len(telling) > 1 else reading[:_WORDS_READ]


def query_keys(text: str) -> list[QueryKey]:
    """Keys of a question, by each way to mean it (`naming.asking`), the heaviest first.

    What the keys of one word count together does not grow with its length, so that an entry that has a little of every
    word goes before one that has all of a common word and nothing of the rest. In a longer question words of meaning
    (ministry) are asked for by sense alone. Every way counts about the same together;

    what is left of several words without those that weigh little is asked for by the others already.
    """
    asked: list[QueryKey] = []
    ways = [way for way in ways_of(text) if not way.is_shortened or len(way.words) == 1]
    for place, way in enumerate(ways):
        even = _EVEN_PART if way.is_joined or way.worth == BEFORE_COMMA else _EVEN
        keys = _keys_of_reading(_said(way.words), even)
        if way.is_joined:
            keys = {key: weight for key, weight in keys.items() if key[0] in _JOINED_KINDS}
        if place == 0:
            keys |= {(INITIALS, acronym): _EVEN for acronym in acronyms_in(text)}
        asked += _chosen(keys, place, MOST_OTHER_KEYS if place else MOST_QUERY_KEYS)
    return asked


def _keys_of_reading(reading: Sequence[Word], even: int) -> dict[Key, int]:
    script = reading[0].script
    foreign = _VOWELLESS_WEIGHTS if script in VOWELLESS else _FOREIGN_WEIGHTS
    base = _WEIGHTS if script == "Latn" else foreign
    weights: dict[Key, int] = {}
    worth = sum(_worth(word) for word in reading)
    for word in reading:
        keys = _asked(word, alone=len(reading) <= 2)
        heard = sum(base[kind] for kind, _ in keys if kind in (FRAME, NEAR))
        # A name has one of the skeletons that a word may have, not all of them.
        total = sum(base[kind] for kind, _ in keys) - heard + -(-heard // len(word.frames))
        for key in keys:
            weight = max(1, even * _worth(word) * base[key[0]] // (worth * total))
            weights[key] = max(weight, weights.get(key, 0))
    return weights


def _chosen(weights: dict[Key, int], reading: int, most: int) -> list[QueryKey]:
    """The keys that are asked for, the heaviest first: those that tell most for the entries that are likely to have them.

    How many entries have a key is taken from a fixed table (`naming.rarity`), never from the directory, so that nothing
    hidden from a reader has a part in what is found.
    """
    shares = {key: share_of(*key) for key in weights}
    worth = {key: weight * rarity_of(shares[key]) ** _RARITY_COUNTS for key, weight in weights.items()}
    left = READ_MOST if reading == 0 else READ_OTHER
    chosen: list[Key] = []
    for key in sorted(worth, key=lambda key: (-worth[key] / shares[key] ** 0.5, key)):
        if len(chosen) < most and (not chosen or shares[key] <= left):
            chosen.append(key)
            left -= shares[key]
    evenly = sum(weights.values()) / sum(worth[key] for key in chosen) if chosen else 0.0
    asked = [QueryKey(kind, key, max(1, round(worth[kind, key] * evenly)), reading) for kind, key in chosen]
    return sorted(asked, key=lambda key: (-key.weight, key.kind, key.key))
