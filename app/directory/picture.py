"""The picture of each State in figures, for maps and tables: what the reader may see there, and how fresh it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, case, select
from sqlmodel import Session, col, func

from app.access.actor import Actor
from app.access.policy import narrow, why_not
from app.access.roles import Permission
from app.clock import now, today
from app.directory.coverage import FUNCTIONS
from app.directory.models import Entry
from app.directory.validity import has_matters_not_held, matters_not_held


@dataclass(frozen=True)
class Picture:
    """One State: published entries that the reader may see, how many were confirmed in time, and the matters they serve."""

    entries: int = 0
    in_time: int = 0
    functions: frozenset[str] = frozenset()

    @property
    def coverage(self) -> int:
        """0 nothing, 1 one or two of the matters of `FUNCTIONS`, 2 three to five, 3 six or all seven."""
        served = len(self.functions)
        return 3 if served > 5 else 2 if served > 2 else min(served, 1)

    @property
    def freshness(self) -> int:
        """0 nothing to confirm, 1 none confirmed in time, 2 some of them, 3 all."""
        if not self.entries:
            return 0
        return 3 if self.in_time == self.entries else 2 if self.in_time else 1


def pictures(session: Session, *, reader: Actor) -> Mapping[str, Picture]:
    """The picture of every State with an entry that the reader may see; nobody hears of others."""
    return figures(session, reader=reader)[1]


def figures(session: Session, *, reader: Actor) -> tuple[Mapping[str, int], Mapping[str, Picture]]:
    """How many entries of each State the reader may know of, drafts of its own too, and the pictures: in one look at all."""
    if why_not(reader, Permission.ENTRY_FIND) is not None:
        return {}, {}
    in_time = func.sum(case((and_(col(Entry.confirmed_at).is_not(None), col(Entry.due_at) > now()), 1), else_=0))
    # Grouped by the matters too: a handful of rows a State come back, whatever the number of entries.
    matters: Any = (Entry.state, Entry.functions, Entry.specialisations, Entry.status)
    ended = matters_not_held(session, today())
    alone = case((has_matters_not_held(today()), Entry.id), else_="")
    columns: Any = (*matters, alone, func.count(), in_time)
    narrowed = narrow(select(*columns), reader, Permission.ENTRY_FIND, on=Entry).group_by(*matters, alone)
    counts: dict[str, int] = {}
    found: dict[str, Picture] = {}
    for state, functions, works_on, status, entry_id, count, current in session.execute(narrowed).all():
        counts[state] = counts.get(state, 0) + count
        if status != "published":
            continue
        before = found.get(state, Picture())
        held = {each for each in functions.split("/") if (entry_id, each) not in ended or each in works_on}
        served = before.functions | held.intersection(FUNCTIONS)
        found[state] = Picture(before.entries + count, before.in_time + int(current or 0), served)
    return counts, found
