"""Who keeps a State's entries: the active focal points, whom mail goes to and without whom a coordinator stands in."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, select

from app.accounts.cards import AccountCard, account_card
from app.accounts.models import Account


def focal_points_of(session: Session, state: str) -> Sequence[AccountCard]:
    """The active focal points of a State, by mailbox."""
    theirs = (Account.role == "focal_point", Account.state == state, Account.status == "active")
    return [account_card(a) for a in session.exec(select(Account).where(*theirs).order_by(col(Account.email)))]
