"""Words: a name as the words that are compared, each with its letters, its readings and its skeletons."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from anyascii import anyascii

from app.directory.naming import han
from app.directory.naming.folding import split_words
from app.directory.naming.lexicon import CITY, cut_at_terms, cut_compound, sense_of
from app.directory.naming.scripts import runs_of, script_of
from app.directory.naming.sounds import (
    bones_of,
    frames_of,
    readings_of_sounds,
    readings_of_spelling,
)
from app.directory.naming.spelling import SON_OF, gaelic_graphemes, is_gaelic, korean_family, latin_graphemes, spoken

VOWELLESS = frozenset({"Arab", "Hebr"})
LONGEST_HAN_NAME = 4
_MOST_SOUNDS = 8
# The Arabic article, with "and", "for", "by" before it; a word of four letters may begin with it by chance.
_ARTICLE = re.compile("^(?:[وبف]?ال|لل)")
_LONGEST_BARE = 4
_TONGUES = ("zh", "nan", "yue", "ko", "ja")


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """One word: `text` as folded, `letters` in plain Latin, and per reading its sounds, bones and frame."""

    text: str
    script: str
    letters: str
    sounds: tuple[str, ...]
    bones: tuple[str, ...]
    frames: tuple[str, ...]
    sense: str | None

    @property
    def is_common(self) -> bool:
        """Whether it is a word of which many names are made; the name of a city has a sense, and tells as much as other names."""
        return self.sense is not None and not self.sense.startswith(CITY)


def word_from(text: str, script: str, letters: str, sounds: tuple[str, ...], frames: tuple[str, ...], sense: str | None) -> Word:
    """The word of what is kept of it; its bones follow from its sounds."""
    bones = tuple(dict.fromkeys(bones_of(reading) for reading in sounds))
    return Word(text, script, letters, sounds, bones, frames, sense)


def _word(text: str, script: str, letters: str, sounds: tuple[str, ...]) -> Word:
    frames = frames_of(sounds, written_vowels=script not in VOWELLESS, closing_r=script in ("Latn", "Cyrl"))
    return word_from(text, script, letters, sounds, frames, sense_of(text))


def _plain(text: str) -> str:
    return "".join(char for char in anyascii(text).lower() if char.isalnum())


@lru_cache(maxsize=16384)
def word_of(text: str, script: str) -> Word:
    """The word of a text in one script."""
    sounds = spoken(text, script)
    if sounds is None:
        readings = readings_of_spelling(latin_graphemes(text.replace("'", ""), script))
    else:
        readings = readings_of_sounds(sounds)
    return _word(text, script, _plain(text), readings)


@lru_cache(maxsize=1024)
def heard_word(text: str, script: str) -> Word:
    """A word in Latin letters as it would stand in another script, from which it was written off letter by letter."""
    return _word(text, script, _plain(text), readings_of_spelling(latin_graphemes(text, "Latn")))


@lru_cache(maxsize=4096)
def _family_word(text: str) -> Word:
    return _word(text, "Hang", _plain(text), readings_of_sounds(korean_family(text)))


@lru_cache(maxsize=8192)
def _han_word(text: str, tongue: str, family: bool) -> Word:
    if tongue == "ko" and (hangul := han.korean(text)):
        return _family_word(hangul) if family else word_of(hangul, "Hang")
    if tongue == "nan" and (spellings := han.southern(text)):
        sounds = [sound for spelling in spellings for sound in readings_of_spelling(spelling)[:1]]
        return _word(text, "Hani", spellings[0], tuple(dict.fromkeys(sounds))[:_MOST_SOUNDS])
    if tongue == "yue":
        letters = han.cantonese(text)
    elif tongue == "ja":
        letters = han.japanese(text, native=family)
    else:
        letters = han.mandarin(text)
    return _word(text, "Hani", letters if tongue == "yue" or tongue == "ja" else _plain(text), readings_of_spelling(letters))


def _han_words(run: str, tongue: str, alone: bool) -> list[Word]:
    parts = han.parts_of(run) if alone else (run,)
    return [_han_word(part, tongue, len(parts) > 1 and i == 0) for i, part in enumerate(parts)]


def _words_of_run(run: str, script: str, tongue: str, alone: bool) -> list[Word]:
    if script == "Arab":
        return [word_of(_ARTICLE.sub("", run) if len(run) > _LONGEST_BARE else run, script)]
    if alone and script == "Hang" and 2 <= len(run) <= 3:
        return [_family_word(run[0]), word_of(run[1:], script)]
    if alone and script == "Hani" and len(run) <= LONGEST_HAN_NAME:
        return _han_words(run, tongue, alone)
    pieces = cut_compound(run) if script == "Latn" else cut_at_terms(run, script)
    return [_han_word(piece, tongue, False) if script == "Hani" else word_of(piece, script) for piece in pieces]


def _read(texts: list[str], tongue: str) -> tuple[Word, ...]:
    out: list[Word] = []
    for text in texts:
        runs = runs_of(text)
        for script, run in runs:
            out += _words_of_run(run, script, tongue, len(texts) == 1 and len(runs) == 1)
    return tuple(out)


def _tongues(texts: list[str]) -> tuple[str, ...]:
    if len(texts) != 1 or any(script not in ("Hani", "Kana") for script, _ in runs_of(texts[0])):
        return _TONGUES[:1]
    if len(runs_of(texts[0])) > 1 or len(texts[0]) == 4:
        return ("zh", "ja")
    return _TONGUES if len(texts[0]) < 4 else _TONGUES[:1]


def _with_joined_given_name(words: tuple[Word, ...]) -> tuple[Word, ...] | None:
    """`Kim Jong-un` as `Kim Jongun`: two short syllables after (or before) a family name are one given name."""
    if len(words) != 3 or any(word.script != "Latn" or len(word.letters) > 6 for word in words):
        return None
    return (words[0], word_of(words[1].text + words[2].text, "Latn"))


def _unparted(texts: list[str]) -> tuple[Word, ...] | None:
    """大连 as one word: a short run without spaces may be a place or a given name as well as a family name and a given name."""
    script = script_of(texts[0]) if len(texts) == 1 else ""
    if script == "Hani" and 2 <= len(texts[0]) <= LONGEST_HAN_NAME and len(runs_of(texts[0])) == 1:
        return (_han_word(texts[0], "zh", False),)
    return (word_of(texts[0], script),) if script == "Hang" and 2 <= len(texts[0]) <= 3 else None


def _with_terms(texts: list[str]) -> tuple[Word, ...] | None:
    """財政部 as 財政 + 部, 安康市 as 安康 + 市: a short run may also be the name of an authority or a place."""
    if len(texts) != 1 or script_of(texts[0]) not in ("Hani", "Hang"):
        return None
    pieces = cut_at_terms(texts[0], script_of(texts[0]))
    words = [word for piece in pieces for word in _read([piece, ""], "zh")]
    return tuple(words) if len(words) > 1 and words[-1].sense is not None else None


@lru_cache(maxsize=4096)
def _gaelic_word(text: str) -> Word:
    return _word(text, "Latg", _plain(text), readings_of_spelling(gaelic_graphemes(text)))


def _as_gaelic(texts: list[str]) -> tuple[tuple[Word, ...], ...]:
    """Síomón Ó Cómhanaigh as it sounds, to meet Simon Coveney; Mac an Tòisich also as one word, to meet Macintosh."""
    if not is_gaelic(texts):
        return ()
    ways = [texts]
    if (son := next((at for at, text in enumerate(texts) if text in SON_OF), 0)) > 0:
        ways.append([*texts[:son], "".join(texts[son:])])
    return tuple(tuple(_gaelic_word(text) for text in way) for way in ways)


@lru_cache(maxsize=8192)
def readings_of(name: str) -> tuple[tuple[Word, ...], ...]:
    """The name as words, once per way in which it may be read; the likeliest first."""
    texts = split_words(name)
    first = _read(texts, "zh")
    more = [_read(texts, tongue) for tongue in _tongues(texts)[1:]]
    more += [reading for reading in (_with_joined_given_name(first), _unparted(texts), _with_terms(texts)) if reading]
    more += _as_gaelic(texts)
    return tuple(dict.fromkeys([first, *more]))
