"""What of an entry stands on a duty sheet: a few lines to call, and a digest that tells whether they changed since."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from sqlmodel import Session, col, select

from app.access.actor import Actor
from app.access.policy import keeps, may_know, on_paper
from app.directory.cards import missing_reason, printed_card
from app.directory.channel_values import MAILBOXES, NUMBERS
from app.directory.models import Entry
from app.directory.parts import Record, records

MOST_NUMBERS = 3
PRINTED = ("id", "type", "value", "extension", "label", "label_in", "always_open", "hours", "contexts", "languages", "marking")
"""What of a line is on the paper: when one of these changes, the paper is wrong."""


def printed_cards(
    session: Session, ids: Sequence[str], *, purpose: str, case_ref: str, reader: Actor
) -> dict[str, tuple[Entry, Record | None]]:
    """These entries as far as they exist, each with its card for the paper; none where it may not stand on paper.

    The caller records what leaves.
    """
    rows = session.exec(select(Entry).where(col(Entry.id).in_(ids))).all()
    whole = records(session, rows)
    return {row.id: (row, _card(row, whole[row.id], purpose, case_ref, reader)) for row in rows}


def _card(entry: Entry, whole: Record, purpose: str, case_ref: str, reader: Actor) -> Record | None:
    card = printed_card(entry, whole, reader, purpose=purpose, case_ref=case_ref)
    if card is None or not (chosen := chosen_channels(card["channels"])):
        return None
    card["channels"] = chosen
    return card


def chosen_channels(channels: Sequence[Record]) -> list[Record]:
    """The lines for the paper: up to three numbers, those that always answer first, and a mailbox; without these, any one."""
    real = sorted((c for c in channels if "testing_only" not in c["contexts"]), key=_first_to_try)
    numbers = [c for c in real if c["type"] in NUMBERS and c["type"] != "fax"][:MOST_NUMBERS]
    return [*numbers, *[c for c in real if c["type"] in MAILBOXES][:1]] or real[:1]


def _first_to_try(channel: Record) -> tuple[bool, bool, int]:
    return not channel["always_open"], "urgent" not in channel["contexts"], channel["preference"]


def digest_of(card: Record) -> str:
    """A digest of what is on the paper of this card: the same as long as the paper is right."""
    lines = [{name: channel[name] for name in PRINTED} for channel in card["channels"]]
    names = [name["text"] for name in card["names"]]
    seen = [lines, names, card["time_zone"], card["hours"], card["marking"], card["purpose"]]
    return hashlib.sha256(json.dumps(seen, sort_keys=True, ensure_ascii=True).encode()).hexdigest()


def why_not_on_paper(entry: Entry | None, card: Record | None, purpose: str, case_ref: str, reader: Actor) -> tuple[str, str]:
    """The field that is wrong (`entries`, `purpose`, `case_ref`) and why this entry cannot stand on paper; empty if it can."""
    if entry is None or not may_know(reader, entry):
        return "entries", "there is no such entry"
    if card is not None:
        return "", ""
    if not on_paper(reader).holds(entry):
        return "entries", f"is {entry.status} and marked {entry.marking}: its owner does not allow it on paper"
    missing = None if keeps(reader, entry) else missing_reason(entry.marking, purpose, case_ref, reader)
    if missing:
        return "case_ref" if "case" in missing else "purpose", f"the entry is marked {entry.marking}: {missing}"
    return "entries", "has no line that may stand on paper"
