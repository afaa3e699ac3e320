"""What a telephone's address book held at which number, so that it can be told what has changed and gone since (RFC 6578)."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sqlalchemy import delete
from sqlmodel import Session, col, select

from app.accounts.models import AddressBookState
from app.clock import now

KEPT = 30
"""So many states are remembered for a key; a telephone that was away longer takes everything anew."""


def newest_state(session: Session, prefix: str) -> tuple[int, Mapping[str, str]]:
    """The last number and what the book held then: entry id -> tag; 0 and nothing where none is remembered."""
    statement = select(AddressBookState).where(AddressBookState.prefix == prefix)
    row = session.exec(statement.order_by(col(AddressBookState.number).desc()).limit(1)).first()
    return (row.number, json.loads(row.state)) if row is not None else (0, {})


def state_at(session: Session, prefix: str, number: int) -> Mapping[str, str] | None:
    """What the book held at a number; none where that is not remembered."""
    row = session.get(AddressBookState, (prefix, number)) if 0 < number < 2**31 else None
    held: Mapping[str, str] | None = json.loads(row.state) if row is not None else None
    return held


def remember(session: Session, prefix: str, state: Mapping[str, str]) -> int:
    """Remember what the book holds now, where that is new; returns its number."""
    number, before = newest_state(session, prefix)
    if number and before == state:
        return number
    session.add(AddressBookState(prefix=prefix, number=number + 1, made_at=now(), state=json.dumps(state, sort_keys=True)))
    old = (col(AddressBookState.prefix) == prefix, col(AddressBookState.number) <= number + 1 - KEPT)
    session.exec(delete(AddressBookState).where(*old))
    return number + 1
