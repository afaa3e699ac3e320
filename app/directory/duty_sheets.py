"""Duty sheets: up to 30 counterparts that a unit carries on paper for 30 days; each printing is one recorded disclosure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select
from uuid_utils.compat import uuid7

from app.access import marking as tlp
from app.access.actor import Actor
from app.access.policy import require
from app.access.roles import Permission
from app.audit.trail import record
from app.clock import now
from app.db import lock_for_counting, settings_of
from app.directory.duty_lines import digest_of, printed_cards
from app.directory.duty_models import DutyLine, DutySheet
from app.directory.duty_reading import UNIT_ROLES, SheetCard, load_sheet, sheet_cards
from app.directory.duty_wishes import SheetWish, checked_title
from app.directory.find import visible_parents
from app.directory.parts import Record
from app.errors import Denied, TooMany
from app.reference.zones import principal_zone

RULE = Permission.CHANNEL_REVEAL.name


@dataclass(frozen=True)
class PrintedSheet:
    """A sheet with its values, for the paper: `lines` are (place, card); on record before it is returned."""

    id: str
    title: str
    time_zone: str
    marking: str
    person: str
    authority: tuple[Record, ...]
    state: str | None
    printed_at: datetime
    expires_at: datetime
    lines: tuple[tuple[int, Record], ...]


def draw_duty_sheet(session: Session, wish: SheetWish, *, by: Actor) -> SheetCard:
    """Keep a choice of entries as a sheet; no value leaves yet. Counts once, however often it is printed.

    Raises `Denied`, `Invalid` naming each wrong field, `TooMany` after `duty_sheets_per_day` sheets of the authority in 24 hours.
    """
    require(by, Permission.CHANNEL_REVEAL)
    zone = wish.time_zone or (principal_zone(by.state) if by.state else None) or "UTC"
    title = checked_title(session, wish, zone, by)
    unit = by.entry or by.state or by.id
    _require_within_limit(session, unit)
    at = now()
    sheet = DutySheet(
        id=str(uuid7()),
        title=title,
        drawn_by=by.id,
        state=by.state,
        authority=by.entry if by.role in UNIT_ROLES else None,
        unit=unit,
        time_zone=zone,
        purpose=wish.purpose,
        case_ref=wish.case_ref.strip(),
        drawn_at=at,
        expires_at=at + timedelta(days=settings_of(session).duty_sheet_days),
    )
    session.add(sheet)
    session.flush()  # its lines point at it
    lines = [DutyLine(sheet_id=sheet.id, position=place, entry_id=entry) for place, entry in enumerate(wish.entries, 1)]
    session.add_all(lines)
    payload: dict[str, object] = {"sheet": sheet.id}
    record(
        session,
        "dutysheet:drawn",
        by=by,
        entries=wish.entries,
        purpose=sheet.purpose,
        case_ref=sheet.case_ref,
        rule=RULE,
        count=len(lines),
        payload=payload,
    )
    session.flush()
    return sheet_cards(session, [sheet], reader=by)[0]


def print_duty_sheet(session: Session, sheet_id: str, *, by: Actor) -> PrintedSheet:
    """The sheet with the values as of now, recorded as one disclosure; what may not be on paper any more is left out.

    Raises `NotFound`, and `Denied` once it has expired or nothing of it may be printed.
    """
    require(by, Permission.CHANNEL_REVEAL)
    sheet = load_sheet(session, sheet_id, by)
    if now() >= sheet.expires_at:
        raise Denied("This duty sheet has expired: draw a new one.", rule=RULE)
    rows = session.exec(select(DutyLine).where(DutyLine.sheet_id == sheet.id).order_by(col(DutyLine.position))).all()
    found = printed_cards(session, [row.entry_id for row in rows], purpose=sheet.purpose, case_ref=sheet.case_ref, reader=by)
    lines = [(row, card) for row in rows if (card := found[row.entry_id][1]) is not None]
    if not lines:
        raise Denied("Nothing on this duty sheet may be printed any more: draw a new one.", rule=RULE)
    sheet.printed_at = now()
    session.add(sheet)
    for row in rows:
        card = found[row.entry_id][1]
        row.printed = digest_of(card) if card is not None else None
        session.add(row)
    cards = [card for _, card in lines]
    marking = max([m for card in cards for m in (card["marking"], *(c["marking"] for c in card["channels"]))], key=tlp.rank)
    _record_printing(session, sheet, cards, marking, by=by)
    authority = visible_parents(session, {by.entry} if by.entry else set(), reader=by).get(by.entry or "")
    return PrintedSheet(
        id=sheet.id,
        title=sheet.title,
        time_zone=sheet.time_zone,
        marking=marking,
        person=by.name,
        authority=tuple(authority["names"]) if authority else (),
        state=by.state,
        printed_at=sheet.printed_at,
        expires_at=sheet.expires_at,
        lines=tuple((row.position, card) for row, card in lines),
    )


def _record_printing(session: Session, sheet: DutySheet, cards: Sequence[Record], marking: str, *, by: Actor) -> None:
    """One event for the whole set. Its payload says which lines are whose: an owner sees the own ones only."""
    given = {card["id"]: [channel["id"] for channel in card["channels"]] for card in cards}
    channels = [channel for of_entry in given.values() for channel in of_entry]
    record(
        session,
        "dutysheet:printed",
        by=by,
        entries=given,
        fields=channels,
        marking=marking,
        purpose=sheet.purpose,
        case_ref=sheet.case_ref,
        rule=RULE,
        count=len(channels),
        payload={"sheet": sheet.id, "lines": given},
    )


def _require_within_limit(session: Session, unit: str) -> None:
    lock_for_counting(session, f"duty_sheets:{unit}")
    counted = select(func.count()).where(DutySheet.unit == unit, col(DutySheet.drawn_at) > now() - timedelta(days=1))
    if session.exec(counted).one() >= settings_of(session).duty_sheets_per_day:
        raise TooMany("Your authority has drawn as many duty sheets as it can in a day.", retry_after=3600)
