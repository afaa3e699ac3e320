"""When nothing is on file for a State: the roads from my own side, who keeps that State's entries, and the gap to report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from app.access.actor import Actor
from app.accounts.correspondents import correspondents
from app.accounts.keepers import focal_points_of
from app.accounts.reach import coordinates
from app.directory.parts import Record
from app.directory.reachable import Office, officers_posted
from app.lookup.counterparts.question import Question
from app.lookup.counterparts.said import Said


@dataclass(frozen=True)
class Road:
    """An office of my own State that can carry the matter, and how."""

    entry: Record
    said: Said


@dataclass(frozen=True)
class OwnSide:
    """That nothing is on file, who keeps the State's entries, and the roads from home, the best first."""

    said: tuple[Said, ...]
    roads: tuple[Road, ...]


def carriers(offices: Iterable[Office]) -> list[Office]:
    """Of my State's offices those that carry requests abroad: the National Central Bureau, then the central authority."""
    found = [office for office in offices if _carries(office.card) is not None]
    return sorted(found, key=lambda office: _carries(office.card) != "our_ncb")


def _carries(card: Record) -> str | None:
    if card["authority_type"] == "interpol_ncb":
        return "our_ncb"
    central = card["authority_type"] == "central_authority" or any(each["function"] == "mla" for each in card["designations"])
    return "our_central" if central else None


def own_side(session: Session, question: Question, mine: Sequence[Office], *, reader: Actor) -> OwnSide:
    """What still helps. `mine` are the carriers of my own State."""
    assert question.state is not None, "only a State has a focal point"
    roads = [Road(office.card, Said(_carries(office.card) or "our_central")) for office in mine]
    if question.from_state and question.from_state != question.state:
        posted = officers_posted(session, question.from_state, question.state, question.at, reader=reader)
        roads += [Road(office.card, Said("our_posted", {"state": ("state", question.state)})) for office in posted]
    there = {"state": ("state", question.state)}
    return OwnSide((Said("nothing_on_file", there), _kept(session, question.state)), tuple(roads))


def _kept(session: Session, state: str) -> Said:
    """Who keeps the entries of a State, without naming a person."""
    focal_points = focal_points_of(session, state)
    if focal_points:
        return Said("kept_since", {"day": ("day", min(each.added_at for each in focal_points))})
    coordinated = any(each.role == "coordinator" and coordinates(each, state) for each in correspondents(session))
    return Said("kept_by_coordinator" if coordinated else "kept_by_nobody", {"state": ("state", state)})
