"""What leaves this package: the actor behind a token, and an account as its owner or an administrator sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, select

from app.access.actor import Actor
from app.access.policy import held, why_not
from app.access.roles import ROLES, Permission
from app.accounts import installation
from app.accounts.acting import acting_actor
from app.accounts.models import Account, ApiKey, SessionUse, SignedSession
from app.accounts.secrets import same, token_hash
from app.clock import now
from app.db import Database, settings_of, writing
from app.errors import NotSignedIn

KEY_PREFIX = "pcd_"


@dataclass(frozen=True)
class AccountCard:
    """An account without its secrets. `nomination` is the reference of a letter that named the person, of `nominated_on`."""

    id: str
    email: str
    name: str
    role: str
    state: str | None
    entry: str | None
    region: str | None
    network: str | None
    recipient: str | None
    ceiling: str | None
    status: str
    has_second_factor: bool
    added_at: datetime
    added_by: str
    seconded_by: str | None
    nomination: str | None
    nominated_on: date | None
    confirmed_at: datetime | None


def account_card(account: Account) -> AccountCard:
    fields = {name: getattr(account, name) for name in AccountCard.__dataclass_fields__ if name != "has_second_factor"}
    return AccountCard(**fields, has_second_factor=account.factor_secret is not None)


def own_card(actor: Actor) -> dict[str, object]:
    """What `GET /me` answers: who one is and what one may do, each refusal with its sentence."""
    may = {
        p.name: {
            "may": (reason := why_not(actor, p)) is None,
            "scope": g.scope.value if (g := held(actor, p)) else None,
            "why_not": reason,
        }
        for p in Permission
    }
    return {
        "id": actor.id,
        "email": actor.email,
        "name": actor.name,
        "role": actor.role,
        "role_says": ROLES[actor.role],
        "state": actor.state,
        "entry": actor.entry,
        "region": actor.region,
        "network": actor.network,
        "recipient": actor.recipient,
        "admitted": actor.admitted,
        "zone": actor.zone,
        "fresh_factor": actor.has_fresh_factor(now()),
        "acting_for": {"id": actor.acting_for, "name": actor.acting_name} if actor.acting_for else None,
        "may": may,
    }


def actor_of(session: Session, account: Account, opened: SignedSession | None, *, source: str = "", request: str = "") -> Actor:
    """The account as an actor, with its rights as of this instant; for whom it acts where its session says so and that holds."""
    settings = settings_of(session)
    actor = Actor(
        id=account.id,
        email=account.email,
        name=account.name,
        role=account.role,
        state=account.state,
        entry=account.entry,
        region=account.region,
        network=account.network,
        recipient=account.recipient,
        ceiling=account.ceiling,
        admitted=account.state is None or account.state in installation.reader_states(session),
        method=opened.method if opened else "api_key",
        factor_at=opened.factor_at if opened else None,
        fresh_for=timedelta(minutes=settings.fresh_factor_minutes),
        change_factor=installation.change_factor(session),
        session=opened.token_hash if opened else "",
        source=source,
        request=request,
        zone=account.zone,
        hours=account.hours,
    )
    acting = acting_actor(session, actor, opened.delegation_id) if opened is not None and opened.delegation_id else None
    return acting or actor


def actor_by_token(session: Session, token: str, *, source: str = "", request: str = "") -> Actor:
    """Who holds this session token or API key. Status, role and scope are read anew; raises `NotSignedIn`."""
    if token.startswith(KEY_PREFIX):
        return _actor_by_key(session, token, source=source, request=request)
    opened = session.get(SignedSession, token_hash(token))
    idle = timedelta(minutes=settings_of(session).session_idle_minutes)
    use = session.get(SessionUse, opened.token_hash) if opened else None
    if opened is None or use is None or opened.ended_at is not None or now() >= min(opened.expires_at, use.seen_at + idle):
        raise NotSignedIn("Your session has ended. Sign in again.")
    return actor_of(session, _active(session, opened.account_id), opened, source=source, request=request)


def account_of_session(session: Session, token: str) -> str | None:
    """The id of the account whose session this token was, ended or not: what was typed belongs to it. Gives no right."""
    opened = session.get(SignedSession, token_hash(token)) if token else None
    return opened.account_id if opened else None


def _actor_by_key(session: Session, token: str, *, source: str, request: str) -> Actor:
    key = session.get(ApiKey, token[len(KEY_PREFIX) :].partition("_")[0])
    if key is None or key.scope is not None or not is_live(key, token):
        raise NotSignedIn("This API key is not valid, or not any more.")
    return actor_of(session, _active(session, key.account_id), None, source=source, request=request)


def is_live(key: ApiKey, token: str) -> bool:
    """Whether this is the key's secret, and the key still good."""
    return key.revoked_at is None and now() < key.expires_at and same(key.key_hash, token_hash(token))


def _active(session: Session, account_id: str) -> Account:
    account = session.get(Account, account_id)
    if account is None or account.status != "active":
        raise NotSignedIn("Your session has ended. Sign in again.")
    return account


def actor_by_email(session: Session, email: str, *, request: str = "") -> Actor | None:
    """The account of this mailbox as an actor at the command line, or none when there is no active one."""
    account = session.exec(select(Account).where(Account.email == email.strip().casefold())).first()
    if account is None or account.status != "active":
        return None
    actor = actor_of(session, account, None, request=request)
    return Actor(**{**actor.__dict__, "method": "command_line"})


def note_use(database: Database, session_hash: str) -> None:
    """Note that a session is in use; at most a row a minute."""
    if not session_hash:
        return
    with writing(database) as session:
        use = session.get(SessionUse, session_hash)
        if use is not None and now() - use.seen_at >= timedelta(minutes=1):
            use.seen_at = now()
            session.add(use)


def is_use_due(session: Session, actor: Actor) -> bool:
    """Whether the last noted use lies a minute back."""
    use = session.get(SessionUse, actor.session) if actor.session else None
    return use is not None and now() - use.seen_at >= timedelta(minutes=1)
