"""The search index asked: entries whose keys cover a question best, and entries with a word that begins as a text does."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

import orjson
from sqlalchemy import Connection, String, cast, func, tuple_
from sqlalchemy import select as choose
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.directory.search_index import Candidate, Pool
from app.directory.search_keys import WORD, Key, QueryKey
from app.directory.search_models import SearchEntry, SearchKey

_LAST = "\U0010ffff"
_AT_ONCE = 1000
"""Entries that are looked for in a pool together."""


def covering(session: Session | Connection, keys: Sequence[QueryKey], pool: Pool, *, most: int) -> list[Candidate]:
    """Those `most` entries of the pool whose keys cover the question best; of equal ones those recorded first.

    The same as narrowing first and cutting off then, so that entries outside the pool neither show nor push others out:
    all covered entries are weighed, and gone through from the best until enough of them are in the pool.
    """
    weighed = _weighed(session, keys)
    best = _best(weighed, most)
    found = _in_order(session, pool, best)
    if len(found) < min(most, len(weighed)):
        every = _best(weighed, len(weighed))
        found = _in_order(session, pool, _allowed(session, pool, every, most))
    return found


def _weighed(session: Session | Connection, keys: Sequence[QueryKey]) -> dict[int, int]:
    """Entries with what their keys of one reading of the question count for together, that of the best reading."""
    lists = _entries_by_key(session, {(key.kind, key.key) for key in keys})
    best: dict[int, int] = {}
    for reading in dict.fromkeys(key.reading for key in keys):
        sums: dict[int, int] = {}
        known = sums.get
        for key in keys:
            if key.reading == reading:
                weight = key.weight
                for entry in lists.get((key.kind, key.key), ()):
                    sums[entry] = known(entry, 0) + weight
        if not best:
            best = sums
            continue
        for entry, weight in sums.items():
            if weight > best.get(entry, 0):
                best[entry] = weight
    return best


def _entries_by_key(session: Session | Connection, keys: Collection[Key]) -> dict[Key, list[int]]:
    """The entries that have each key. The database adds nothing up: as one text per key they are read several times faster."""
    kind, key = col(SearchKey.kind), col(SearchKey.key)
    entries = func.aggregate_strings(cast(col(SearchKey.entry), String), ",")
    found: dict[Key, list[int]] = {}
    for one in sorted({asked for asked, _ in keys}):
        several = sorted(each for asked, each in keys if asked == one)
        rows = session.execute(choose(key, entries).where(kind == one, key.in_(several)).group_by(key))
        found |= {(one, each): orjson.loads(f"[{text}]") for each, text in rows}
    return found


def _best(weighed: dict[int, int], most: int) -> list[int]:
    """The heaviest entries, of equal ones those with the lower number."""
    if most < len(weighed):
        least = sorted(weighed.values(), reverse=True)[most - 1]
        weighed = {entry: weight for entry, weight in weighed.items() if weight >= least}
    return sorted(weighed, key=lambda entry: (-weighed[entry], entry))[:most]


def _allowed(session: Session | Connection, pool: Pool, numbers: Sequence[int], most: int) -> list[int]:
    """The first `most` of these numbers that are in the pool."""
    number: Any = col(SearchEntry.number)
    allowed: list[int] = []
    for start in range(0, len(numbers), _AT_ONCE):
        some = numbers[start : start + _AT_ONCE]
        within = {found for (found,) in session.execute(pool.with_only_columns(number).where(number.in_(some)))}
        allowed += [each for each in some if each in within]
        if len(allowed) >= most:
            break
    return allowed[:most]


def _in_order(session: Session | Connection, pool: Pool, numbers: Sequence[int]) -> list[Candidate]:
    rows: Iterable[Any] = session.execute(pool.where(col(SearchEntry.number).in_(numbers)))
    found = {number: Candidate(*kept) for number, *kept in rows}
    return [found[number] for number in numbers if number in found]


def completing(session: Session, start: str, whole: Sequence[str], pool: Pool, *, most: int, kind: str = WORD) -> list[Candidate]:
    """Entries of the pool that have a word beginning with `start` and all of the words `whole`, in the order of that word.

    Words are in plain Latin letters, as `naming` reads them; the beginning also in Chinese characters (`kind` HAN).
    Read in the order of the keys, so that few rows are looked at.
    """
    key, entry = col(SearchKey.key), col(SearchKey.entry)
    statement = pool.add_columns(key).join(SearchKey, entry == SearchEntry.number)
    statement = statement.where(col(SearchKey.kind) == kind, key >= start, key < start + _LAST)
    for word in whole:
        other = aliased(SearchKey)
        has = select(other.entry).where(col(other.kind) == WORD, col(other.key) == word, col(other.entry) == entry)
        statement = statement.where(has.exists())
    found: dict[str, Candidate] = {}
    after: tuple[str, int] | None = None
    while len(found) < most:
        more = statement if after is None else statement.where(tuple_(key, entry) > tuple_(*after))
        rows = session.execute(more.order_by(key, entry).limit(4 * most)).all()
        for number, entry_id, state, names, prepared, word in rows:
            found.setdefault(entry_id, Candidate(entry_id, state, names, prepared))
            after = (word, number)
        if len(rows) < 4 * most:
            break
    return list(found.values())[:most]
