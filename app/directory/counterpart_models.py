"""Tables around a call: references that a caller gives, who guessed wrong, and requests to fill a gap."""

import datetime as dt

from sqlmodel import Field, SQLModel


class CallReference(SQLModel, table=True):
    """A six-digit reference by which the office called can check its caller, until `expires_at`.

    The digits are kept as they are: a hash of six digits hides nothing, and they are worth nothing an hour later.
    """

    __tablename__ = "call_reference"

    id: str = Field(primary_key=True)
    digits: str = Field(index=True)
    entry_id: str = Field(index=True, foreign_key="entry.id")
    caller_id: str = Field(index=True)
    caller_state: str | None = None
    caller_authority: str | None = None
    given_at: dt.datetime
    expires_at: dt.datetime


class WrongReference(SQLModel, table=True):
    """A call reference that somebody tried and that was not right."""

    __tablename__ = "wrong_reference"

    id: str = Field(primary_key=True)
    by_id: str = Field(index=True)
    at: dt.datetime


class GapRequest(SQLModel, table=True):
    """That a person asked for a counterpart that is not on file: once a person, State and function."""

    __tablename__ = "gap_request"

    state: str = Field(primary_key=True)
    function: str = Field(primary_key=True)
    by_id: str = Field(primary_key=True)
    by_state: str | None = None
    at: dt.datetime
