"""What is asked of entries to see whether two of them are one: names and values, of those that one person keeps."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.access.actor import Actor
from app.access.policy import narrow, require
from app.access.roles import Permission
from app.directory.channel_values import MAILBOXES, NUMBERS
from app.directory.models import Channel, Entry, Name

MOST = 20_000


@dataclass(frozen=True)
class Likeness:
    """An entry by what it can be recognised by: its names, and its numbers and mailboxes as `type:value`."""

    id: str
    state: str
    kind: str
    status: str
    names: tuple[str, ...]
    values: frozenset[str]


def likenesses(session: Session, *, reader: Actor) -> list[Likeness]:
    """The entries into which the reader may import, that are not withdrawn. Only what one keeps is ever compared.

    Values are not shown to anybody by this; they are compared. Raises `Denied`.
    """
    require(reader, Permission.ENTRY_IMPORT)
    statement = select(Entry.id, Entry.state, Entry.kind, Entry.status).where(Entry.status != "withdrawn")
    rows = session.exec(narrow(statement, reader, Permission.ENTRY_IMPORT, on=Entry).order_by(col(Entry.id)).limit(MOST)).all()
    kept = {row[0] for row in rows}
    names: dict[str, list[str]] = {}
    for entry_id, text in session.exec(
        select(Name.entry_id, Name.text).where(col(Name.holder_id).is_(None), Name.role != "acronym")
    ):
        if entry_id in kept:
            names.setdefault(entry_id, []).append(text)
    values: dict[str, set[str]] = {}
    current = select(Channel.entry_id, Channel.type, Channel.value).where(
        col(Channel.type).in_(NUMBERS | MAILBOXES), col(Channel.replaced_at).is_(None), col(Channel.hidden_at).is_(None)
    )
    for entry_id, kind, value in session.exec(current):
        if entry_id in kept:
            family = "mailbox" if kind in MAILBOXES else "number"
            values.setdefault(entry_id, set()).add(f"{family}:{value.casefold()}")
    return [
        Likeness(entry_id, state, kind, status, tuple(names.get(entry_id, ())), frozenset(values.get(entry_id, ())))
        for entry_id, state, kind, status in rows
    ]
