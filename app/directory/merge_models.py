"""The table of merges: which entry stands for which, and whether that was undone."""

import datetime as dt

from sqlmodel import Field, SQLModel


class EntryMerge(SQLModel, table=True):
    """Two entries that are one: `other_id` was withdrawn and points to `kept_id`; `before` is the status it had."""

    __tablename__ = "entry_merge"

    id: str = Field(primary_key=True)
    kept_id: str = Field(index=True, foreign_key="entry.id")
    other_id: str = Field(index=True, foreign_key="entry.id")
    before: str
    by_id: str
    at: dt.datetime
    proposal_id: str | None = None
    undone_at: dt.datetime | None = None
