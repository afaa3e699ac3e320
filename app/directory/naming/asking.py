"""The ways in which a question may be meant: its words as they stand, as one word, without what a name may leave out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from app.directory.naming.lexicon import LIGHT, PARTICLES
from app.directory.naming.words import Word, heard_word, readings_of, word_of

MOST_WAYS = 8
JOINED, SHORTENED, BEFORE_COMMA, WRITTEN_OFF = 0.97, 0.98, 0.75, 0.9
_MOST_JOINED, _LONGEST_JOINED = 5, 24
_SYLLABLE = 6
"""More than two words are taken as one only where each is about as long as a syllable."""
_COMMAS = re.compile("[,،、，;]")
_TOWNS = frozenset({"hsien", "xian", "chen", "zhen", "cheng", "shi", "shih"})
"""Chinese words for towns in Latin letters (Pinyin, Wade-Giles) that a name may be written with or without."""


_CHINESE_SYLLABLE = re.compile("(?:[zcsh][hs]|ts|tz|[bpmfdtnlgkhjqxrzcsyw])?[aeiou]{1,3}(?:ng?|r)?")
_CHINESE = re.compile(f"(?:{_CHINESE_SYLLABLE.pattern})+")
_LEAST_SYLLABLES = 3
_LEAST_LETTERS, _LETTERS_TO_A_VOWEL = 5, 6
"""A Latin question with fewer vowels was written off from Arabic or Hebrew letters."""
_KANA = re.compile("(?:(?:[kgsztdnhbpmrfjwy]|sh|ch|ts|[kgnhbpmr]y)?[aeiou]|n(?![aeiouy])){4,}")
_KANA_VOWEL = re.compile("(?<=[kgszbpmrfh])u(?!n)|(?<=[td])o(?=[^aeioun]|$)")
"""The vowels that Japanese puts between foreign consonants: gurenderu is Glendale, potobira Port Vila."""
_HANGUL = re.compile("(?:(?:kk|tt|pp|ss|jj|ch|[kgntdrlmbpsjh])?[yw]?(?:ae|eo|eu|oe|ui|[aeiou])(?:ng|[kntlmp](?![aeiouyw]))?){3,}")
_HANGUL_VOWEL = re.compile("eu(?!m|n(?![aeiou]))")
"""The one that Korean puts there: jaleujiseu is Zarzis."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to mean a question: its words, and what a full match by them is worth (0 to 1).

    `is_joined`: one word made of several; `is_shortened`: without words for what sort of thing it is.
    """

    words: tuple[Word, ...]
    worth: float = 1.0
    is_joined: bool = False
    is_shortened: bool = False


@lru_cache(maxsize=1024)
def ways_of(question: str) -> tuple[Way, ...]:
    """At most `MOST_WAYS` ways to mean a question, its likeliest reading first; empty when it has no word."""
    readings = [reading for reading in readings_of(question) if reading]
    if not readings:
        return ()
    ways = {readings[0]: Way(readings[0])}
    for reading in readings:
        for way in _shortened(reading):
            ways.setdefault(way.words, way)
    ways |= {reading: Way(reading) for reading in readings}
    for way in (*_written_off(readings[0]), *_joined(readings[0]), *_paired(readings[0]), *_before_comma(question)):
        ways.setdefault(way.words, way)
    return tuple(ways.values())[:MOST_WAYS]


def _without_town(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Of two words the second may as well be a name: Xi Chen."""
    if len(words) == 2 and words[-1].letters == "hsien":
        return words[:1]
    while len(words) > 2 and words[-1].letters in _TOWNS:
        words = words[:-1]
    return words


def _shortened(reading: tuple[Word, ...]) -> Iterator[Way]:
    """Without the words that say what sort of thing it is: 竹北 of 竹北市, Wu-su of Wu-su-hsien."""
    kept = tuple(word for word in _without_town(reading) if word.sense not in LIGHT)
    if kept and kept != reading and any(word.text not in PARTICLES for word in kept):
        yield Way(kept, SHORTENED, is_shortened=True)


def _joined(reading: tuple[Word, ...]) -> Iterator[Way]:
    """The words of a short question as one: pi wu la, סן רמו."""
    longest = max(len(word.letters) for word in reading) if len(reading) > 2 else 0
    if 2 <= len(reading) <= _MOST_JOINED and longest <= _SYLLABLE and len({word.script for word in reading}) == 1:
        for words in dict.fromkeys((reading, _without_town(reading))):
            joined = word_of("".join(word.text for word in words), words[0].script)
            if len(words) > 1 and len(joined.letters) <= _LONGEST_JOINED:
                yield Way((joined,), JOINED, is_joined=True)


def _paired(reading: tuple[Word, ...]) -> Iterator[Way]:
    """Two of three words as one, where a name of two parts may be written with a space: حیدر آباد of حیدر آباد دکن."""
    if len(reading) == 3 and reading[0].script == "Arab":
        first, second, third = reading
        yield Way((word_of(first.text + second.text, "Arab"), third), JOINED)
        yield Way((first, word_of(second.text + third.text, "Arab")), JOINED)


def _written_off(reading: tuple[Word, ...]) -> Iterator[Way]:
    """Names written off from another script: lai wei dun from Chinese syllables, zyndlfyngn from letters without vowels."""
    if any(word.script != "Latn" for word in reading):
        return
    if len(reading) >= _LEAST_SYLLABLES and all(_CHINESE_SYLLABLE.fullmatch(word.text) for word in reading):
        yield Way((heard_word("".join(word.text for word in reading), "Hani"),), WRITTEN_OFF)
        return
    town = _without_town(reading)
    if len(town) < len(reading) and all(_CHINESE.fullmatch(word.letters) for word in town):
        yield Way((heard_word("".join(word.letters for word in town).replace("hs", "sh"), "Hani"),), WRITTEN_OFF)
    if len(reading) == 1:
        yield from _written_off_syllables(reading[0].text)
    letters = "".join(word.letters for word in reading)
    if len(letters) >= _LEAST_LETTERS and _LETTERS_TO_A_VOWEL * sum(map(letters.count, "aeiou")) < len(letters):
        yield Way(tuple(heard_word(word.text, "Arab") for word in reading), WRITTEN_OFF)


def _written_off_syllables(text: str) -> Iterator[Way]:
    """A foreign name as Korean or Japanese spell it, without the vowels that they put in."""
    if _HANGUL_VOWEL.search(text) and _HANGUL.fullmatch(text):
        yield Way((heard_word(_HANGUL_VOWEL.sub("", text), "Hang"),), WRITTEN_OFF)
    elif _KANA_VOWEL.search(text) and _KANA.fullmatch(text):
        yield Way((heard_word(_KANA_VOWEL.sub("", text), "Kana"),), WRITTEN_OFF)


def _before_comma(question: str) -> Iterator[Way]:
    """`Vineland, New Jersey`: the region after the comma may be left out."""
    first, *rest = _COMMAS.split(question)
    if rest and first.strip() and readings_of(first)[0]:
        yield Way(readings_of(first)[0], BEFORE_COMMA)
