"""The States as squares and as a table: each with its figures in words, coloured by coverage or by freshness."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.directory.picture import Picture
from app.reference import states
from app.reference.tile_grid import Square, tile_maps
from app.web.entry_form.fields import N_

COLOURS = ("coverage", "freshness")

LEVELS = {
    "coverage": (N_("no entry for any matter"), N_("1 or 2 of 7 matters"), N_("3 to 5 of 7 matters"), N_("6 or 7 of 7 matters")),
    "freshness": (N_("no entry"), N_("none confirmed in time"), N_("some confirmed in time"), N_("all confirmed in time")),
}
"""What a colour means, from 0 on."""

MARKS = ("·", "✕", "!", "✓")
"""Beside the colour of freshness, so that nothing is told by colour alone; coverage shows its number."""


@dataclass(frozen=True)
class Tile:
    """A square with what it shows: `level` 0 to 3 chooses the colour, `mark` says the same without it."""

    square: Square
    picture: Picture
    level: int
    mark: str


def tiles(pictures: Mapping[str, Picture], colour: str) -> list[tuple[str, list[Tile]]]:
    """The maps by M49 region, each with its squares."""
    return [
        (region, [_tile(square, pictures.get(square.state, Picture()), colour) for square in squares])
        for region, squares in tile_maps().items()
    ]


def _tile(square: Square, picture: Picture, colour: str) -> Tile:
    if colour == "freshness":
        return Tile(square, picture, picture.freshness, MARKS[picture.freshness])
    return Tile(square, picture, picture.coverage, str(len(picture.functions)) if picture.entries else MARKS[0])


def off_the_map(pictures: Mapping[str, Picture]) -> list[str]:
    """Areas that are no member or observer State and have entries: they stand beside the maps."""
    return sorted(code for code in pictures if states.state(code).standing == "area")


def rows(pictures: Mapping[str, Picture], language: str) -> list[tuple[str, Picture]]:
    """The same as a table: every member and observer State, and areas with entries, by name."""
    listed = [each for each in states.states() if each.standing != "area" or each.code in pictures]
    named = sorted(listed, key=lambda each: each.name(language))
    return [(each.code, pictures.get(each.code, Picture())) for each in named]
