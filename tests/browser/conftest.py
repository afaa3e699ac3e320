"""A served registry and a browser, once for all tests of this folder; each test gets its own visitor."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.apps import app_over, done_with
from tests.browser.filled import Filled, furnish
from tests.browser.served import DESK, Visitor, chromium, serving
from tests.cast import filled_file, settings_of_cast
from tests.web.registry import Registry, fill

Opens = Callable[..., Visitor]


def pytest_configure(config: pytest.Config) -> None:
    """`-m browser` runs these tests alone, `-m "not browser"` all others."""
    config.addinivalue_line("markers", "browser: drives a real browser against the served application")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One chromium for the session."""
    with sync_playwright() as playwright, chromium(playwright) as started:
        yield started


@contextmanager
def registry_in(folder: Path, template: Path) -> Iterator[Registry]:
    """A registry with the cast on SQLite: what a page looks like does not depend on the database."""
    filled = filled_file(template, fill, "pages")
    shutil.copy(filled, folder / "directory.db")
    made = Registry(app_over(settings_of_cast(f"sqlite:///{folder}/directory.db", folder, filled.parent)))
    yield made
    done_with(made.app)


@contextmanager
def visits(browser: Browser, registry: Registry, origin: str) -> Iterator[Opens]:
    """Opens browsers for people; at the end nothing may have gone wrong on any of their pages."""
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


@pytest.fixture
def registry(sqlite_template: Path, tmp_path: Path) -> Iterator[Registry]:
    """A registry of the test's own."""
    with registry_in(tmp_path, sqlite_template) as made:
        yield made


@pytest.fixture
def origin(registry: Registry) -> Iterator[str]:
    """Where the registry is served."""
    with serving(registry) as address:
        yield address


@pytest.fixture
def visit(browser: Browser, registry: Registry, origin: str) -> Iterator[Opens]:
    """Open a browser for somebody: `visit("officer.ke", size=PHONE, scripts=False, language="ar", dark=True)`."""
    with visits(browser, registry, origin) as opens:
        yield opens


@pytest.fixture(scope="module")
def filled(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    """A registry in which every page has something to show, served once for all tests of a module: they only read."""
    with registry_in(tmp_path_factory.mktemp("filled"), sqlite_template) as made, serving(made) as address:
        yield furnish(made, address)


@pytest.fixture
def call_in(browser: Browser, filled: Filled) -> Iterator[Opens]:
    """Open a browser at the filled registry."""
    with visits(browser, filled.registry, filled.origin) as opens:
        yield opens
