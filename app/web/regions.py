"""Region by region: States as squares, the UN's M49 tree and its regional groups, with counts of what the reader may see."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.directory.coverage import FUNCTIONS
from app.directory.find import counts_by_state
from app.directory.picture import figures
from app.errors import NotFound
from app.reference import groups, regions, states
from app.web import tiles
from app.web.deps import By, Reading
from app.web.i18n import language_of
from app.web.render import render

router = APIRouter(prefix="/regions")


@dataclass(frozen=True)
class Branch:
    """A region with its count and the regions below it."""

    code: str
    entries: int
    children: tuple["Branch", ...]


@router.get("")
def world(request: Request, session: Reading, by: By, colour: str = "coverage", view: str = "map") -> Response:
    """The States as squares or as a table, then the regions of the world and the five regional groups of the UN."""
    counts, found = figures(session, reader=by)
    chosen = colour if colour in tiles.COLOURS else tiles.COLOURS[0]
    return render(
        request,
        "regions/world.html",
        compressed=True,
        branches=[_branch(code, counts) for code in regions.world().children],
        groups=[(each.code, sum(counts.get(state, 0) for state in each.members)) for each in groups.groups()],
        total=sum(counts.values()),
        colour=chosen,
        maps=tiles.tiles(found, chosen) if view != "table" else [],
        others=tiles.off_the_map(found),
        rows=tiles.rows(found, language_of(request)) if view == "table" else [],
        levels=tiles.LEVELS[chosen],
        marks=tiles.MARKS,
        matters=FUNCTIONS,
    )


@router.get("/{code}")
def region(code: str, request: Request, session: Reading, by: By) -> Response:
    """A region (M49 code) or a regional group: the regions below it and its States as tiles."""
    counts = counts_by_state(session, reader=by)
    group = groups.find_group(code)
    if group is not None:
        inside = _named(group.members, counts, language_of(request))
        return render(request, "regions/region.html", compressed=True, code=code, group=group, above=[], below=[], tiles=inside)
    found = regions.find_region(code)
    if found is None:
        raise NotFound("There is no region with this code. UN M49 codes have three digits, such as 015 for Northern Africa.")
    inside = _named(regions.states_in(code), counts, language_of(request))
    below = [_branch(child, counts) for child in found.children]
    return render(
        request, "regions/region.html", compressed=True, code=code, group=None, above=_above(found), below=below, tiles=inside
    )


def _branch(code: str, counts: Mapping[str, int]) -> Branch:
    entries = sum(counts.get(state, 0) for state in regions.states_in(code))
    return Branch(code, entries, tuple(_branch(child, counts) for child in regions.region(code).children))


def _named(codes: frozenset[str] | tuple[str, ...], counts: dict[str, int], language: str) -> list[tuple[str, int]]:
    named = sorted(codes, key=lambda code: states.state(code).name(language))
    return [(code, counts.get(code, 0)) for code in named]


def _above(region: regions.Region) -> list[str]:
    chain: list[str] = []
    while region.parent and region.parent != regions.WORLD:
        chain.insert(0, region.parent)
        region = regions.region(region.parent)
    return chain
