"""Accounts come, are suspended at once and come back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select
from uuid_utils.compat import uuid7

from app.access.actor import Actor
from app.access.policy import require
from app.access.roles import Permission, grant
from app.accounts.cards import AccountCard, account_card
from app.accounts.forms import AccountForm, checked
from app.accounts.models import Account, SignedSession
from app.accounts.secrets import hash_password
from app.audit.trail import record
from app.clock import now
from app.errors import Conflict, Denied, NotFound
from app.reference import networks, regions


def add_account(session: Session, form: AccountForm, password: str, *, by: Actor, since: datetime | None = None) -> AccountCard:
    """Add an account. `since` backdates it (demo only). Raises `Invalid`, `Denied`, or `Conflict` when the mailbox has one."""
    _require_alone(by, Permission.ACCOUNT_ADD)
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
    if account.role == "recipient" and account.ceiling is None:
        account.ceiling = "TLP:GREEN"
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


def suspend_account(session: Session, email: str, *, by: Actor) -> AccountCard:
    """Suspend at once: sessions and keys fail at their next request. Raises `NotFound`, `Denied`."""
    require(by, Permission.ACCOUNT_SUSPEND)
    account = _account(session, email, by=by)
    if account.id == by.id:
        raise Denied("Nobody suspends the own account: sign out instead.", rule="ACCOUNT_SUSPEND")
    account.status = "suspended"
    account.suspended_at = now()
    session.add(account)
    for opened in session.exec(select(SignedSession).where(SignedSession.account_id == account.id)):
        if opened.ended_at is None:
            opened.ended_at = now()
            session.add(opened)
    record(session, "account:suspended", by=by, payload={"account": account.email})
    return account_card(account)


def reactivate_account(session: Session, email: str, *, by: Actor) -> AccountCard:
    """Let a suspended account in again. Raises `NotFound`, `Denied`."""
    _require_alone(by, Permission.ACCOUNT_REACTIVATE)
    account = _account(session, email, by=by)
    account.status = "active"
    account.suspended_at = None
    session.add(account)
    record(session, "account:reactivated", by=by, payload={"account": account.email})
    return account_card(account)


def accounts(session: Session, *, reader: Actor) -> Sequence[AccountCard]:
    """The accounts that the reader may see, by mailbox."""
    require(reader, Permission.ACCOUNT_READ)
    rows = session.exec(select(Account).order_by(col(Account.email)))
    return [account_card(a) for a in rows if _within(reader, a)]


def account_of(session: Session, email: str) -> AccountCard | None:
    """The account of a mailbox, or none."""
    row = session.exec(select(Account).where(Account.email == email.strip().casefold())).first()
    return account_card(row) if row else None


def recipients(session: Session) -> Sequence[AccountCard]:
    """Active recipients, by code: whom the nightly job serves."""
    rows = session.exec(select(Account).where(Account.role == "recipient", Account.status == "active"))
    return sorted((account_card(a) for a in rows), key=lambda a: a.recipient or "")


def _require_alone(by: Actor, permission: Permission) -> None:
    """Refuse an act of one person where the table asks for two; the operator's command line is the only other way so far."""
    require(by, permission)
    granted = grant(by.role, permission)
    if granted is not None and granted.second:
        sentence = f"To {permission}, a second person is needed; until invitations exist the machine's operator does it."
        raise Denied(sentence, rule=permission.name)


def _account(session: Session, email: str, *, by: Actor) -> Account:
    account = session.exec(select(Account).where(Account.email == email.strip().casefold())).first()
    if account is None or not _within(by, account):
        raise NotFound(f"There is no account for {email} that you may see.")
    return account


def _within(actor: Actor, account: Account) -> bool:
    if actor.role in ("administrator", "operator"):
        return True
    if account.state is None:
        return False
    if actor.role == "coordinator":
        in_region = actor.region is not None and account.state in regions.states_in(actor.region)
        return in_region or actor.network in networks.networks_of(account.state)
    return account.state == actor.state
