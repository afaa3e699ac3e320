"""Fifty editors at once on five entries: no update is lost, and each success is a version (SECURITY F5)."""

from __future__ import annotations

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from starlette.testclient import TestClient

from app.audit.chain import verify
from app.directory.models import Entry
from tests.cast import Registry
from tests.directory.asking import kinds

EDITORS, EDITS, SHARED = 50, 20, 5
Edit = tuple[str, int, int]
"""Which entry, which version was changed, and the answer."""


def version_of(registry: Registry, entry_id: str) -> int:
    """The version as it stands; asked of the table, for the reading is not what is tried here."""
    with registry.reading() as session:
        return session.get_one(Entry, entry_id).version


def edit(registry: Registry, client: TestClient, entries: list[str], seed: int) -> list[Edit]:
    """Twenty edits by one editor, each on the version that the editor saw last; a conflict makes them look again."""
    choice = random.Random(seed)
    known = dict.fromkeys(entries, 1)
    done = []
    for number in range(EDITS):
        entry_id = choice.choice(entries)
        path, version = f"/api/v1/entries/{entry_id}", known[entry_id]
        sent = {"purpose": f"Editor {seed}, edit {number}"}
        answer = client.patch(path, json=sent, headers={"If-Match": f'"{version}"'})
        done.append((entry_id, version, answer.status_code))
        changed = answer.status_code == 200
        known[entry_id] = int(answer.headers["etag"].strip('"')) if changed else version_of(registry, entry_id)
    return done


def test_of_many_edits_at_once_none_is_lost(registry: Registry) -> None:
    entries = [registry.draft() for _ in range(SHARED)]
    token = registry.token("focal.it")
    with TestClient(registry.app, headers={"Authorization": f"Bearer {token}"}) as client, ThreadPoolExecutor(EDITORS) as pool:
        each = pool.map(lambda seed: edit(registry, client, entries, seed), range(EDITORS))
        done = [one for edits in each for one in edits]
        versions = {entry_id: version_of(registry, entry_id) for entry_id in entries}
    assert len(done) == EDITORS * EDITS
    answers = Counter(status for _, _, status in done)
    assert set(answers) <= {200, 412, 503}
    # On SQLite who waits longer than the busy timeout is asked to come back; most must get their turn.
    assert answers[503] <= EDITORS * EDITS // 4
    successes = [(entry_id, version) for entry_id, version, status in done if status == 200]
    assert len(set(successes)) == len(successes)  # no version was changed twice
    counted = Counter(entry_id for entry_id, _ in successes)
    assert {entry_id: version - 1 for entry_id, version in versions.items()} == {e: counted[e] for e in entries}
    assert kinds(registry).count("entry:revised") == len(successes) > SHARED
    with registry.reading() as session:
        assert verify(session).whole
