"""No change without an event, no change of an event: checked at every flush and enforced at every commit."""

from __future__ import annotations

from sqlalchemy import event as sa_event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import ORMExecuteState
from sqlmodel import Session

from app.audit import chain
from app.audit.models import Event, EventEntry, EventPayload
from app.audit.trail import queued_events
from app.db import COMMIT_HOOKS
from app.errors import Unavailable

UNRECORDED = frozenset(
    {
        "event",
        "event_payload",
        "event_entry",
        "sign_in_attempt",  # counted before anybody is known
        "letter",  # mail on its way; the act that it tells of is recorded
        "delivery",  # how far a run of the nightly job is; what was written, delivered or failed is recorded
        "address_book_state",  # what a telephone was last told of; each card that it takes is recorded
        "search_entry",  # follow from an entry's names, which change on record
        "search_key",
        "session_use",  # when a session was last used, at most a row a minute
    }
)
"""Tables whose rows may change without an event: the trail itself, counters, and what only follows from recorded acts."""


class ChangeWithoutEvent(RuntimeError):
    """A transaction was about to commit a change that no event tells of."""


class EventsDoNotChange(RuntimeError):
    """Something tried to alter or delete an event."""


@sa_event.listens_for(Session, "before_flush")
def _note_changes(session: Session, _context: object, _instances: object) -> None:
    changed = [row for row in session.dirty if session.is_modified(row)] + list(session.deleted)
    for row in changed:
        if isinstance(row, (Event, EventEntry)) or (isinstance(row, EventPayload) and row in session.dirty):
            raise EventsDoNotChange(f"{type(row).__name__} rows are never changed")
    tables = {row.__tablename__ for row in (*session.new, *changed)}
    if tables - UNRECORDED:
        session.info["changed"] = session.info.get("changed", set()) | (tables - UNRECORDED)


@sa_event.listens_for(Session, "do_orm_execute")
def _note_statements(state: ORMExecuteState) -> None:
    if not (state.is_update or state.is_delete or state.is_insert):
        return
    table = getattr(state.statement, "table", None)
    name = getattr(table, "name", "?")
    if name in ("event", "event_entry") and not state.is_insert:
        raise EventsDoNotChange("event rows are never changed")
    if name not in UNRECORDED:
        state.session.info["changed"] = state.session.info.get("changed", set()) | {name}


def _seal(session: Session) -> None:
    queued = queued_events(session)
    changed = session.info.pop("changed", set())
    if changed and not queued:
        raise ChangeWithoutEvent(f"changes in {', '.join(sorted(changed))} without an event")
    if not queued:
        return
    try:
        session.info["receipt"] = chain.append(session, queued)
    except DBAPIError as problem:
        raise Unavailable("This could not be recorded, so nothing was done. Please try again in a minute.") from problem


COMMIT_HOOKS.append(_seal)
