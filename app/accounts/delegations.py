"""Deputies: a focal point lends rights to one of the same State for a time; either ends it at once (SECURITY 3.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, or_, select
from uuid_utils.compat import uuid7

from app.access.actor import Actor
from app.access.policy import held, require
from app.access.roles import Permission
from app.accounts.acting import DELEGABLE, acting_actor, holds
from app.accounts.models import Account, Delegation, SignedSession
from app.accounts.standing import account_actor
from app.audit.trail import as_list, from_list, record
from app.clock import now
from app.db import settings_of
from app.errors import Conflict, Denied, FieldError, Invalid, NotFound

GIVE = Permission.DELEGATION_GIVE
DEPUTIES = ("officer", "focal_point")


@dataclass(frozen=True)
class DelegationCard:
    """A delegation as giver and deputy see it. `status`: running, expired, ended; `mine`: the reader gave it."""

    id: str
    giver: str
    giver_email: str
    deputy: str
    deputy_email: str
    permissions: tuple[str, ...]
    given_at: datetime
    until: datetime
    status: str
    mine: bool
    is_acting: bool


def give_delegation(
    session: Session, deputy_email: str, *, days: int, permissions: Sequence[str] | None = None, by: Actor
) -> DelegationCard:
    """Name a deputy for `days` (at most 90), with some rights or all that can be handed on.

    Raises `Denied`, `Invalid` by field, `Conflict` when that deputy is named already. The deputy is an active officer
    or focal point of the same State. What one holds only as a deputy is not passed on.
    """
    require(by, GIVE)
    deputy = session.exec(select(Account).where(Account.email == deputy_email.strip().casefold())).first()
    chosen = tuple(DELEGABLE if permissions is None else permissions)
    _require_sound(session, deputy, chosen, days, by)
    assert deputy is not None
    session.flush()
    running = session.exec(select(Delegation).where(Delegation.giver_id == by.id, Delegation.deputy_id == deputy.id)).all()
    if any(holds(row) for row in running):
        raise Conflict(f"{deputy.name} is your deputy already: end that delegation first.")
    row = Delegation(
        id=str(uuid7()),
        giver_id=by.id,
        deputy_id=deputy.id,
        permissions=as_list(chosen),
        given_at=now(),
        until=now() + timedelta(days=days),
    )
    session.add(row)
    record(session, "delegation:given", by=by, fields=chosen, payload={"deputy": deputy.email, "days": days})
    session.flush()
    return _card(session, row, by)


def end_delegation(session: Session, delegation_id: str, *, by: Actor) -> DelegationCard:
    """End it at once: the focal point or the deputy, each alone. Raises `NotFound`, `Conflict` when it is over already."""
    row = session.get(Delegation, delegation_id)
    if row is None or by.id not in (row.giver_id, row.deputy_id):
        raise NotFound("There is no such delegation of yours.")
    if not holds(row):
        raise Conflict("This delegation is over already.")
    row.ended_at, row.ended_by = now(), by.id
    session.add(row)
    giver, deputy = session.get_one(Account, row.giver_id), session.get_one(Account, row.deputy_id)
    record(session, "delegation:ended", by=by, payload={"giver": giver.email, "deputy": deputy.email})
    return _card(session, row, by)


def delegations(session: Session, *, reader: Actor) -> Sequence[DelegationCard]:
    """What the reader gave and was given, running ones first, then newest first."""
    session.flush()
    own = or_(col(Delegation.giver_id) == reader.id, col(Delegation.deputy_id) == reader.id)
    rows = session.exec(select(Delegation).where(own).order_by(col(Delegation.given_at).desc())).all()
    return sorted((_card(session, row, reader) for row in rows), key=lambda card: card.status != "running")


def act_for(session: Session, delegation_id: str, *, by: Actor) -> Actor:
    """From the next request on this session acts for the focal point; returns the actor as it then is.

    Raises `NotFound` where the delegation does not hold, `Denied` for an API key, which never acts for another.
    """
    opened = session.get(SignedSession, by.session) if by.session else None
    if opened is None:
        raise Denied("An API key acts for nobody else: sign in.", rule="DELEGATION_USE")
    own = account_actor(session, by.id)
    acting = acting_actor(session, own, delegation_id) if own is not None else None
    if acting is None:
        raise NotFound("This delegation does not hold: it is over, or the focal point's account is suspended.")
    opened.delegation_id = delegation_id
    session.add(opened)
    record(session, "account:acting", by=by, fields=["begun"], payload={"for": acting.acting_for})
    return acting


def act_for_oneself(session: Session, *, by: Actor) -> None:
    """From the next request on this session is the deputy's own again."""
    opened = session.get(SignedSession, by.session) if by.session else None
    if opened is None or opened.delegation_id is None:
        return
    opened.delegation_id = None
    session.add(opened)
    record(session, "account:acting", by=by, fields=["ended"], payload={"for": by.acting_for})


def deputies(session: Session, *, reader: Actor) -> Sequence[tuple[str, str]]:
    """Whom the reader may name as deputy: (mailbox, name) of the active officers and focal points of the own State."""
    require(reader, Permission.ACCOUNT_READ)
    same = (Account.state == reader.state, Account.status == "active", Account.id != reader.id, col(Account.role).in_(DEPUTIES))
    return [(row.email, row.name) for row in session.exec(select(Account).where(*same).order_by(col(Account.name)))]


def _require_sound(session: Session, deputy: Account | None, chosen: Sequence[str], days: int, by: Actor) -> None:
    most = settings_of(session).delegation_days
    errors = []
    if (
        deputy is None
        or deputy.id == by.id
        or deputy.status != "active"
        or deputy.role not in DEPUTIES
        or deputy.state != by.state
    ):
        errors.append(FieldError("deputy", "the mailbox of an active officer or focal point of your State, not your own"))
    if not 1 <= days <= most:
        errors.append(FieldError("days", f"1 to {most} days"))
    if not chosen or any(name not in DELEGABLE or held(by, Permission[name]) is None for name in chosen):
        errors.append(FieldError("permissions", f"one or more of {', '.join(DELEGABLE)}"))
    if errors:
        raise Invalid("The deputy cannot be named.", errors=tuple(errors))


def _may_be_deputy(deputy: Account, by: Actor) -> bool:
    fits = deputy.status == "active" and deputy.role in DEPUTIES
    return fits and deputy.id != by.id and deputy.state == by.state


def _card(session: Session, row: Delegation, reader: Actor) -> DelegationCard:
    giver, deputy = session.get_one(Account, row.giver_id), session.get_one(Account, row.deputy_id)
    return DelegationCard(
        id=row.id,
        giver=giver.name,
        giver_email=giver.email,
        deputy=deputy.name,
        deputy_email=deputy.email,
        permissions=from_list(row.permissions),
        given_at=row.given_at,
        until=row.until,
        status="ended" if row.ended_at is not None else "running" if holds(row) else "expired",
        mine=row.giver_id == reader.id,
        is_acting=reader.acting_for == row.giver_id and row.deputy_id == reader.id,
    )
