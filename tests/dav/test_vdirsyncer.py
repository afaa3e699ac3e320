"""Another implementation keeps a copy of the address book: vdirsyncer, from discovery over changes to the end of the password."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
import vobject

from app.directory.entries import suspend_entry
from app.exchange.address_books import end_book, own_books
from tests import tools
from tests.cast import Registry
from tests.dav.phone import Telephone, telephone
from tests.factories import named

pytestmark = [pytest.mark.deep, pytest.mark.needs("vdirsyncer")]


@contextmanager
def serving(registry: Registry) -> Iterator[str]:
    """The application on a free port of the loopback."""
    server = uvicorn.Server(uvicorn.Config(registry.app, host="127.0.0.1", port=0, log_level="error", ws="none", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    for _ in range(500):
        if server.started:
            break
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=10)


def configured(folder: Path, address: str, handset: Telephone) -> Path:
    """A configuration that copies the book into a folder; only the address of the service is given, all else is found."""
    text = f"""
[general]
status_path = "{folder}/status"
[pair book]
a = "here"
b = "service"
collections = ["from b"]
[storage here]
type = "filesystem"
path = "{folder}/contacts"
fileext = ".vcf"
[storage service]
type = "carddav"
url = "{address}/"
username = "{handset.user}"
password = "{handset.secret}"
read_only = true
"""
    path = folder / "config"
    path.write_text(text)
    return path


def run(config: Path, *words: str) -> subprocess.CompletedProcess[str]:
    program = tools.find("vdirsyncer")
    assert program is not None
    environ = {**os.environ, "VDIRSYNCER_CONFIG": str(config)}  # noqa: TID251
    return subprocess.run(
        [program, "-vWARNING", *words], env=environ, capture_output=True, text=True, input="y\n" * 9, timeout=60
    )


def names(folder: Path) -> set[str]:
    return {vobject.readOne(path.read_text()).fn.value for path in (folder / "contacts").rglob("*.vcf")}


def test_vdirsyncer_finds_the_book_and_keeps_it_fresh_until_the_password_ends(registry: Registry, tmp_path: Path) -> None:
    first, second = registry.published(names=named("one")), registry.published(names=named("two"))
    handset = telephone(registry)
    folder = tmp_path / "phone"
    folder.mkdir()
    with serving(registry) as address:
        config = configured(folder, address, handset)
        found = run(config, "discover")
        assert found.returncode == 0, found.stderr
        copied = run(config, "sync")
        assert copied.returncode == 0, copied.stderr
        assert names(folder) == {"one", "two"}
        registry.revise(first, {"names": named("one, renamed")}, 2)
        with registry.writing() as session:
            suspend_entry(session, second, 2, by=registry.actor("focal.it"))
        registry.published(names=named("three"))
        again = run(config, "sync")
        assert again.returncode == 0, again.stderr
        assert names(folder) == {"one, renamed", "three"}
        by = registry.actor("officer.it")
        with registry.writing() as session:
            (key,) = own_books(session, reader=by)
            end_book(session, key.prefix, by=by)
        assert run(config, "sync").returncode != 0
