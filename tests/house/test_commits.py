"""Return commits, raise rolls back, in `app/db.py` and nowhere else (DESIGN 4)."""

from __future__ import annotations

import ast

from tests.house.source import Sources, nodes, sources

ENDS = {"commit", "rollback", "begin", "begin_nested"}
WORDS = ("COMMIT", "ROLLBACK", "BEGIN", "SAVEPOINT")


def transactions_ended(files: Sources) -> list[str]:
    """Where a transaction is begun or ended outside `app/db.py`, by a call or by SQL in a text."""
    found = []
    for place, node in nodes(files):
        if place.startswith("app/db.py:"):
            continue
        called = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ENDS
        written = isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_sql(node.value)
        if called or written:
            found.append(place)
    return found


def _is_sql(text: str) -> bool:
    return text.startswith(WORDS) and not text.startswith("BEGIN:")  # how a vCard begins (RFC 6350)


def test_only_db_ends_transactions() -> None:
    assert transactions_ended(sources("app")) == []


def test_a_planted_commit_is_found() -> None:
    planted = {
        "app/db.py": "session.commit()",
        "app/directory/entries.py": "def publish(session):\n    session.commit()\n",
        "app/lookup/search.py": "connection.exec_driver_sql('BEGIN IMMEDIATE')",
    }
    assert transactions_ended(planted) == ["app/directory/entries.py:2", "app/lookup/search.py:1"]
