"""Similarity: how near a question is to a name, words aligned one to one by letters, sound, skeleton and meaning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from anyascii import anyascii
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from app.directory.naming.scripts import script_of
from app.directory.naming.words import VOWELLESS, Word, readings_of
from app.directory.search_keys import initials_of
from app.lookup.nearness import LEAST_FRAME, LEAST_PAIR, beginning, mixed, weight_of, word_similarity

CUT = 0.78
"""From here on a hit is a match; below it is a similar name. Keeps at least 95 % of right first answers while tuning."""

_INITIAL = 0.8
_UNASKED = 0.12
_UNANSWERED = 0.3
_JOINED = 0.97
_MOST_NAMES = 4
_ACRONYM = 0.9
_AROUND = 0.85
"""The question says nothing but where the entry is."""
_LEAST_LENGTHS = 0.5
"""Names whose lengths differ by more are not compared without their spaces."""
# How much further (or nearer) a right name lies when asked in this script, so that one cut holds for all of them.
_EASE = {
    "Hebr": -0.04, "Arab": -0.02, "Hang": 0.04, "Armn": 0.03, "Geor": 0.05, "Kana": 0.1, "Hani": 0.12, "Indc": 0.12,
    "Thai": 0.12, "Zyyy": 0.12,
}  # fmt: skip

Reading = tuple[Word, ...]
Joined = tuple[str, str, str, str]
Asked = tuple[Reading, Joined, Sequence[float]]


@dataclass(frozen=True, slots=True)
class Match:
    """The best name of an entry for a question: `score` from 0 to 1, the name's place in the list, and `how` it met.

    `how` is one of `same`, `spelling`, `sound`, `meaning`, `initials`, `beginning`, `state`.
    """

    score: float
    name: int
    how: str


class _Name:
    """A name ready to be compared: its readings, each with what it may be short for and what its words count."""

    __slots__ = ("_joined", "initials", "readings", "weights")

    def __init__(self, text: str) -> None:
        self.readings = [reading for reading in readings_of(text) if reading]
        self.initials = [initials_of(reading) for reading in self.readings]
        self.weights = [[weight_of(word) for word in reading] for reading in self.readings]
        self._joined: dict[int, list[Joined]] = {}

    def joined(self, at: int) -> list[Joined]:
        """A reading without its spaces, also turned so that the last or the first word stands at the other end."""
        found = self._joined.get(at)
        if found is None:
            reading = self.readings[at]
            turns = sorted({0, 1, len(reading) - 1}) if len(reading) > 1 else [0]
            found = self._joined[at] = [_joined(reading, turn) for turn in turns]
        return found


_name = lru_cache(maxsize=8192)(_Name)


class Question:
    """A question made ready to be compared with many names."""

    def __init__(self, text: str) -> None:
        asked = _Name(text)
        self._script = script_of(text)
        self._readings = [(reading, asked.joined(at)[0], asked.weights[at]) for at, reading in enumerate(asked.readings)]
        self._pairs: dict[Word, dict[Word, tuple[float, str]]] = {}
        self._is_one_word = all(len(reading) == 1 for reading in asked.readings)
        self._plain = (anyascii(text).casefold(), text.casefold())
        self._letters = frozenset(word.letters for reading in asked.readings for word in reading)
        self._without: dict[frozenset[str], list[Asked]] = {}

    def best_of(self, names: Sequence[str], *, around: frozenset[str] = frozenset()) -> Match:
        """The nearest of an entry's names; of equally near ones the first.

        Names in other scripts are left aside when the entry has one in the script of the question or in Latin. `around` are
        words (in Latin letters) that a question may add to the name, such as the State: these are not missed in it.
        """
        best = Match(0.0, 0, "spelling")
        said = self._letters & around if around else around
        for at in self._worth_comparing(names):
            name = names[at]
            score, how = self._nearest_reading(_name(name), self._readings)
            if said:
                rest = self._said_without(said)
                score, how = max((score, how), self._nearest_reading(_name(name), rest) if rest else (_AROUND, "state"))
            if score > best.score:
                best = Match(score, at, how)
        return replace(best, score=self._calibrated(best.score))

    def _worth_comparing(self, names: Sequence[str]) -> Sequence[int]:
        """The places of the names to compare: of many those whose letters, taken plainly, are nearest."""
        if len(names) == 1:
            return (0,)
        scripts = [script_of(name) for name in names]
        known = {self._script, "Latn"}.intersection(scripts)
        chosen = [at for at in range(len(names)) if not known or scripts[at] in known]
        if len(chosen) <= _MOST_NAMES or self._is_one_word:
            return chosen
        plain = {at: fuzz.token_sort_ratio(self._plain[scripts[at] == self._script], names[at].casefold()) for at in chosen}
        return sorted(sorted(chosen, key=lambda at: (-plain[at], at))[:_MOST_NAMES])

    def _said_without(self, said: frozenset[str]) -> list[Asked]:
        """The question's readings without some of its words."""
        found = self._without.get(said)
        if found is None:
            kept = [tuple(word for word in reading if word.letters not in said) for reading, _, _ in self._readings]
            left = list(dict.fromkeys(reading for reading in kept if reading))
            found = [(reading, _joined(reading, 0), [weight_of(word) for word in reading]) for reading in left]
            self._without[said] = found
        return found

    def _calibrated(self, score: float) -> float:
        ease = _EASE.get(self._script, 0.0)
        return max(0.0, min(1.0, score + ease * min(1.0, 4 * (1.0 - score))))

    def _nearest_reading(self, name: _Name, asked: Sequence[Asked]) -> tuple[float, str]:
        found = (0.0, "spelling")
        for at, theirs in enumerate(name.readings):
            initials = name.initials[at]
            for ours, whole, weights in asked:
                if len(ours) == 1 and ours[0].letters in initials:
                    found = max(found, (_ACRONYM, "initials"))
                found = max(found, self._aligned(ours, theirs, weights, name.weights[at]))
                if found[0] < _JOINED and len(ours) + len(theirs) > 2:
                    vowelless = ours[0].script in VOWELLESS or theirs[0].script in VOWELLESS
                    near = _whole(whole, name.joined(at), same=ours[0].script == theirs[0].script, vowelless=vowelless)
                    found = max(found, (_JOINED * near, "spelling"))
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


def _joined(words: Reading, turn: int) -> Joined:
    turned = words[turn:] + words[:turn]
    return (
        "".join(word.letters for word in turned),
        "".join(word.sounds[0] for word in turned),
        "".join(word.bones[0] for word in turned),
        "".join(word.frames[0] for word in turned),
    )


def _whole(ours: Joined, theirs: Sequence[Joined], *, same: bool, vowelless: bool) -> float:
    """Names compared without their spaces, the family name in front or behind: GuillermoArriaga, Kim Jongun."""
    letters, sounds, bones, frames = ours
    best = 0.0
    for other in theirs:
        if not _LEAST_LENGTHS <= (len(frames) + 1) / (len(other[3]) + 1) <= 1 / _LEAST_LENGTHS:
            continue
        near, frame = OSA.normalized_similarity(letters, other[0]), OSA.normalized_similarity(frames, other[3])
        if frame > LEAST_FRAME and max(near, frame) > best:
            sound, bone = OSA.normalized_similarity(sounds, other[1]), OSA.normalized_similarity(bones, other[2])
            heard = mixed(sound, bone, frame, vowelless=vowelless)
            near = max(near, 0.45 * near + 0.5 * heard if same else heard)
        best = max(best, near)
    return best
