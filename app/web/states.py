"""A State: its names, how it is bound by the treaties, its networks, and its entries function by function."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from app.directory import vocabulary
from app.directory.find import EntryQuery, find_entries
from app.directory.parts import Record
from app.errors import NotFound
from app.reference import groups, networks, regions, states, treaties
from app.web.deps import By, Reading
from app.web.render import render

router = APIRouter(prefix="/states")

MOST = 50


@router.get("/{code}")
def state(code: str, request: Request, session: Reading, by: By, cursor: str = "") -> Response:
    """The State's page with its first 50 entries."""
    found = states.find_state(code.upper())
    if found is None:
        raise NotFound("There is no State with this code. ISO 3166-1 codes have two letters, such as TN for Tunisia.")
    if code != found.code:
        return RedirectResponse(f"/states/{found.code}", 303)
    page = find_entries(session, EntryQuery(state=found.code, limit=MOST, cursor=cursor or None), reader=by)
    return render(
        request,
        "states/page.html",
        compressed=True,
        state=found,
        above=[each for each in regions.regions_of(found.code) if each != regions.WORLD],
        group=groups.group_of(found.code),
        networks=networks.networks_of(found.code),
        treaties=[(each, treaties.status(each.code, found.code)) for each in treaties.instruments()],
        by_function=_by_function(page.items),
        found=page,
    )


def _by_function(cards: list[Record]) -> list[tuple[tuple[str, ...], list[Record]]]:
    """Entries under the functions that they are designated for, migrant smuggling first; the others under no function.

    Functions with the very same entries stand together, so that a central authority is not listed four times.
    """
    together: dict[tuple[str, ...], list[str]] = {}
    for code in sorted(vocabulary.codes("function"), key=lambda code: not code.startswith("som_")):
        ids = tuple(card["id"] for card in cards if code in _functions(card))
        if ids:
            together.setdefault(ids, []).append(code)
    listed = [(tuple(codes), [card for card in cards if card["id"] in ids]) for ids, codes in together.items()]
    others = [card for card in cards if not _functions(card)]
    return [*listed, *([((), others)] if others else [])]


def _functions(card: Any) -> set[str]:
    return {each["function"] for each in card["designations"]} | set(card["specialisations"])
