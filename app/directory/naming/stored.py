"""Names ready to be compared, as text that is kept beside them: no question has to read a kept name anew."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from app.directory.naming.words import Word, readings_of, word_from

# Control characters never stand in a folded word. Each level has its own: names, readings, words, fields, variants.
_NAMES, _READINGS, _WORDS, _FIELDS, _VARIANTS = "\x1d", "\x1e", "\x1f", "\t", "\x1c"
_HEARD = "\x1b"
"""Parts what the names sound like, for a quick look at them, from the names."""

_SAME = "="

Reading = tuple[Word, ...]


def stored(names: Iterable[str]) -> str:
    """These names, ready to be compared, as one text."""
    named = list(names)
    heard = dict.fromkeys(heard_of(reading) for name in named for reading in readings_of(name))
    return _READINGS.join(map(_FIELDS.join, heard)) + _HEARD + _NAMES.join(map(stored_name, named))


def heard_of(reading: Reading) -> tuple[str, str]:
    """What words sound like at once, and their skeletons: the likeliest of each word, with spaces between."""
    return " ".join(word.sounds[0] for word in reading), " ".join(word.frames[0] for word in reading)


def heard_in(kept: str) -> list[tuple[str, str]]:
    """What the names of a kept text sound like, once per reading (`heard_of`)."""
    heard = kept.partition(_HEARD)[0]
    return [(sounds, frames) for each in heard.split(_READINGS) for sounds, _, frames in [each.partition(_FIELDS)]]


def stored_name(name: str) -> str:
    """One name, ready to be compared, as text."""
    return _READINGS.join(_WORDS.join(_stored_word(word) for word in reading) for reading in readings_of(name) if reading)


def _stored_word(word: Word) -> str:
    letters = _SAME if word.letters == word.text else word.letters
    variants = _VARIANTS.join(word.sounds), _VARIANTS.join(word.frames)
    return _FIELDS.join((word.text, word.script, letters, *variants, word.sense or ""))


def parted(kept: str) -> list[str]:
    """The names of a kept text, each to be read by `readings_in`."""
    return kept.partition(_HEARD)[2].split(_NAMES)


def readings_in(kept: str) -> tuple[Reading, ...]:
    """The readings of a kept name, as `words.readings_of` gave them; none of a name without words."""
    if not kept:
        return ()
    return tuple(tuple(_word_in(word) for word in reading.split(_WORDS)) for reading in kept.split(_READINGS))


@lru_cache(maxsize=32768)
def _word_in(kept: str) -> Word:
    text, script, letters, sounds, frames, sense = kept.split(_FIELDS)
    variants = tuple(sounds.split(_VARIANTS)), tuple(frames.split(_VARIANTS))
    return word_from(text, script, text if letters == _SAME else letters, *variants, sense or None)
