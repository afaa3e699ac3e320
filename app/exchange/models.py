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


class Delivery(SQLModel, table=True):
    """A day's run for a recipient: begun, written, delivered, acknowledged, or failed and why.

    `way` is `folder`, `https`, `sftp` or `fetched`, `target` a host or folder, `sent` the names of the files that have
    arrived (`/a/b/`).
    """

    __tablename__ = "delivery"

    id: str = Field(primary_key=True)
    recipient: str = Field(index=True)
    day: str
    sequence: int | None = None
    way: str
    target: str
    begun_at: dt.datetime = Field(index=True)
    written_at: dt.datetime | None = None
    delivered_at: dt.datetime | None = None
    acknowledged_at: dt.datetime | None = None
    failed_at: dt.datetime | None = None
    why: str = ""
    attempts: int = 0
    sent: str = ""


class ImportFile(SQLModel, table=True):
    """A file that somebody sent, and what a dry run said about it; the file lies in DATA_DIR/imports until it is taken in,

    put aside, or a day old. `chosen` and `report` are JSON texts.
    """

    __tablename__ = "import_file"

    id: str = Field(primary_key=True)
    account_id: str = Field(index=True)
    name: str
    profile: str
    state: str | None = None
    made_at: dt.datetime = Field(index=True)
    status: str
    chosen: str
    report: str


class ImportHeading(SQLModel, table=True):
    """What a sender's heading means: remembered, so that the same form is mapped once."""

    __tablename__ = "import_heading"

    account_id: str = Field(primary_key=True)
    heading: str = Field(primary_key=True)
    column_name: str
