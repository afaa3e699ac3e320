"""The table of letters, and what is left of one that needs its text no more."""

from datetime import datetime

from sqlmodel import Field, SQLModel

ERASED = ""
"""What stands for the text of a letter that has left, or never will: it may have carried a link that is good once."""


class Letter(SQLModel, table=True):
    """One mail. `occasion` is unique, so that the same occasion is never told twice; the text is erased once it is sent.

    `state`: queued, sending (claimed by a delivery), sent, failed (given up or taken back; `last_error` says why), bounced.
    `retry_at` is the earliest instant of the next try.
    """

    __tablename__ = "letter"

    id: str = Field(primary_key=True)
    occasion: str = Field(unique=True)
    to: str = Field(index=True)
    subject: str
    body: str
    language: str = "en"
    queued_at: datetime
    state: str = Field(default="queued", index=True)
    tries: int = 0
    claimed_at: datetime | None = None
    retry_at: datetime | None = None
    sent_at: datetime | None = None
    last_error: str | None = None
