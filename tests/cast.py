"""A small cast for every test that needs people: accounts made through `app.accounts`, signed-in clients, a few deeds in short.

The accounts are made once a process, in a copy of the empty database, for a password costs 30 ms to hash.
"""

from __future__ import annotations

import itertools
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pyotp
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.access.actor import Actor, operator
from app.accounts.cards import AccountCard
from app.accounts.forms import AccountForm
from app.accounts.membership import account_of, add_account
from app.accounts.second_factor import enrol, new_secret
from app.accounts.sign_in import open_session
from app.accounts.standing import account_actor
from app.clock import now
from app.db import Database, Session, open_database, reading, writing
from app.directory.entries import register_entry
from app.directory.proposals import approve_proposal, revise_entry
from app.settings import Settings
from tests.apps import app_over, done_with
from tests.conftest import BOTH, TEMPLATE
from tests.factories import entry_data
from tests.postgres import Server

PASSWORD = "a long enough password"
SECRET = new_secret()
"""Everybody's authenticator: each account counts its own codes."""

CAST: dict[str, dict[str, Any]] = {
    "officer.it": {"role": "officer", "state": "IT"},
    "officer.ke": {"role": "officer", "state": "KE"},
    "focal.it": {"role": "focal_point", "state": "IT"},
    "focal2.it": {"role": "focal_point", "state": "IT"},
    "focal.tn": {"role": "focal_point", "state": "TN"},
    "focal2.tn": {"role": "focal_point", "state": "TN"},
    "coordinator.europe": {"role": "coordinator", "region": "150"},
    "coordinator.rabat": {"role": "coordinator", "network": "RABAT"},
    "admin": {"role": "administrator"},
    "auditor": {"role": "auditor", "state": "IT"},
    "auditor.ke": {"role": "auditor", "state": "KE"},
    "recipient": {"role": "recipient", "recipient": "sherloc", "ceiling": "TLP:AMBER"},
}
WITHOUT_FACTOR = ("officer.ke", "recipient")
KNOWN_FOR = timedelta(days=90)


def mailbox(name: str) -> str:
    """The mailbox of one of the cast."""
    return f"{name}@demo.example"


def settings_of_cast(url: str, folder: Path, keys: Path, **changed: Any) -> Settings:
    """Everybody may read, a one-time code suffices for changes; nothing comes from the machine."""
    usual: dict[str, Any] = {"reader_states": "all", "change_factor": "totp", "secret_key_file": keys / "secret.key"}
    return Settings(_env_file=None, database_url=url, data_dir=folder, **{**usual, **changed})


# --- the accounts, once a process -------------------------------------------------------------------------------


Fill = Callable[[str, Path], None]
"""Makes the accounts: gets the address of an empty, migrated database and the folder for the key of the second factors."""


@cache
def filled_file(empty: Path, fill: Fill | None, name: str) -> Path:
    """A SQLite file with the cast in it, to be copied; lies beside the empty one, with its keys."""
    folder = empty.parent / name
    folder.mkdir()
    path = folder / "directory.db"
    path.write_bytes(empty.read_bytes())
    (fill or _fill)(f"sqlite:///{path}", folder)
    return path


@cache
def filled_database(server: Server, folder: Path, fill: Fill | None) -> str:
    """The name of a PostgreSQL database with the cast in it, to be copied; `folder` holds the key of the second factors."""
    name = f"template_{folder.name}"
    server.create(name, template=TEMPLATE)
    (fill or _fill)(server.url(name), folder)
    return name


def _fill(url: str, folder: Path) -> None:
    with closing(open_database(settings_of_cast(url, folder, folder))) as database, writing(database) as session:
        for name, where in CAST.items():
            _add(session, name, KNOWN_FOR, by=operator(), **where)


@contextmanager
def copied(
    request: pytest.FixtureRequest, empty: Path, folder: Path, fill: Fill | None = None, name: str = "cast"
) -> Iterator[str]:
    """The address of a test's own copy of a filled database, on the system that the test's parameter names."""
    request.node.user_properties.append(("database", request.param))
    filled = filled_file(empty, fill, name)
    if request.param == "sqlite":
        shutil.copy(filled, folder / "directory.db")
        yield f"sqlite:///{folder}/directory.db"
        return
    server: Server = request.getfixturevalue("postgresql")
    free = _free[filled]
    copy = free.pop() if free else _new_copy(server, filled_database(server, filled.parent, fill))
    yield server.url(copy)
    if server.put_back(copy):
        free.append(copy)
    else:
        server.drop(copy)


def _new_copy(server: Server, template: str) -> str:
    name = f"{template.removeprefix('template_')}_{next(_numbers)}"
    server.create(name, template=template)
    server.keep(name)
    return name


_free: dict[Path, list[str]] = defaultdict(list)
"""Databases of this process that hold the cast and nothing else, by the file that holds the same."""

_numbers = itertools.count(1)


def _add(
    session: Session, name: str, known_for: timedelta, *, by: Actor, factor: bool | None = None, **where: Any
) -> AccountCard:
    form = AccountForm(email=mailbox(name), name=f"Example {name}", **where)
    card = add_account(session, form, PASSWORD, by=by, since=now() - known_for)
    if factor or (factor is None and name not in WITHOUT_FACTOR):
        enrol(session, card.id, SECRET, None, by=operator())
    return card


# --- one registry a test ----------------------------------------------------------------------------------------


@dataclass
class Registry:
    """An application over a database with the cast in it."""

    app: FastAPI
    tokens: dict[str, str] = field(default_factory=dict)
    without_factor: set[str] = field(default_factory=lambda: set(WITHOUT_FACTOR))

    @property
    def database(self) -> Database:
        found: Database = self.app.state.database
        return found

    @property
    def folder(self) -> Path:
        """The data folder of this test."""
        return self.database.settings.data_dir

    def writing(self) -> AbstractContextManager[Session]:
        return writing(self.database)

    def reading(self) -> AbstractContextManager[Session]:
        return reading(self.database)

    def add(
        self, name: str, *, known_for: timedelta = KNOWN_FOR, factor: bool = True, by: Actor | None = None, **where: Any
    ) -> AccountCard:
        """One more account; with a second factor unless said otherwise."""
        if not factor:
            self.without_factor.add(name)
        with self.writing() as session:
            return _add(session, name, known_for, by=by or operator(), factor=factor, **where)

    def credentials(self, name: str) -> dict[str, str]:
        """What signs the account in at this instant."""
        sent = {"email": mailbox(name), "password": PASSWORD}
        return sent if name in self.without_factor else {**sent, "code": code()}

    def token(self, name: str) -> str:
        """A session's token; opened once for each account."""
        if name not in self.tokens:
            self.tokens[name] = open_session(self.database, **self.credentials(name)).token
        return self.tokens[name]

    def actor(self, name: str) -> Actor:
        """The account as an actor that has just signed in, with its rights as of now; spares the work of a real sign-in."""
        with self.reading() as session:
            card = account_of(session, mailbox(name))
            found = account_actor(session, card.id) if card else None
        assert found is not None, f"{name} has no active account"
        factor = name not in self.without_factor
        return replace(found, method="totp" if factor else "password", factor_at=now() if factor else None)

    def client(self, name: str | None = None) -> TestClient:
        """A client of the JSON door; with a name it is signed in. (A page's cookie would need the loopback's address.)"""
        headers = {"Authorization": f"Bearer {self.token(name)}"} if name else {}
        return TestClient(self.app, headers=headers)

    def draft(self, author: str = "focal.it", **changed: Any) -> str:
        """Record a draft; returns its id."""
        by = self.actor(author)
        with self.writing() as session:
            return register_entry(session, entry_data(**changed), by=by)

    def published(self, author: str = "focal.it", approver: str = "focal2.it", **changed: Any) -> str:
        """Record an entry and publish it with four eyes; returns its id."""
        entry_id = self.draft(author, **changed)
        self.approve(self.propose(entry_id, {"status": "published"}, 1, author=author), approver, note="from the printed list")
        return entry_id

    def propose(self, entry_id: str, patch: dict[str, Any], version: int, *, author: str = "focal.it") -> str:
        """Change an entry in a way that needs a second person; returns the proposal's id."""
        by = self.actor(author)
        with self.writing() as session:
            proposal = revise_entry(session, entry_id, patch, version, by=by)
        assert proposal is not None
        return str(proposal["id"])

    def approve(
        self, proposal_id: str, approver: str = "focal2.it", *, called_back_on: str = "+390000000009", note: str | None = None
    ) -> dict[str, Any]:
        """Approve a proposal; returns it."""
        by = self.actor(approver)
        with self.writing() as session:
            return approve_proposal(session, proposal_id, called_back_on=called_back_on, note=note, by=by)

    def revise(self, entry_id: str, patch: dict[str, Any], version: int, *, author: str = "focal.it") -> None:
        """Change an entry in a way that needs no second person."""
        by = self.actor(author)
        with self.writing() as session:
            assert revise_entry(session, entry_id, patch, version, by=by) is None


def code() -> str:
    """What an authenticator shows at this instant."""
    return pyotp.TOTP(SECRET).at(now())


# --- fixtures: a folder's conftest imports them -----------------------------------------------------------------


@pytest.fixture(params=BOTH)
def cast_url(request: pytest.FixtureRequest, sqlite_template: Path, tmp_path: Path) -> Iterator[str]:
    """The address of a database with the cast in it; the test runs once on SQLite and once on PostgreSQL."""
    with copied(request, sqlite_template, tmp_path) as url:
        yield url


@pytest.fixture(params=BOTH)
def fresh_registry(request: pytest.FixtureRequest, sqlite_template: Path, tmp_path: Path) -> Iterator[Callable[[], Registry]]:
    """Opens a new registry with the cast at each call, and closes the one before: for tests that begin again and again."""
    request.node.user_properties.append(("database", request.param))
    filled = filled_file(sqlite_template, None, "cast")
    opened: list[tuple[Registry, str]] = []
    server: Server | None = request.getfixturevalue("postgresql") if request.param == "postgresql" else None

    def close() -> None:
        while opened:
            before, name = opened.pop()
            done_with(before.app)
            if server is not None:
                server.drop(name)

    def open_next() -> Registry:
        close()
        name = f"cast_{next(_numbers)}"
        path = tmp_path / f"{name}.db"
        url = f"sqlite:///{path}"
        if server is None:
            shutil.copy(filled, path)
        else:
            server.create(name, template=filled_database(server, filled.parent, None))
            url = server.url(name)
        opened.append((Registry(app_over(settings_of_cast(url, tmp_path, filled.parent))), name))
        return opened[-1][0]

    yield open_next
    close()


@pytest.fixture
def registry_with(cast_url: str, sqlite_template: Path, tmp_path: Path) -> Iterator[Callable[..., Registry]]:
    """Opens the test's registry under settings of the test's own: `registry_with(reader_states="parties")`."""
    opened: list[Registry] = []

    def open_with(**changed: Any) -> Registry:
        keys = filled_file(sqlite_template, None, "cast").parent
        opened.append(Registry(app_over(settings_of_cast(cast_url, tmp_path, keys, **changed))))
        return opened[-1]

    yield open_with
    for made in opened:
        done_with(made.app)


@pytest.fixture
def registry(registry_with: Callable[..., Registry]) -> Registry:
    """The test's registry under the usual settings."""
    return registry_with()
