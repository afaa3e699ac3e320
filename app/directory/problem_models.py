"""Tables of readers' reports and of what happened when somebody called."""

import datetime as dt

from sqlmodel import Field, SQLModel

from app.directory.models import Codes


class Problem(SQLModel, table=True):
    """A report that something about an entry is wrong. `state`: open, answered or dismissed.

    `reported_by` is an account, or `registry` where two offices failed to reach a channel. The owner is told State and
    authority of the reporter, never the person.
    """

    __tablename__ = "problem"

    id: str = Field(primary_key=True)
    entry_id: str = Field(index=True, foreign_key="entry.id")
    channel_id: str | None = None
    kind: str
    fields: list[str] = Field(default_factory=list, sa_type=Codes)
    note: str | None = None
    state: str = Field(default="open", index=True)
    reported_at: dt.datetime
    reported_by: str = Field(index=True)
    reporter_state: str | None = None
    reporter_authority: str | None = None
    answer: str | None = None
    answered_at: dt.datetime | None = None
    answered_by: str | None = None


class CallOutcome(SQLModel, table=True):
    """What happened when a reader tried a channel. `digest` says which number it was: another number begins anew."""

    __tablename__ = "call_outcome"

    id: str = Field(primary_key=True)
    entry_id: str = Field(index=True, foreign_key="entry.id")
    channel_id: str = Field(index=True)
    digest: str
    outcome: str
    at: dt.datetime
    by_id: str = Field(index=True)
    by_state: str | None = None
    by_authority: str | None = None
