"""Tables of accounts, sessions, keys, sign-in attempts and facts about this installation."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class Account(SQLModel, table=True):
    """A person or a recipient. `entry` is the authority it belongs to; `region` or `network` a coordinator's scope."""

    __tablename__ = "account"

    id: str = Field(primary_key=True)
    email: str = Field(unique=True)
    name: str
    role: str
    state: str | None = None
    entry: str | None = None
    region: str | None = None
    network: str | None = None
    recipient: str | None = None
    ceiling: str | None = None
    password_hash: str
    factor_secret: str | None = None
    factor_step: int = 0
    status: str = "active"
    added_at: datetime
    added_by: str
    suspended_at: datetime | None = None


class SignedSession(SQLModel, table=True):
    """A session: its token is stored hashed, so that a copy of the database opens nothing."""

    __tablename__ = "session"

    token_hash: str = Field(primary_key=True)
    account_id: str = Field(index=True, foreign_key="account.id")
    opened_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None
    factor_at: datetime | None = None
    method: str
    source: str


class SessionUse(SQLModel, table=True):
    """When a session was last used, to the minute."""

    __tablename__ = "session_use"

    token_hash: str = Field(primary_key=True)
    seen_at: datetime


class ApiKey(SQLModel, table=True):
    """A key for a machine: recognised by its prefix, compared by its hash."""

    __tablename__ = "api_key"

    prefix: str = Field(primary_key=True)
    key_hash: str
    account_id: str = Field(index=True, foreign_key="account.id")
    issued_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None


class SignInAttempt(SQLModel, table=True):
    """One attempt that has not succeeded (yet): counted before any hashing, whoever it was for."""

    __tablename__ = "sign_in_attempt"

    id: str = Field(primary_key=True)
    subject: str = Field(index=True)
    at: datetime


class InstallationFact(SQLModel, table=True):
    """What holds for this installation as a whole, such as that it is a demo."""

    __tablename__ = "installation"

    key: str = Field(primary_key=True)
    value: str


class SingleUseLink(SQLModel, table=True):
    """A link that was mailed: good once, until it expires. Its token is stored hashed; `subject` says what it is for."""

    __tablename__ = "link"

    token_hash: str = Field(primary_key=True)
    kind: str = Field(index=True)
    subject: str = Field(index=True)
    expires_at: datetime
    used_at: datetime | None = None
