"""Similarity: how near a question is to a name, words aligned one to one by letters, sound, skeleton and meaning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from app.directory.naming.asking import ways_of
from app.directory.naming.scripts import script_of
from app.directory.naming.stored import Reading, readings_in, stored_name
from app.directory.naming.words import Word
from app.directory.search_keys import initials_of
from app.lookup.nearness import LEAST_FRAME, LEAST_PAIR, beginning, blended, mixed, weight_of, word_similarity

CUT = 0.76
"""From here on a hit is a match; below it is a similar name. Keeps at least 95 % of right first answers while tuning."""

_INITIAL = 0.8
_UNASKED = 0.12
_UNANSWERED = 0.3
_JOINED = 0.97
_MOST_NAMES, _MOST_FOREIGN, _LONG = 4, 2, 3
_ACRONYM, _INITIALS = 0.95, 0.9
"""Initials asked for in capitals go before a word that goes on as they begin."""
_AROUND = 0.85
"""The question says nothing but where the entry is."""
_LEAST_LENGTHS = 0.5
"""Names whose lengths differ by more are not compared without their spaces."""
# How much further (or nearer) a right name lies when asked in this script, so that one cut holds for all of them.
_EASE = {
    "Hebr": -0.04, "Arab": -0.02, "Hang": 0.04, "Armn": 0.03, "Geor": 0.05, "Kana": 0.1, "Hani": 0.12, "Indc": 0.12,
    "Thai": 0.12, "Zyyy": 0.12,
}  # fmt: skip

Joined = tuple[str, str, str, str]
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

    __slots__ = ("_initials", "_joined", "_plain", "readings", "script", "weights")

    def __init__(self, kept: str) -> None:
        self.readings = readings_in(kept)
        self.script = self.readings[0][0].script if self.readings else "Latn"
        self.weights = [[weight_of(word) for word in reading] for reading in self.readings]
        self._initials: list[frozenset[str]] | None = None
        self._joined: dict[int, list[Joined]] = {}
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


name_in = lru_cache(maxsize=16384)(Name)
"""The name of a kept text (`naming.stored`), ready to be compared."""


class Question:
    """A question made ready to be compared with many names."""

    def __init__(self, text: str) -> None:
        asked = Name(stored_name(text))
        self._script = script_of(text)
        # Words joined are compared with every name anyway.
        self._readings = [_asked(way.words, way.worth) for way in ways_of(text) if not way.is_joined]
        self._pairs: dict[Word, dict[Word, tuple[float, str]]] = {}
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
        best = Match(0.0, 0, "spelling")
        said = self._letters & around if around else around
        for at in self._worth_comparing(names):
            name = names[at]
            score, how = self._nearest_reading(name, self._readings)
            if said:
                rest = self._said_without(said)
                score, how = max((score, how), self._nearest_reading(name, rest) if rest else (_AROUND, "state"))
            if score > best.score:
                best = Match(score, at, how)
        return replace(best, score=self._calibrated(best.score))

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
                if len(ours) == 1 and ours[0].letters in name.initials(at):
                    found = max(found, (self._acronym * worth, "initials"))
                score, how = self._aligned(ours, theirs, weights, name.weights[at])
                found = max(found, (score * worth, how))
                if found[0] < _JOINED and len(ours) + len(theirs) > 2:
                    near = _whole(whole, name.joined(at), (ours[0].script, theirs[0].script))
                    found = max(found, (_JOINED * near * worth, "spelling"))
        return found

    def _aligned(self, ours: Reading, theirs: Reading, weights: Sequence[float], counts: Sequence[float]) -> tuple[float, str]:
        pairs = []
        last = len(ours) - 1
        for i, asked in enumerate(ours):
            known = self._pairs.setdefault(asked, {})
            for j, word in enumerate(theirs):
                found = known.get(word)
                if found is None:
                    found = known[word] = word_similarity(asked, word)
                score, how = found
                if score < 1.0 and (len(asked.letters) == 1 or len(word.letters) == 1):
                    if asked.letters[:1] == word.letters[:1]:
                        score, how = _INITIAL, "initials"
                elif i == last and score < 0.95 and (begun := beginning(asked, word)) > score:
                    score, how = begun, "beginning"
                if score > LEAST_PAIR:
                    pairs.append((-score, abs(i - j), i, j, how))
        return _assigned(sorted(pairs), weights, counts) if pairs else (0.0, "spelling")


def _assigned(pairs: list[tuple[float, int, int, int, str]], ours: Sequence[float], theirs: Sequence[float]) -> tuple[float, str]:
    got_ours = got_theirs = left_ours = left_theirs = 0.0
    took: dict[int, int] = {}
    used: set[int] = set()
    how = "spelling"
    left_ours, left_theirs = sum(ours), sum(theirs)
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
    score = got_ours / sum(ours) - _UNASKED * left_theirs / sum(theirs)
    if len(took) > 1:
        score = max(score, got_theirs / sum(theirs) - _UNANSWERED * left_ours / sum(ours))
    order = [took[i] for i in sorted(took)]
    return (score if order == sorted(order) else score - 0.01), how


def _asked(reading: Reading, worth: float) -> Asked:
    return reading, _joined(reading, 0), [weight_of(word) for word in reading], worth


def _joined(words: Reading, turn: int) -> Joined:
    turned = words[turn:] + words[:turn]
    return (
        "".join(word.letters for word in turned),
        "".join(word.sounds[0] for word in turned),
        "".join(word.bones[0] for word in turned),
        "".join(word.frames[0] for word in turned),
    )


def _whole(ours: Joined, theirs: Sequence[Joined], scripts: tuple[str, str]) -> float:
    """Names compared without their spaces, the family name in front or behind: GuillermoArriaga, Kim Jongun."""
    letters, sounds, bones, frames = ours
    best = 0.0
    for other in theirs:
        if not _LEAST_LENGTHS <= (len(frames) + 1) / (len(other[3]) + 1) <= 1 / _LEAST_LENGTHS:
            continue
        near, frame = OSA.normalized_similarity(letters, other[0]), OSA.normalized_similarity(frames, other[3])
        if frame > LEAST_FRAME and max(near, frame) > best:
            sound, bone = OSA.normalized_similarity(sounds, other[1]), OSA.normalized_similarity(bones, other[2])
            heard = mixed(sound, bone, frame, scripts)
            near = max(near, blended(near, heard) if scripts[0] == scripts[1] else heard)
        best = max(best, near)
    return best
