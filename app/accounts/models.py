"""Tables of accounts, sessions, keys, sign-in attempts and facts about this installation."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel


class Account(SQLModel, table=True):
    """A person or a recipient. `entry` is the authority it belongs to; `region` or `network` a coordinator's scope.

    `status`: joined (waits for the second approval, cannot sign in), active, suspended. `nomination` is the reference of the
    letter that named the person, `nominated_on` its date. `confirmed_at`: when a focal point last said that it is still in use.
    `zone` and `hours` (JSON text) are the person's own, none being the usual ones of the State.
    """

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
    seconded_by: str | None = None
    nomination: str | None = None
    nominated_on: date | None = None
    confirmed_at: datetime | None = None
    confirmed_by: str | None = None
    zone: str | None = None
    hours: str | None = None


class SignedSession(SQLModel, table=True):
    """A session: its token is stored hashed, so that a copy of the database opens nothing. `delegation_id`: for whom it acts."""

    __tablename__ = "session"

    token_hash: str = Field(primary_key=True)
    account_id: str = Field(index=True, foreign_key="account.id")
    opened_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None
    factor_at: datetime | None = None
    method: str
    source: str
    delegation_id: str | None = None


class SessionUse(SQLModel, table=True):
    """When a session was last used, to the minute."""

    __tablename__ = "session_use"

    token_hash: str = Field(primary_key=True)
    seen_at: datetime


class ApiKey(SQLModel, table=True):
    """A key for a machine: recognised by its prefix, compared by its hash.

    `scope` says what it is good for, none being the whole API; `chosen` is the JSON text of what its address book holds.
    """

    __tablename__ = "api_key"

    prefix: str = Field(primary_key=True)
    key_hash: str
    account_id: str = Field(index=True, foreign_key="account.id")
    issued_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    scope: str | None = None
    chosen: str | None = None


class AddressBookState(SQLModel, table=True):
    """What a telephone's address book held at a number: `state` is a JSON object of entry id -> tag of its card."""

    __tablename__ = "address_book_state"

    prefix: str = Field(primary_key=True)
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    made_at: datetime
    state: str


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


class Invitation(SQLModel, table=True):
    """An invitation: who is to come, in which role, invited and seconded by whom. Its state follows from its instants.

    `account_id` is the account that joined by it. `frozen_at`: the inviter was suspended meanwhile. `batch`: invited together.
    """

    __tablename__ = "invitation"

    id: str = Field(primary_key=True)
    batch: str | None = Field(default=None, index=True)
    email: str = Field(index=True)
    name: str
    role: str
    state: str | None = None
    entry: str | None = None
    region: str | None = None
    network: str | None = None
    recipient: str | None = None
    ceiling: str | None = None
    nomination: str | None = None
    nominated_on: date | None = None
    inviter_id: str = Field(index=True)
    invited_at: datetime
    expires_at: datetime
    times_sent: int = 1
    account_id: str | None = None
    joined_at: datetime | None = None
    seconded_at: datetime | None = None
    seconded_by: str | None = None
    withdrawn_at: datetime | None = None
    withdrawn_by: str | None = None
    frozen_at: datetime | None = None


class MailDomain(SQLModel, table=True):
    """An official mail domain, as A-label: of a State, of one authority (`entry`), or of the organisation (no State)."""

    __tablename__ = "mail_domain"

    id: str = Field(primary_key=True)
    domain: str = Field(index=True)
    state: str | None = Field(default=None, index=True)
    entry: str | None = None
    reason: str
    proposer_id: str = Field(index=True)
    proposed_at: datetime
    approver_id: str | None = None
    approved_at: datetime | None = None
    ended_at: datetime | None = None
    ended_by: str | None = None


class Delegation(SQLModel, table=True):
    """A focal point's deputy, until a day at most 90 days ahead. `permissions` is a text such as `/ENTRY_CONFIRM/`."""

    __tablename__ = "delegation"

    id: str = Field(primary_key=True)
    giver_id: str = Field(index=True, foreign_key="account.id")
    deputy_id: str = Field(index=True, foreign_key="account.id")
    permissions: str
    given_at: datetime
    until: datetime
    ended_at: datetime | None = None
    ended_by: str | None = None


class SecondedAct(SQLModel, table=True):
    """An act on an account that one person asked for and another decides: `kind` is `reactivate`, `subject_id` the account."""

    __tablename__ = "seconded_act"

    id: str = Field(primary_key=True)
    kind: str
    subject_id: str = Field(index=True, foreign_key="account.id")
    reason: str
    requested_by: str = Field(index=True)
    requested_at: datetime
    state: str = Field(default="requested", index=True)
    decided_by: str | None = None
    decided_at: datetime | None = None


class AccountReminder(SQLModel, table=True):
    """That a focal point was reminded of an account that nobody has confirmed, at most one a day."""

    __tablename__ = "account_reminder"

    account_id: str = Field(primary_key=True, foreign_key="account.id")
    day: date = Field(primary_key=True)
