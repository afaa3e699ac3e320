"""Candidates: the entries whose keys cover most of a question, the same on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, Integer, Select, String, Table, column, func, select, values
from sqlalchemy.orm import Session

from app.directory.naming.words import readings_of
from app.directory.search_keys import QueryKey

MOST = 150
"""How many entries are compared name by name."""
MOST_FOR_MANY_WORDS = 50
"""The same for a long question, whose words part the entries better and cost more to compare."""
MANY_WORDS = 4


def coverage(
    keys: Sequence[QueryKey], table: Table, *, within: Select[tuple[str]] | None = None, most: int = MOST
) -> Select[tuple[str, int]]:
    """The statement: entry and what its keys count for, the heaviest first, ties by entry.

    `within` selects the entries that the reader may find (`narrow`); it holds before the limit, so that hidden entries
    neither show nor push others out.
    """
    rows = [(key.kind, key.key, key.weight) for key in keys]
    asked = values(column("kind", String), column("key", String), column("weight", Integer)).data(rows).cte("asked")
    covered: ColumnElement[int] = func.sum(asked.c.weight)
    statement = (
        select(table.c.entry, covered)
        .select_from(asked.join(table, (table.c.kind == asked.c.kind) & (table.c.key == asked.c.key)))
        .group_by(table.c.entry)
        .order_by(covered.desc(), table.c.entry)
        .limit(most)
    )
    return statement if within is None else statement.where(table.c.entry.in_(within))


def how_many(question: str) -> int:
    """How many entries are worth comparing for a question."""
    return MOST if len(readings_of(question)[0]) < MANY_WORDS else MOST_FOR_MANY_WORDS


def candidates(
    session: Session | Connection,
    keys: Sequence[QueryKey],
    table: Table,
    *,
    within: Select[tuple[str]] | None = None,
    most: int = MOST,
) -> list[str]:
    """The ids of at most `most` entries for the keys of a question (`query_keys`), the best covered first."""
    if not keys:
        return []
    return list(session.scalars(coverage(keys, table, within=within, most=most)))
