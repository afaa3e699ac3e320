"""The ranked answer to a text: entries whose keys cover the question, compared name by name. Pages, JSON and bench use it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection
from sqlmodel import Session

from app.directory.naming.asking import ways_of
from app.directory.naming.scripts import script_of
from app.directory.naming.stored import parted
from app.directory.naming.words import readings_of
from app.directory.search_asking import covering
from app.directory.search_index import HOLDER, PLACE, Candidate, Pool, SearchName, is_over
from app.directory.search_keys import keys_of_state, query_keys
from app.lookup.similarity import Name, Question, name_in

MOST = (200, 120, 56, 32)
"""How many entries are compared name by name, by the number of the question's words: more words part the entries better and

cost more to compare. In other scripts than Latin a quarter more, for there coverage says less.
"""
ENOUGH, SURE = 40, 0.97
"""When one of the best covered entries has the very name of several words, the others are not compared."""


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry and how near it is, from 0 to 1: by which of its names, and how that name met the question.

    `how` is one of `same`, `spelling`, `sound`, `meaning`, `initials`, `beginning`, `state`.
    """

    entry: str
    score: float
    name: SearchName
    how: str
    state: str = ""


def how_many(question: str) -> int:
    """How many entries are worth comparing for a question."""
    ways = ways_of(question)
    words = len(ways[0].words) if ways else 1
    short = any(way.is_joined for way in ways)
    most = MOST[min(words, 2 if short else len(MOST)) - 1]
    return most if script_of(question) == "Latn" else most * 5 // 4


def ranked(session: Session | Connection, text: str, pool: Pool) -> list[Hit]:
    """The entries of the pool nearest to a text, best first; equally near ones in the order of coverage."""
    question = Question(text)
    found = covering(session, query_keys(text), pool, most=how_many(text))
    hits: list[Hit] = []
    enough = ENOUGH if len(readings_of(text)[0]) > 1 else len(found)
    best = 0.0
    for place, candidate in enumerate(found):
        if place >= enough and best >= SURE:
            break
        hit = _hit(question, candidate)
        if hit is not None:
            hits.append(hit)
            best = max(best, hit.score)
    return sorted(hits, key=lambda hit: -hit.score)


def _hit(question: Question, candidate: Candidate) -> Hit | None:
    names = [name_in(kept) for kept in parted(candidate.prepared)]
    around = _around(candidate, names)
    best: Hit | None = None
    for group in _subjects(candidate.names):
        match = question.nearest([names[at] for at in group], around=around)
        if match.score > (best.score if best else 0.0):
            best = Hit(candidate.entry, match.score, candidate.names[group[match.name]], match.how, candidate.state)
    return best


def _subjects(names: Sequence[SearchName]) -> list[list[int]]:
    """The places of names that name the same thing: the entry's own, its present holder's, a place."""
    groups: dict[str, list[int]] = {"": [], HOLDER: [], PLACE: []}
    for at, name in enumerate(names):
        if is_over(name):
            continue
        groups[name.role if name.role in (HOLDER, PLACE) else ""].append(at)
    return [group for group in groups.values() if group]


def _around(candidate: Candidate, names: Sequence[Name]) -> frozenset[str]:
    """Words, in plain Latin letters, that a question may add to a name: the entry's State, where a liaison officer sits."""
    around = frozenset(key for _, key in keys_of_state(candidate.state))
    places = [names[at] for at, name in enumerate(candidate.names) if name.role == PLACE]
    return around.union(word.letters for place in places for word in place.readings[0]) if places else around
