"""Who keeps a State's entries: the active focal points, whom mail goes to and without whom a coordinator stands in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.access.actor import Actor
from app.access.policy import require
from app.access.roles import Permission
from app.accounts.cards import AccountCard, account_card
from app.accounts.invitations import invitations
from app.accounts.models import Account
from app.accounts.reach import covers
from app.reference import states

WAITING = ("invited", "joined", "seconded")
ENOUGH = 2
"""Focal points that a State needs to publish on its own: one proposes, another approves."""


def focal_points_of(session: Session, state: str) -> Sequence[AccountCard]:
    """The active focal points of a State, by mailbox."""
    theirs = (Account.role == "focal_point", Account.state == state, Account.status == "active")
    return [account_card(a) for a in session.exec(select(Account).where(*theirs).order_by(col(Account.email)))]


@dataclass(frozen=True)
class Keeping:
    """A State with fewer focal points than it needs: how many are active, and how many more are invited."""

    state: str
    active: int
    invited: int

    @property
    def entry(self) -> None:
        """It is about the whole State, not about one authority."""

    @property
    def region(self) -> None:
        """Nor about a region."""


def lacking_focal_points(session: Session, *, reader: Actor) -> Sequence[Keeping]:
    """Members and observer States within the reader's reach that have no focal point, or one alone, by code."""
    require(reader, Permission.ACCOUNT_READ)
    theirs = (Account.role == "focal_point", Account.status == "active")
    active = Counter(session.exec(select(Account.state).where(*theirs)).all())
    waiting = (i for i in invitations(session, reader=reader) if i.role == "focal_point" and i.status in WAITING)
    invited = Counter(invitation.state for invitation in waiting)
    found = [Keeping(s.code, active[s.code], invited[s.code]) for s in states.states() if s.standing != "area"]
    return [each for each in found if each.active < ENOUGH and covers(reader, each)]
