"""When nobody can be reached in a State: the roads from my own side; for a gap also who keeps its entries and who is told."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from app.access.actor import Actor
from app.accounts.keepers import focal_points_of
from app.directory.gaps import has_asked, who_is_told
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
    """The roads from home, the best first; of a gap that it is one and who keeps the State's entries.

    `asked` is there where the reader has asked to fill the gap: who is told.
    """

    said: tuple[Said, ...]
    roads: tuple[Road, ...]
    gap: bool = True
    asked: Said | None = None


def carriers(offices: Iterable[Office]) -> list[Office]:
    """Of my State's offices those that carry requests abroad: the National Central Bureau, then the central authority."""
    found = [office for office in offices if _carries(office.card) is not None]
    return sorted(found, key=lambda office: _carries(office.card) != "our_ncb")


def _carries(card: Record) -> str | None:
    if card["authority_type"] == "interpol_ncb":
        return "our_ncb"
    central = card["authority_type"] == "central_authority" or any(each["function"] == "mla" for each in card["designations"])
    return "our_central" if central else None


def own_side(session: Session, question: Question, mine: Sequence[Office], *, gap: bool, reader: Actor) -> OwnSide:
    """What still helps. `mine` are the carriers of my own State; `gap` says that no office there decides on the matter."""
    assert question.state is not None, "only a State has a focal point"
    roads = [Road(office.card, Said(_carries(office.card) or "our_central")) for office in mine]
    if question.from_state and question.from_state != question.state:
        posted = officers_posted(session, question.from_state, question.state, question.at, reader=reader)
        roads += [Road(office.card, Said("our_posted", {"state": ("state", question.state)})) for office in posted]
    if not gap:
        return OwnSide((), tuple(roads), gap=False)
    told = who_is_told(session, question.state)
    said = (Said("nothing_on_file", {"state": ("state", question.state)}), _kept(session, question.state, told))
    asked = bool(question.function) and has_asked(session, question.state, question.function, reader=reader)
    return OwnSide(said, tuple(roads), asked=Said("_".join(("asked", *told))) if asked else None)


def _kept(session: Session, state: str, told: Collection[str]) -> Said:
    """Who keeps the entries of a State, without naming a person."""
    if "focal_point" in told:
        return Said("kept_since", {"day": ("day", min(each.added_at for each in focal_points_of(session, state)))})
    return Said("kept_by_coordinator" if told else "kept_by_nobody", {"state": ("state", state)})
