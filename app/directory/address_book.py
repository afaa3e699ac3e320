"""What goes into the address book of a telephone: published entries up to GREEN with their channels up to GREEN, no more.

A telephone can be lost, so nothing goes there that the owner wants held closer (SECURITY 3.2), whatever its reader may open
on a page.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.access import marking as tlp
from app.access.actor import Actor
from app.access.policy import narrow, require
from app.access.roles import Permission
from app.directory.cards import KEEPERS_ONLY, whole_card
from app.directory.find import visible_parents
from app.directory.models import Entry
from app.directory.parts import Record, records

MARKINGS = (tlp.CLEAR, tlp.GREEN)
NOT_FOR_TELEPHONES = (*KEEPERS_ONLY, "version", "withheld", "unverified")


@dataclass(frozen=True)
class Carried:
    """An entry as a telephone may carry it, with the ids of its channels and the strictest marking inside."""

    card: Record
    channels: tuple[str, ...]
    strictest: str


def carried_entries(
    session: Session, *, states: Collection[str], function: str | None, purpose: str, most: int, reader: Actor
) -> tuple[list[Carried], bool]:
    """The first `most` entries of these States, by State and name, and whether there are more. Raises `Denied`.

    `purpose` is what the reader stated when it set the book up. The caller puts on record what it hands out.
    """
    require(reader, Permission.CHANNEL_REVEAL)
    found = narrow(select(Entry), reader, Permission.ENTRY_FIND, on=Entry)
    statement = narrow(found, reader, Permission.CHANNEL_REVEAL, on=Entry).where(
        col(Entry.status) == "published",
        col(Entry.lapsed_hidden_at).is_(None),
        col(Entry.marking).in_(MARKINGS),
        col(Entry.state).in_(sorted(states)),
    )
    if function is not None:
        statement = statement.where(col(Entry.functions).contains(f"/{function}/", autoescape=True))
    order = (col(Entry.state), col(Entry.sort_key), col(Entry.id))
    rows = session.exec(statement.order_by(*order).limit(most + 1)).all()
    whole = records(session, rows[:most])
    parents = visible_parents(session, {row.part_of for row in rows if row.part_of}, reader=reader)
    carried = [_carried(row, whole[row.id], parents.get(row.part_of or ""), purpose, reader) for row in rows[:most]]
    return [each for each in carried if each.channels], len(rows) > most


def _carried(entry: Entry, record: Record, parent: Record | None, purpose: str, reader: Actor) -> Carried:
    reveal = whole_card(entry, record, reader, parent=parent, purpose=purpose)
    card = {name: value for name, value in reveal.card.items() if name not in NOT_FOR_TELEPHONES}
    card["channels"] = [channel for channel in card["channels"] if channel["marking"] in MARKINGS]
    strictest = max([entry.marking, *(c["marking"] for c in card["channels"])], key=tlp.rank)
    return Carried(card, tuple(c["id"] for c in card["channels"]), strictest)
