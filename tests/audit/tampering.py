"""What somebody who owns the database can do to the trail, below the program and past the triggers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text  # noqa: TID251 - tampering happens below the ORM
from sqlmodel import Session, SQLModel

from app.audit.chain import Verdict, verify
from app.db import Database

TABLES = ("event", "event_payload", "event_entry")


def drop_triggers(database: Database) -> None:
    """Take the triggers off the trail's tables."""
    with database.engine.begin() as connection:
        if not database.is_sqlite:
            for table in TABLES:
                connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
            return
        found = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
        for name in found:
            connection.execute(text(f'DROP TRIGGER "{name}"'))


@contextmanager
def tampered(database: Database, *statements: str) -> Iterator[Connection]:
    """A connection on which these statements were run; everything is taken back afterwards."""
    with database.engine.connect() as connection, connection.begin() as transaction:
        for statement in statements:
            connection.execute(text(statement))
        yield connection
        transaction.rollback()


def verdict_after(database: Database, *statements: str) -> Verdict:
    """What a walk over the chain finds after these statements; they are taken back."""
    with tampered(database, *statements) as connection, Session(connection) as session:
        return verify(session)


def refuse_events(database: Database) -> None:
    """From now on no event can be written: a trigger raises at every insert, as a full disk or a broken table would."""
    with database.engine.begin() as connection:
        if database.is_sqlite:
            connection.execute(
                text(
                    "CREATE TRIGGER planted BEFORE INSERT ON event BEGIN SELECT RAISE(ABORT, 'planted: no event is written'); END"
                )
            )
            return
        connection.execute(
            text(
                "CREATE FUNCTION planted() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN RAISE EXCEPTION 'planted: no event is written'; END $$"
            )
        )
        connection.execute(text("CREATE TRIGGER planted BEFORE INSERT ON event FOR EACH ROW EXECUTE FUNCTION planted()"))


def accept_events(database: Database) -> None:
    """Events can be written again."""
    with database.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER planted" + ("" if database.is_sqlite else " ON event")))


def contents(database: Database) -> dict[str, list[str]]:
    """Every row of every table as text: to say that nothing changed."""
    with database.engine.connect() as connection:
        return {
            table.name: sorted(str(tuple(row)) for row in connection.execute(table.select()))
            for table in SQLModel.metadata.sorted_tables
        }
