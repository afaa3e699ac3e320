"""Applications that tests use again: FastAPI needs a quarter of a second to work out an application's routes.

What SQLAlchemy compiled for one test's database serves the next one too, which makes a test a fifth shorter.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from fastapi import FastAPI
from sqlalchemy import Dialect

from app.db import Database, open_database
from app.main import create_app
from app.settings import Settings

_free: dict[tuple[int, int], list[FastAPI]] = defaultdict(list)
_dialects: dict[str, Dialect] = {}
_compiled: dict[Any, Any] = {}


def app_over(settings: Settings) -> FastAPI:
    """The service over the settings' database, as `create_app` gives it; hand it to `done_with` afterwards."""
    free = _free[_built_in(settings)]
    app = free.pop() if free else create_app(settings)
    app.state.database.close()
    app.state.database = _warm(open_database(settings))
    return app


def done_with(app: FastAPI) -> None:
    """Close its database, and keep the application for the next test of this process."""
    database: Database = app.state.database
    database.close()
    _free[_built_in(database.settings)].append(app)


def _warm(database: Database) -> Database:
    """The same database, knowing what statements were compiled to before; they are kept by dialect, so that is kept too."""
    engine = database.engine
    if engine.dialect.name not in _dialects:
        with engine.connect():  # a dialect learns its server's version at the first connection of its own engine, never again
            _dialects[engine.dialect.name] = engine.dialect
    engine.dialect = _dialects[engine.dialect.name]
    database.engine = engine.execution_options(compiled_cache=_compiled)
    return database


def _built_in(settings: Settings) -> tuple[int, int]:
    """The only settings that an application carries outside its database."""
    return settings.body_bytes, settings.import_bytes
