"""The application served on a port of its own, and Debian's chromium with an eye on what every page does."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Playwright

from tests import tools
from tests.web.registry import Registry

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}
MAGNIFIED = {"width": 320, "height": 256}
"""What is left of 1280 x 1024 at 400 % (WCAG 2.2, 1.4.10 Reflow)."""
SECONDS = 10
AXE = Axe()


@contextmanager
def serving(registry: Registry) -> Iterator[str]:
    """The registry's application on a free port of the loopback; yields its address."""
    config = uvicorn.Config(registry.app, host="127.0.0.1", port=0, log_level="error", ws="none", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + SECONDS
    while not server.started:
        assert time.monotonic() < deadline, "the server does not start"
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=SECONDS)


@contextmanager
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """Debian's chromium, without a window and without a network of its own."""
    program = tools.find("chromium")
    assert program is not None
    browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
    try:
        yield browser
    finally:
        browser.close()


@dataclass
class Visitor:
    """A person at a browser. What went wrong on any page stands in `trouble`: it must stay empty."""

    context: BrowserContext
    origin: str
    registry: Registry
    trouble: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context.set_default_timeout(SECONDS * 1000)
        self.context.on("request", lambda request: self._note_origin(request.url))
        self.context.on("console", lambda said: self._note_console(said.type, said.text))
        self.context.on("weberror", lambda wrong: self.trouble.append(f"error: {wrong.error}"))
        self.context.on("dialog", self._note_dialog)
        self.page: Page = self.context.new_page()

    def _note_dialog(self, dialog: Dialog) -> None:
        self.trouble.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _note_origin(self, url: str) -> None:
        if not url.startswith(("data:", self.origin)):
            self.trouble.append(f"left the origin: {url}")

    def _note_console(self, kind: str, text: str) -> None:
        # The browser itself logs every answer above 399; that pages refuse is tested where they do.
        if kind in ("error", "warning") and "Failed to load resource" not in text:
            self.trouble.append(f"console: {text}")

    def sign_in(self, name: str) -> None:
        """Be signed in without the form, so that a code of the authenticator is spent once a test."""
        token = self.registry.token(name)
        self.context.add_cookies([{"name": "session", "value": token, "url": self.origin}])

    def state_purpose(self, **more: str) -> None:
        """Say what for, as the form of an entry's page does."""
        form = {"purpose": "return", "next": "/about", **more}
        sent = self.context.request.post(f"{self.origin}/purpose", form=form, headers={"Sec-Fetch-Site": "same-origin"})
        assert sent.ok

    def go(self, path: str) -> Page:
        """Open a page of the service."""
        self.page.goto(self.origin + path)
        return self.page

    def path(self) -> str:
        """Where the browser is, without the origin."""
        parts = urlsplit(self.page.url)
        return parts.path + (f"?{parts.query}" if parts.query else "")

    def faults(self, *rules: str) -> list[str]:
        """What axe finds wrong with the page (WCAG 2.2 A and AA and best practice), by all of its rules or by these."""
        options = {"resultTypes": ["violations"], **({"runOnly": list(rules)} if rules else {})}
        found = AXE.run(self.page, options=options).response["violations"]
        return [f"{each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"]]

    def overflow(self) -> int:
        """By how many pixels the page is wider than the window."""
        wide: int = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        return wide
