"""Coming in: one neutral answer for every failure, equal work for everybody, attempts counted before they are checked."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, select
from uuid_utils.compat import uuid7

from app.access.actor import Actor
from app.accounts import second_factor
from app.accounts.cards import actor_of
from app.accounts.models import Account, SessionUse, SignedSession, SignInAttempt
from app.accounts.secrets import new_token, password_fits, token_hash
from app.audit.trail import record
from app.clock import now
from app.db import Database, lock_for_counting, settings_of, writing
from app.errors import NotSignedIn, Unavailable

NEUTRAL = (
    "E-mail, password or code do not fit, or there were too many attempts. "
    "Check them and try again in a few minutes; your focal point or administrator can help."
)


@dataclass(frozen=True)
class Opened:
    """A session just opened: the token is shown here and never again."""

    token: str
    expires_at: datetime
    actor: Actor


def open_session(
    database: Database, *, email: str, password: str, code: str | None = None, source: str = "", request: str = ""
) -> Opened:
    """Sign in. Raises `NotSignedIn` with one neutral sentence for every failure, `Unavailable` when nothing can be counted."""
    email = email.strip().casefold()
    try:
        with writing(database) as session:
            ticket = _take_ticket(session, email, source)
            account = session.exec(select(Account).where(Account.email == email)).first()
            hashed = account.password_hash if account is not None and account.status == "active" else None
    except DBAPIError as problem:
        raise Unavailable("Nobody can sign in at the moment. Please try again in a minute.") from problem
    fits = ticket is not None and password_fits(password, hashed)
    with writing(database) as session:
        opened = _admit(session, email, code, source=source, request=request) if fits else None
        if opened is None:
            _refuse(session, email, source=source, request=request)
        elif ticket is not None:
            session.exec(delete(SignInAttempt).where(col(SignInAttempt.id).in_(ticket)))
    if opened is None:
        raise NotSignedIn(NEUTRAL)
    return opened


def _take_ticket(session: Session, email: str, source: str) -> list[str] | None:
    """Count this attempt for the e-mail and for the network before anything is checked; none when there were too many."""
    settings = settings_of(session)
    limits = {f"email:{email}": settings.sign_in_attempts, f"source:{source}": settings.sign_in_source_attempts}
    return counted(session, limits, timedelta(minutes=settings.sign_in_window_minutes))


def counted(session: Session, limits: dict[str, int], window: timedelta) -> list[str] | None:
    """Count an attempt against each subject's limit; returns the ids of what was counted, none where there were too many."""
    since = now() - window
    attempts = []
    for subject, most in limits.items():
        hashed = hashlib.sha256(subject.encode()).hexdigest()
        lock_for_counting(session, hashed)
        session.exec(delete(SignInAttempt).where(col(SignInAttempt.subject) == hashed, col(SignInAttempt.at) < since))
        seen = session.exec(select(func.count()).select_from(SignInAttempt).where(SignInAttempt.subject == hashed)).one()
        if seen >= most:
            return None
        attempts.append(SignInAttempt(id=str(uuid7()), subject=hashed, at=now()))
    ids = [attempt.id for attempt in attempts]
    session.add_all(attempts)
    return ids


def _admit(session: Session, email: str, code: str | None, *, source: str, request: str) -> Opened | None:
    account = session.exec(select(Account).where(Account.email == email)).first()
    if account is None or account.status != "active":
        return None
    shown_factor = False
    if account.factor_secret is not None:
        settings = settings_of(session)
        window = timedelta(minutes=settings.sign_in_window_minutes)
        ticket = counted(session, {f"factor:{account.id}": settings.second_factor_attempts}, window)
        secret = second_factor.unseal(session, account.factor_secret)
        step = second_factor.accepted_step(secret, code or "", account.factor_step) if ticket else None
        if ticket is None or step is None:
            return None
        account.factor_step = step
        session.add(account)
        session.exec(delete(SignInAttempt).where(col(SignInAttempt.id).in_(ticket)))
        shown_factor = True
    return _begin(session, account, shown_factor, source=source, request=request)


def _begin(session: Session, account: Account, shown_factor: bool, *, source: str, request: str) -> Opened:
    token = new_token()
    opened = SignedSession(
        token_hash=token_hash(token),
        account_id=account.id,
        opened_at=now(),
        expires_at=now() + timedelta(hours=settings_of(session).session_hours),
        factor_at=now() if shown_factor else None,
        method="totp" if shown_factor else "password",
        source=source,
    )
    session.add(opened)
    session.add(SessionUse(token_hash=opened.token_hash, seen_at=now()))
    actor = actor_of(session, account, opened, source=source, request=request)
    record(session, "session:opened", by=actor)
    return Opened(token, opened.expires_at, actor)


def _refuse(session: Session, email: str, *, source: str, request: str) -> None:
    nobody = Actor(id="", email="", name="", role="nobody", method="none", source=source, request=request)
    subject = hashlib.sha256(email.encode()).hexdigest()[:16]
    record(session, "session:refused", by=nobody, rule="SIGN_IN", payload={"email_hash": subject})


def step_up(session: Session, code: str, *, by: Actor) -> bool:
    """Show the second factor again in an open session; from now on it counts as fresh. Says whether the code was taken."""
    account = session.get(Account, by.id)
    opened = session.get(SignedSession, by.session)
    if account is None or opened is None or account.factor_secret is None:
        return False
    settings = settings_of(session)
    limits = {f"factor:{account.id}": settings.second_factor_attempts}
    ticket = counted(session, limits, timedelta(minutes=settings.sign_in_window_minutes))
    secret = second_factor.unseal(session, account.factor_secret)
    step = second_factor.accepted_step(secret, code, account.factor_step) if ticket else None
    if ticket is None or step is None:
        return False
    session.exec(delete(SignInAttempt).where(col(SignInAttempt.id).in_(ticket)))
    account.factor_step = step
    opened.factor_at = now()
    session.add(account)
    session.add(opened)
    record(session, "session:opened", by=by, fields=["second_factor"])
    return True


def end_session(session: Session, *, by: Actor) -> None:
    """Sign out: the token is dead at once."""
    opened = session.get(SignedSession, by.session)
    if opened is not None and opened.ended_at is None:
        opened.ended_at = now()
        session.add(opened)
        record(session, "session:ended", by=by)
