"""Pairs of entries that are probably one: proposed to their keeper with the reasons, never merged by themselves."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from app.access.actor import Actor
from app.db import Session
from app.directory.duplicates import Likeness, likenesses
from app.lookup.similarity import Question
from app.reference.text import folded

SHARED_BY_MANY = 3
"""A value that so many entries have is a switchboard's: it says nothing about any two of them."""
WORD_OF_MANY = 8
NAME_ALONE, WITH_MAILBOX, WITH_NUMBER = 0.97, 0.85, 0.9
"""How near two names must be: alone, with a mailbox in common, with a number in common. Two courts of one town share both
and come to 0.80; a name with and without its article to 0.96."""
MOST_PAIRS = 200


@dataclass(frozen=True)
class Pair:
    """Two entries, `reasons` a code each (`same_name`, `similar_name`, `same_mailbox`, `same_number`), likeliest first."""

    first: str
    second: str
    score: float
    reasons: tuple[str, ...]


def duplicates(session: Session, *, among: Collection[str] | None = None, reader: Actor) -> list[Pair]:
    """Pairs among the entries that the reader keeps, likeliest first; with `among` only pairs with one of these entries.

    Raises `Denied`.
    """
    return pairs_of(likenesses(session, reader=reader), among)


def pairs_of(found: Sequence[Likeness], among: Collection[str] | None = None) -> list[Pair]:
    """The comparison itself: only entries of one State and kind, that share a value or a rare word, are compared at all."""
    held = Counter(value for one in found for value in one.values)
    found = [replace(one, values=frozenset(v for v in one.values if held[v] <= SHARED_BY_MANY)) for one in found]
    by_id = {one.id: one for one in found}
    pairs = []
    for first, second in _candidates(found):
        if among is not None and first not in among and second not in among:
            continue
        pair = _judged(by_id[first], by_id[second])
        if pair is not None:
            pairs.append(pair)
    return sorted(pairs, key=lambda pair: (-pair.score, pair.first, pair.second))[:MOST_PAIRS]


def _candidates(found: Sequence[Likeness]) -> Iterator[tuple[str, str]]:
    blocks: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for one in found:
        for value in one.values:
            blocks[one.state, one.kind, value].add(one.id)
        for name in one.names:
            blocks[one.state, one.kind, "name", folded(name)].add(one.id)
            for word in folded(name).split():
                blocks[one.state, one.kind, "word", word].add(one.id)
    seen: set[tuple[str, str]] = set()
    for ids in blocks.values():
        if 1 < len(ids) <= WORD_OF_MANY:
            seen.update(combinations(sorted(ids), 2))
    yield from sorted(seen)


def _judged(first: Likeness, second: Likeness) -> Pair | None:
    nearness = max((Question(name).best_of(second.names).score for name in first.names), default=0.0) if second.names else 0.0
    shared = {value.partition(":")[0] for value in first.values & second.values}
    same = bool({folded(name) for name in first.names} & {folded(name) for name in second.names})
    reasons = tuple(_reasons(shared, same=same))
    bar = min([NAME_ALONE, *([WITH_MAILBOX] if "mailbox" in shared else []), *([WITH_NUMBER] if "number" in shared else [])])
    if not same and nearness < bar:
        return None
    return Pair(first.id, second.id, round((1.0 if same else nearness) + 0.5 * len(shared), 3), reasons)


def _reasons(shared: Iterable[str], *, same: bool) -> Iterator[str]:
    yield "same_name" if same else "similar_name"
    for kind in ("mailbox", "number"):
        if kind in shared:
            yield f"same_{kind}"
