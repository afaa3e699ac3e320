"""Tables of the search: what is kept of an entry's names, and the keys by which a question finds them."""

import datetime as dt

from sqlmodel import Field, SQLModel

from app.directory.models import ByteOrder


class SearchEntry(SQLModel, table=True):
    """An entry as the search knows it: its short `number` in the keys, and the names that are compared, as JSON.

    `prepared` are the same names ready to be compared (`naming.stored`). `version` is that of the rules which made its keys
    (`search_keys.VERSION`). The numbers follow the order of recording.
    """

    __tablename__ = "search_entry"

    number: int | None = Field(default=None, primary_key=True)
    entry_id: str = Field(index=True, unique=True)
    version: int = Field(index=True)
    state: str
    names: str
    prepared: str


class SearchKey(SQLModel, table=True):
    """That an entry has a key. In the order of its primary key, so that a question reads few pages of the file."""

    __tablename__ = "search_key"
    __table_args__ = {"sqlite_with_rowid": False}

    kind: str = Field(primary_key=True)
    key: str = Field(primary_key=True, sa_type=ByteOrder)
    entry: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})


class NumberCheck(SQLModel, table=True):
    """One question whether a number or mailbox is registered: what it was is not kept, only who asked when."""

    __tablename__ = "number_check"

    id: str = Field(primary_key=True)
    account_id: str = Field(index=True)
    at: dt.datetime
