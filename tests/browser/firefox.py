"""Debian's Firefox ESR, driven by WebDriver BiDi (W3C) without any driver program between: only what the tests here need."""

from __future__ import annotations

import itertools
import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

from tests import tools

SECONDS = 60
LISTENS = "WebDriver BiDi listening on "
WATCHED = ["log.entryAdded", "network.beforeRequestSent"]
QUIET = {
    "browser.aboutwelcome.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "toolkit.telemetry.enabled": False,
}

FILL = """(form, typed) => {
  for (const [name, text] of Object.entries(typed)) {
    const field = document.querySelector(`${form} [name="${name}"]`);
    if (field.type === 'radio') document.querySelector(`${form} [name="${name}"][value="${text}"]`).checked = true;
    else field.value = text;
  }
}"""


class Firefox:
    """One tab. What went wrong on any page stands in `trouble`: it must stay empty."""

    def __init__(self, line: ClientConnection, origin: str) -> None:
        self._line, self._numbers, self._origin = line, itertools.count(1), origin
        self.trouble: list[str] = []
        self.version = self._ask("session.new", capabilities={})["capabilities"]["browserVersion"]
        self._ask("session.subscribe", events=WATCHED)
        self._tab = self._ask("browsingContext.create", type="tab")["context"]

    def _ask(self, method: str, **params: Any) -> Any:
        number = next(self._numbers)
        self._line.send(json.dumps({"id": number, "method": method, "params": params}))
        while (told := json.loads(self._line.recv(timeout=SECONDS))).get("id") != number:
            self._note(told.get("method"), told.get("params", {}))
        assert told["type"] == "success", f"{method}: {told}"
        return told["result"]

    def _note(self, event: str | None, told: Any) -> None:
        if event == "log.entryAdded" and told["level"] in ("error", "warn"):
            self.trouble.append(f"console: {told['text']}")
        elif event == "network.beforeRequestSent" and told.get("context") == self._tab:
            url = told["request"]["url"]
            if not url.startswith((self._origin, "data:", "about:")):
                self.trouble.append(f"left the origin: {url}")

    def size(self, size: dict[str, int]) -> None:
        """Give the window this many pixels."""
        self._ask("browsingContext.setViewport", context=self._tab, viewport=size)

    def go(self, path: str) -> None:
        """Open a page of the service and wait until it is there."""
        self._ask("browsingContext.navigate", context=self._tab, url=self._origin + path, wait="complete")

    def tell(self, script: str) -> Any:
        """What a script of one expression answers on this page: a text, a number, yes or no, or nothing."""
        target = {"context": self._tab}
        told = self._ask("script.evaluate", expression=script, target=target, awaitPromise=True, userActivation=True)
        assert told["type"] == "success", told
        return told["result"].get("value")

    def press(self, selector: str) -> None:
        """Press what the selector finds first, and wait for the page that it leads to."""
        self.tell("window.before = true")
        self.tell(f"document.querySelector({json.dumps(selector)}).click()")
        # Another document knows nothing of the mark; while the old one goes there may be none to ask.
        for _ in range(SECONDS * 10):
            try:
                if self.tell("document.readyState === 'complete' && !window.before"):
                    return
            except AssertionError:
                pass
            self.tell_quietly("new Promise(done => setTimeout(done, 100))")
        raise AssertionError(f"{selector} leads nowhere")

    def tell_quietly(self, script: str) -> None:
        """A script whose page may go away meanwhile."""
        try:
            self.tell(script)
        except AssertionError:
            return

    def send(self, action: str, **typed: str) -> None:
        """Fill fields of the form with this action and press its first button."""
        form = f'form[action="{action}"]'
        self.tell(f"({FILL})({json.dumps(form)}, {json.dumps(typed)})")
        self.press(f"{form} button")


@contextmanager
def firefox(folder: Path, language: str, origin: str) -> Iterator[Firefox]:
    """Firefox without a window, with a profile of its own that prefers this language."""
    program = tools.find("firefox-esr")
    assert program is not None
    wishes = {**QUIET, "intl.accept_languages": language}
    (folder / "user.js").write_text("".join(f"user_pref({json.dumps(n)}, {json.dumps(v)});\n" for n, v in wishes.items()))
    command = [program, "--headless", "--no-remote", "--profile", str(folder), "--remote-debugging-port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
        assert process.stderr is not None
        try:
            said = next((line for line in process.stderr if LISTENS in line), "")
            assert said, "Firefox does not listen"
            with connect(said.partition(LISTENS)[2].strip() + "/session", max_size=None, proxy=None) as line:
                yield Firefox(line, origin)
        finally:
            process.terminate()
            process.stderr.read()
