"""Measures main pages of a registry of many entries: milliseconds and bytes, and how often /healthz takes in the same run."""

from __future__ import annotations

import argparse
import json
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import httpx
import pyotp
from sqlalchemy import Connection, Table, insert, literal, select
from sqlalchemy import func as sql
from sqlmodel import SQLModel

import app.main  # noqa: F401 - knows every table
from app.clock import now
from app.db import Database, migrate, open_database
from app.settings import Settings

OURS = {"Sec-Fetch-Site": "same-origin"}
PAGES = {
    "officer.ke@demo.example": (
        "/counterparts?state=IT&function=som_by_sea",
        "/counterparts?state=IT&function=som_by_sea&language=fr&urgent=yes",
        "/counterparts?state=IT",
        "/counterparts?region=150&function=som_by_sea",
        "/lookup?state=IT",
        "/lookup?q=guardia",
        "/states/IT",
        "/regions/150",
        "/regions",
        "/",
    ),
    "focal.it@demo.example": ("/my-entries",),
    "coordinator.europe@demo.example": ("/my-entries", "/coverage?region=150"),
}
"""Who opens which pages."""

ENTRY_IDS = ("id", "entry_id", "part_of", "open_parent", "row_id", "holder_id", "channel_row", "designation_id", "channel_id")
COPIED = (
    *("entry", "name", "holder", "channel", "hours_span", "hours_exception", "entry_language", "designation", "requirements"),
    *("posting", "service", "interpretation", "membership", "consent", "external_id", "provenance", "search_entry", "search_key"),
)
"""What an entry is made of, in the order of what points to what."""


def multiply(database: Database, count: int) -> int:
    """Copy the demo's entries until there are `count`; returns how many there are. Ids begin with the number of their copy."""
    tables = SQLModel.metadata.tables
    with database.engine.connect() as connection:
        entry, key = tables["entry"], tables["search_entry"]
        first, last, have = connection.execute(select(sql.min(entry.c.id), sql.max(entry.c.id), sql.count(entry.c.id))).one()
        begin, numbers = first[:4], connection.execute(select(sql.max(key.c.number))).scalar_one()
        connection.info["numbers"] = numbers
        assert begin == last[:4], "the demo was loaded within 49 days, so its ids (UUID 7) begin alike"
        for copy in range(1, -(-count // have)):
            for name in COPIED:
                _copy(connection, tables[name], begin, f"{copy:04x}", copy * numbers)
        connection.commit()
        total: int = connection.execute(select(sql.count(entry.c.id))).scalar_one()
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
    return total


def _copy(connection: Connection, table: Table, old: str, new: str, further: int) -> None:
    """Copy the rows that the demo wrote: those of entries whose ids begin with `old`, or of its search numbers."""
    values: list[Any] = []
    for column in table.columns:
        if column.name in ENTRY_IDS:
            values.append(literal(new) + sql.substr(column, len(old) + 1))
        elif column.name == "lineage":
            values.append(sql.replace(column, f"/{old}", f"/{new}"))
        else:
            values.append(column + further if column.name in ("number", "entry") else column)
    of = table.c.get("entry_id", table.c.get("id"))
    mine = table.c.entry <= connection.info["numbers"] if of is None else of.startswith(old)
    connection.execute(insert(table).from_select([column.name for column in table.columns], select(*values).where(mine)))


@contextmanager
def served(count: int) -> Iterator[tuple[str, Path]]:
    """The demo, multiplied, served by one worker on a free port; yields its address and the file of its sign-ins."""
    with tempfile.TemporaryDirectory() as name, socket.create_server(("127.0.0.1", 0)) as free:
        folder, port = Path(name), free.getsockname()[1]
        free.close()
        settings = Settings(_env_file=None, database_url=f"sqlite:///{folder}/directory.db", data_dir=folder)
        database = open_database(settings)
        migrate(database)
        environment = [f"DIRECTORY_DATABASE_URL={settings.database_url}", f"DIRECTORY_DATA_DIR={name}"]
        command = ["env", *environment, str(Path(sys.executable).with_name("directory"))]
        subprocess.run([*command, "demo"], check=True, stdout=subprocess.DEVNULL)
        print(f"{multiply(database, count)} entries")
        database.close()
        server = subprocess.Popen([*command, "serve", "--port", str(port)], stderr=subprocess.DEVNULL)
        try:
            _wait_for(address := f"http://127.0.0.1:{port}")
            yield address, folder / "demo-credentials.json"
        finally:
            server.terminate()
            server.wait()


def _wait_for(address: str) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            httpx.get(f"{address}/healthz")
            return
        except httpx.TransportError:
            assert time.monotonic() < deadline, "the server does not start"
            time.sleep(0.2)


def signed_in(address: str, secrets: Path, who: str) -> httpx.Client:
    """A browser's requests of one of the demo's cast, with a purpose stated where the role states one."""
    given = json.loads(secrets.read_text())[who]
    client = httpx.Client(base_url=address, headers=OURS, timeout=60)
    code = pyotp.TOTP(given["totp_secret"]).at(now()) if given["totp_secret"] else ""
    assert client.post("/sign-in", data={"email": who, "password": given["password"], "code": code}).status_code == 303, who
    client.post("/purpose", data={"purpose": "rescue_at_sea", "pending": "yes", "next": "/"})
    return client


def measured(client: httpx.Client, path: str, rounds: int) -> tuple[list[float], int]:
    """Milliseconds of each request, sorted, and the bytes of the body as they were sent."""
    times, size = [], 0
    for _ in range(rounds):
        started = time.perf_counter()
        with client.stream("GET", path) as answer:
            size = sum(len(part) for part in answer.iter_raw())
        assert answer.status_code == 200, f"{path} answers {answer.status_code}"
        times.append((time.perf_counter() - started) * 1000)
    return sorted(times), size


def main() -> None:
    """Sign in as people of the demo, ask the same questions again and again, say how long it took."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("address", nargs="?", help="a served demo; without it one is made with --entries entries")
    arguments.add_argument("credentials", nargs="?", default="var/demo-credentials.json")
    arguments.add_argument("--entries", type=int, default=50_000)
    arguments.add_argument("--rounds", type=int, default=100)
    arguments.add_argument("--only", default="", help="only addresses with this text")
    given = arguments.parse_args()
    there = nullcontext((given.address, Path(given.credentials))) if given.address else served(given.entries)
    late = given.rounds * 95 // 100
    with there as (address, secrets), httpx.Client(base_url=address) as anybody:
        alive, _ = measured(anybody, "/healthz", given.rounds)
        middle = alive[given.rounds // 2]
        print(f"/healthz p50 {middle:.1f} ms, p95 {alive[late]:.1f} ms")
        for who, paths in PAGES.items():
            chosen = [path for path in paths if given.only in path]
            client = signed_in(address, secrets, who) if chosen else None
            for path in chosen:
                assert client is not None
                times, size = measured(client, path, given.rounds)
                half = times[given.rounds // 2]
                said = f"p50 {half:.1f} ms, p95 {times[late]:.1f} ms, {half / middle:.1f} x /healthz, {size} bytes"
                print(f"{path}: {said}", flush=True)


if __name__ == "__main__":
    main()
