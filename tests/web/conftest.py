"""A registry with pages, for every test in this folder; each test runs on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.apps import app_over, done_with
from tests.cast import copied, filled_file, settings_of_cast
from tests.conftest import BOTH
from tests.web.registry import Registry, fill


@pytest.fixture(params=BOTH)
def registry(request: pytest.FixtureRequest, sqlite_template: Path, tmp_path: Path) -> Iterator[Registry]:
    """An application with the cast, everybody may read, a one-time code is enough for changes."""
    with copied(request, sqlite_template, tmp_path, fill, "pages") as url:
        keys = filled_file(sqlite_template, fill, "pages").parent
        made = Registry(app_over(settings_of_cast(url, tmp_path, keys)))
        yield made
        done_with(made.app)
