"""Coverage: for which State and function a foreign officer can reach somebody - not what exists, what can be reached."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_
from sqlmodel import Session, col, select

from app.access import marking as tlp
from app.access.actor import Actor
from app.access.policy import condition, narrow, require
from app.access.roles import Permission
from app.clock import now
from app.directory.entries import CALLED
from app.directory.freshness import freshness_state
from app.directory.models import Channel, Entry
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
    """One State and function: entries that can be reached and are confirmed, and those that can be reached but are not."""

    state: str
    function: str
    confirmed: int
    stale: int

    @property
    def verdict(self) -> str:
        """`covered`, `single` (one entry only), `stale` (none confirmed) or `gap`."""
        if self.confirmed:
            return "covered" if self.confirmed + self.stale > 1 else "single"
        return "stale" if self.stale else "gap"


def coverage(session: Session, *, region: str = "001", reader: Actor) -> list[Cell]:
    """Every State of a region (M49) with every function of `FUNCTIONS`, by State. Raises `Denied`, `Invalid`.

    A reader with a region or State of its own sees that part only.
    """
    require(reader, Permission.COVERAGE_READ)
    if regions.find_region(region) is None:
        raise Invalid("No such region.", errors=(FieldError("region", f"{region!r} is not a UN M49 code such as 002"),))
    counts = _counts(session)
    cells = []
    for state in sorted(regions.states_in(region)):
        if condition(reader, Permission.COVERAGE_READ).holds(_Place(state)):
            cells += [Cell(state, f, *counts[state, f]) for f in FUNCTIONS]
    return cells


def _counts(session: Session) -> dict[tuple[str, str], tuple[int, int]]:
    open_marking = or_(col(Channel.marking).is_(None), col(Channel.marking).in_((tlp.CLEAR, tlp.GREEN, tlp.AMBER)))
    reachable = select(Channel.entry_id).where(
        col(Channel.replaced_at).is_(None), col(Channel.hidden_at).is_(None), col(Channel.type).in_(CALLED), open_marking
    )
    statement = narrow(select(Entry), FOREIGN_OFFICER, Permission.CHANNEL_REVEAL, on=Entry).where(col(Entry.id).in_(reachable))
    found: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    at = now()
    for entry in session.exec(statement):
        fresh = freshness_state(entry, at) in ("confirmed", "due", "overdue")
        for function in filter(None, entry.functions.split("/")):
            found[entry.state, function][0 if fresh else 1] += 1
    return defaultdict(lambda: (0, 0), {key: (counts[0], counts[1]) for key, counts in found.items()})


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
