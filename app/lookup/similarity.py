"""Similarity: how near a question is to a name, words aligned one to one by letters, sound, skeleton and meaning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

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
_ACRONYM = 0.9
# How much further (or nearer) a right name lies when asked in this script, so that one cut holds for all of them.
_EASE = {
    "Hebr": -0.04, "Arab": -0.02, "Hang": 0.04, "Armn": 0.03, "Geor": 0.05, "Kana": 0.1, "Hani": 0.12, "Indc": 0.12,
    "Thai": 0.12, "Zyyy": 0.12,
}  # fmt: skip

Reading = tuple[Word, ...]
Joined = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Match:
    """The best name of an entry for a question: `score` from 0 to 1, the name's place in the list, and `how` it met.

    `how` is one of `same`, `spelling`, `sound`, `meaning`, `initials`, `beginning`.
    """

    score: float
    name: int
    how: str


class _Name:
    """A name ready to be compared: its readings, each also without its spaces and with what it may be short for."""

    __slots__ = ("initials", "joined", "readings", "weights")

    def __init__(self, text: str) -> None:
        self.readings = [reading for reading in readings_of(text) if reading]
        self.joined = [
            [_joined(reading, turn) for turn in sorted({0, 1, len(reading) - 1})] if len(reading) > 1 else [_joined(reading, 0)]
            for reading in self.readings
        ]
        self.initials = [initials_of(reading) for reading in self.readings]
        self.weights = [[weight_of(word) for word in reading] for reading in self.readings]


_name = lru_cache(maxsize=8192)(_Name)


class Question:
    """A question made ready to be compared with many names."""

    def __init__(self, text: str) -> None:
        asked = _Name(text)
        self._script = script_of(text)
        self._readings = list(zip(asked.readings, (joined[0] for joined in asked.joined), asked.weights, strict=True))
        self._pairs: dict[Word, dict[Word, tuple[float, str]]] = {}

    def best_of(self, names: Sequence[str]) -> Match:
        """The nearest of an entry's names; of equally near ones the first.

        Names in other scripts are left aside when the entry has one in the script of the question or in Latin.
        """
        best = Match(0.0, 0, "spelling")
        scripts = [script_of(name) for name in names]
        known = {self._script, "Latn"}.intersection(scripts)
        for at, name in enumerate(names):
            if known and scripts[at] not in known:
                continue
            score, how = self._nearest_reading(_name(name))
            if score > best.score:
                best = Match(score, at, how)
        return replace(best, score=self._calibrated(best.score))

    def _calibrated(self, score: float) -> float:
        ease = _EASE.get(self._script, 0.0)
        return max(0.0, min(1.0, score + ease * min(1.0, 4 * (1.0 - score))))

    def _nearest_reading(self, name: _Name) -> tuple[float, str]:
        found = (0.0, "spelling")
        for at, theirs in enumerate(name.readings):
            joined, initials = name.joined[at], name.initials[at]
            for ours, whole, weights in self._readings:
                if len(ours) == 1 and ours[0].letters in initials:
                    found = max(found, (_ACRONYM, "initials"))
                found = max(found, self._aligned(ours, theirs, weights, name.weights[at]))
                if found[0] < _JOINED:
                    vowelless = ours[0].script in VOWELLESS or theirs[0].script in VOWELLESS
                    near = _whole(whole, joined, same=ours[0].script == theirs[0].script, vowelless=vowelless)
                    found = max(found, (_JOINED * near, "spelling"))
        return found

    def _aligned(self, ours: Reading, theirs: Reading, weights: list[float], theirweight_ofs: list[float]) -> tuple[float, str]:
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
        return _assigned(sorted(pairs), weights, theirweight_ofs) if pairs else (0.0, "spelling")


def _assigned(pairs: list[tuple[float, int, int, int, str]], ours: list[float], theirs: list[float]) -> tuple[float, str]:
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
        near, frame = OSA.normalized_similarity(letters, other[0]), OSA.normalized_similarity(frames, other[3])
        if frame > LEAST_FRAME and max(near, frame) > best:
            sound, bone = OSA.normalized_similarity(sounds, other[1]), OSA.normalized_similarity(bones, other[2])
            heard = mixed(sound, bone, frame, vowelless=vowelless)
            near = max(near, 0.45 * near + 0.5 * heard if same else heard)
        best = max(best, near)
    return best
