"""Fifty editors at once on a few entries: no update is lost, and each success is a version (SECURITY F5)."""

from __future__ import annotations

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.testclient import TestClient

from app.audit.chain import verify
from app.directory.models import Entry
from tests.cast import Registry
from tests.directory.asking import kinds

EDITORS = 50
Edit = tuple[str, int, int]
"""Which entry, which version was changed, and the answer."""


def version_of(registry: Registry, entry_id: str) -> int:
    """The version as it stands; asked of the table, for the reading is not what is tried here."""
    with registry.reading() as session:
        return session.get_one(Entry, entry_id).version


def edit(registry: Registry, client: TestClient, entries: list[str], seed: int, edits: int) -> list[Edit]:
    """Edits by one editor, each on the version that the editor saw last; a conflict makes them look again.

    Every tenth forgets to say which version it changes.
    """
    choice = random.Random(seed)
    known = dict.fromkeys(entries, 1)
    done = []
    for number in range(edits):
        entry_id = choice.choice(entries)
        path, version = f"/api/v1/entries/{entry_id}", known[entry_id]
        sent = {"purpose": f"Editor {seed}, edit {number}"}
        named = {} if number % 10 == 9 else {"If-Match": f'"{version}"'}
        answer = client.patch(path, json=sent, headers=named)
        assert (answer.status_code == 428) == (not named) or answer.status_code == 503
        done.append((entry_id, version, answer.status_code))
        changed = answer.status_code == 200
        known[entry_id] = int(answer.headers["etag"].strip('"')) if changed else version_of(registry, entry_id)
    return done


@pytest.mark.parametrize(
    ("edits", "shared"), [(20, 5), pytest.param(200, 10, marks=pytest.mark.deep)], ids=["1000-edits", "10000-edits"]
)
def test_of_many_edits_at_once_none_is_lost(registry: Registry, edits: int, shared: int) -> None:
    entries = [registry.draft() for _ in range(shared)]
    token = registry.token("focal.it")
    with TestClient(registry.app, headers={"Authorization": f"Bearer {token}"}) as client, ThreadPoolExecutor(EDITORS) as pool:
        each = pool.map(lambda seed: edit(registry, client, entries, seed, edits), range(EDITORS))
        done = [one for made in each for one in made]
        versions = {entry_id: version_of(registry, entry_id) for entry_id in entries}
    assert len(done) == EDITORS * edits
    answers = Counter(status for _, _, status in done)
    assert set(answers) <= {200, 412, 428, 503}
    # On SQLite who waits longer than the busy timeout is asked to come back; most must get their turn.
    assert answers[503] <= EDITORS * edits // 4
    successes = [(entry_id, version) for entry_id, version, status in done if status == 200]
    assert len(set(successes)) == len(successes)  # no version was changed twice
    counted = Counter(entry_id for entry_id, _ in successes)
    assert {entry_id: version - 1 for entry_id, version in versions.items()} == {e: counted[e] for e in entries}
    assert kinds(registry).count("entry:revised") == len(successes) > shared
    print(f"{dict(answers)} on {shared} entries")  # noqa: T201 - the closing note quotes it
    with registry.reading() as session:
        assert verify(session).whole
