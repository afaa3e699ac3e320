"""What somebody wants on a duty sheet, checked before anything is drawn: title, clock, purpose, and each entry for the paper."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from app.access.actor import Actor
from app.directory.duty_lines import printed_cards, why_not_on_paper
from app.directory.models import Entry
from app.directory.parts import Record
from app.directory.vocabulary import is_code
from app.errors import FieldError, Invalid
from app.reference.text import plain
from app.reference.zones import is_zone

MOST_LINES = 30
LONGEST_TITLE = 80
LONGEST_CASE = 100
A_NUMBER = re.compile(r"(?:\d[\s().\-/]{0,2}){6,}|@")
"""What a title never needs and a case file has."""


@dataclass(frozen=True)
class SheetWish:
    """What somebody wants on a sheet: `entries` in the order of the paper, `time_zone` (IANA) of the own clock on the wall."""

    title: str
    entries: Sequence[str]
    time_zone: str = ""
    purpose: str = ""
    case_ref: str = ""


def checked_title(session: Session, wish: SheetWish, zone: str, by: Actor) -> str:
    """The title without blanks around it. Raises `Invalid` naming each wrong field."""
    wrong = [FieldError("title", reason)] if (reason := _title_fault(wish.title)) else []
    if not wish.entries or len(wish.entries) > MOST_LINES:
        wrong.append(FieldError("entries", f"choose 1 to {MOST_LINES} entries"))
    elif len(set(wish.entries)) < len(wish.entries):
        wrong.append(FieldError("entries", "an entry stands twice"))
    if not is_zone(zone):
        wrong.append(FieldError("time_zone", f"{zone!r} is not a time zone of the IANA list, such as Africa/Tunis"))
    if not is_code("purpose", wish.purpose):
        wrong.append(FieldError("purpose", "state a purpose of the list"))
    if fault := _case_fault(wish.case_ref):
        wrong.append(FieldError("case_ref", fault))
    if not wrong:
        wrong = _unprintable(session, wish, by)
    if wrong:
        raise Invalid("The duty sheet cannot be drawn.", errors=tuple(wrong))
    return plain(wish.title.strip())


def _unprintable(session: Session, wish: SheetWish, by: Actor) -> list[FieldError]:
    wrong = []
    for place, entry_id in enumerate(wish.entries):
        field, reason = why_not_printed(session, [entry_id], wish, reader=by)[entry_id]
        if reason:
            wrong.append(FieldError(f"entries.{place}" if field == "entries" else field, reason))
    return list(dict.fromkeys(wrong))


def why_not_printed(session: Session, ids: Sequence[str], wish: SheetWish, *, reader: Actor) -> dict[str, tuple[str, str]]:
    """For each of these entries the field that is wrong and the reason why it cannot stand on paper; both empty where it can."""
    found = printed_cards(session, ids, purpose=wish.purpose, case_ref=wish.case_ref, reader=reader)
    missing: tuple[Entry | None, Record | None] = (None, None)
    return {i: why_not_on_paper(*found.get(i, missing), wish.purpose, wish.case_ref, reader) for i in ids}


def _title_fault(title: str) -> str:
    try:
        text = plain(title.strip())
    except ValueError as problem:
        return str(problem)
    if not text or len(text) > LONGEST_TITLE or "\n" in text or "\t" in text:
        return f"1 to {LONGEST_TITLE} characters on one line"
    return "leave numbers and mail addresses out: the sheet hangs on a wall" if A_NUMBER.search(text) else ""


def _case_fault(case_ref: str) -> str:
    try:
        return f"at most {LONGEST_CASE} characters" if len(plain(case_ref)) > LONGEST_CASE else ""
    except ValueError as problem:
        return str(problem)
