"""Whom notices can go to: active focal points and coordinators, each as the actor that it is now."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, select

from app.access.actor import Actor
from app.accounts.cards import actor_of
from app.accounts.models import Account

KEEPERS = ("focal_point", "coordinator")


def correspondents(session: Session) -> Sequence[Actor]:
    """The active focal points and coordinators by mailbox, with their rights as of now."""
    rows = session.exec(select(Account).where(col(Account.role).in_(KEEPERS), Account.status == "active"))
    return [actor_of(session, account, None) for account in sorted(rows, key=lambda account: account.email)]


def mailboxes(session: Session, ids: Sequence[str]) -> dict[str, str]:
    """The mailboxes of those of these accounts that are active, by id."""
    rows = session.exec(select(Account).where(col(Account.id).in_(ids), Account.status == "active"))
    return {account.id: account.email for account in rows}
