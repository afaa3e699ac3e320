"""What other packages may ask about an account: since when, by whom, whether active, and its rights as of now."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import Session

from app.access.actor import Actor
from app.accounts.cards import AccountCard, account_card, actor_of
from app.accounts.models import Account
from app.clock import now
from app.db import settings_of


def account_facts(session: Session, account_id: str) -> AccountCard | None:
    """The account without secrets, or none."""
    account = session.get(Account, account_id)
    return account_card(account) if account else None


def account_actor(session: Session, account_id: str) -> Actor | None:
    """The rights that an active account holds now, or none: what a decision taken earlier is measured against."""
    account = session.get(Account, account_id)
    return actor_of(session, account, None) if account is not None and account.status == "active" else None


def why_not_second(session: Session, author_id: str, second_id: str) -> str | None:
    """Why this account may not be the second person to what the author proposed, or None (SECURITY 3.3, P8)."""
    if author_id == second_id:
        return "Nobody approves the own proposal: a second person is needed."
    author, second = session.get(Account, author_id), session.get(Account, second_id)
    if author is None or author.status != "active":
        return "The author's account is suspended: reject the proposal."
    if second is None or second.status != "active" or second.added_by == author.id:
        return "You were invited by the author: somebody else must approve."
    days = settings_of(session).approver_account_days
    if now() - second.added_at < timedelta(days=days):
        return f"Your account is younger than {days} days: somebody else must approve."
    return None
