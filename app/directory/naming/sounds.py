"""Sounds: spellings read aloud, and the skeleton that is left when vowels and close consonants are taken together."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product

MOST_READINGS = 4

# Grapheme -> the sounds that it may stand for, likeliest first. s stands for s, sh, ch and ts alike (Щ = Shch = Sch),
# h for kh, vowels for themselves.
_GRAPHEMES: dict[str, tuple[str, ...]] = {
    "tsch": ("s",), "tch": ("s",), "hs": ("s",), "shch": ("s",), "sch": ("s", "sk"), "ch": ("s", "k", "h"), "sh": ("s",),
    "cz": ("s",), "cs": ("s",), "sz": ("s",), "ts": ("s",), "tz": ("s",), "zs": ("z",), "zh": ("z",),
    "dzh": ("j",), "dj": ("j",), "dz": ("z",), "ck": ("k",), "cc": ("k", "s"), "qu": ("k", "kv"), "q": ("k", "s"),
    "x": ("ks", "s", "h"), "kh": ("h",), "gh": ("g",), "ph": ("f",), "th": ("t", "s"), "dh": ("d",), "bh": ("b",),
    "rh": ("r",),
    "ohn": ("on", "ohn"), "ehr": ("er", "ehr"), "ohl": ("ol", "ohl"), "uhn": ("un", "uhn"),
    "lh": ("l", "lh"), "nh": ("n", "nh"), "j": ("j", "i", "h"), "w": ("v", "u"), "y": ("i",), "c": ("k",),
    "ou": ("u",), "oo": ("u",), "ee": ("i",), "ie": ("i",), "ey": ("e",), "ei": ("e",), "ea": ("i", "ea"),
    "ai": ("e",), "ay": ("e",),
    "ae": ("e",), "oe": ("o",), "ue": ("u",), "eau": ("o",), "au": ("o",), "aw": ("o",), "ow": ("o",), "igh": ("i",),
    "ght": ("t",), "gn": ("n", "gn"), "woo": ("u", "vu"), "wu": ("u", "vu"), "eong": ("ong",),
    "chh": ("s",),
}  # fmt: skip
# Letters of other scripts with more than one sound.
_TWO_SOUNDED = {
    "A": ("a",), "I": ("i", "li"), "W": ("u", "v"), "V": ("v", "u"), "Y": ("i",), "J": ("j", "g"), "D": ("d", "z"),
    "H": ("t", "s"), "C": ("h", "s"), "N": ("d", "nd"), "G": ("g", "ng"), "E": ("i", "ui"),
}  # fmt: skip
_PATTERN = re.compile("|".join(sorted(_GRAPHEMES, key=len, reverse=True)) + "|.", re.DOTALL)
_FINAL = {"w": ("v", "u"), "ow": ("ov", "o"), "h": ("", "h")}
_FRONT = ("e", "i", "y")
_SOFT = {"c": ("s", "k"), "g": ("g", "j")}
_DOUBLES = re.compile(r"(.)\1+")
_VOWELS = str.maketrans("", "", "aeiou")
_CLOSE_VOWELS = str.maketrans("eo", "iu")
_CLASSES = str.maketrans("bfvdghzjr", "ppptkkssl")
_CLASSED = str.maketrans(
    {"e": "Ve", "i": "Vi", "o": "Vo", "u": "Vu", "a": "Va"}
    | {sound: 2 * group[0].upper() + sound for group in ("pbfv", "td", "kgh", "szj", "lr", "m", "n") for sound in group}
)
_NASAL = re.compile("ng(?![aeiou])")
_LABIAL = re.compile("n(?=p)")
_SILENT_R = re.compile("(?<=[aeiou])r(?![aeiou])")


def _product(parts: list[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_DOUBLES.sub(r"\1", "".join(choice)) for choice in product(*parts)))


def _bounded(choices: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    parts, many = [], 1
    for choice in choices:
        parts.append(choice[: max(1, MOST_READINGS // many)])
        many *= len(parts[-1])
    return parts


@lru_cache(maxsize=8192)
def readings_of_spelling(letters: str) -> tuple[str, ...]:
    """At most `MOST_READINGS` ways in which Latin letters may sound, the likeliest first."""
    choices: list[tuple[str, ...]] = []
    for match in _PATTERN.finditer(letters):
        piece, end = match.group(), match.end()
        if end == len(letters) and piece in _FINAL:
            choices.append(_FINAL[piece])
            continue
        choices.append(_SOFT[piece] if piece in _SOFT and letters[end : end + 1] in _FRONT else _GRAPHEMES.get(piece, (piece,)))
    return _product(_bounded(choices))


@lru_cache(maxsize=8192)
def readings_of_sounds(spoken: str) -> tuple[str, ...]:
    """The same for letters that already are sounds, some of them two-sounded; written doubles stay in vowelless scripts."""
    parts = _bounded([_TWO_SOUNDED.get(sound, (sound,)) for sound in spoken])
    return tuple(dict.fromkeys("".join(choice) for choice in product(*parts)))


def with_close_vowels(sounds: str) -> str:
    """The reading with e as i and o as u: Arabic and Hebrew write one letter for both."""
    return sounds.translate(_CLOSE_VOWELS)


def bones_of(sounds: str) -> str:
    """The consonants of a reading: Mohamed and Muhammad both give `mhmd`."""
    return sounds.translate(_VOWELS)


def frame_of(sounds: str, *, written_vowels: bool = True) -> str:
    """The coarse skeleton, for scripts that do not part b from p or l from r: Tanaka gives `tnk`, Mohamed `mkmt`."""
    if written_vowels:
        coarse = _DOUBLES.sub(r"\1", _NASAL.sub("n", sounds).translate(_CLASSES))
    else:
        coarse = (sounds[:-1] if sounds.endswith("ng") else sounds).translate(_CLASSES)
    return _LABIAL.sub("m", coarse.translate(_VOWELS))


def coarse_of(sounds: str) -> str:
    """The reading with close consonants and close vowels taken together, for words of which the skeleton says too little."""
    return _DOUBLES.sub(r"\1", with_close_vowels(_NASAL.sub("n", sounds)).translate(_CLASSES))


@lru_cache(maxsize=65536)
def classed(sounds: str) -> str:
    """The reading with its class before each sound, of consonants twice, so that texts compare by both at once."""
    return sounds.translate(_CLASSED)


def _without_silent_r(sounds: str) -> str:
    """The reading without an r that closes a syllable, as Japanese, Chinese, Korean and Thai hear Carter or Mark."""
    return _SILENT_R.sub("", sounds)


def frames_of(readings: tuple[str, ...], *, written_vowels: bool, closing_r: bool) -> tuple[str, ...]:
    """The coarse skeletons of a word's readings. `closing_r`: its script writes an r that others do not hear.

    Korla gives `kl` and `kll`: a script that writes no vowels does not say whether two close consonants touch.
    """
    frames = [frame_of(reading, written_vowels=written_vowels) for reading in readings]
    if closing_r:
        frames.append(frame_of(_without_silent_r(readings[0])))
    if written_vowels:
        frames.append(frame_of(_NASAL.sub("n", readings[0]), written_vowels=False))
    return tuple(dict.fromkeys(frames))
