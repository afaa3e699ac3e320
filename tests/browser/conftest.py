"""A served registry and a browser, once for all tests of this folder; each test gets its own visitor."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from app.main import create_app
from app.settings import Settings
from tests.browser.served import DESK, Visitor, chromium, serving
from tests.web.registry import Registry

Opens = Callable[..., Visitor]


def pytest_configure(config: pytest.Config) -> None:
    """`-m browser` runs these tests alone, `-m "not browser"` all others."""
    config.addinivalue_line("markers", "browser: drives a real browser against the served application")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One chromium for the session."""
    with sync_playwright() as playwright, chromium(playwright) as started:
        yield started


@pytest.fixture
def registry(sqlite_template: Path, tmp_path: Path) -> Iterator[Registry]:
    """A registry with the cast on SQLite: what a page looks like does not depend on the database."""
    shutil.copy(sqlite_template, tmp_path / "directory.db")
    url = f"sqlite:///{tmp_path}/directory.db"
    settings = Settings(_env_file=None, database_url=url, data_dir=tmp_path, reader_states="all", change_factor="totp")
    made = Registry(create_app(settings))
    made.add_cast()
    yield made
    made.database.close()


@pytest.fixture
def origin(registry: Registry) -> Iterator[str]:
    """Where the registry is served."""
    with serving(registry) as address:
        yield address


@pytest.fixture
def visit(browser: Browser, registry: Registry, origin: str) -> Iterator[Opens]:
    """Open a browser for somebody: `visit("officer.ke", size=PHONE, scripts=False, language="ar", dark=True)`."""
    opened: list[Visitor] = []

    def open_one(
        name: str | None = None,
        *,
        size: dict[str, int] = DESK,
        scripts: bool = True,
        language: str = "en",
        dark: bool = False,
    ) -> Visitor:
        context = browser.new_context(
            viewport=size,  # type: ignore[arg-type]
            java_script_enabled=scripts,
            locale=language,
            color_scheme="dark" if dark else "light",
        )
        visitor = Visitor(context, origin, registry)
        if name:
            visitor.sign_in(name)
        opened.append(visitor)
        return visitor

    yield open_one
    for visitor in opened:
        visitor.context.close()
        assert visitor.trouble == []
