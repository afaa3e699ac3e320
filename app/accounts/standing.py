"""What other packages may ask about an account: since when, by whom, whether active, and its rights as of now."""

from __future__ import annotations

from sqlmodel import Session

from app.access.actor import Actor
from app.accounts.cards import AccountCard, account_card, actor_of
from app.accounts.models import Account


def account_facts(session: Session, account_id: str) -> AccountCard | None:
    """The account without secrets, or none."""
    account = session.get(Account, account_id)
    return account_card(account) if account else None


def account_actor(session: Session, account_id: str) -> Actor | None:
    """The rights that an active account holds now, or none: what a decision taken earlier is measured against."""
    account = session.get(Account, account_id)
    return actor_of(session, account, None) if account is not None and account.status == "active" else None
