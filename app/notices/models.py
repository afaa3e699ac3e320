"""Tables of what was told to whom, and up to where the trail has been read."""

from datetime import datetime

from sqlmodel import Field, SQLModel, UniqueConstraint


class Notice(SQLModel, table=True):
    """That somebody was told of an occasion: it is told once. `recipient` is an account's id, or `post:` and an entry's id.

    `occasion` tells two occasions of one subject apart, such as the due date that was reached.
    """

    __tablename__ = "notice"
    __table_args__ = (UniqueConstraint("recipient", "kind", "subject", "occasion", name="uq_notice_recipient"),)

    id: str = Field(primary_key=True)
    recipient: str
    kind: str
    subject: str = Field(index=True)
    occasion: str
    at: datetime


class NoticeCursor(SQLModel, table=True):
    """Up to which event of the trail notices have been made."""

    __tablename__ = "notice_cursor"

    name: str = Field(primary_key=True)
    seq: int
