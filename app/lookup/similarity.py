"""Similarity: how near a question is to a name, words aligned one to one by letters, sound, skeleton and meaning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, Indel

from app.directory.naming.asking import ways_of
from app.directory.naming.scripts import script_of
from app.directory.naming.stored import Reading, readings_in, stored_name
from app.directory.naming.words import Word
from app.directory.search_keys import initials_of
from app.lookup.nearness import LEAST_FRAME, LEAST_PAIR, beginning, blended, mixed, weight_of, word_similarity

CUT = 0.76
"""From here on a hit is a match; below it is a similar name. Keeps at least 95 % of right first answers while tuning."""

_INITIAL, _SURELY_WHOLE = 0.8, 0.95
_UNASKED = 0.12
_UNANSWERED = 0.3
_JOINED = 0.97
_MOST_NAMES, _MOST_FOREIGN, _LONG = 4, 2, 3
_ACRONYM, _INITIALS = 0.95, 0.9
"""Initials asked for in capitals go before a word that goes on as they begin."""
_BEGUN, _LEAST_BEGUN, _MOST_BEGUN = 0.95, 4, 12
"""A name that begins with the first words of the question but for one slip, for questions of so many letters."""
_TURNED, _TURNED_UNFINISHED, _BETWEEN = 0.01, 0.04, 0.012
"""What is taken off for words in another order, the more when the last one is not finished, and for words of the name that

stand before or between those asked for: Antonio Camacho Vizcaíno goes before José Antonio Camacho.
"""
_AROUND = 0.85
"""The question says nothing but where the entry is."""
_LEAST_CONSONANTS = 0.6
"""Names of which fewer consonants are the same are not compared without their spaces."""
# How much further (or nearer) a right name lies when asked in this script, so that one cut holds for all of them.
_EASE = {
    "Hebr": -0.04, "Arab": -0.02, "Hang": 0.04, "Armn": 0.03, "Geor": 0.05, "Kana": 0.1, "Hani": 0.12, "Indc": 0.12,
    "Thai": 0.12, "Zyyy": 0.12,
}  # fmt: skip

Joined = tuple[str, str, str, str, str]
Asked = tuple[Reading, Joined, Sequence[float], float]


@dataclass(frozen=True, slots=True)
class Match:
    """The best name of an entry for a question: `score` from 0 to 1, the name's place in the list, and `how` it met.

    `how` is one of `same`, `spelling`, `sound`, `meaning`, `initials`, `beginning`, `state`.
    """

    score: float
    name: int
    how: str


class Name:
    """A name ready to be compared, from its kept text: its readings, what its words count, what it may be short for."""

    __slots__ = ("_frames", "_initials", "_joined", "_plain", "readings", "script", "weights")

    def __init__(self, kept: str) -> None:
        self.readings = readings_in(kept)
        self.script = self.readings[0][0].script if self.readings else "Latn"
        self.weights = [[weight_of(word) for word in reading] for reading in self.readings]
        self._initials: list[frozenset[str]] | None = None
        self._joined: dict[int, list[Joined]] = {}
        self._frames: dict[int, str] = {}
        self._plain: str | None = None

    @property
    def plain(self) -> str:
        """The likeliest reading in plain Latin letters."""
        if self._plain is None:
            self._plain = " ".join(word.letters for word in self.readings[0]) if self.readings else ""
        return self._plain

    def initials(self, at: int) -> frozenset[str]:
        """What a reading may be short for."""
        if self._initials is None:
            self._initials = [initials_of(reading) for reading in self.readings]
        return self._initials[at]

    def joined(self, at: int) -> list[Joined]:
        """A reading without its spaces, also turned so that the last or the first word stands at the other end."""
        found = self._joined.get(at)
        if found is None:
            reading = self.readings[at]
            turns = sorted({0, 1, len(reading) - 1}) if len(reading) > 1 else [0]
            found = self._joined[at] = [_joined(reading, turn) for turn in turns]
        return found

    def frame(self, at: int) -> str:
        """The consonants of a reading in the order of the alphabet, whatever the order of its words."""
        found = self._frames.get(at)
        if found is None:
            found = self._frames[at] = _consonants(self.readings[at])
        return found


name_in = lru_cache(maxsize=16384)(Name)
"""The name of a kept text (`naming.stored`), ready to be compared."""


class Question:
    """A question made ready to be compared with many names."""

    def __init__(self, text: str) -> None:
        asked = Name(stored_name(text))
        self._script = script_of(text)
        # Words joined are compared with every name anyway.
        self._readings = [_asked(way.words, way.worth) for way in ways_of(text) if not way.is_joined]
        self._pairs: dict[tuple[Word, bool], dict[Word, tuple[float, str]]] = {}
        self._words = max((len(reading) for reading in asked.readings), default=0)
        self._plain = asked.plain
        self._acronym = _ACRONYM if text.strip().isupper() else _INITIALS
        self._letters = frozenset(word.letters for reading, *_ in self._readings for word in reading)
        self._without: dict[frozenset[str], list[Asked]] = {}

    def best_of(self, names: Sequence[str]) -> Match:
        """The nearest of some names as they are written; of equally near ones the first."""
        return self.nearest([name_in(stored_name(name)) for name in names])

    def nearest(self, names: Sequence[Name], *, around: frozenset[str] = frozenset()) -> Match:
        """The nearest of an entry's names; of equally near ones the first. `around` are words (in Latin letters) that a

        question may add to the name, such as the State: these are not missed in it.
        """
        best, place, met = 0.0, 0, "spelling"
        said = self._letters & around if around else around
        for at in self._worth_comparing(names):
            name = names[at]
            score, how = self._nearest_reading(name, self._readings)
            if score < _BEGUN and (begun := self._begun_with_slip(name.plain)) > score:
                score, how = begun, "beginning"
            if said:
                rest = self._said_without(said)
                score, how = max((score, how), self._nearest_reading(name, rest) if rest else (_AROUND, "state"))
            if score > best:
                best, place, met = score, at, how
        return Match(self._calibrated(best), place, met)

    def _begun_with_slip(self, plain: str) -> float:
        """How near the question is to the beginning of a name, when all but one of its letters are there: omir n, sean hs."""
        size = len(self._plain)
        if " " not in self._plain or not _LEAST_BEGUN <= size <= _MOST_BEGUN or len(plain) <= size + 1:
            return 0.0
        slips = min(OSA.distance(self._plain, plain[:length], score_cutoff=1) for length in (size - 1, size, size + 1))
        return _BEGUN * (1 - slips / (size + 1)) if slips <= 1 else 0.0

    def _worth_comparing(self, names: Sequence[Name]) -> Sequence[int]:
        """The places of the names to compare: of many those whose letters, taken plainly, are nearest.

        Names in scripts that are neither the question's nor Latin are left aside when the entry has others, unless the
        question is long: short ones sound like too many names.
        """
        if len(names) == 1:
            return (0,)
        known = [at for at, name in enumerate(names) if name.script == self._script or name.script == "Latn"]
        if not known or (len(known) == len(names) <= _MOST_NAMES):
            known = list(range(len(names)))
        chosen = known if self._words == 1 else self._plainest(names, known, _MOST_NAMES)
        if self._words < _LONG:
            return chosen
        others = [at for at in range(len(names)) if at not in known]
        return sorted([*chosen, *self._plainest(names, others, _MOST_FOREIGN)])

    def _plainest(self, names: Sequence[Name], places: list[int], most: int) -> list[int]:
        if len(places) <= most:
            return places
        plain = {at: fuzz.token_sort_ratio(self._plain, names[at].plain) for at in places}
        return sorted(places, key=lambda at: (-plain[at], at))[:most]

    def _said_without(self, said: frozenset[str]) -> list[Asked]:
        """The question's readings without some of its words."""
        found = self._without.get(said)
        if found is None:
            kept = [tuple(word for word in reading if word.letters not in said) for reading, *_ in self._readings]
            found = [_asked(reading, 1.0) for reading in dict.fromkeys(reading for reading in kept if reading)]
            self._without[said] = found
        return found

    def _calibrated(self, score: float) -> float:
        ease = _EASE.get(self._script, 0.0)
        return max(0.0, min(1.0, score + ease * min(1.0, 4 * (1.0 - score))))

    def _nearest_reading(self, name: Name, asked: Sequence[Asked]) -> tuple[float, str]:
        found = (0.0, "spelling")
        for at, theirs in enumerate(name.readings):
            for ours, whole, weights, worth in asked:
                if worth <= found[0]:
                    continue
                if len(ours) == 1 and 1 < len(ours[0].letters) <= len(theirs) and ours[0].letters in name.initials(at):
                    found = max(found, (self._acronym * worth, "initials"))
                score, how = self._aligned(ours, theirs, weights, name.weights[at])
                found = max(found, (score * worth, how))
                if found[0] < _JOINED and len(ours) + len(theirs) > 2:
                    near = _whole(whole, name, at, (ours[0].script, theirs[0].script))
                    found = max(found, (_JOINED * near * worth, "spelling"))
        return found

    def _aligned(self, ours: Reading, theirs: Reading, weights: Sequence[float], counts: Sequence[float]) -> tuple[float, str]:
        pairs = []
        last = len(ours) - 1
        for i, asked in enumerate(ours):
            known = self._pairs.setdefault((asked, i == last), {})
            for j, word in enumerate(theirs):
                found = known.get(word)
                if found is None:
                    found = known[word] = _paired(asked, word, is_last=i == last)
                if found[0] > LEAST_PAIR:
                    pairs.append((-found[0], abs(i - j), i, j, found[1]))
        return _assigned(sorted(pairs), weights, counts) if pairs else (0.0, "spelling")


def _paired(asked: Word, word: Word, *, is_last: bool) -> tuple[float, str]:
    """How near two words are when one may be an initial, and the last one of a question not typed to its end."""
    score, how = word_similarity(asked, word)
    if score < 1.0 and (len(asked.letters) == 1 or len(word.letters) == 1):
        return (_INITIAL, "initials") if asked.letters[:1] == word.letters[:1] else (score, how)
    if is_last and score < _SURELY_WHOLE and (begun := beginning(asked, word)) > score:
        return begun, "beginning"
    return score, how


def _assigned(pairs: list[tuple[float, int, int, int, str]], ours: Sequence[float], theirs: Sequence[float]) -> tuple[float, str]:
    got_ours = got_theirs = 0.0
    took: dict[int, int] = {}
    used: set[int] = set()
    how, unfinished = "spelling", False
    left_ours, left_theirs = all_ours, all_theirs = sum(ours), sum(theirs)
    for negative, _, i, j, way in pairs:
        if i in took or j in used:
            continue
        took[i] = j
        used.add(j)
        got_ours -= negative * ours[i]
        got_theirs -= negative * theirs[j]
        left_ours -= ours[i]
        left_theirs -= theirs[j]
        how = way
        unfinished = unfinished or way == "beginning"
    score = got_ours / all_ours - _UNASKED * left_theirs / all_theirs
    if len(took) > 1:
        score = max(score, got_theirs / all_theirs - _UNANSWERED * left_ours / all_ours)
    order = [took[i] for i in sorted(took)]
    return score - _disorder(order, unfinished), how


def _disorder(order: list[int], unfinished: bool) -> float:
    if order != sorted(order):
        return _TURNED_UNFINISHED if unfinished else _TURNED
    return _BETWEEN if len(order) > 1 and order[-1] >= len(order) else 0.0


def _asked(reading: Reading, worth: float) -> Asked:
    return reading, _joined(reading, 0), [weight_of(word) for word in reading], worth


def _joined(words: Reading, turn: int) -> Joined:
    turned = words[turn:] + words[:turn]
    return (
        "".join(word.letters for word in turned),
        "".join(word.sounds[0] for word in turned),
        "".join(word.bones[0] for word in turned),
        "".join(word.frames[0] for word in turned),
        _consonants(words),
    )


def _consonants(words: Reading) -> str:
    return "".join(sorted("".join(word.frames[0] for word in words)))


def _whole(ours: Joined, name: Name, at: int, scripts: tuple[str, str]) -> float:
    """Names compared without their spaces, the family name in front or behind: GuillermoArriaga, Kim Jongun."""
    letters, sounds, bones, frames, consonants = ours
    if Indel.normalized_similarity(consonants, name.frame(at)) < _LEAST_CONSONANTS:
        return 0.0
    best = 0.0
    for other in name.joined(at):
        near, frame = OSA.normalized_similarity(letters, other[0]), OSA.normalized_similarity(frames, other[3])
        if frame > LEAST_FRAME and max(near, frame) > best:
            sound, bone = OSA.normalized_similarity(sounds, other[1]), OSA.normalized_similarity(bones, other[2])
            heard = mixed(sound, bone, frame, scripts)
            near = max(near, blended(near, heard) if scripts[0] == scripts[1] else heard)
        best = max(best, near)
    return best
