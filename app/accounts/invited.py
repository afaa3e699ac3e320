"""An invitation as others see it: its state, which follows from its instants, its age, and who may second it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from app.access.actor import Actor
from app.accounts.appointing import OPERATOR, why_not_second_invitation
from app.accounts.models import Account, Invitation
from app.accounts.reach import covers, has_authority
from app.clock import now

SCOPE = ("state", "entry", "region", "network", "recipient", "ceiling")

AS_STORED = (
    "id",
    "batch",
    "email",
    "name",
    "role",
    *SCOPE,
    "nomination",
    "nominated_on",
    "invited_at",
    "expires_at",
    "times_sent",
)

STATES = ("invited", "joined", "seconded", "active", "expired", "frozen", "withdrawn")
"""invited -> joined or seconded, in either order -> active; or expired, frozen (the inviter was suspended), withdrawn."""


@dataclass(frozen=True)
class InvitationCard:
    """An invitation without its link. `days` is its age; `why_not_second` says why the reader may not second it, if so."""

    id: str
    batch: str | None
    email: str
    name: str
    role: str
    state: str | None
    entry: str | None
    region: str | None
    network: str | None
    recipient: str | None
    ceiling: str | None
    nomination: str | None
    nominated_on: date | None
    status: str
    invited_by: str
    inviter: str
    invited_at: datetime
    expires_at: datetime
    days: int
    times_sent: int
    has_joined: bool
    is_seconded: bool
    seconded_by: str | None
    why_not_second: str | None
    why_not_send: str | None


def joinable(row: Invitation) -> bool:
    """Whether it may still be accepted, the days aside."""
    return row.withdrawn_at is None and row.frozen_at is None and row.joined_at is None


def state_of(session: Session, row: Invitation) -> str:
    """Its state, one of `STATES`."""
    if row.withdrawn_at is not None:
        return "withdrawn"
    if row.joined_at is not None and row.seconded_at is not None:
        return "active"
    if row.frozen_at is not None or not _inviter_stands(session, row):
        return "frozen"
    if row.joined_at is not None:
        return "joined"
    if now() >= row.expires_at:
        return "expired"
    return "seconded" if row.seconded_at is not None else "invited"


def sees(actor: Actor, row: Invitation) -> bool:
    """Whether the invitation lies within the actor's reach; the own ones always do."""
    if row.inviter_id == actor.id:
        return True
    if actor.role == "coordinator" and row.role == "coordinator":
        return row.region is not None and actor.region is not None
    return covers(actor, row) and has_authority(actor, row)


def invitation_card(session: Session, row: Invitation, reader: Actor) -> InvitationCard:
    """The invitation for this reader."""
    inviter = session.get(Account, row.inviter_id)
    status = state_of(session, row)
    decided = None if status in ("invited", "joined") else f"It is {status}."
    return InvitationCard(
        **{name: getattr(row, name) for name in AS_STORED},
        status=status,
        invited_by=row.inviter_id,
        inviter=inviter.name if inviter else row.inviter_id,
        days=(now() - row.invited_at).days,
        has_joined=row.joined_at is not None,
        is_seconded=row.seconded_at is not None,
        seconded_by=row.seconded_by,
        why_not_second=decided or why_not_second_invitation(session, reader, row),
        why_not_send=None if joinable(row) else f"It is {status}.",
    )


def _inviter_stands(session: Session, row: Invitation) -> bool:
    inviter = session.get(Account, row.inviter_id)
    return row.inviter_id == OPERATOR or (inviter is not None and inviter.status == "active")
