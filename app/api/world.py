"""Regions, States and closed lists: the world as reference data, with counts of what the reader may see."""

from typing import Any

from fastapi import APIRouter

from app.access.policy import why_not
from app.access.roles import Permission
from app.api.deps import By, Reading
from app.directory import vocabulary
from app.directory.find import EntryQuery, Page, counts_by_state, find_entries
from app.errors import NotFound
from app.reference import groups, networks, regions, states, treaties
from app.reference.languages import SIX

router = APIRouter(tags=["world"])


@router.get("/regions")
def region_tree(session: Reading, by: By) -> dict[str, Any]:
    """The UN M49 tree from the world down, each region with the number of entries that this reader may see."""
    return _branch("001", counts_by_state(session, reader=by))


def _branch(code: str, counts: dict[str, int]) -> dict[str, Any]:
    region = regions.region(code)
    return {
        "code": region.code,
        "name": region.names["en"],
        "names": dict(region.names),
        "entries": sum(counts.get(state, 0) for state in regions.states_in(code)),
        "states": list(region.states),
        "children": [_branch(child, counts) for child in region.children],
    }


@router.get("/states")
def state_list(session: Reading, by: By) -> dict[str, Any]:
    """All States and areas with the number of entries that this reader may see."""
    counts = counts_by_state(session, reader=by)
    items = [
        {"code": s.code, "name": s.names["en"], "names": dict(s.names), "entries": counts.get(s.code, 0)} for s in states.states()
    ]
    return {"items": items, "next_cursor": None}


@router.get("/states/{code}")
def state_page(code: str, session: Reading, by: By) -> dict[str, Any]:
    """A State: names in six languages, region, group, networks, treaty status and its entries (the first 50)."""
    found = states.find_state(code.upper())
    if found is None:
        raise NotFound(f"{code} is not an ISO 3166-1 alpha-2 code.")
    may_find = why_not(by, Permission.ENTRY_FIND) is None
    page = find_entries(session, EntryQuery(state=found.code, limit=50), reader=by) if may_find else Page([], None)
    return {
        "code": found.code,
        "iso3": found.iso3,
        "m49": found.m49,
        "standing": found.standing,
        "names": dict(found.names),
        "formal_names": dict(found.formal_names),
        "region": regions.lowest_region(found.code),
        "regions": list(regions.regions_of(found.code)),
        "group": groups.group_of(found.code),
        "networks": [{"code": n, "name": networks.network(n).names["en"]} for n in networks.networks_of(found.code)],
        "treaties": [_treaty(instrument.code, found.code) for instrument in treaties.instruments()],
        "entries": page.items,
        "next_cursor": page.next_cursor,
    }


def _treaty(instrument: str, state: str) -> dict[str, Any]:
    status = treaties.status(instrument, state)
    told = (
        {n: _text(getattr(status, n)) for n in ("standing", "signed_on", "bound_on", "party_by", "mode", "as_of", "source")}
        if status
        else {}
    )
    return {"instrument": instrument, "party": state in treaties.parties(instrument), **told}


def _text(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


@router.get("/vocabulary")
def closed_lists(by: By) -> dict[str, Any]:  # noqa: ARG001 - signed in is enough
    """Every closed list with labels in six languages."""
    return {
        name: [{"code": term.code, "labels": {tag: vocabulary.label(name, term.code, tag) for tag in SIX}} for term in terms]
        for name, terms in vocabulary.lists().items()
    }
