"""Accounts come, are suspended at once by one person, and come back by two."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, or_, select
from uuid_utils.compat import uuid7

from app.access.actor import Actor
from app.access.policy import require
from app.access.roles import Permission
from app.accounts.cards import AccountCard, account_card
from app.accounts.domains import end_proposals_of
from app.accounts.forms import AccountForm, checked
from app.accounts.invitations import freeze_invitations_of
from app.accounts.models import Account, ApiKey, Delegation, SignedSession
from app.accounts.reach import covers
from app.accounts.secrets import hash_password
from app.accounts.standing import require_alone
from app.audit.trail import record
from app.clock import now
from app.errors import Conflict, Denied, NotFound

NEEDED = 2
"""So many focal points of a State with published entries, and so many administrators, stay."""


def add_account(session: Session, form: AccountForm, password: str, *, by: Actor, since: datetime | None = None) -> AccountCard:
    """Add an account. `since` backdates it (demo only). Raises `Invalid`, `Denied`, or `Conflict` when the mailbox has one."""
    require_alone(by, Permission.ACCOUNT_ADD)
    form = checked(form)
    if session.exec(select(Account).where(Account.email == form.email)).first() is not None:
        raise Conflict(f"There is an account for {form.email} already.")
    shared = form.recipient and session.exec(select(Account).where(Account.recipient == form.recipient)).first()
    if shared:  # editions are kept by code: one would be handed what the other may have
        raise Conflict(f"The code {form.recipient} belongs to another recipient: choose one with --recipient.")
    account = Account(
        **form.model_dump(),
        id=str(uuid7()),
        password_hash=hash_password(password),
        added_at=since or now(),
        added_by=by.id,
    )
    session.add(account)
    record(
        session,
        "account:added",
        by=by,
        fields=[account.role],
        payload={"account": account.email, "scope": form.model_dump()},
    )
    session.flush()
    return account_card(account)


def suspend_account(session: Session, email: str, *, reason: str = "", keeps_entries: bool = True, by: Actor) -> AccountCard:
    """Suspend at once: sessions, keys and delegations end, invitations of the last 30 days freeze, open domain proposals fall.

    `keeps_entries` says whether the account's State has published entries, which must not be left with fewer than two focal
    points; nor is the installation left with fewer than two administrators. Only the operator goes beyond that, on record.
    Raises `NotFound`, `Denied`, `Conflict` where it is suspended already.
    """
    require(by, Permission.ACCOUNT_SUSPEND)
    account = _account(session, email, by=by)
    if account.id == by.id or account.id == by.acting_for:
        raise Denied("Nobody suspends the own account: sign out instead.", rule="ACCOUNT_SUSPEND")
    if account.status == "joined":
        raise Conflict("This account is not active yet: withdraw its invitation instead.")
    last = why_needed(session, account, keeps_entries=keeps_entries)
    if last is not None and by.role != "operator":
        raise Denied(last, rule="ACCOUNT_SUSPEND")
    account.status = "suspended"
    account.suspended_at = account.suspended_at or now()
    session.add(account)
    fallen = _end_what_it_holds(session, account, by)
    payload: dict[str, object] = {"account": account.email, "reason": reason, "one_of_the_last": last is not None, **fallen}
    record(session, "account:suspended", by=by, payload=payload)
    return account_card(account)


def reactivate_account(session: Session, email: str, *, by: Actor) -> AccountCard:
    """The operator lets a suspended account in again, alone; others ask for it (`seconding`). Raises `NotFound`, `Denied`."""
    require_alone(by, Permission.ACCOUNT_REACTIVATE)
    account = _account(session, email, by=by)
    let_in(session, account)
    record(session, "account:reactivated", by=by, payload={"account": account.email})
    return account_card(account)


def let_in(session: Session, account: Account) -> None:
    """Make a suspended account active again. A step of deeds that are recorded. Raises `Conflict` when it never was active."""
    if account.status == "joined":
        raise Conflict("This account was never active: its invitation waits for a second person.")
    account.status = "active"
    account.suspended_at = None
    account.confirmed_at = now()  # its ninety days begin anew, or it would lapse again at once
    session.add(account)


def why_needed(session: Session, account: Account, *, keeps_entries: bool) -> str | None:
    """Why this account cannot go without a replacement, or None: it is one of the last two (SECURITY 3.1)."""
    if account.status != "active" or account.role not in ("focal_point", "administrator"):
        return None
    if account.role == "focal_point" and not keeps_entries:
        return None
    same = (Account.role == account.role, Account.status == "active", Account.id != account.id)
    statement = select(Account).where(*same)
    if account.role == "focal_point":
        serving = or_(col(Account.entry).is_(None), col(Account.entry) == account.entry)
        statement = statement.where(Account.state == account.state, serving)
    if len(session.exec(statement).all()) >= NEEDED:
        return None
    who = "focal points of this State or authority, which has published entries" if account.state else "administrators"
    return (
        f"This is one of the last two {who}. Invite a replacement first; "
        "in an emergency the operator of the installation suspends it at once."
    )


def accounts(session: Session, *, reader: Actor) -> Sequence[AccountCard]:
    """The accounts that the reader may see, by mailbox."""
    require(reader, Permission.ACCOUNT_READ)
    rows = session.exec(select(Account).order_by(col(Account.email)))
    return [account_card(a) for a in rows if covers(reader, a)]


def account_of(session: Session, email: str) -> AccountCard | None:
    """The account of a mailbox, or none."""
    row = session.exec(select(Account).where(Account.email == email.strip().casefold())).first()
    return account_card(row) if row else None


def recipients(session: Session) -> Sequence[AccountCard]:
    """Active recipients, by code: whom the nightly job serves."""
    rows = session.exec(select(Account).where(Account.role == "recipient", Account.status == "active"))
    return sorted((account_card(a) for a in rows), key=lambda a: a.recipient or "")


def _end_what_it_holds(session: Session, account: Account, by: Actor) -> dict[str, object]:
    """End sessions, keys and delegations, freeze invitations, drop domain proposals; says how many of each."""
    session.flush()
    for opened in session.exec(select(SignedSession).where(SignedSession.account_id == account.id)):
        if opened.ended_at is None:
            opened.ended_at = now()
            session.add(opened)
    keys = session.exec(select(ApiKey).where(ApiKey.account_id == account.id, col(ApiKey.revoked_at).is_(None))).all()
    for key in keys:
        key.revoked_at = now()
        session.add(key)
    party = or_(col(Delegation.giver_id) == account.id, col(Delegation.deputy_id) == account.id)
    delegations = session.exec(select(Delegation).where(party, col(Delegation.ended_at).is_(None))).all()
    for delegation in delegations:
        delegation.ended_at, delegation.ended_by = min(now(), delegation.until), by.id
        session.add(delegation)
    return {
        "keys": len(keys),
        "delegations": len(delegations),
        "invitations": freeze_invitations_of(session, account.id),
        "domains": end_proposals_of(session, account.id, by),
    }


def _account(session: Session, email: str, *, by: Actor) -> Account:
    account = session.exec(select(Account).where(Account.email == email.strip().casefold())).first()
    if account is None or not covers(by, account):
        raise NotFound(f"There is no account for {email} that you may see.")
    return account
