"""No change without an event, and events do not change: by guard in the program and by trigger in the database."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, text, update  # noqa: TID251 - the trigger is tried from below the ORM
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from app.access.actor import operator
from app.accounts.models import InstallationFact
from app.audit.chain import verify
from app.audit.guard import ChangeWithoutEvent, EventsDoNotChange
from app.audit.models import Event, EventEntry
from app.audit.trail import record
from app.db import Database, reading, writing

BELOW_THE_ORM = [
    "UPDATE event SET actor_id = 'somebody else'",
    "DELETE FROM event",
    "UPDATE event_entry SET entry_id = 'another'",
    "DELETE FROM event_entry",
]


@pytest.fixture
def recorded(database: Database) -> Database:
    """A database with one event about one entry."""
    with writing(database) as session:
        record(session, "entry:revised", by=operator(), entries=["e1"])
    return database


def test_a_planted_change_without_event_is_not_committed(database: Database) -> None:
    with pytest.raises(ChangeWithoutEvent), writing(database) as session:
        session.add(InstallationFact(key="demo", value="yes"))
    with reading(database) as session:
        assert session.exec(select(InstallationFact)).all() == []


def test_a_planted_bulk_change_without_event_is_not_committed(recorded: Database) -> None:
    with pytest.raises(ChangeWithoutEvent), writing(recorded) as session:
        session.exec(update(InstallationFact).values(value="no"))


def test_a_change_with_its_event_is_committed_and_chained(database: Database) -> None:
    with writing(database) as session:
        session.add(InstallationFact(key="demo", value="yes"))
        record(session, "installation:changed", by=operator(), fields=["demo"])
    with reading(database) as session:
        verdict = verify(session)
    assert verdict.whole
    assert verdict.count == 1


def test_an_event_is_not_written_when_its_change_fails(recorded: Database) -> None:
    with pytest.raises(ZeroDivisionError), writing(recorded) as session:
        record(session, "installation:changed", by=operator())
        raise ZeroDivisionError
    with reading(recorded) as session:
        assert verify(session).count == 1


def alter_row(session: Session) -> None:
    session.exec(select(Event)).one().kind = "entry:withdrawn"
    session.flush()


def delete_row(session: Session) -> None:
    session.delete(session.exec(select(EventEntry)).one())
    session.flush()


def alter_all(session: Session) -> None:
    session.exec(update(Event).values(kind="entry:withdrawn"))


def delete_all(session: Session) -> None:
    session.exec(delete(EventEntry))


@pytest.mark.parametrize("act", [alter_row, delete_row, alter_all, delete_all])
def test_the_program_does_not_change_events(recorded: Database, act: object) -> None:
    assert callable(act)
    with pytest.raises(EventsDoNotChange), writing(recorded) as session:
        act(session)


@pytest.mark.parametrize("statement", BELOW_THE_ORM)
def test_the_database_does_not_change_events(recorded: Database, statement: str) -> None:
    with recorded.engine.connect() as connection, pytest.raises(DBAPIError):
        connection.execute(text(statement))


def test_the_chain_finds_an_event_altered_past_guard_and_trigger(recorded: Database) -> None:
    """The planted violation for the chain itself: whoever owns the database can drop the trigger."""
    with recorded.engine.begin() as connection:
        for drop in drop_triggers(recorded):
            connection.execute(text(drop))
        connection.execute(text("UPDATE event SET actor_id = 'somebody else'"))
    with reading(recorded) as session:
        assert verify(session).bad_seq == 1


def drop_triggers(database: Database) -> list[str]:
    """Statements that take all triggers off the table `event`."""
    if not database.is_sqlite:
        return ["ALTER TABLE event DISABLE TRIGGER USER"]
    with database.engine.connect() as connection:
        found = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'event'"))
        return [f'DROP TRIGGER "{name}"' for (name,) in found]
