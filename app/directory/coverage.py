"""Coverage: for which State and function a foreign officer can reach somebody - not what exists, what can be reached."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from sqlalchemy import func, or_
from sqlmodel import Session, col, select

from app.access import marking as tlp
from app.access.actor import Actor
from app.access.policy import condition, narrow, require
from app.access.roles import Permission
from app.clock import now, today
from app.directory.entries import CALLED
from app.directory.freshness import freshness_state
from app.directory.gaps import gap_requests
from app.directory.models import Channel, Entry
from app.directory.validity import empty_posts, entry_holds, matters_not_held
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
    counts, asked = _counts(session), gap_requests(session)
    cells = []
    for state in sorted(regions.states_in(region)):
        if condition(reader, Permission.COVERAGE_READ).holds(_Place(state)):
            row = [counts.get((state, f), Cell(state, f, 0, 0)) for f in FUNCTIONS]
            cells += [replace(cell, asked=asked.get((state, cell.function), 0)) for cell in row]
    return cells


def worst_first(cells: Sequence[Cell]) -> list[tuple[str, list[Cell]]]:
    """The cells by State: first where officers asked most for what is missing, then where coverage is worst."""
    rows = [(state, list(row)) for state, row in groupby(cells, key=lambda cell: cell.state)]
    return sorted(rows, key=lambda row: (-_missed(row[1]), -sum(cell.badness for cell in row[1]), row[0]))


def _missed(cells: Sequence[Cell]) -> int:
    return sum(cell.asked for cell in cells if cell.verdict in ("gap", "stale"))


POSTS = ("liaison_officer", "prosecutor")
"""Kinds of entry behind which there is one person."""


def _counts(session: Session) -> dict[tuple[str, str], Cell]:
    open_marking = or_(col(Channel.marking).is_(None), col(Channel.marking).in_((tlp.CLEAR, tlp.GREEN, tlp.AMBER)))
    current = (col(Channel.replaced_at).is_(None), col(Channel.hidden_at).is_(None))
    reachable = select(Channel.entry_id, func.count()).where(*current, col(Channel.type).in_(CALLED), open_marking)
    channels = dict(session.exec(reachable.group_by(Channel.entry_id)).all())
    found: dict[tuple[str, str], list[tuple[Entry, str]]] = defaultdict(list)
    at, day = now(), today()
    ended, empty = matters_not_held(session, day), empty_posts(session, day)
    statement = narrow(select(Entry).where(entry_holds(day)), FOREIGN_OFFICER, Permission.CHANNEL_REVEAL, on=Entry)
    for entry in session.exec(statement):
        if entry.id in channels and entry.id not in empty:
            for function in filter(None, entry.functions.split("/")):
                if (entry.id, function) not in ended or function in entry.specialisations:
                    found[entry.state, function].append((entry, freshness_state(entry, at)))
    return {place: _cell(*place, entries, channels) for place, entries in found.items()}


def _cell(state: str, function: str, entries: list[tuple[Entry, str]], channels: dict[str, int]) -> Cell:
    fresh = [told for _, told in entries if told in ("confirmed", "due", "overdue")]
    return Cell(
        state,
        function,
        confirmed=len(fresh),
        stale=len(entries) - len(fresh),
        overdue=fresh.count("overdue"),
        channels=sum(channels[entry.id] for entry, _ in entries),
        posts=all(entry.kind in POSTS for entry, _ in entries),
    )


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
