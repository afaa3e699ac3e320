"""The rest of the guard (tests/house holds the rule itself): payloads, truncation, and what may change unrecorded."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, text, update  # noqa: TID251 - the trigger is tried from below the ORM
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from app.access.actor import operator
from app.accounts.models import SignInAttempt
from app.audit.guard import UNRECORDED, ChangeWithoutEvent, EventsDoNotChange
from app.audit.models import Event, EventEntry, EventPayload
from app.audit.trail import record
from app.clock import now
from app.db import Database, reading, writing
from app.directory.models import Entry
from tests.cast import Registry


@pytest.fixture
def recorded(database: Database) -> Database:
    """A database with one event about one entry."""
    with writing(database) as session:
        record(session, "entry:revised", by=operator(), entries=["e1"])
    return database


def test_a_payload_is_not_rewritten(recorded: Database) -> None:
    with pytest.raises(EventsDoNotChange), writing(recorded) as session:
        session.exec(select(EventPayload)).one().payload = "{}"


def test_a_payload_can_be_erased(recorded: Database) -> None:
    with writing(recorded) as session:
        session.delete(session.exec(select(EventPayload)).one())
    with reading(recorded) as session:
        assert session.exec(select(EventPayload)).first() is None


@pytest.mark.parametrize("statement", [update(Event).values(role="officer"), delete(Event), delete(EventEntry)])
def test_statements_that_would_change_events_are_refused(recorded: Database, statement: object) -> None:
    with pytest.raises(EventsDoNotChange), writing(recorded) as session:
        session.exec(statement)  # type: ignore[call-overload]


def test_the_tables_of_the_trail_cannot_be_emptied_at_once(recorded: Database) -> None:
    empty = "DELETE FROM" if recorded.is_sqlite else "TRUNCATE"
    for table in ("event", "event_entry"):
        with recorded.engine.connect() as connection, pytest.raises(DBAPIError):
            connection.execute(text(f"{empty} {table}"))


def test_a_counter_may_change_without_an_event(database: Database) -> None:
    with writing(database) as session:
        session.add(SignInAttempt(id="1", subject="somebody", at=now()))
    with reading(database) as session:
        assert session.exec(select(SignInAttempt)).one().id == "1"


def test_only_the_trail_itself_and_counters_change_without_an_event() -> None:
    trail_and_counters = {"event", "event_payload", "event_entry", "sign_in_attempt", "session_use"}
    follows_from_what_is_recorded = {"letter", "search_entry", "search_key", "delivery", "address_book_state"}
    assert set(UNRECORDED) == trail_and_counters | follows_from_what_is_recorded


def test_a_change_of_an_entry_without_an_event_is_not_committed(registry: Registry) -> None:
    entry_id = registry.draft()
    with pytest.raises(ChangeWithoutEvent), registry.writing() as session:
        session.exec(select(Entry)).one().marking = "TLP:CLEAR"
    with pytest.raises(ChangeWithoutEvent), registry.writing() as session:
        session.exec(update(Entry).values(marking="TLP:CLEAR"))
    with registry.reading() as session:
        assert session.get_one(Entry, entry_id).marking == "TLP:GREEN"


def test_a_reading_transaction_changes_nothing(registry: Registry) -> None:
    registry.draft()
    with pytest.raises(RuntimeError, match="reading transaction"), registry.reading() as session:
        session.exec(select(Entry)).one().marking = "TLP:CLEAR"
        session.flush()
