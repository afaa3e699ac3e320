"""Acts on an account that take two: one asks, another decides. So far: letting a suspended account in again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select
from uuid_utils.compat import uuid7

from app.access.actor import Actor
from app.access.policy import require, why_not
from app.access.roles import Permission
from app.accounts.cards import AccountCard, account_card
from app.accounts.membership import let_in
from app.accounts.models import Account, SecondedAct
from app.accounts.reach import covers, has_authority
from app.accounts.standing import why_not_vouch
from app.audit.trail import record
from app.clock import now
from app.errors import Conflict, Denied, FieldError, Invalid, NotFound

TRANSITIONS: dict[str, tuple[str, ...]] = {
    "requested": ("done", "refused", "withdrawn"),
    "done": (),
    "refused": (),
    "withdrawn": (),
}
"""From which state an act may go to which."""

RULE = Permission.ACCOUNT_REACTIVATE
LONGEST_REASON = 300


@dataclass(frozen=True)
class ActCard:
    """An act that waits or is decided. `why_not_second` says why the reader may not second it, if so."""

    id: str
    kind: str
    account: AccountCard
    reason: str
    requested_by: str
    requester: str
    requested_at: datetime
    state: str
    mine: bool
    why_not_second: str | None


def request_reactivation(session: Session, account_id: str, *, reason: str, by: Actor) -> ActCard:
    """Ask to let a suspended account in again; another person decides. Raises `NotFound`, `Denied`, `Invalid`, `Conflict`."""
    require(by, RULE)
    account = session.get(Account, account_id)
    if account is None or not covers(by, account) or not has_authority(by, account):
        raise NotFound("There is no such account within your reach.")
    if account.id == by.id or account.status != "suspended":
        raise Conflict("Only a suspended account of another person can be let in again.")
    if not 1 <= len(reason.strip()) <= LONGEST_REASON:
        told = f"say in 1 to {LONGEST_REASON} characters what was checked"
        raise Invalid("Give a reason.", errors=(FieldError("reason", told),))
    session.flush()
    if session.exec(select(SecondedAct).where(SecondedAct.subject_id == account.id, SecondedAct.state == "requested")).first():
        raise Conflict("Somebody has asked for this already: another person seconds it.")
    row = SecondedAct(
        id=str(uuid7()), kind="reactivate", subject_id=account.id, reason=reason.strip(), requested_by=by.id, requested_at=now()
    )
    session.add(row)
    record(session, "reactivation:requested", by=by, payload={"account": account.email, "reason": row.reason})
    return _card(session, row, by)


def second_act(session: Session, act_id: str, *, by: Actor) -> ActCard:
    """Second what another person asked for: the account is active again. Raises `NotFound`, `Denied`, `Conflict`."""
    require(by, RULE)
    row, account = _act(session, act_id, by)
    reason = why_not_vouch(session, row.requested_by, by.id)
    if reason is not None:
        raise Denied(reason, rule=RULE.name)
    _go(row, "done", by)
    let_in(session, account)
    session.add(row)
    payload: dict[str, object] = {"account": account.email, "requested_by": row.requested_by, "reason": row.reason}
    record(session, "account:reactivated", by=by, payload=payload)
    return _card(session, row, by)


def refuse_act(session: Session, act_id: str, *, by: Actor) -> ActCard:
    """Refuse it, or take the own request back; one person can. Raises `NotFound`, `Conflict`."""
    require(by, Permission.ACCOUNT_SUSPEND)
    row, account = _act(session, act_id, by)
    _go(row, "withdrawn" if row.requested_by == by.id else "refused", by)
    session.add(row)
    record(session, "reactivation:refused", by=by, payload={"account": account.email})
    return _card(session, row, by)


def acts(session: Session, *, state: str | None = "requested", reader: Actor) -> Sequence[ActCard]:
    """Acts on accounts within the reader's reach, newest first; those that wait unless asked otherwise."""
    require(reader, Permission.ACCOUNT_READ)
    session.flush()
    statement = select(SecondedAct).order_by(col(SecondedAct.requested_at).desc())
    if state is not None:
        statement = statement.where(SecondedAct.state == state)
    rows = [row for row in session.exec(statement) if covers(reader, session.get_one(Account, row.subject_id))]
    return [_card(session, row, reader) for row in rows]


def _act(session: Session, act_id: str, by: Actor) -> tuple[SecondedAct, Account]:
    row = session.get(SecondedAct, act_id)
    account = session.get(Account, row.subject_id) if row else None
    if row is None or account is None or not covers(by, account) or not has_authority(by, account):
        raise NotFound("There is no such request within your reach.")
    return row, account


def _go(row: SecondedAct, state: str, by: Actor) -> None:
    if state not in TRANSITIONS[row.state]:
        raise Conflict(f"This request is {row.state} already.")
    row.state, row.decided_by, row.decided_at = state, by.id, now()


def _card(session: Session, row: SecondedAct, reader: Actor) -> ActCard:
    account = session.get_one(Account, row.subject_id)
    requester = session.get(Account, row.requested_by)
    waits = row.state == "requested"
    reason = why_not_vouch(session, row.requested_by, reader.id) if waits else f"This request is {row.state} already."
    return ActCard(
        id=row.id,
        kind=row.kind,
        account=account_card(account),
        reason=row.reason,
        requested_by=row.requested_by,
        requester=requester.name if requester else row.requested_by,
        requested_at=row.requested_at,
        state=row.state,
        mine=row.requested_by == reader.id,
        why_not_second=reason or why_not(reader, RULE),
    )
