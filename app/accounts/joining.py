"""Accepting an invitation: name, password, second factor by the link; and the moment at which an account becomes active."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, or_, select
from uuid_utils.compat import uuid7

from app.access.actor import Actor
from app.access.roles import GRANTS
from app.accounts.appointing import OPERATOR, why_not_invite
from app.accounts.domains import why_not_official
from app.accounts.forms import LONGEST_NAME
from app.accounts.invited import SCOPE, joinable, state_of
from app.accounts.links import GONE, read_link, use_link
from app.accounts.models import Account, Invitation
from app.accounts.second_factor import accepted_step, seal
from app.accounts.secrets import hash_password
from app.accounts.standing import account_actor
from app.audit.trail import record
from app.clock import now
from app.errors import Denied, FieldError, Invalid, NotFound

LINK = "invitation"
MAY_DO_WITHOUT = ("officer", "recipient")
"""Roles that only read; all others change, approve, export, administer or audit, and need a second factor."""


@dataclass(frozen=True)
class Welcome:
    """What the invited person is shown: who invited, as what, and whether a second factor is needed."""

    email: str
    name: str
    role: str
    state: str | None
    region: str | None
    inviter: str
    needs_factor: bool


def needs_factor(role: str) -> bool:
    """Whether accounts of this role need a second factor: all that may do more than read."""
    return role in GRANTS and role not in MAY_DO_WITHOUT


def look_at_invitation(session: Session, token: str) -> Welcome:
    """What the link is for; uses nothing up, for mail scanners open links. Raises `NotFound`, `Denied`."""
    row = _standing(session, read_link(session, LINK, token).subject)
    inviter = session.get(Account, row.inviter_id)
    return Welcome(
        email=row.email,
        name=row.name,
        role=row.role,
        state=row.state,
        region=row.region,
        inviter=inviter.name if inviter else "the operator of this installation",
        needs_factor=needs_factor(row.role),
    )


def join(
    session: Session, token: str, *, name: str, password: str, secret: str, code: str, source: str = "", request: str = ""
) -> bool:
    """Accept the invitation: makes the account and uses the link up. Says whether the account is active now or waits.

    `code` shows that the authenticator has `secret`; without a code none is enrolled, which only readers may do.
    Raises `NotFound` for a link that is not good (any more), `Denied` where the invitation stands no more, `Invalid` by field.
    """
    row = _standing(session, use_link(session, LINK, token).subject)
    has_factor = bool(code) or needs_factor(row.role)
    step = accepted_step(secret, code, 0) if has_factor else 0
    _require_answers(name, step)
    account = Account(
        id=str(uuid7()),
        email=row.email,
        name=name.strip(),
        role=row.role,
        **{each: getattr(row, each) for each in SCOPE},
        password_hash=_hashed(password),
        factor_secret=seal(session, secret) if has_factor else None,
        factor_step=step or 0,
        status="joined",
        added_at=now(),
        added_by=row.inviter_id,
        nomination=row.nomination,
        nominated_on=row.nominated_on,
    )
    session.add(account)
    row.account_id, row.joined_at = account.id, now()
    session.add(row)
    by = Actor(account.id, account.email, account.name, account.role, method="link", source=source, request=request)
    record(session, "account:joined", by=by, fields=["second_factor"] if has_factor else [], payload={"account": account.email})
    session.flush()
    settle(session, row)
    return account.status == "active"


def settle(session: Session, row: Invitation) -> None:
    """Let the account in when nothing is missing: joined, seconded, second factor, official domain. A step of recorded deeds.

    From this instant on the account's age counts.
    """
    account = session.get(Account, row.account_id) if row.account_id else None
    if account is None or account.status != "joined" or row.joined_at is None or row.seconded_at is None:
        return
    if needs_factor(account.role) and account.factor_secret is None:
        return
    unofficial = why_not_official(session, row)
    if unofficial is not None:
        raise Denied(unofficial)
    account.status = "active"
    account.added_at = now()
    account.seconded_by = row.seconded_by
    session.add(account)


def _standing(session: Session, invitation_id: str) -> Invitation:
    """The invitation, if everything that it rests on still holds: neither withdrawn nor frozen, its inviter may still invite."""
    row = session.get(Invitation, invitation_id)
    if row is None or not joinable(row) or state_of(session, row) in ("frozen", "expired"):
        raise NotFound(GONE)
    inviter = account_actor(session, row.inviter_id)
    if row.inviter_id != OPERATOR and (inviter is None or why_not_invite(inviter, row) is not None):
        raise NotFound(GONE)
    same = or_(col(Account.email) == row.email, col(Account.recipient) == (row.recipient or "/"))
    if session.exec(select(Account).where(same)).first() is not None:  # added meanwhile at the command line
        raise NotFound(GONE)
    unofficial = why_not_official(session, row)
    if unofficial is not None:
        raise Denied(f"{unofficial} Ask whoever invited you.")
    return row


def _require_answers(name: str, step: int | None) -> None:
    errors = []
    if not 1 <= len(name.strip()) <= LONGEST_NAME or not name.strip().isprintable():
        errors.append(FieldError("name", f"your name, in 1 to {LONGEST_NAME} characters"))
    if step is None:
        errors.append(FieldError("code", "The code does not fit. Check the clock of your device and try the next code."))
    if errors:
        raise Invalid("The invitation was not accepted yet.", errors=tuple(errors))


def _hashed(password: str) -> str:
    try:
        return hash_password(password)
    except Invalid as refusal:
        raise Invalid("The invitation was not accepted yet.", errors=(FieldError("password", refusal.detail),)) from None
