"""What every test may ask for: a migrated database of its own on SQLite and on PostgreSQL, and the machine's programs."""

from __future__ import annotations

import itertools
import os
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from app.db import Database, migrate, open_database
from app.settings import Settings
from tests import postgres, tools

# A shared machine is sometimes slow; a test that must be quick measures it itself.
hypothesis_settings.register_profile("house", deadline=None, print_blob=True)
hypothesis_settings.load_profile("house")

ENVIRON = os.environ  # noqa: TID251 - tests clear what the developer's shell sets for the service
STRICT = ENVIRON.get("CI") == "true"
BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.needs("postgresql"))]
TEMPLATE = "template_directory"


def settings_for(url: str, folder: Path) -> Settings:
    """Settings for one test: this database, this folder, nothing from the machine."""
    return Settings(_env_file=None, database_url=url, data_dir=folder)


@pytest.fixture(autouse=True, scope="session")
def _nothing_from_the_shell() -> None:
    for name in [name for name in ENVIRON if name.startswith("DIRECTORY_")]:
        del ENVIRON[name]


# --- databases --------------------------------------------------------------------------------------------------


def _migrated(url: str, folder: Path) -> None:
    with closing(open_database(settings_for(url, folder))) as database:
        migrate(database)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file, to be copied."""
    folder = tmp_path_factory.mktemp("sqlite")
    _migrated(f"sqlite:///{folder}/directory.db", folder)
    return folder / "directory.db"


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[postgres.Server]:
    """A running server with one migrated, empty database, to be copied."""
    with postgres.running() as server:
        server.create(TEMPLATE)
        _migrated(server.url(TEMPLATE), tmp_path_factory.mktemp("postgresql"))
        yield server


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a migrated, empty database; the test runs once on SQLite and once on PostgreSQL."""
    request.node.user_properties.append(("database", request.param))
    if request.param == "sqlite":
        path = tmp_path / "directory.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server: postgres.Server = request.getfixturevalue("postgresql")
    name = f"test_{next(_numbers)}"
    server.create(name, template=TEMPLATE)
    yield server.url(name)
    server.drop(name)


_numbers = itertools.count(1)


@pytest.fixture
def database(database_url: str, tmp_path: Path) -> Iterator[Database]:
    """An open, migrated, empty database; the test runs once on SQLite and once on PostgreSQL."""
    with closing(open_database(settings_for(database_url, tmp_path))) as opened:
        yield opened


# --- what the machine lacks, and what ran on what -----------------------------------------------------------------


def pytest_runtest_setup(item: pytest.Item) -> None:
    """`@pytest.mark.needs("chromium")`: skip where it is missing, fail where nothing may be missing (CI=true)."""
    for mark in item.iter_markers("needs"):
        if tools.find(mark.args[0]) is None:
            says = f"{mark.args[0]} is not on this machine"
            pytest.fail(says, pytrace=False) if STRICT else pytest.skip(says)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The last lines: how many tests ran on which database, and what was skipped for want of a program."""
    ran: Counter[str] = Counter()
    for outcome in ("passed", "failed"):
        for report in terminalreporter.getreports(outcome):
            if report.when == "call":
                ran[dict(report.user_properties).get("database", "none")] += 1
    terminalreporter.write_line("")
    for tool in tools.missing():
        terminalreporter.write_line(f"SKIPPED: the tests that need {tool}, which is not on this machine", yellow=True)
    terminalreporter.write_line(
        f"Tests that ran on SQLite: {ran['sqlite']}, on PostgreSQL: {ran['postgresql']}, without a database: {ran['none']}"
    )
