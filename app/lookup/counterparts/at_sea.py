"""A vessel at sea: the authorities of its flag State, the rescue centre, and what to ask for (Protocol, articles 8 and 9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.directory.parts import Record
from app.directory.reachable import Office
from app.lookup.counterparts.question import Question
from app.lookup.counterparts.said import Said


@dataclass(frozen=True)
class AtSea:
    """Of the flag State: who is designated under article 8(6), who under article 17 of the 1988 Convention, who rescues.

    Each is a list of cards without lines, often empty. `ask_for` says what to ask, in order.
    """

    flag: str
    article_8_6: tuple[Record, ...]
    article_17: tuple[Record, ...]
    rescue: tuple[Record, ...]
    ask_for: tuple[Said, ...]


def at_sea(question: Question, offices: Sequence[Office]) -> AtSea:
    """Of the offices of the flag State those that matter at sea, and what to ask for."""
    flag = question.state
    assert flag is not None, "a vessel has a flag"
    return AtSea(
        flag=flag,
        article_8_6=tuple(office.card for office in offices if _designated(office, "SOM", "8.6")),
        article_17=tuple(office.card for office in offices if _designated(office, "UN1988", "17")),
        rescue=tuple(office.card for office in offices if _rescues(office)),
        ask_for=_ask_for(question, flag),
    )


def _designated(office: Office, instrument: str, article: str) -> bool:
    return any((each["instrument"], each["article"]) == (instrument, article) for each in office.card["designations"])


def _rescues(office: Office) -> bool:
    """A rescue coordination centre (SAR Convention of 1979), or an office named for search and rescue."""
    card = office.card
    return card["authority_type"] == "mrcc" or any(each["function"] == "search_and_rescue" for each in card["designations"])


def _ask_for(question: Question, flag: str) -> tuple[Said, ...]:
    there = {"state": ("state", flag)}
    hint = (Said("mmsi_hint", there),) if question.mmsi else ()
    asks = (Said("ask_registry", there), Said("ask_boarding"), Said("say_measures", there), Said("no_flag"))
    return (Said("rescue_first"), *hint, *asks)
