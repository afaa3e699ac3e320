"""Acting for another: what a deputy may do at this instant, and what a delegation can carry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlmodel import Session, col, select

from app.access.actor import Actor
from app.access.roles import GRANTS, Permission
from app.accounts.models import Account, Delegation
from app.clock import now

P = Permission

READING = frozenset(
    p.name
    for p in (
        P.ENTRY_FIND,
        P.CHANNEL_REVEAL,
        P.DRAFT_READ,
        P.PROBLEM_REPORT,
        P.DRILL_RESULTS_READ,
        P.REVERSE_LOOK_UP,
        P.CALLER_CHECK,
        P.POLICY_READ,
    )
)
"""What every deputy has: who works on entries must see them."""

STAYS = frozenset(
    p.name
    for p in (
        P.DELEGATION_GIVE,
        P.ACCOUNT_INVITE,
        P.ACCOUNT_SUSPEND,
        P.ACCOUNT_REACTIVATE,
        P.ACCOUNT_CONFIRM,
        P.DOMAIN_PROPOSE,
        P.ENTRY_TAKE_OVER,
    )
)
"""What a focal point never hands on: people, their domains, and handing on itself."""

DELEGABLE = tuple(p.name for p in GRANTS["focal_point"] if p.name not in STAYS | READING)
"""What a delegation may carry, in the order of the policy table."""


def acting_actor(session: Session, deputy: Actor, delegation_id: str) -> Actor | None:
    """The deputy with the focal point's role and scope, cut down to what was delegated; none when that is over.

    Over: ended, expired, the focal point suspended or no focal point any more, or one of the two now of another State.
    """
    delegation = session.get(Delegation, delegation_id)
    if delegation is None or delegation.deputy_id != deputy.id:
        return None
    giver = session.get(Account, delegation.giver_id)
    if not holds(delegation) or giver is None or giver.status != "active" or giver.role != "focal_point":
        return None
    if giver.state != deputy.state:
        return None
    return replace(
        deputy,
        role=giver.role,
        state=giver.state,
        entry=giver.entry,
        acting_for=giver.id,
        acting_name=giver.name,
        only=READING | set(filter(None, delegation.permissions.split("/"))),
    )


def holds(delegation: Delegation) -> bool:
    """Whether it has neither been ended nor expired."""
    return delegation.ended_at is None and delegation.given_at <= now() < delegation.until


def delegations_to(session: Session, account_id: str) -> Sequence[str]:
    """The ids of the delegations that this deputy holds now."""
    session.flush()
    rows = session.exec(select(Delegation).where(Delegation.deputy_id == account_id, col(Delegation.ended_at).is_(None)))
    return [row.id for row in rows if holds(row)]
