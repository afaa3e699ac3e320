"""Similarity: how near a question is to a name, words aligned one to one by letters, sound, skeleton and meaning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from app.directory.naming.scripts import script_of
from app.directory.naming.words import VOWELLESS, Word, readings_of
from app.directory.search_keys import initials_of

CUT = 0.78
"""From here on a hit is a match; below it is a similar name. Tuned to keep 95 % of right first answers."""

_PARTICLES = frozenset("al el de der den van von da di du la le las los of the and und et y e i bin ibn ben abu for".split())
_SECOND_READING = 0.03
_MEANING = 0.93
_INITIAL = 0.8
_PREFIX = 0.86
_UNASKED = 0.12
_UNANSWERED = 0.3
_LEAST_PAIR = 0.3
_JOINED = 0.97
_OTHER_SCRIPT = 0.9
"""What a name in another script counts when the entry also has one in the script of the question."""

Reading = tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """The best name of an entry for a question: `score` from 0 to 1, the name's place in the list, and `how` it met.

    `how` is one of `same`, `spelling`, `sound`, `meaning`, `initials`, `beginning`.
    """

    score: float
    name: int
    how: str


def _nearest(ours: Sequence[str], theirs: Sequence[str]) -> float:
    best = 0.0
    for i, one in enumerate(ours):
        for j, other in enumerate(theirs):
            near = OSA.normalized_similarity(one, other) - (_SECOND_READING if i + j else 0.0)
            best = max(best, near)
    return best


def _heard(a: Word, b: Word, frames: float) -> float:
    sounds, bones = _nearest(a.sounds, b.sounds), _nearest(a.bones, b.bones)
    if a.script in VOWELLESS or b.script in VOWELLESS:
        return 0.2 * sounds + 0.35 * bones + 0.45 * frames
    return 0.45 * sounds + 0.25 * bones + 0.3 * frames


def word_similarity(a: Word, b: Word) -> tuple[float, str]:
    """From 0 to 1, and how: by `spelling` within a script, by `sound` across scripts, by `meaning` in the lexicon."""
    if a.letters == b.letters:
        return 1.0, "same"
    letters = OSA.normalized_similarity(a.letters, b.letters)
    frames = _nearest(a.frames, b.frames)
    score, how = letters, "spelling"
    if letters >= 0.35 or frames >= 0.5:
        heard = _heard(a, b, frames)
        if a.script == b.script:
            heard = 0.45 * letters + 0.5 * heard
        if heard > score:
            score, how = heard, "sound"
    if a.sense is not None and a.sense == b.sense and score < _MEANING:
        return _MEANING, "meaning"
    return score, how


def _weight(word: Word) -> float:
    if word.text in _PARTICLES:
        return 0.8
    return min(len(word.letters), 5 if word.sense else 7) + 1.0


def _beginning(asked: Word, word: Word) -> float:
    """The last word of a question may not be typed to its end."""
    size = len(asked.letters)
    if size >= len(word.letters):
        return 0.0
    if word.letters.startswith(asked.letters):
        return _PREFIX + 0.1 * size / len(word.letters)
    return _PREFIX * OSA.normalized_similarity(asked.letters, word.letters[:size]) if size > 2 else 0.0


class Question:
    """A question made ready to be compared with many names."""

    def __init__(self, text: str) -> None:
        self._readings = readings_of(text)
        self._script = script_of(text)
        self._pairs: dict[tuple[Word, Word], tuple[float, str]] = {}

    def best_of(self, names: Sequence[str]) -> Match:
        """The nearest of an entry's names; of equally near ones the first."""
        best = Match(0.0, 0, "spelling")
        scripts = [script_of(name) for name in names]
        known = {self._script, "Latn"} & set(scripts)
        for at, name in enumerate(names):
            if known and scripts[at] not in known:
                continue
            factor = 1.0
            for theirs in readings_of(name):
                for ours in self._readings:
                    score, how = self._compare(ours, theirs)
                    score *= factor
                    if score > best.score:
                        best = Match(min(1.0, score), at, how)
        return best

    def _pair(self, a: Word, b: Word) -> tuple[float, str]:
        found = self._pairs.get((a, b))
        if found is None:
            found = self._pairs[a, b] = word_similarity(a, b)
        return found

    def _compare(self, ours: Reading, theirs: Reading) -> tuple[float, str]:
        if not ours or not theirs:
            return 0.0, "spelling"
        if len(ours) == 1 and ours[0].letters in initials_of(theirs):
            return 0.9, "initials"
        aligned = self._aligned(ours, theirs)
        whole = _JOINED * _whole(ours, theirs) if aligned[0] < _JOINED else 0.0
        return max(aligned, (whole, "spelling"))

    def _aligned(self, ours: Reading, theirs: Reading) -> tuple[float, str]:
        pairs = []
        for i, asked in enumerate(ours):
            for j, word in enumerate(theirs):
                score, how = self._pair(asked, word)
                if score < 1.0 and 1 in (len(asked.letters), len(word.letters)):
                    if asked.letters[:1] == word.letters[:1]:
                        score, how = _INITIAL, "initials"
                elif i == len(ours) - 1 and score < 0.95 and (begun := _beginning(asked, word)) > score:
                    score, how = begun, "beginning"
                if score > _LEAST_PAIR:
                    pairs.append((-score, abs(i - j), i, j, how))
        return _assigned(sorted(pairs), [_weight(word) for word in ours], [_weight(word) for word in theirs])


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


def _joined(words: Reading, turn: int) -> tuple[str, str, str, str]:
    turned = words[turn:] + words[:turn]
    return (
        "".join(word.letters for word in turned),
        "".join(word.sounds[0] for word in turned),
        "".join(word.bones[0] for word in turned),
        "".join(word.frames[0] for word in turned),
    )


def _whole(ours: Reading, theirs: Reading) -> float:
    """Names compared without their spaces, the family name in front or behind: GuillermoArriaga, Kim Jongun."""
    letters, sounds, bones, frames = _joined(ours, 0)
    vowelless = ours[0].script in VOWELLESS or theirs[0].script in VOWELLESS
    best = 0.0
    for turn in {0, 1, len(theirs) - 1} if len(theirs) > 1 else {0}:
        other = _joined(theirs, turn)
        near, frame = OSA.normalized_similarity(letters, other[0]), OSA.normalized_similarity(frames, other[3])
        if frame > 0.5:
            sound, bone = OSA.normalized_similarity(sounds, other[1]), OSA.normalized_similarity(bones, other[2])
            heard = 0.2 * sound + 0.35 * bone + 0.45 * frame if vowelless else 0.45 * sound + 0.25 * bone + 0.3 * frame
            near = max(near, heard if ours[0].script != theirs[0].script else 0.45 * near + 0.5 * heard)
        best = max(best, near)
    return best
