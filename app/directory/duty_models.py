"""Tables of duty sheets: which entries a unit carries on paper, until when, and what was printed last."""

import datetime as dt

from sqlmodel import Field, SQLModel


class DutySheet(SQLModel, table=True):
    """A sheet that somebody drew. `unit` is whose daily limit it counts against; colleagues of `authority` may print it too."""

    __tablename__ = "duty_sheet"

    id: str = Field(primary_key=True)
    title: str
    drawn_by: str = Field(index=True)
    state: str | None = None
    authority: str | None = Field(default=None, index=True)
    unit: str = Field(index=True)
    time_zone: str
    purpose: str
    case_ref: str
    drawn_at: dt.datetime
    expires_at: dt.datetime
    printed_at: dt.datetime | None = None


class DutyLine(SQLModel, table=True):
    """One entry on a sheet, at the place where it stands on the paper; `printed` is a digest of what was printed of it last."""

    __tablename__ = "duty_line"

    sheet_id: str = Field(primary_key=True, foreign_key="duty_sheet.id")
    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    entry_id: str = Field(index=True, foreign_key="entry.id")
    printed: str | None = None
