"""Looking up entries: filters, text in any script, and who is open at an instant; matches apart from similar names."""

from __future__ import annotations

import base64
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.access.actor import Actor
from app.db import Session
from app.directory.find import EntryQuery, Page, cards_in_order, find_entries, note_listed, require_sound, searched_pool
from app.directory.parts import Record
from app.directory.reachable import manned_hours
from app.directory.search_index import HOLDER
from app.errors import FieldError, Invalid
from app.lookup.candidates import Hit, ranked
from app.lookup.hours import is_open, wall_clock
from app.lookup.hours_json import hours_from
from app.lookup.query import Chip, understand
from app.lookup.similarity import CUT

PAGES = 20
"""How many pages are read at most to fill one page of entries that are open."""
SIMILAR, LEAST_SIMILAR = 5, 0.6
"""How many similar names are shown below the matches, and how near they must be."""
LONGEST = 200
"""Characters of a question that are read."""


@dataclass(frozen=True)
class Answers:
    """What a look-up found: matches page by page, similar names (first page only), and the filters read out of the text.

    An item that a text found has `matched`: which of its names, and how (`candidates.Hit`).
    """

    items: list[Record]
    next_cursor: str | None = None
    similar: Sequence[Record] = ()
    text: str | None = None
    chips: tuple[Chip, ...] = ()


def search(
    session: Session, query: EntryQuery, *, open_at: str | None = None, plain: Collection[str] = (), reader: Actor
) -> Answers:
    """Cards of what the reader may find; with `open_at` (RFC 3339) only those whose office hours hold at that instant.

    A State or function named in the text becomes a filter unless it stands in `plain`, or would leave no match at all.
    Raises `Invalid` naming a wrong filter, `Denied`.
    """
    require_sound(query, reader=reader)
    at = _instant(open_at) if open_at else None
    query = replace(query, held_on=at.date().isoformat() if at else None)
    if not (query.q or "").strip():
        return _listed(session, replace(query, q=None), at, reader=reader)
    query = replace(query, q=(query.q or "")[:LONGEST])
    meant = understand(query, plain)
    narrowed = meant.applied_to(query)
    if not meant.text:
        return replace(_listed(session, narrowed, at, reader=reader), chips=meant.chips, text="")
    answers = replace(_ranked(session, narrowed, at, reader=reader), chips=meant.chips)
    if meant.chips and not answers.items:
        as_words = _ranked(session, query, at, reader=reader)
        answers = as_words if as_words.items else answers
    shown = [card["id"] for card in (*answers.items, *answers.similar)]
    note_listed(session, query, shown, reader=reader)
    return answers


def _listed(session: Session, query: EntryQuery, at: datetime | None, *, reader: Actor) -> Answers:
    if at is None:
        page = find_entries(session, query, reader=reader)
        return Answers(page.items, page.next_cursor)
    found: list[Record] = []
    page = Page([], query.cursor)
    for _ in range(PAGES):
        missing = query.limit - len(found)
        page = find_entries(session, replace(query, cursor=page.next_cursor, limit=missing), reader=reader)
        found += _open_at(session, page.items, at, reader=reader)
        if page.next_cursor is None or len(found) >= query.limit:
            break
    return Answers(found, page.next_cursor)


def _ranked(session: Session, query: EntryQuery, at: datetime | None, *, reader: Actor) -> Answers:
    hits = ranked(session, query.q or "", searched_pool(query, reader=reader))
    if at is not None:
        all_cards = cards_in_order(session, [hit.entry for hit in hits], reader=reader)
        are_open = {card["id"] for card in _open_at(session, all_cards, at, reader=reader)}
        hits = [hit for hit in hits if hit.entry in are_open]
    matches = [hit for hit in hits if hit.score >= CUT]
    others = [hit for hit in hits[len(matches) :][:SIMILAR] if hit.score >= LEAST_SIMILAR and query.cursor is None]
    start = _start(matches, query.cursor) if query.cursor else 0
    shown = matches[start : start + query.limit]
    more = _cursor(shown[-1]) if start + query.limit < len(matches) else None
    cards = {card["id"]: card for card in cards_in_order(session, [h.entry for h in (*shown, *others)], reader=reader)}
    items, similar = ([_explained(cards[h.entry], h) for h in part if h.entry in cards] for part in (shown, others))
    return Answers(items, more, similar, query.q)


def _explained(card: Record, hit: Hit) -> Record:
    name = {"text": hit.name.text, "language": hit.name.language, "holder": hit.name.role == HOLDER}
    return {**card, "matched": {"name": name, "how": hit.how}}


def _cursor(hit: Hit) -> str:
    return base64.urlsafe_b64encode(json.dumps([hit.score, hit.entry]).encode()).decode().rstrip("=")


def _start(matches: Sequence[Hit], cursor: str) -> int:
    """Where the next page begins: after the entry that the last one ended with, or where that one would stand now."""
    try:
        score, entry = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not (isinstance(score, float) and isinstance(entry, str)):
            raise ValueError(cursor)
    except (ValueError, TypeError):
        reason = "is not a cursor that this service gave; start again without it"
        raise Invalid("The look-up cannot be made.", errors=(FieldError("cursor", reason),)) from None
    after = next((place + 1 for place, hit in enumerate(matches) if hit.entry == entry), None)
    return after if after is not None else sum(hit.score >= score for hit in matches)


def _instant(text: str) -> datetime:
    try:
        return wall_clock(datetime.fromisoformat(text.strip()), "UTC").local
    except Invalid as outside:
        reason = outside.errors[0].reason
    except (ValueError, OverflowError):
        reason = "an instant with its offset, such as 2026-11-24T03:10:00Z"
    raise Invalid("The look-up cannot be made.", errors=(FieldError("open_at", reason),))


def _open_at(session: Session, cards: Sequence[Record], at: datetime, *, reader: Actor) -> list[Record]:
    """Those that answer at the instant: by their office's hours, or by a line of their own that the reader may be given."""
    lines = manned_hours(session, [card["id"] for card in cards], reader=reader)
    return [card for card in cards if any(_is_open(h, card, at) for h in (card["hours"], *_of_lines(lines, card)))]


ALWAYS: Record = {"spans": [], "exceptions": [], "always": True}


def _of_lines(lines: Mapping[str, Sequence[Record | None]], card: Record) -> list[Record]:
    return [hours or ALWAYS for hours in lines.get(card["id"], ())]


def _is_open(hours: Record | None, card: Record, at: datetime) -> bool:
    if hours is ALWAYS:
        return True
    return bool(hours and card["time_zone"] and is_open(hours_from(hours), card["time_zone"], at))
