"""The migrations make exactly the tables that the code declares, on both databases, from one tree."""

from __future__ import annotations

import importlib

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Column, Integer, MetaData, Table, text  # noqa: TID251 - plants a foreign revision
from sqlmodel import SQLModel

from app.db import Database, is_current, migrate, newest_revision
from app.errors import Unavailable
from tests.house.source import sources


def declared() -> MetaData:
    """All tables that the code declares."""
    for path in sources("app", suffix="models.py"):
        importlib.import_module(path.removesuffix(".py").replace("/", "."))
    return SQLModel.metadata


def drift(database: Database, wanted: MetaData) -> list[object]:
    """What a new migration would have to do to make the database as declared (`alembic check`)."""
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        return list(compare_metadata(context, wanted))


def test_migrations_match_the_models(database: Database) -> None:
    assert drift(database, declared()) == []


def test_a_planted_column_is_found(database: Database) -> None:
    wanted = MetaData(naming_convention=SQLModel.metadata.naming_convention)
    for table in declared().tables.values():
        table.to_metadata(wanted)
    wanted.tables["entry"].append_column(Column("planted", Integer))
    Table("planted", wanted, Column("id", Integer, primary_key=True))
    assert len(drift(database, wanted)) == 2


def test_migrating_twice_changes_nothing(database: Database) -> None:
    assert is_current(database)
    assert migrate(database) == (newest_revision(database), newest_revision(database))


def test_a_database_newer_than_the_code_is_refused(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Unavailable, match="9999"):
        migrate(database)
