"""Measures suggestions while typing on a generated registry: milliseconds, and how often /healthz takes in the same run."""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from contextlib import closing
from pathlib import Path

from sqlalchemy import insert
from sqlmodel import SQLModel
from starlette.testclient import TestClient
from uuid_utils.compat import uuid7

from app.access.actor import operator
from app.accounts.forms import AccountForm
from app.accounts.membership import add_account
from app.accounts.sign_in import open_session
from app.clock import now
from app.db import Database, migrate, writing
from app.directory.search_index import SearchName, keep_names
from app.main import create_app
from app.reference import states
from app.settings import Settings

PASSWORD = "a long enough password"
BODIES = ("Border Guard", "Coast Guard", "Federal Police", "Ministry of Justice", "Prosecution Service", "Immigration Service")
SYLLABLES = ("ba", "ko", "mi", "ra", "te", "lu", "sa", "no", "vi", "dor", "gan", "hel", "mar", "pol", "shi")
ROUNDS = 300
CHUNK = 1000


def fill(database: Database, count: int, chance: random.Random) -> list[str]:
    """`count` published entries with two names each; returns all names."""
    codes = [state.code for state in states.states()]
    every: list[str] = []
    for start in range(0, count, CHUNK):
        rows, searched = [], {}
        for _ in range(min(CHUNK, count - start)):
            place = "".join(chance.choice(SYLLABLES) for _ in range(3)).title()
            names = [f"{chance.choice(BODIES)} of {place}", f"{place} {chance.choice(BODIES)}"]
            entry_id, code = str(uuid7()), chance.choice(codes)
            rows.append(
                {"id": entry_id, "state": code, "status": "published", "marking": "TLP:GREEN", "lineage": f"/{entry_id}/"}
                | {"kind": "authority", "registered_at": now(), "revised_at": now(), "sort_key": names[0].casefold()}
            )
            searched[entry_id] = (code, [SearchName(name, "en", "preferred") for name in names])
            every += names
        with writing(database) as session:
            session.connection().execute(insert(SQLModel.metadata.tables["entry"]), rows)
            keep_names(session, searched)
    return every


def measured(client: TestClient, paths: list[str]) -> list[float]:
    """Milliseconds of each request, sorted."""
    times = []
    for path in paths:
        started = time.perf_counter()
        assert client.get(path).status_code == 200
        times.append((time.perf_counter() - started) * 1000)
    return sorted(times)


def main() -> None:
    """Fill a registry, ask for beginnings of its names, and say how long it took."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--entries", type=int, default=50_000)
    given = arguments.parse_args()
    chance = random.Random(11)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/directory.db"
        app = create_app(Settings(_env_file=None, database_url=url, data_dir=Path(folder), reader_states="all"))
        with closing(app.state.database) as database:
            migrate(database)
            names = fill(database, given.entries, chance)
            form = AccountForm(email="officer@demo.example", role="officer", state="KE", name="Example Officer")
            with writing(database) as session:
                add_account(session, form, PASSWORD, by=operator())
            token = open_session(database, email=form.email, password=PASSWORD).token
            client = TestClient(app, headers={"Authorization": f"Bearer {token}"})
            typed = [chance.choice(names)[: chance.randint(1, 14)].strip() for _ in range(ROUNDS)]
            quick = measured(client, ["/healthz"] * ROUNDS)
            times = measured(client, [f"/api/v1/suggestions?q={text}" for text in typed])
    middle, late = len(times) // 2, int(len(times) * 0.95)
    print(f"{given.entries} entries, {ROUNDS} suggestions: p50={times[middle]:.1f} ms p95={times[late]:.1f} ms")
    print(f"/healthz in the same run: p50={quick[middle]:.1f} ms; ratio p50={times[middle] / quick[middle]:.1f}")


if __name__ == "__main__":
    main()
