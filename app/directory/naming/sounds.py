"""Sounds: spellings read aloud, and the skeleton that is left when vowels and close consonants are taken together."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product

MOST_READINGS = 4

# Grapheme -> the sounds that it may stand for, likeliest first. s stands for s, sh, ch and ts alike (Щ = Shch = Sch),
# h for kh, vowels for themselves.
_GRAPHEMES: dict[str, tuple[str, ...]] = {
    "tsch": ("s",), "tch": ("s",), "shch": ("s",), "sch": ("s", "sk"), "ch": ("s", "k", "h"), "sh": ("s",),
    "cz": ("s",), "cs": ("s",), "sz": ("s",), "ts": ("s",), "tz": ("s",), "zs": ("z",), "zh": ("z",),
    "dzh": ("j",), "dj": ("j",), "dz": ("z",), "ck": ("k",), "cc": ("k", "s"), "qu": ("k", "kv"), "q": ("k",),
    "x": ("ks", "s", "h"), "kh": ("h",), "gh": ("g",), "ph": ("f",), "th": ("t", "s"), "dh": ("d",), "bh": ("b",),
    "rh": ("r",), "lh": ("l",), "nh": ("n",), "j": ("j", "i", "h"), "w": ("v", "u"), "y": ("i",), "c": ("k",),
    "ou": ("u",), "oo": ("u",), "ee": ("i",), "ie": ("i",), "ey": ("i",), "ei": ("e",), "ai": ("e",), "ay": ("e",),
    "ae": ("e",), "oe": ("o",), "ue": ("u",), "eau": ("o",), "au": ("o",), "aw": ("o",), "ow": ("o",), "igh": ("i",),
    "ght": ("t",), "gn": ("n", "gn"),
}  # fmt: skip
# Letters of other scripts with more than one sound.
_TWO_SOUNDED = {
    "A": ("a",), "W": ("u", "v"), "V": ("v", "u"), "Y": ("i",), "J": ("j", "g"), "D": ("d", "z"), "H": ("t", "s"),
    "C": ("h", "s"), "N": ("d", "nd"), "G": ("g", "ng"),
}  # fmt: skip
_PATTERN = re.compile("|".join(sorted(_GRAPHEMES, key=len, reverse=True)) + "|.", re.DOTALL)
_FINAL = {"w": ("v", "u"), "ow": ("ov", "o"), "h": ("",)}
_FRONT = ("e", "i", "y")
_SOFT = {"c": ("s", "k"), "g": ("g", "j")}
_DOUBLES = re.compile(r"(.)\1+")
_VOWELS = str.maketrans("", "", "aeiou")
_VOWELS_AND_BREATH = str.maketrans("", "", "aeiouh")
_CLASSES = str.maketrans("bfvdgzjr", "ppptkssl")


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
    choices = []
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


def bones_of(sounds: str) -> str:
    """The consonants of a reading: Mohamed and Muhammad both give `mhmd`."""
    return sounds.translate(_VOWELS)


def frame_of(sounds: str) -> str:
    """The coarse skeleton, for scripts that do not part b from p or l from r: Tanaka gives `tnk`, Mohamed `mmt`."""
    return _DOUBLES.sub(r"\1", sounds.translate(_CLASSES)).translate(_VOWELS_AND_BREATH)
