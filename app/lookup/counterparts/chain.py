"""The roads to a State when the competent authority has nobody: each hop in its order, and what it may be used for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from app.access.actor import Actor
from app.directory.parts import Record
from app.directory.reachable import Office, decides, deciding, offices_between, offices_in_region, offices_of
from app.lookup.counterparts.law import ARTICLES
from app.lookup.counterparts.question import Question
from app.lookup.counterparts.said import Said
from app.reference import networks, regions, treaties


@dataclass(frozen=True)
class Hop:
    """One step of the chain (DOMAIN 6): its code, and what may be done there; `own` = what the line itself says."""

    code: str
    uses: tuple[str, ...]
    why: str


HOPS = (
    Hop("competent_authority", ("own",), "Decides and answers itself."),
    Hop("central_authority", ("formal_request", "forward"), "Passes formal requests on to who decides."),
    Hop("round_the_clock", ("information", "forward"), "Answers day and night and wakes who decides."),
    Hop("interpol_ncb", ("information", "forward"), "Police information over I-24/7, passed on at home."),
    Hop("our_liaison_officer", ("information", "forward"), "Knows whom to ask there and speaks our language."),
    Hop("their_liaison_officer", ("information", "forward"), "Asks at home for us."),
    Hop("regional_network", ("information", "forward"), "Finds the right member and passes the question on."),
    Hop("neighbour", ("information",), "Party to the Protocol (article 10): may know the way, decides nothing."),
)
DISTANCE = {hop.code: number for number, hop in enumerate(HOPS)}


@dataclass(frozen=True)
class Step:
    """An office on the road: at which hop it stands, and the sentence that says why it is there."""

    office: Office
    hop: Hop
    said: Said
    designated: bool = False
    exact: bool = False

    @property
    def distance(self) -> int:
        """How many steps from the competent authority."""
        return DISTANCE[self.hop.code]


AT_SEA = ("som_by_sea", "drugs_by_sea", "search_and_rescue")
"""Matters whose offices an answer about a vessel names."""


def offices_there(session: Session, question: Question, *, reader: Actor) -> list[Office]:
    """The offices of the State for the matter and on the roads to it; of a region those for the matter.

    Raises `Invalid` naming `region` where there are too many to be weighed.
    """
    functions = {question.function, *(AT_SEA if question.at_sea and question.function else ())} - {""}
    if question.state is None:
        return offices_in_region(session, _places(question), functions, question.at, reader=reader)
    return offices_of(session, {question.state}, functions, question.at, reader=reader)


def steps_to(session: Session, question: Question, theirs: Sequence[Office], *, reader: Actor) -> list[Step]:
    """Every office on the roads to the State or region, each once, at its nearest hop; neighbours left out."""
    found = [step for office in theirs if (step := _at_home(office, question)) is not None]
    found += _abroad(session, question, reader)
    nearest: dict[str, Step] = {}
    for step in sorted(found, key=lambda each: each.distance):
        nearest.setdefault(step.office.card["id"], step)
    return list(nearest.values())


def _places(question: Question) -> frozenset[str]:
    if question.state:
        return frozenset({question.state})
    assert question.region is not None, "a question has a place"
    return regions.states_in(question.region)


def _at_home(office: Office, question: Question) -> Step | None:
    card = office.card
    if card["kind"] in ("liaison_officer", "interpreter") and question.function != "interpretation":
        return None
    if designated := deciding(card, question.function):
        article = ARTICLES.get(question.function)
        exact = next((e for e in designated if (e["instrument"], e["article"]) == article), None)
        return Step(office, HOPS[0], _designated(exact or designated[0]), designated=True, exact=exact is not None)
    if question.function and decides(card, question.function):
        return Step(office, HOPS[0], Said("for_matter"))
    if not question.state:
        return None  # for a whole region only who decides: the roads to each State belong to a question about it
    if _is_for(card, question.function) or card["authority_type"] == "central_authority" or _is_central(card):
        return Step(office, HOPS[1], Said("central"))
    if card["authority_type"] == "interpol_ncb":
        return Step(office, HOPS[3], Said("ncb"))
    if card["kind"] == "authority" and any(line["always_open"] for line in office.lines):
        return Step(office, HOPS[2], Said("round_the_clock"))
    return None


def _is_for(card: Record, function: str) -> bool:
    """Designated for the matter in a role that does not decide."""
    return any(each["function"] == function or not function for each in card["designations"])


def _is_central(card: Record) -> bool:
    """The authority for mutual legal assistance of the Convention, article 18(13)."""
    return any(each["function"] == "mla" and each["role"] in ("central", "competent") for each in card["designations"])


def _designated(designation: Record) -> Said:
    named = f"{designation['instrument']}:{designation['article']}"
    if designation["article"] is None:
        return Said("for_matter")
    return Said("designated", {"article": ("article", named)})


def _abroad(session: Session, question: Question, reader: Actor) -> Iterator[Step]:
    mine, there = question.from_state, question.state
    shared = {code for state in _places(question) for code in networks.networks_of(state)}
    for office in offices_between(session, mine, there, shared, question.at, reader=reader):
        card = office.card
        if card["kind"] != "liaison_officer":
            code = next(each for each in card["networks"] if each in shared)
            yield Step(office, HOPS[6], Said("network", {"network": ("network", code)}))
        elif card["posting"]:
            ours = card["state"] == mine
            host = {"state": ("state", card["posting"]["host"])}
            yield Step(office, HOPS[4] if ours else HOPS[5], Said("our_officer" if ours else "their_officer", host))


def neighbours(session: Session, question: Question, *, reader: Actor) -> list[Step]:
    """The last resort: offices for the same matter of States of the same lowest region that are Parties to the Protocol.

    Parties owe each other cooperation (articles 7, 8 and 10); borders are not on file, the region of M49 stands for them.
    """
    if question.state is None or not question.function:
        return []
    near = regions.states_in(regions.lowest_region(question.state)) & treaties.parties("SOM")
    states = near - {question.state, question.from_state or ""}
    said = Said("neighbour", {"state": ("state", question.state)})
    offices = offices_of(session, states, {question.function}, question.at, narrowly=True, reader=reader)
    return [Step(office, HOPS[7], said) for office in offices if office.card["kind"] in ("authority", "prosecutor")]
