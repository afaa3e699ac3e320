"""Tables of proposals and of what rests on them: sets, redirections, entries on behalf of a State."""

import datetime as dt

from sqlmodel import Field, SQLModel


class Proposal(SQLModel, table=True):
    """A change that waits for a second person. `patch` is the merge patch as sent; `changes` what it changes, as shown.

    `state`: draft, submitted, approved (waiting), published, rejected, withdrawn, fallen (its ground was gone). `set_id`
    says with which others it is decided in one act. `early_at`: since when a new urgent line is shown unverified, because
    of a third signature or the answer of a known mailbox (`early_how`).
    """

    __tablename__ = "proposal"

    id: str = Field(primary_key=True)
    entry_id: str = Field(index=True, foreign_key="entry.id")
    kind: str
    state: str = Field(index=True)
    patch: str
    changes: str
    why: str | None = None
    author_id: str = Field(index=True)
    submitted_at: dt.datetime
    waits: bool = False
    eligible_from: dt.datetime
    approver_id: str | None = None
    approved_at: dt.datetime | None = None
    factor: str | None = None
    called_back_on: str | None = None
    decided_by: str | None = None
    decided_at: dt.datetime | None = None
    note: str | None = None
    set_id: str | None = Field(default=None, index=True, foreign_key="proposal_set.id")
    early_at: dt.datetime | None = None
    early_by: str | None = None
    early_how: str | None = None


class ProposalSet(SQLModel, table=True):
    """Proposals that are decided together: an import or a first filling."""

    __tablename__ = "proposal_set"

    id: str = Field(primary_key=True)
    title: str
    made_by: str
    made_at: dt.datetime


class Redirection(SQLModel, table=True):
    """A channel that was hidden in an emergency, and the approved channel to call instead."""

    __tablename__ = "redirection"

    id: str = Field(primary_key=True)
    entry_id: str = Field(index=True, foreign_key="entry.id")
    channel: str
    type: str
    label: str | None = None
    to_entry: str
    to_channel: str
    since: dt.datetime
    ended_at: dt.datetime | None = None


class OnBehalf(SQLModel, table=True):
    """An entry that a coordinator recorded for a State without a focal point, on the strength of its note verbale."""

    __tablename__ = "on_behalf"

    entry_id: str = Field(primary_key=True, foreign_key="entry.id")
    reference: str
    dated: dt.date
    recorded_by: str
    recorded_at: dt.datetime
    taken_over_by: str | None = None
    taken_over_at: dt.datetime | None = None
