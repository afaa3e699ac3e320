"""Tables of communication tests and of who answered them."""

import datetime as dt

from sqlmodel import Field, SQLModel


class Drill(SQLModel, table=True):
    """A communication test of a region or network, perhaps of one function only, from `starts_at` to `ends_at`.

    `out_of_hours`: only mailboxes that are closed when it starts are written to; `region` and `network` were checked to lie
    within the author's own.
    """

    __tablename__ = "drill"

    id: str = Field(primary_key=True)
    region: str | None = None
    network: str | None = None
    function: str | None = None
    out_of_hours: bool = False
    starts_at: dt.datetime = Field(index=True)
    ends_at: dt.datetime
    made_at: dt.datetime
    made_by: str
    started_at: dt.datetime | None = None
    cancelled_at: dt.datetime | None = None


class DrillCall(SQLModel, table=True):
    """One entry in a test: which mailbox was written to and when, and when and how it answered (`link` or `called`)."""

    __tablename__ = "drill_call"

    id: str = Field(primary_key=True)
    drill_id: str = Field(index=True, foreign_key="drill.id")
    entry_id: str = Field(index=True, foreign_key="entry.id")
    state: str
    channel_id: str
    digest: str
    sent_at: dt.datetime
    answered_at: dt.datetime | None = None
    answered_how: str | None = None
    answered_by: str | None = None
