"""The database: engines, transactions (return commits, raise rolls back - here and nowhere else) and migrations."""

import hashlib
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, text  # noqa: TID251
from sqlalchemy.exc import DataError, DBAPIError, OperationalError
from sqlmodel import Session as Session
from sqlmodel import SQLModel

from app.errors import Invalid, Refusal, Unavailable
from app.settings import ROOT, Settings

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

BUSY_SECONDS = 5
MAPPED_BYTES = 2**30
COMMIT_HOOKS: list[Callable[[Session], None]] = []


@dataclass
class Database:
    """One open database with the settings it was opened with. `attached` holds what a package keeps per database."""

    settings: Settings
    engine: Engine
    replica: Engine | None = None
    attached: dict[str, Any] = field(default_factory=dict)

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    def close(self) -> None:
        """Stop what is attached and give all connections back."""
        for thing in self.attached.values():
            if hasattr(thing, "stop"):
                thing.stop()
        self.engine.dispose()
        if self.replica is not None:
            self.replica.dispose()


def open_database(settings: Settings) -> Database:
    """Open the database of the settings; makes the folder of a SQLite file, never the schema (see `migrate`)."""
    path = settings.sqlite_path()
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    replica = _engine(settings.replica_url) if settings.replica_url else None
    return Database(settings, _engine(settings.database_url), replica)


def _engine(url: str) -> Engine:
    if url.startswith("sqlite"):
        engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False}, pool_size=40)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    plain = url.replace("postgresql://", "postgresql+psycopg://", 1)
    # prepare_threshold: a pooler in transaction mode between us and the server loses prepared statements.
    return create_engine(
        plain,
        pool_size=20,
        max_overflow=20,
        pool_timeout=BUSY_SECONDS,
        pool_pre_ping=True,
        connect_args={"prepare_threshold": None, "connect_timeout": BUSY_SECONDS, "options": "-c timezone=UTC"},
    )


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # the driver begins nothing; `_begin_sqlite` does
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON", f"mmap_size={MAPPED_BYTES}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A plain BEGIN that writes later fails at once when another writer came between, busy timeout or not.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def writing(database: Database) -> Iterator[Session]:
    """A transaction that may change things: returning commits, raising rolls back.

    Raises `Unavailable` when the database cannot be reached, is locked for too long or is full.
    """
    with _answering(), Session(database.engine.execution_options(writes=True), autoflush=False) as session:
        session.info.update(database=database, settings=database.settings, writes=True)
        # The first statement, a read or a write, takes SQLite's write lock (`_begin_sqlite`). Taking it here, where a door
        # opens the transaction, would let those who wait use up all threads and leave none to the one who holds it.
        yield session
        session.flush()
        for hook in COMMIT_HOOKS:
            hook(session)
        session.commit()


@contextmanager
def trying(database: Database) -> Iterator[Session]:
    """A transaction that may change things and keeps nothing. Raises `Unavailable` as `writing`.

    On SQLite it works on a copy: holding the only write lock for long would refuse everybody else, also those who only look,
    for looks are put on record.
    """
    if not database.is_sqlite:
        with _kept_apart(database) as session:
            yield session
        return
    database.settings.data_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=database.settings.data_dir, prefix="trying-") as folder:
        path = Path(folder) / "copy.db"
        with closing(sqlite3.connect(str(database.settings.sqlite_path()))) as source, closing(sqlite3.connect(path)) as copy:
            source.backup(copy)
        with closing(Database(database.settings, _engine(f"sqlite:///{path}"))) as apart, _kept_apart(apart) as session:
            yield session


@contextmanager
def _kept_apart(database: Database) -> Iterator[Session]:
    with _answering(), Session(database.engine.execution_options(writes=True), autoflush=False) as session:
        session.info.update(database=database, settings=database.settings, writes=True)
        yield session
        session.rollback()


@contextmanager
def part_of_transaction(session: Session) -> Iterator[None]:
    """A part of a writing transaction that can fail alone: raising takes back its changes and nothing else (a savepoint)."""
    with session.begin_nested():
        yield
        session.flush()


@contextmanager
def reading(database: Database, *, replica: bool = False) -> Iterator[Session]:
    """A transaction that sees one state of the database and changes nothing."""
    engine = database.replica if replica and database.replica is not None else database.engine
    with _answering(), Session(engine, autoflush=False) as session:
        session.info.update(database=database, settings=database.settings, writes=False)
        yield session
        session.rollback()


@contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except Refusal:
        raise
    except (OperationalError, sqlite3.OperationalError) as problem:
        raise Unavailable("The database cannot be used at the moment. Please try again in a minute.") from problem
    except DataError as problem:
        raise Invalid("A value has a character or a size that no database column takes.") from problem
    except DBAPIError as problem:
        if problem.connection_invalidated:
            raise Unavailable("The database was lost. Please try again in a minute.") from problem
        raise


@event.listens_for(Session, "before_flush")
def _no_change_while_reading(session: Session, _context: object, _instances: object) -> None:
    if session.info.get("writes") is False and (session.new or session.dirty or session.deleted):
        raise RuntimeError("a reading transaction was about to change the database")


def database_of(session: Session) -> Database:
    """The database a session belongs to."""
    found: Database = session.info["database"]
    return found


def settings_of(session: Session) -> Settings:
    """The settings a session's database was opened with: where capabilities read the policy's numbers."""
    found: Settings = session.info["settings"]
    return found


def lock_for_numbering(session: Session) -> None:
    """Hold the right to number the next events until this transaction ends (SQLite holds it since BEGIN IMMEDIATE)."""
    if session.connection().dialect.name == "postgresql":
        session.connection().execute(text("SELECT pg_advisory_xact_lock(20190911)"))


def lock_for_counting(session: Session, subject: str) -> None:
    """Count about one subject one at a time, so that parallel attempts see each other; held until this transaction ends."""
    if session.connection().dialect.name == "postgresql":
        key = int.from_bytes(hashlib.sha256(subject.encode()).digest()[:8], "big", signed=True)
        session.connection().execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})


# --- migrations -------------------------------------------------------------------------------------------------


def alembic_config(database: Database) -> Config:
    """Alembic's configuration for this database: scripts in `migrations/`, nothing in an ini file."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.attributes["engine"] = database.engine
    return config


def schema_revision(database: Database) -> str | None:
    """The revision that the database is at, or none when it is empty."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest_revision(database: Database) -> str:
    """The revision that this code wants."""
    head = ScriptDirectory.from_config(alembic_config(database)).get_current_head()
    assert head is not None
    return head


def is_current(database: Database) -> bool:
    """Whether the database has the schema that this code wants."""
    return schema_revision(database) == newest_revision(database)


def migrate(database: Database) -> tuple[str | None, str]:
    """Bring the schema up to the newest revision; returns (before, after).

    Raises `Unavailable` when the database is newer than this code: an old program must not write into it.
    """
    config = alembic_config(database)
    before = schema_revision(database)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if before is not None and before not in known:
        raise Unavailable(
            f"The database is at revision {before}, which this version does not know: it was made by a newer version. "
            "Install that version, or restore a backup made by this one."
        )
    command.upgrade(config, "head")
    return before, newest_revision(database)


def fsync_folder(folder: Path) -> None:
    """Make a rename in this folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
