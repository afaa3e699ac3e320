"""The columns of our sheets and of portals' sheets, read from the data files beside this module."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from app.errors import Invalid

SHEETS = ("entries", "channels", "designations")
_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Column:
    """A column of one of our sheets: `way` is both, out (only written) or key; README.md says what the others mean."""

    sheet: str
    name: str
    way: str
    shape: str
    path: str
    detail: tuple[str, ...]
    empty: str
    width: int
    meaning: str
    codes: str = ""


@dataclass(frozen=True)
class PortalColumn:
    """A column of a portal's sheet: its heading in English, French and Spanish, and what stands in it."""

    headings: Mapping[str, str] = field(hash=False)
    shape: str
    path: str
    detail: tuple[str, ...]


@cache
def columns(sheet: str) -> tuple[Column, ...]:
    """The columns of `entries`, `channels` or `designations`, in the order in which they are written."""
    return tuple(column for column in _all_columns() if column.sheet == sheet)


def portal_columns(profile: str, folder: Path = _HERE) -> tuple[PortalColumn, ...]:
    """The columns of a portal profile such as `sherloc`, in order. Raises `Invalid` when there is no such profile."""
    file = folder / f"{profile}.csv"
    if not profile.isidentifier() or profile in ("fields", "captions") or not file.is_file():
        raise Invalid(f"There is no column profile {profile!r}.")
    return tuple(
        PortalColumn(
            headings={language: row[f"heading_{language}"] for language in ("en", "fr", "es")},
            shape=row["shape"],
            path=row["path"],
            detail=_listed(row["detail"]),
        )
        for row in _rows(file)
    )


@cache
def further_captions() -> tuple[tuple[str, str, str], ...]:
    """(caption, its language, English heading of `sherloc`): other words in which printed lists say the portal's headings."""
    return tuple((row["caption"], row["language"], row["heading"]) for row in _rows(_HERE / "captions.csv"))


@cache
def booklet_columns() -> tuple[PortalColumn, ...]:
    """The lines of an entry in the printed booklet, in order."""
    return portal_columns("booklet")


@cache
def _all_columns() -> tuple[Column, ...]:
    return tuple(
        Column(
            sheet=row["sheet"],
            name=row["column"],
            way=row["way"],
            shape=row["shape"],
            path=row["path"],
            detail=_listed(row["detail"]),
            empty=row["empty"],
            width=int(row["width"]),
            meaning=row["meaning"],
            codes=row["codes"],
        )
        for row in _rows(_HERE / "fields.csv")
    )


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def _listed(text: str) -> tuple[str, ...]:
    return tuple(text.split(",")) if text else ()
