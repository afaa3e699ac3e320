"""What other packages may ask about an account: since when, by whom, its rights as of now, whether it may be second."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, or_, select

from app.access.actor import Actor
from app.access.policy import require
from app.access.roles import Permission, grant
from app.accounts import installation
from app.accounts.acting import acting_actor, delegations_to
from app.accounts.cards import AccountCard, account_card, actor_of
from app.accounts.models import Account, Delegation
from app.clock import now
from app.db import settings_of
from app.errors import Denied


def account_facts(session: Session, account_id: str) -> AccountCard | None:
    """The account without secrets, or none."""
    account = session.get(Account, account_id)
    return account_card(account) if account else None


def account_actor(session: Session, account_id: str) -> Actor | None:
    """The rights that an active account holds now, or none: what a decision taken earlier is measured against."""
    account = session.get(Account, account_id)
    return actor_of(session, account, None) if account is not None and account.status == "active" else None


def account_actors(session: Session, account_id: str) -> Sequence[Actor]:
    """Every capacity in which an active account may act now: its own, and one for each focal point whose deputy it is."""
    own = account_actor(session, account_id)
    if own is None:
        return []
    given = (acting_actor(session, own, delegation) for delegation in delegations_to(session, account_id))
    return [own, *(actor for actor in given if actor is not None)]


def why_not_second(session: Session, author_id: str, second_id: str) -> str | None:
    """Why this account may not be the second person to what the author proposed, or None (SECURITY 3.3, 3.4, P8).

    Not the author; not invited by the author, nor the author by it; in the last 90 days neither the other's deputy, nor both
    deputies of one focal point; known for 30 days, or in the installation's first 60 days named by a recorded letter.
    """
    reason = why_not_vouch(session, author_id, second_id)
    author = session.get(Account, author_id)
    if reason is None and author is not None and author.added_by == second_id:
        return "You invited the author: somebody else must approve."
    return reason


def why_not_vouch(session: Session, author_id: str, second_id: str) -> str | None:
    """The same for acts on people and their mail domains, where one may have invited the author.

    A region often has one coordinator, who brings in each focal point, with a second person, and then seconds its officers.
    """
    if author_id == second_id:
        return "Nobody approves the own proposal: a second person is needed."
    author, second = session.get(Account, author_id), session.get(Account, second_id)
    if author is None or author.status != "active":
        return "The author's account is suspended: reject the proposal."
    if second is not None and second.added_by == author_id:
        return "You were invited by the author: somebody else must approve."
    if _are_bound(session, author_id, second_id):
        return "You and the author act for each other or for the same person: somebody else must approve."
    return why_not_known(session, second_id)


def why_not_known(session: Session, account_id: str) -> str | None:
    """Why this account does not count as known yet, whoever the author is, or None: it is young, or not active."""
    account = session.get(Account, account_id)
    if account is None or account.status != "active":
        return "Your account is not active: somebody else must approve."
    return _why_too_new(session, account)


def require_alone(by: Actor, permission: Permission) -> None:
    """Refuse an act of one person where the table asks for two; the operator's command line is the way for one."""
    require(by, permission)
    granted = grant(by.role, permission)
    if granted is not None and granted.second:
        sentence = f"To {permission}, a second person is needed: invite the person, or ask for the act and let another second it."
        raise Denied(sentence, rule=permission.name)


def _are_bound(session: Session, one: str, other: str) -> bool:
    """Whether a delegation of the last 90 days ties the two: it may have ended since, the tie has not."""
    since = now() - timedelta(days=settings_of(session).delegation_days)
    last = or_(col(Delegation.ended_at).is_(None), col(Delegation.ended_at) >= since)
    both = (one, other)
    concerned = or_(col(Delegation.giver_id).in_(both), col(Delegation.deputy_id).in_(both))
    session.flush()
    givers: dict[str, set[str]] = {one: {one}, other: {other}}
    for row in session.exec(select(Delegation).where(concerned, last, col(Delegation.until) >= since)):
        if row.deputy_id in givers:
            givers[row.deputy_id].add(row.giver_id)
    return bool(givers[one] & givers[other])


def _why_too_new(session: Session, second: Account) -> str | None:
    days = settings_of(session).approver_account_days
    if now() - second.added_at >= timedelta(days=days):
        return None
    if second.nomination and _is_young(session):
        return None
    return f"Your account is younger than {days} days: somebody else must approve."


def _is_young(session: Session) -> bool:
    """Whether the installation is in its first 60 days, in which a recorded letter stands in for an account's age."""
    installed = installation.fact(session, "installed_at")
    if installed is None:
        return False
    age = now() - datetime.fromisoformat(installed)
    return timedelta(0) <= age < timedelta(days=settings_of(session).nomination_days)
