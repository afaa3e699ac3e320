"""The ranked answer to a text: entries whose keys cover the question, compared name by name. Pages, JSON and bench use it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz
from sqlalchemy import Connection
from sqlmodel import Session

from app.directory.naming.asking import ways_of
from app.directory.naming.stored import heard_in, heard_of, parted
from app.directory.naming.words import readings_of
from app.directory.search_asking import covering
from app.directory.search_index import HOLDER, PLACE, Candidate, Pool, SearchName, is_over
from app.directory.search_keys import keys_of_state, query_keys
from app.lookup.similarity import Name, Question, name_in

MOST = (400, 400, 300, 50)
"""How many entries are taken into view, by the number of the question's words: more words part the entries better and cost

more to compare.
"""
BEST_COVERED, BEST_HEARD = 40, 60
"""How many of them are compared name by name: those that the question covers best and, of the others, those that a quick

look finds nearest by their sound. Of four words and more the best covered alone: meaning counts there, which is not heard.
"""
SURE = 0.97
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
    """How many entries are taken into view for a question."""
    ways = ways_of(question)
    words = len(ways[0].words) if ways else 1
    return MOST[min(words, 2 if any(way.is_joined for way in ways) else len(MOST)) - 1]


def ranked(session: Session | Connection, text: str, pool: Pool) -> list[Hit]:
    """The entries of the pool nearest to a text, best first; equally near ones in the order of coverage."""
    question = Question(text)
    found = covering(session, query_keys(text), pool, most=how_many(text))
    first = [hit for candidate in found[:BEST_COVERED] if (hit := _hit(question, candidate)) is not None]
    several = len(readings_of(text)[0]) > 1
    if several and max((hit.score for hit in first), default=0.0) >= SURE:
        return sorted(first, key=lambda hit: -hit.score)
    more = [hit for candidate in _best_heard(text, found[BEST_COVERED:]) if (hit := _hit(question, candidate)) is not None]
    return sorted(first + more, key=lambda hit: -hit.score)


def _best_heard(text: str, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Those that sound most like the question, in the order of coverage."""
    if len(candidates) <= BEST_HEARD:
        return list(candidates)
    asked = list(dict.fromkeys(heard_of(way.words) for way in ways_of(text)))
    near = [max(_heard(ours, theirs) for theirs in heard_in(each.prepared) for ours in asked) for each in candidates]
    best = sorted(range(len(candidates)), key=lambda at: (-near[at], at))[:BEST_HEARD]
    return [candidates[at] for at in sorted(best)]


def _heard(ours: tuple[str, str], theirs: tuple[str, str]) -> float:
    return fuzz.token_ratio(ours[0], theirs[0]) + fuzz.token_ratio(ours[1], theirs[1])


def _hit(question: Question, candidate: Candidate) -> Hit | None:
    names = [name_in(kept) for kept in parted(candidate.prepared)]
    if not candidate.has_subjects:
        match = question.nearest(names, around=_around_state(candidate.state))
        return Hit(candidate.entry, match.score, candidate.names[match.name], match.how, candidate.state) if match.score else None
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


@cache
def _around_state(code: str) -> frozenset[str]:
    return frozenset(key for _, key in keys_of_state(code))


def _around(candidate: Candidate, names: Sequence[Name]) -> frozenset[str]:
    """Words, in plain Latin letters, that a question may add to a name: the entry's State, where a liaison officer sits."""
    around = _around_state(candidate.state)
    places = [names[at] for at, name in enumerate(candidate.names) if name.role == PLACE]
    return around.union(word.letters for place in places for word in place.readings[0]) if places else around
