"""A small registry for tests of pages: the cast, an Italian authority, and browsers that are signed in."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.testclient import TestClient

from app.access.actor import Actor, operator
from app.accounts.cards import actor_by_token
from app.accounts.forms import AccountForm
from app.accounts.membership import add_account
from app.accounts.second_factor import accepted_step, enrol
from app.accounts.sign_in import open_session
from app.clock import now
from app.db import Database, open_database, reading, writing
from app.directory.entries import register_entry
from app.directory.proposals import approve_proposal, revise_entry
from tests.cast import PASSWORD, SECRET, code, mailbox, settings_of_cast

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}

CAST: dict[str, dict[str, str]] = {
    "officer.ke": {"role": "officer", "state": "KE"},
    "focal.it": {"role": "focal_point", "state": "IT"},
    "focal2.it": {"role": "focal_point", "state": "IT"},
    "focal.tn": {"role": "focal_point", "state": "TN"},
    "coordinator": {"role": "coordinator", "region": "150"},
    "administrator": {"role": "administrator"},
    "auditor": {"role": "auditor", "state": "IT"},
}
WITHOUT_FACTOR = ("officer.ke",)

COAST_GUARD: dict[str, Any] = {
    "kind": "authority",
    "state": "IT",
    "marking": "TLP:GREEN",
    "names": [
        {"text": "Guardia Costiera, esempio", "language": "it", "role": "preferred"},
        {"text": "Coast Guard, example", "language": "en", "role": "preferred"},
    ],
    "purpose": "Answers requests at sea for everybody.",
    "authority_type": "coast_guard",
    "time_zone": "Europe/Rome",
    "languages": [{"tag": "fr", "level": "C1", "use": ["spoken"]}, {"tag": "en", "level": "B2", "use": ["spoken", "written"]}],
    "channels": [
        {"type": "phone", "value": "+39 00 0000 0001", "contexts": ["urgent"], "always_open": True, "label": "Watch room"},
        {"type": "email", "value": "ops@coastguard.example"},
        {"type": "email", "value": "cases@coastguard.example", "marking": "TLP:AMBER"},
    ],
    "hours": {"spans": [{"days": ["mo", "tu", "we", "th", "fr"], "opens": "08:00", "closes": "16:30"}], "exceptions": []},
    "designations": [{"instrument": "SOM", "article": "8.6", "function": "som_by_sea"}],
    "requirements": {"languages_accepted": ["fr", "en"], "interpol_accepted": True},
    "networks": ["RABAT"],
}


@dataclass
class Registry:
    """An application over a database with the cast in it."""

    app: FastAPI
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def database(self) -> Database:
        found: Database = self.app.state.database
        return found

    def code(self, name: str) -> str | None:
        """A code of the account's authenticator, none where none is enrolled. Each counts once: one sign-in a test."""
        if name in WITHOUT_FACTOR:
            return None
        shown = code()
        assert accepted_step(SECRET, shown, 0) is not None
        return shown

    def token(self, name: str) -> str:
        """A session's token; opened once for each account."""
        if name not in self.tokens:
            opened = open_session(self.database, email=mailbox(name), password=PASSWORD, code=self.code(name))
            self.tokens[name] = opened.token
        return self.tokens[name]

    def actor(self, name: str) -> Actor:
        """The account as an actor, with its rights as of now."""
        with reading(self.database) as session:
            return actor_by_token(session, self.token(name))

    def browser(self, name: str | None = None) -> TestClient:
        """A browser on the machine itself; with a name it is signed in. It does not follow redirects."""
        made = TestClient(self.app, base_url="http://127.0.0.1", headers=SAME_ORIGIN, follow_redirects=False)
        if name:
            # With its domain, as if the page had set it: a second cookie of the same name would stand beside it.
            made.cookies.set("session", self.token(name), domain="127.0.0.1", path="/")
        return made

    def draft(self, form: dict[str, Any] = COAST_GUARD, *, author: str = "focal.it", **changed: Any) -> str:
        """Register a draft; returns its id."""
        by = self.actor(author)  # before the write lock is taken: signing in writes too
        with writing(self.database) as session:
            return register_entry(session, {**form, **changed}, by=by)

    def published(
        self, form: dict[str, Any] = COAST_GUARD, *, author: str = "focal.it", approver: str = "focal2.it", **changed: Any
    ) -> str:
        """Register an entry and publish it with four eyes; returns its id."""
        entry_id = self.draft(form, author=author, **changed)
        first, second = self.actor(author), self.actor(approver)
        with writing(self.database) as session:
            proposal = revise_entry(session, entry_id, {"status": "published"}, 1, by=first)
        assert proposal is not None
        with writing(self.database) as session:
            approve_proposal(session, proposal["id"], called_back_on="+390000000009", note="phone book", by=second)
        return entry_id


def fill(url: str, folder: Path) -> None:
    """Make the accounts, backdated by 90 days, so that they may approve."""
    with closing(open_database(settings_of_cast(url, folder, folder))) as database, writing(database) as session:
        for name, where in CAST.items():
            form = AccountForm(email=mailbox(name), name=f"Example {name}", **where)
            added = add_account(session, form, PASSWORD, by=operator(), since=now() - timedelta(days=90))
            if name not in WITHOUT_FACTOR:
                enrol(session, added.id, SECRET, None, by=operator())
