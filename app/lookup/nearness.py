"""Nearness: how near one word of a question is to one word of a name, by letters, sound, skeleton and meaning."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rapidfuzz.distance import OSA, Indel

from app.directory.naming.lexicon import LIGHT, PARTICLES
from app.directory.naming.sounds import classed, with_close_vowels
from app.directory.naming.words import VOWELLESS, Word

LEAST_PAIR = 0.3
LEAST_FRAME = 0.5
_SECOND_READING = 0.03
_MEANING = 0.93
_PREFIX = 0.86
_HEARD_ALONE = 0.8
_STRICT = 0.4
"""In scripts of syllables or without vowels another letter is more often another name than a slip."""
_IN_CLASSES = 0.5
_BY_CHANCE = 0.25
_MERGING = frozenset({"Kana", "Hang", "Hani"})
_MERGED = str.maketrans("rv", "lb")
"""Scripts that write one letter for l and r, b and v."""
_near = OSA.normalized_similarity


def _nearest(ours: Sequence[str], theirs: Sequence[str], near: Callable[[str, str], float] = _near) -> float:
    first, second = ours[0], theirs[0]
    if first == second:
        return 1.0
    best = near(first, second)
    if len(ours) == len(theirs) == 1:
        return best
    for one in ours:
        if one in theirs:
            return 1.0 - _SECOND_READING
    for one in ours:
        for other in theirs:
            best = max(best, near(one, other) - _SECOND_READING)
    return best


def classes_near(ours: str, theirs: str) -> float:
    """How near two readings are sound by sound, where another sound of the same class is a third of another sound."""
    return max(0.0, Indel.normalized_similarity(classed(ours), classed(theirs)) - _BY_CHANCE) / (1 - _BY_CHANCE)


def _close(sounds: Sequence[str]) -> list[str]:
    """Sounds as scripts hear them that write one letter for e and i, o and u."""
    return [with_close_vowels(reading) for reading in sounds]


def _heard(a: Word, b: Word, frames: float) -> float:
    vowelless = a.script in VOWELLESS or b.script in VOWELLESS
    ours, theirs = (_close(a.sounds), _close(b.sounds)) if vowelless else (a.sounds, b.sounds)
    if a.script != b.script and (a.script in _MERGING or b.script in _MERGING):
        ours, theirs = [each.translate(_MERGED) for each in ours], [each.translate(_MERGED) for each in theirs]
    apart = mixed(_nearest(ours, theirs), _nearest(a.bones, b.bones), frames, (a.script, b.script))
    if a.script == b.script:
        return apart
    return (1 - _IN_CLASSES) * apart + _IN_CLASSES * _nearest(ours, theirs, classes_near)


def mixed(sounds: float, bones: float, frames: float, scripts: tuple[str, str]) -> float:
    """The three likenesses of what is heard as one; where vowels are not written the consonants count more."""
    if not VOWELLESS.isdisjoint(scripts):
        return 0.3 * sounds + 0.4 * bones + 0.3 * frames
    return 0.45 * sounds + 0.25 * bones + 0.3 * frames


def blended(letters: float, heard: float) -> float:
    """Within one script letters and sounds together, or what is heard alone: names that came through another script."""
    return max(0.45 * letters + 0.5 * heard, _HEARD_ALONE * heard)


def word_similarity(a: Word, b: Word) -> tuple[float, str]:
    """From 0 to 1, and how: by `spelling` within a script, by `sound` across scripts, by `meaning` in the lexicon."""
    if a.letters == b.letters:
        return 1.0, "same"
    letters = OSA.normalized_similarity(a.letters, b.letters, score_cutoff=LEAST_PAIR)
    frames = _nearest(a.frames, b.frames)
    score, how = letters, "spelling"
    if frames >= LEAST_FRAME:
        heard = _heard(a, b, frames)
        if a.script == b.script:
            heard = blended(letters, heard)
        if heard > score:
            score, how = heard, "sound"
    if a.script == b.script != "Latn":
        score -= _STRICT * (1.0 - score)
    if a.sense is not None and a.sense == b.sense and score < _MEANING:
        return _MEANING, "meaning"
    return score, how


def weight_of(word: Word) -> float:
    """What a word counts in its name: longer words part names better, particles hardly at all."""
    if word.text in PARTICLES:
        return 0.8
    return min(len(word.letters), (2 if word.sense in LIGHT else 5) if word.is_common else 7) + 1.0


def beginning(asked: Word, word: Word) -> float:
    """The last word of a question may not be typed to its end."""
    size = len(asked.letters)
    if size >= len(word.letters):
        return 0.0
    if word.letters.startswith(asked.letters):
        return _PREFIX + 0.1 * size / len(word.letters)
    return _PREFIX * OSA.normalized_similarity(asked.letters, word.letters[:size]) if size > 2 else 0.0
