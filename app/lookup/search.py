"""Looking up entries: filters and text, and who is open at an instant."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from app.access.actor import Actor
from app.db import Session
from app.directory.find import EntryQuery, Page, find_entries
from app.directory.parts import Record
from app.errors import FieldError, Invalid
from app.lookup.hours import is_open
from app.lookup.hours_json import hours_from

PAGES = 20
"""How many pages are read at most to fill one page of entries that are open."""


def search(session: Session, query: EntryQuery, *, open_at: str | None = None, reader: Actor) -> Page:
    """A page of cards; with `open_at` (RFC 3339) only entries whose office hours hold at that instant.

    Raises `Invalid` naming a wrong filter, `Denied`.
    """
    if not open_at:
        return find_entries(session, query, reader=reader)
    at = _instant(open_at)
    found: list[Record] = []
    cursor = query.cursor
    for _ in range(PAGES):
        page = find_entries(session, replace(query, cursor=cursor), reader=reader)
        found += [card for card in page.items if _is_open(card, at)]
        cursor = page.next_cursor
        if cursor is None or len(found) >= query.limit:
            break
    return Page(found, cursor)


def _instant(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        reason = "an instant with its offset, such as 2026-11-24T03:10:00Z"
        raise Invalid("The look-up cannot be made.", errors=(FieldError("open_at", reason),))
    return at


def _is_open(card: Record, at: datetime) -> bool:
    return bool(card["hours"] and card["time_zone"] and is_open(hours_from(card["hours"]), card["time_zone"], at))
