"""Coverage: for which State and function a foreign officer can reach somebody - not what exists, what can be reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Subquery, and_, case, func, or_, select
from sqlmodel import Session, col

from app.access import marking as tlp
from app.access.actor import Actor
from app.access.policy import condition, narrow, require
from app.access.roles import Permission
from app.clock import now, today
from app.directory.entries import CALLED
from app.directory.freshness import is_fresh, is_overdue
from app.directory.gaps import gap_requests
from app.directory.models import Channel, Entry
from app.directory.validity import entry_holds, has_empty_post, has_matters_not_held, matters_not_held
from app.errors import FieldError, Invalid
from app.reference import regions

FUNCTIONS = (
    *("mla", "extradition", "som_investigation", "som_prosecution"),
    *("som_by_sea", "readmission_return", "travel_document_verification"),
)
"""What is asked of every State against migrant smuggling (the Protocol, arts. 7-18; the Convention, arts. 16 and 18)."""

FOREIGN_OFFICER = Actor(id="anybody", email="", name="An officer of any other State", role="officer")
"""Belongs to no State, so that an entry whose owner narrowed the audience does not count as reachable."""


@dataclass(frozen=True)
class Cell:
    """One State and function: entries that can be reached and are confirmed, and those that can be reached but are not.

    `overdue` of the confirmed ones have passed their due date; `channels` is how many open phones and mailboxes they have in all;
    `posts` says whether all of them are posts of one person; `asked` how many persons asked for a counterpart here.
    """

    state: str
    function: str
    confirmed: int
    stale: int
    overdue: int = 0
    channels: int = 0
    posts: bool = False
    asked: int = 0

    @property
    def verdict(self) -> str:
        """`covered`, `single` (one entry only), `stale` (none confirmed) or `gap`."""
        if self.confirmed:
            return "covered" if self.confirmed + self.stale > 1 else "single"
        return "stale" if self.stale else "gap"

    @property
    def weak(self) -> tuple[str, ...]:
        """Single points of failure: `one_entry`, `one_channel`, `one_person`; nothing where nobody can be reached."""
        entries = self.confirmed + self.stale
        found = {"one_entry": entries == 1, "one_channel": self.channels == 1, "one_person": entries == 1 and self.posts}
        return tuple(name for name, is_so in found.items() if is_so)

    @property
    def badness(self) -> int:
        """How urgently somebody should look: gaps, then what nobody confirmed, then what is overdue, then single points."""
        verdicts = {"gap": 1000, "stale": 100, "single": 3, "covered": 0}
        return verdicts[self.verdict] + 10 * min(self.overdue, 1) + len(self.weak)


def coverage(session: Session, *, region: str = "001", reader: Actor) -> list[Cell]:
    """Every State of a region (M49) with every function of `FUNCTIONS`, by State. Raises `Denied`, `Invalid`.

    A reader with a region or State of its own sees that part only.
    """
    require(reader, Permission.COVERAGE_READ)
    if regions.find_region(region) is None:
        raise Invalid("No such region.", errors=(FieldError("region", f"{region!r} is not a UN M49 code such as 002"),))
    may_read = condition(reader, Permission.COVERAGE_READ)
    states = [state for state in sorted(regions.states_in(region)) if may_read.holds(_Place(state))]
    counts, asked = _counts(session, states), gap_requests(session)
    cells = [counts.get((state, function), Cell(state, function, 0, 0)) for state in states for function in FUNCTIONS]
    return [replace(cell, asked=asked.get((cell.state, cell.function), 0)) for cell in cells]


def worst_first(cells: Sequence[Cell]) -> list[tuple[str, list[Cell]]]:
    """The cells by State: first where officers asked most for what is missing, then where coverage is worst."""
    rows = [(state, list(row)) for state, row in groupby(cells, key=lambda cell: cell.state)]
    return sorted(rows, key=lambda row: (-_missed(row[1]), -sum(cell.badness for cell in row[1]), row[0]))


def _missed(cells: Sequence[Cell]) -> int:
    return sum(cell.asked for cell in cells if cell.verdict in ("gap", "stale"))


POSTS = ("liaison_officer", "prosecutor")
"""Kinds of entry behind which there is one person."""


def _counts(session: Session, states: Sequence[str]) -> dict[tuple[str, str], Cell]:
    """What these States have on file by State and function; nothing of where nobody can be reached."""
    if not states:
        return {}
    day = today()
    ended = matters_not_held(session, day)
    each = _reached(states, day)
    # Grouped by the matters: a handful of rows a State come back, whatever the number of entries.
    place = (each.c.state, each.c.functions, each.c.specialisations, each.c.alone)
    totals = (func.count(), *(func.sum(each.c[name]) for name in ("fresh", "overdue", "channels", "post")))
    counted: dict[tuple[str, str], list[int]] = {}
    for state, functions, works_on, entry_id, *numbers in session.execute(select(*place, *totals).group_by(*place)).all():
        for function in set(functions.split("/")).intersection(FUNCTIONS):
            if (entry_id, function) not in ended or function in works_on:
                before = counted.get((state, function), [0] * len(numbers))
                counted[state, function] = [old + int(new) for old, new in zip(before, numbers, strict=True)]
    return {place: _cell(*place, *numbers) for place, numbers in counted.items()}


def _reached(states: Sequence[str], day: date) -> Subquery:
    """Entries that a foreign officer can reach, a row each; `alone` is the id of one whose designations do not all hold."""
    at = now()
    open_marking = or_(col(Channel.marking).is_(None), col(Channel.marking).in_((tlp.CLEAR, tlp.GREEN, tlp.AMBER)))
    current = (col(Channel.replaced_at).is_(None), col(Channel.hidden_at).is_(None))
    reachable = and_(col(Channel.entry_id) == Entry.id, *current, col(Channel.type).in_(CALLED), open_marking)
    columns: Any = (
        *(Entry.state, Entry.functions, Entry.specialisations),
        case((has_matters_not_held(day), Entry.id), else_="").label("alone"),
        case((is_fresh(at), 1), else_=0).label("fresh"),
        case((is_overdue(at), 1), else_=0).label("overdue"),
        case((col(Entry.kind).in_(POSTS), 1), else_=0).label("post"),
        func.count().label("channels"),
    )
    manned = and_(col(Entry.state).in_(states), entry_holds(day), ~has_empty_post(day), col(Entry.functions) != "")
    narrowed = narrow(select(*columns).where(manned), FOREIGN_OFFICER, Permission.CHANNEL_REVEAL, on=Entry)
    return narrowed.join(Channel, reachable).group_by(col(Entry.id)).subquery()


def _cell(state: str, function: str, entries: int, fresh: int, overdue: int, channels: int, posts: int) -> Cell:
    return Cell(state, function, fresh, entries - fresh, overdue, channels, posts == entries)


@dataclass
class _Place:
    """A State as the policy sees it, without any entry."""

    state: str
    status: str = "published"
    marking: str = tlp.CLEAR
    lineage: str = "/"
    networks: str = ""
    readers: str = ""
    consents: str = ""
    audience: str = "everyone"
    audience_of: str = ""
    audience_except: str = ""
    lapsed_hidden_at: datetime | None = None
