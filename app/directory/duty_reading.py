"""Duty sheets as their unit sees them on a page: without a value, with what became of each line since it was printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_
from sqlmodel import Session, col, select

from app.access.actor import Actor
from app.access.policy import may_know, require
from app.access.roles import Permission
from app.clock import now
from app.directory.duty_lines import digest_of, printed_cards
from app.directory.duty_models import DutyLine, DutySheet
from app.directory.models import Entry
from app.directory.parts import Record
from app.directory.subjects import subject_of
from app.errors import NotFound

MOST_LISTED = 20
UNIT_ROLES = ("officer", "focal_point")
"""Roles whose colleagues of the same authority see the same lines, so that they may share a sheet."""


@dataclass(frozen=True)
class LineCard:
    """A line as its unit sees it on the page, without a value. `standing`: new (never printed), current, changed or gone.

    `names` is empty where the entry is hidden from the reader.
    """

    position: int
    entry: str
    names: tuple[Record, ...]
    state: str | None
    marking: str | None
    standing: str


@dataclass(frozen=True)
class SheetCard:
    """A sheet as its unit sees it; `changed` counts lines on which the last printing is wrong by now."""

    id: str
    title: str
    time_zone: str
    purpose: str
    drawn_at: datetime
    expires_at: datetime
    expired: bool
    printed_at: datetime | None
    mine: bool
    changed: int
    lines: tuple[LineCard, ...]


def duty_sheets(session: Session, *, reader: Actor) -> list[SheetCard]:
    """The newest sheets of the reader and its unit, without any value. Raises `Denied`."""
    require(reader, Permission.CHANNEL_REVEAL)
    statement = _of_unit(reader).order_by(col(DutySheet.drawn_at).desc(), col(DutySheet.id).desc()).limit(MOST_LISTED)
    return sheet_cards(session, session.exec(statement).all(), reader=reader)


def duty_sheet(session: Session, sheet_id: str, *, reader: Actor) -> SheetCard:
    """One sheet, with what became of its lines since it was printed. Raises `Denied`, `NotFound`."""
    require(reader, Permission.CHANNEL_REVEAL)
    return sheet_cards(session, [load_sheet(session, sheet_id, reader)], reader=reader)[0]


def _of_unit(reader: Actor) -> Any:
    """Sheets that the reader drew, or that a colleague of the same authority did who sees what the reader sees."""
    mine = col(DutySheet.drawn_by) == reader.id
    if not reader.entry or reader.role not in UNIT_ROLES:
        return select(DutySheet).where(mine)
    colleagues = (col(DutySheet.authority) == reader.entry) & (col(DutySheet.state) == reader.state)
    return select(DutySheet).where(or_(mine, colleagues))


def load_sheet(session: Session, sheet_id: str, reader: Actor) -> DutySheet:
    """A sheet of the reader or its unit. Raises `NotFound`."""
    found: DutySheet | None = session.exec(_of_unit(reader).where(DutySheet.id == sheet_id)).first()
    if found is None:
        raise NotFound(rule=Permission.CHANNEL_REVEAL.name)
    return found


def sheet_cards(session: Session, sheets: Sequence[DutySheet], *, reader: Actor) -> list[SheetCard]:
    """These sheets as the reader sees them, each line compared with what was printed last."""
    of_sheets = select(DutyLine).where(col(DutyLine.sheet_id).in_([sheet.id for sheet in sheets]))
    lines = session.exec(of_sheets.order_by(col(DutyLine.position))).all()
    return [_card(session, sheet, [line for line in lines if line.sheet_id == sheet.id], reader) for sheet in sheets]


def _card(session: Session, sheet: DutySheet, lines: Sequence[DutyLine], reader: Actor) -> SheetCard:
    ids = [line.entry_id for line in lines]
    found = printed_cards(session, ids, purpose=sheet.purpose, case_ref=sheet.case_ref, reader=reader)
    shown = tuple(_line(line, *found[line.entry_id], printed=sheet.printed_at is not None, reader=reader) for line in lines)
    return SheetCard(
        id=sheet.id,
        title=sheet.title,
        time_zone=sheet.time_zone,
        purpose=sheet.purpose,
        drawn_at=sheet.drawn_at,
        expires_at=sheet.expires_at,
        expired=now() >= sheet.expires_at,
        printed_at=sheet.printed_at,
        mine=sheet.drawn_by == reader.id,
        changed=sum(_is_wrong(line, each) for line, each in zip(lines, shown, strict=True)),
        lines=shown,
    )


def _is_wrong(line: DutyLine, shown: LineCard) -> bool:
    """Whether the last printing says something that holds no more; a line that was left out of it says nothing."""
    return shown.standing == "changed" or (shown.standing == "gone" and line.printed is not None)


def _line(line: DutyLine, entry: Entry, card: Record | None, *, printed: bool, reader: Actor) -> LineCard:
    known = may_know(reader, entry)
    if card is None:
        standing = "gone"
    elif not printed:
        standing = "new"
    else:
        standing = "current" if line.printed == digest_of(card) else "changed"
    return LineCard(
        position=line.position,
        entry=line.entry_id,
        names=subject_of(entry).names if known else (),
        state=entry.state if known else None,
        marking=entry.marking if known else None,
        standing=standing,
    )
