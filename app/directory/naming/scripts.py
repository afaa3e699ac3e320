"""Scripts: which script a word is written in, and the letters and sounds of each as they are spoken."""

from __future__ import annotations

from bisect import bisect_right

# First code points of the blocks that we treat in a way of their own (Unicode Blocks.txt); all others are "Zyyy".
_BLOCKS = (
    (0x0000, "Latn"),
    (0x0370, "Grek"),
    (0x0400, "Cyrl"),
    (0x0530, "Armn"),
    (0x0590, "Hebr"),
    (0x0600, "Arab"),
    (0x0700, "Zyyy"),
    (0x0750, "Arab"),
    (0x0780, "Zyyy"),
    (0x08A0, "Arab"),
    (0x0900, "Indc"),
    (0x0E00, "Thai"),
    (0x0E80, "Zyyy"),
    (0x10A0, "Geor"),
    (0x1100, "Hang"),
    (0x1200, "Zyyy"),
    (0x1C90, "Geor"),
    (0x1D00, "Latn"),
    (0x1F00, "Grek"),
    (0x2000, "Zyyy"),
    (0x2C60, "Latn"),
    (0x2C80, "Zyyy"),
    (0x2DE0, "Cyrl"),
    (0x2E00, "Zyyy"),
    (0x2E80, "Hani"),
    (0x2FE0, "Zyyy"),
    (0x3005, "Hani"),
    (0x3008, "Zyyy"),
    (0x3040, "Kana"),
    (0x3100, "Zyyy"),
    (0x3130, "Hang"),
    (0x3190, "Zyyy"),
    (0x31F0, "Kana"),
    (0x3200, "Zyyy"),
    (0x3400, "Hani"),
    (0x4DC0, "Zyyy"),
    (0x4E00, "Hani"),
    (0xA000, "Zyyy"),
    (0xA640, "Cyrl"),
    (0xA6A0, "Zyyy"),
    (0xA720, "Latn"),
    (0xA800, "Zyyy"),
    (0xAB30, "Latn"),
    (0xAB70, "Zyyy"),
    (0xAC00, "Hang"),
    (0xD7B0, "Zyyy"),
    (0xF900, "Hani"),
    (0xFB00, "Latn"),
    (0xFB13, "Armn"),
    (0xFB1D, "Hebr"),
    (0xFB50, "Arab"),
    (0xFE00, "Zyyy"),
    (0xFE70, "Arab"),
    (0xFEFF, "Zyyy"),
    (0xFF66, "Kana"),
    (0xFFA0, "Zyyy"),
    (0x20000, "Hani"),
)
_STARTS = [start for start, _ in _BLOCKS]
_KATAKANA_LONG = "ー"


def script_of(word: str) -> str:
    """ISO 15924 code of the word's first letter; `Indc` for the Brahmic scripts of India, `Zyyy` for all the rest."""
    if word[:1].isascii() and word[:1].isalpha():
        return "Latn"
    for char in word:
        if char.isalpha():
            return _BLOCKS[bisect_right(_STARTS, ord(char)) - 1][1]
    return "Latn"


def runs_of(word: str) -> list[tuple[str, str]]:
    """The word cut where Han or Kana meets another script: `(script, run)`; other scripts stay whole words."""
    if word.isascii():
        return [("Latn", word)] if word else []
    runs: list[tuple[str, str]] = []
    for char in word:
        script = _BLOCKS[bisect_right(_STARTS, ord(char)) - 1][1]
        if not char.isalpha() or (char == _KATAKANA_LONG):
            script = runs[-1][0] if runs else "Latn"
        if runs and (runs[-1][0] == script or not {runs[-1][0], script} & {"Hani", "Kana"}):
            runs[-1] = (runs[-1][0], runs[-1][1] + char)
        else:
            runs.append((script, char))
    return runs
