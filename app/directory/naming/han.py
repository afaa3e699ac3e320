"""Han: the readings of a name in Chinese characters, and which of them are the family name."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from itertools import islice, product

from anyascii import anyascii

# Family names of two characters, both in traditional and simplified form.
COMPOUND_SURNAMES = frozenset(
    {
        *("歐陽", "欧阳", "司馬", "司马", "諸葛", "诸葛", "上官", "司徒", "夏侯", "皇甫", "尉遲", "尉迟", "公孫", "公孙"),
        *("慕容", "令狐", "宇文", "長孫", "长孙", "東方", "东方", "端木", "獨孤", "独孤", "南宮", "南宫", "申屠"),
    }
)
_PINYIN = (("zh", "dj"), ("ch", "sh"), ("j", "dj"), ("ddj", "dj"), ("x", "sh"), ("q", "sh"), ("z", "ts"), ("c", "ts"))
_JYUTPING = (("z", "ts"), ("c", "sh"), ("j", "y"), ("eo", "u"), ("oe", "u"), ("yu", "u"))
_MOST_SPELLINGS, _MOST_OF_SEVERAL = 5, 3
_HEPBURN = (("ch", "sh"), ("j", "dj"), ("tsu", "su"))


@cache
def _table() -> dict[str, tuple[str, str, str, str]]:
    source = files("app.directory.naming").joinpath("data", "han_readings.csv")
    with source.open(encoding="utf-8") as lines:
        return {row[0]: (row[1], row[2], row[3], row[4]) for row in list(csv.reader(lines))[1:]}


@cache
def _southern() -> dict[str, tuple[str, ...]]:
    source = files("app.directory.naming").joinpath("data", "southern_readings.csv")
    with source.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    return {char: tuple(row["spellings"].split("|")) for row in rows for char in row["chars"]}


def _spell(reading: str, rules: tuple[tuple[str, str], ...]) -> str:
    for old, new in rules:
        reading = reading.replace(old, new)
    return reading


@cache
def _none() -> tuple[str, str, str, str]:
    return ("", "", "", "")


def parts_of(run: str) -> tuple[str, ...]:
    """Family name and given name of a run that is as long as a Chinese, Korean or Japanese name; else the whole run."""
    if len(run) == 4 or (run[:2] in COMPOUND_SURNAMES and len(run) > 2):
        return run[:2], run[2:]
    return (run[:1], run[1:]) if 2 <= len(run) <= 3 else (run,)


def mandarin(run: str) -> str:
    return "".join(_spell(anyascii(char).lower(), _PINYIN) for char in run)


def cantonese(run: str) -> str:
    return "".join(_spell(_table().get(char, _none())[0], _JYUTPING) for char in run)


def southern(run: str) -> tuple[str, ...]:
    """The run as families of Hokkien, Teochew, Hakka and Cantonese speech write it in Latin letters; none when not known.

    Chan, Tan, Chin are one family name. Other characters keep the reading of Mandarin, as many given names do.
    """
    known = _southern()
    if not any(char in known for char in run):
        return ()
    most = _MOST_SPELLINGS if len(run) == 1 else _MOST_OF_SEVERAL
    ways = [known.get(char, (mandarin(char),))[:most] for char in run]
    return tuple("".join(way) for way in islice(product(*ways), _MOST_SPELLINGS + 3))


def korean(run: str) -> str:
    return "".join(_table().get(char, _none())[1] for char in run)


def japanese(run: str, *, native: bool) -> str:
    """Kun readings for family names, on readings for given names: the commoner of the two."""
    chosen = []
    for char in run:
        _, _, on, kun = _table().get(char, _none())
        chosen.append((kun or on) if native else (on or kun))
    return _spell("".join(chosen), _HEPBURN)
