"""Entries for a recipient: an export is a reader, so it gives what its actor may have and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import tuple_
from sqlmodel import Session, col, select

from app.access.actor import Actor
from app.access.policy import narrow, require
from app.access.roles import Permission
from app.directory.cards import exported_card
from app.directory.models import Entry
from app.directory.parts import Record, records

CHUNK = 400


def exported_cards(session: Session, *, reader: Actor) -> Iterator[Record]:
    """The cards that this recipient may receive, by State and name, a few hundred at a time in memory. Raises `Denied`."""
    require(reader, Permission.EDITION_READ)
    order = (col(Entry.state), col(Entry.sort_key), col(Entry.id))
    statement = narrow(select(Entry), reader, Permission.EDITION_READ, on=Entry).order_by(*order).limit(CHUNK)
    after: tuple[str, str, str] | None = None
    while True:
        page = statement.where(tuple_(*order) > tuple_(*after)) if after else statement
        rows = session.exec(page).all()
        whole = records(session, rows)
        yield from (exported_card(row, whole[row.id], reader) for row in rows)
        if len(rows) < CHUNK:
            return
        after = (rows[-1].state, rows[-1].sort_key, rows[-1].id)
        session.expunge_all()
