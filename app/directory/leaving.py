"""A person leaves or is in doubt: the account is suspended at once, and the open proposals it stands behind fall."""

from __future__ import annotations

from sqlmodel import Session

from app.access.actor import Actor
from app.accounts.cards import AccountCard
from app.accounts.membership import account_of, suspend_account
from app.directory.find import counts_by_state
from app.directory.publication import fall_of


def suspend_person(session: Session, email: str, *, reason: str = "", by: Actor) -> AccountCard:
    """Suspend an account: sessions, keys, delegations and invitations end at once, its open proposals fall (SECURITY 3.5).

    Raises `NotFound`, `Denied`, and `Conflict` when nobody would be left to keep a State's entries.
    """
    found = account_of(session, email)
    keeps = found is None or counts_by_state(session, reader=by).get(found.state or "", 0) > 0
    card = suspend_account(session, email, reason=reason, keeps_entries=keeps, by=by)
    fall_of(session, card.id, by=by)
    return card
