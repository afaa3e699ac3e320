"""Words: a name as the words that are compared, each with its letters, its readings and its skeletons."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from anyascii import anyascii

from app.directory.naming import han
from app.directory.naming.folding import split_words
from app.directory.naming.scripts import runs_of
from app.directory.naming.sounds import bones_of, frame_of, readings_of_sounds, readings_of_spelling
from app.directory.naming.spelling import latin_graphemes, spoken


@dataclass(frozen=True, slots=True)
class Word:
    """One word: `text` as folded, `letters` in plain Latin, and per reading its sounds, bones and frame."""

    text: str
    script: str
    letters: str
    sounds: tuple[str, ...]
    bones: tuple[str, ...]
    frames: tuple[str, ...]


def _word(text: str, script: str, letters: str, sounds: tuple[str, ...]) -> Word:
    bones = tuple(dict.fromkeys(bones_of(reading) for reading in sounds))
    frames = tuple(dict.fromkeys(frame_of(reading) for reading in sounds))
    return Word(text, script, letters, sounds, bones, frames)


@lru_cache(maxsize=16384)
def word_of(text: str, script: str) -> Word:
    letters = "".join(char for char in anyascii(text).lower() if char.isalnum())
    sounds = spoken(text, script)
    readings = readings_of_spelling(latin_graphemes(text.replace("'", ""), script)) if sounds is None else readings_of_sounds(sounds)
    return _word(text, script, letters, readings)


def _latin_word(text: str, script: str, letters: str) -> Word:
    return _word(text, script, letters, readings_of_spelling(letters))


@lru_cache(maxsize=8192)
def _han_word(text: str, tongue: str, family: bool) -> Word:
    if tongue == "ko":
        hangul = han.korean(text)
        return word_of(hangul, "Hang") if hangul else word_of(text, "Hani")
    spelled = {"zh": han.mandarin, "yue": han.cantonese}
    if tongue == "ja":
        letters = han.japanese(text, native=family)
    else:
        letters = spelled[tongue](text)
    plain = "".join(char for char in anyascii(text).lower() if char.isalnum()) if tongue == "zh" else letters
    return _word(text, "Hani", plain, readings_of_spelling(letters))


TONGUES = ("zh", "yue", "ko", "ja")


def _read(texts: list[str], tongue: str) -> tuple[Word, ...]:
    out: list[Word] = []
    for text in texts:
        runs = runs_of(text)
        for script, run in runs:
            if script == "Hani":
                parts = han.parts_of(run) if len(runs) == 1 else (run,)
                out += [_han_word(part, tongue, len(parts) > 1 and i == 0) for i, part in enumerate(parts)]
            elif script == "Hang" and len(run) == 3 and len(texts)==1:
                out += [word_of(run[0], script), word_of(run[1:], script)]
            elif script == "Arab" and run.startswith("ال") and len(run) > 4:
                out += [word_of("ال", script), word_of(run[2:], script)]
            else:
                out.append(word_of(run, script))
    return tuple(out)


@lru_cache(maxsize=8192)
def readings_of(name: str) -> tuple[tuple[Word, ...], ...]:
    """The name as words, once per tongue in which its characters may be read; the likeliest first."""
    texts = split_words(name)
    first = _read(texts, "zh")
    if not any(word.script == "Hani" for word in first):
        return (first,)
    return tuple(dict.fromkeys((first, *(_read(texts, tongue) for tongue in TONGUES[1:]))))
