"""The table of editions: what was issued to whom, in which sequence."""

import datetime as dt

from sqlmodel import Field, SQLModel


class Edition(SQLModel, table=True):
    """An edition for a recipient; one a day, so that a second run of the nightly job gives the same bytes again."""

    __tablename__ = "edition"

    recipient: str = Field(primary_key=True)
    sequence: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    day: str = Field(index=True)
    issued: dt.datetime
    expires: dt.datetime
    previous: str | None = None
    manifest_sha256: str
    highest_marking: str
    entries: int
    channels: int
    state: str = "written"
