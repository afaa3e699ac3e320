"""A registry with pages, for every test in this folder; each test runs on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.main import create_app
from app.settings import Settings
from tests.web.registry import Registry


@pytest.fixture
def registry(database_url: str, tmp_path: Path) -> Iterator[Registry]:
    """An application with the cast, everybody may read, a one-time code is enough for changes."""
    settings = Settings(_env_file=None, database_url=database_url, data_dir=tmp_path, reader_states="all", change_factor="totp")
    app = create_app(settings)
    made = Registry(app)
    made.add_cast()
    yield made
    made.database.close()
