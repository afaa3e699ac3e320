"""Applications that tests use again, for FastAPI needs a quarter of a second to work out an application's routes."""

from __future__ import annotations

from collections import defaultdict

from fastapi import FastAPI

from app.db import Database, open_database
from app.main import create_app
from app.settings import Settings

_free: dict[tuple[int, int], list[FastAPI]] = defaultdict(list)


def app_over(settings: Settings) -> FastAPI:
    """The service over the settings' database, as `create_app` gives it; hand it to `done_with` afterwards."""
    if not (free := _free[_built_in(settings)]):
        return create_app(settings)
    app = free.pop()
    app.state.database = open_database(settings)
    return app


def done_with(app: FastAPI) -> None:
    """Close its database, and keep the application for the next test of this process."""
    database: Database = app.state.database
    database.close()
    _free[_built_in(database.settings)].append(app)


def _built_in(settings: Settings) -> tuple[int, int]:
    """The only settings that an application carries outside its database."""
    return settings.body_bytes, settings.import_bytes
