"""Who is still there: officers' accounts are confirmed by signing in or by a focal point's word each quarter, or they lapse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.access.actor import Actor
from app.access.policy import require
from app.access.roles import Permission
from app.accounts.cards import AccountCard, account_card
from app.accounts.membership import suspend_account
from app.accounts.models import Account, AccountReminder, SignedSession
from app.accounts.reach import covers, has_authority
from app.audit.trail import record
from app.clock import now, today
from app.db import settings_of
from app.errors import Conflict, NotFound

LAPSE_REASON = "not confirmed by a focal point, and not signed in"
REMINDERS_NEEDED = 2


@dataclass(frozen=True)
class Unconfirmed:
    """An officer's account that waits for a focal point's word; suspended in `days_left` days at the earliest."""

    account: AccountCard
    last_sign_in: date | None
    due_at: datetime
    days_left: int
    reminders: int


@dataclass(frozen=True)
class ToConfirm:
    """What one focal point is to confirm."""

    focal_point: AccountCard
    waiting: tuple[Unconfirmed, ...]


def accounts_to_confirm(session: Session, at: datetime) -> Sequence[ToConfirm]:
    """For each active focal point the officers of its State or authority that wait at this instant, the most urgent first.

    An officer who signed in, was confirmed or came within the last 90 days (a setting) does not wait. For reminders: whoever
    sends them calls `note_reminded` in the same transaction.
    """
    waiting = _unconfirmed(session, at)
    statement = select(Account).where(Account.role == "focal_point", Account.status == "active").order_by(col(Account.email))
    found = []
    for keeper in session.exec(statement):
        own = tuple(each for each in waiting if _keeps(keeper, each.account))
        if own:
            found.append(ToConfirm(account_card(keeper), own))
    return found


def unconfirmed(session: Session, *, reader: Actor) -> Sequence[Unconfirmed]:
    """The officers that wait for this focal point's word, the most urgent first: the page's list, all ticked."""
    require(reader, Permission.ACCOUNT_CONFIRM)
    return [e for e in _unconfirmed(session, now()) if covers(reader, e.account) and has_authority(reader, e.account)]


def confirm_accounts(session: Session, account_ids: Sequence[str], *, by: Actor) -> int:
    """Say of these accounts that they are still in use, for 90 more days; says how many. Raises `NotFound` for a foreign one."""
    require(by, Permission.ACCOUNT_CONFIRM)
    rows = [session.get(Account, each) for each in dict.fromkeys(account_ids)]
    confirmed = [row for row in rows if row is not None and row.role == "officer" and covers(by, row) and has_authority(by, row)]
    if len(confirmed) != len(rows):
        raise NotFound("There is no such officer's account within your reach.")
    for row in confirmed:
        if row.status != "active":
            raise Conflict(f"{row.name} is suspended: ask to let the account in again.")
        row.confirmed_at, row.confirmed_by = now(), by.id
        session.add(row)
    payload: dict[str, object] = {"accounts": [row.email for row in confirmed]}
    if confirmed:
        record(session, "account:confirmed", by=by, count=len(confirmed), payload=payload)
    return len(confirmed)


def note_reminded(session: Session, account_ids: Sequence[str], *, by: Actor) -> None:
    """Note that the focal points were reminded of these accounts today; the same day counts once."""
    require(by, Permission.NOTICE_SEND)
    session.flush()
    new = [each for each in dict.fromkeys(account_ids) if session.get(AccountReminder, (each, today())) is None]
    for each in new:
        session.add(AccountReminder(account_id=each, day=today()))
    if new:
        record(session, "account:reminded", by=by, count=len(new), payload={"accounts": new})


def lapse_accounts(session: Session, *, by: Actor) -> Sequence[AccountCard]:
    """Suspend officers that nobody confirmed in the days of grace; never before two reminders went out. Can be run twice."""
    require(by, Permission.ACCOUNT_SUSPEND)
    over = [each for each in _unconfirmed(session, now()) if each.days_left <= 0 and each.reminders >= REMINDERS_NEEDED]
    return [suspend_account(session, each.account.email, reason=LAPSE_REASON, by=by) for each in over]


def last_sign_ins(session: Session) -> Mapping[str, datetime]:
    """When each account last opened a session, by account id."""
    statement = select(SignedSession.account_id, func.max(SignedSession.opened_at)).group_by(SignedSession.account_id)
    return dict(session.exec(statement).all())


def _unconfirmed(session: Session, at: datetime) -> list[Unconfirmed]:
    settings = settings_of(session)
    session.flush()
    seen = last_sign_ins(session)
    days: dict[str, list[date]] = {}
    for reminder in session.exec(select(AccountReminder)):
        days.setdefault(reminder.account_id, []).append(reminder.day)
    found = []
    for row in session.exec(select(Account).where(Account.role == "officer", Account.status == "active")):
        last = seen.get(row.id)
        known = max(filter(None, (row.added_at, row.confirmed_at, last)))
        due = known + timedelta(days=settings.account_confirm_days)
        if at < due:
            continue
        left = (due + timedelta(days=settings.account_grace_days) - at) / timedelta(days=1)
        reminded = sum(day >= due.date() for day in days.get(row.id, ()))
        waiting = Unconfirmed(account_card(row), last.date() if last else None, due, max(0, -int(-left // 1)), reminded)
        found.append(waiting)
    return sorted(found, key=lambda each: (each.due_at, each.account.email))


def _keeps(keeper: Account, card: AccountCard) -> bool:
    return keeper.state == card.state and keeper.entry in (None, card.entry)
