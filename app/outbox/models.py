"""The table of letters."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class Letter(SQLModel, table=True):
    """One mail. `occasion` is unique, so that the same occasion is never told twice; the text is erased once it is sent.

    `state`: queued, sending (claimed by a delivery), sent, failed (given up; `last_error` says why), bounced. `retry_at` is
    the earliest instant of the next try.
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
