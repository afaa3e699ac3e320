"""What nobody should send: every answer is a refusal with a reason, never a fault of ours, the same on both databases."""

from __future__ import annotations

import base64
import json

from tests.api.problems import problem
from tests.cast import Registry
from tests.factories import entry_data, mail, phone

ENTRIES = "/api/v1/entries"


def cursor(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


QUERIES = [
    f"cursor={cursor(5)}",
    f"cursor={cursor(None)}",
    f"cursor={cursor([1, 2])}",
    f"cursor={cursor(['a'])}",
    f"cursor={cursor({'a': 1})}",
    "cursor=%FF%FE",
    "cursor=" + "A" * 3000,
    "limit=1e3",
    "limit=99999999999999999999",
    "open_at=now",
    "open_at=2026-11-24T03:10:00",
    "state=%00",
    "region=%00",
    "kind=%27%20OR%201%3D1",
]


def test_a_query_that_cannot_be_read_is_refused(registry: Registry) -> None:
    officer = registry.client("officer.ke")
    for query in QUERIES:
        problem(officer.get(f"{ENTRIES}?{query}"), 422)


NULLS = (
    "/api/v1/entries?q=%00",
    "/api/v1/entries?q=a%00b",
    "/api/v1/entries?language=%00",
    f"/api/v1/entries?cursor={cursor(['a' + chr(0), 'x'])}",
    "/api/v1/entries/%00?purpose=test",
    "/api/v1/entries/x/history?x=%00",
    "/api/v1/proposals?entry=%00",
    "/api/v1/proposals/%00",
    "/api/v1/states/%00",
    "/api/v1/entries?open_at=0001-01-01T00:00:00%2B14:00",
    "/api/v1/entries?open_at=9999-12-31T23:59:59-12:00",
)


def test_characters_and_instants_at_the_edge_are_no_fault_of_ours(registry: Registry) -> None:
    registry.published(hours={"spans": [{"days": ["mo"], "opens": "22:00", "closes": "06:00"}]})
    keeper = registry.client("focal.it")
    for path in NULLS:
        assert keeper.get(path).status_code in (200, 404, 422), path
    auditor = registry.client("auditor")
    for query in ("entry=%00", "actor=%00", "actor=%00%40x", "since=%00"):
        assert auditor.get(f"/api/v1/audit?{query}").status_code in (200, 422), query


BODIES = [
    b"",
    b"{",
    b"[" * 100_000,
    b'{"a": 1, "a": 2}',
    b'{"purpose": NaN}',
    b'{"purpose": "\\ud800"}',
    b"\xff\xfe{}",
    b'{"valid_from": ' + b"9" * 5000 + b"}",
    b'{"a":' * 60 + b"1" + b"}" * 60,
    b'"text"',
    b"null",
    b"[]",
    b"{}",
]


def test_a_body_that_is_no_entry_is_refused(registry: Registry) -> None:
    keeper = registry.client("focal.it")
    for body in BODIES:
        problem(keeper.post(ENTRIES, content=body), 422)
    assert keeper.get(ENTRIES).json()["items"] == []


ODD: list[dict[str, object]] = [
    {"purpose": "a\u0000b"},
    {"homepage": "https://x.example/\u0000"},
    {"readers": ["\u0000"]},
    {"external_ids": [{"scheme": "a\u0000", "value": "b"}]},
    {"provenance": {"source": "x", "source_key": "a\u0000"}},
    {"channels": [phone("+390000000001", key_fingerprint="\u0000")]},
    {"channels": [{"type": "postal", "value": "Via\u0000Roma"}]},
    {"names": [{"text": "x", "script": "\u0000"}]},
    {"names": [{"text": "a\u202eb"}]},
    {"channels": [mail("ops\u200b@coastguard.example")]},
    {"channels": [phone("+3906\u202e00000001")]},
    {"hours": {"spans": [{"days": ["mo"], "opens": "08:00", "closes": "12:00", "from": "99-99"}]}},
    {"readers": "x"},
    {"readers": ["a/b"]},
    {"jurisdiction": ["IT-82/"]},
    {"consents": [{"recipient": "sherloc~amber"}]},
    {"consents": [{"recipient": "a/b"}]},
    {"audience": {"kind": "states", "of": ["IT/KE"]}},
    {"valid_from": "2026-02-30"},
    {"valid_from": "2026-02-02", "valid_until": "2026-02-01"},
]


def test_what_could_deceive_or_break_out_of_a_list_is_refused_by_field(registry: Registry) -> None:
    keeper = registry.client("focal.it")
    for odd in ODD:
        told = problem(keeper.post(ENTRIES, json=entry_data(**odd)), 422)
        assert told["errors"], odd


def test_a_parent_that_cannot_be_is_refused(registry: Registry) -> None:
    for part_of in ("\u0000", "x" * 10_000, "no-such-entry"):
        problem(registry.client("focal.it").post(ENTRIES, json=entry_data(part_of=part_of)), 422)


def test_unknown_paths_and_methods_are_problems_too(registry: Registry) -> None:
    officer = registry.client("officer.ke")
    problem(officer.get("/api/v1/nothing"), 404)
    problem(officer.put(f"{ENTRIES}/x"), 405)
    problem(officer.delete("/api/v1/audit"), 405)


def test_a_body_beyond_the_limit_is_cut_off(registry: Registry) -> None:
    keeper = registry.client("focal.it")
    big = b'{"purpose": "' + b"x" * 2_000_001 + b'"}'
    problem(keeper.post(ENTRIES, content=big), 413)
    problem(keeper.post(ENTRIES, content=iter([big[:1_000_000], big[1_000_000:]])), 413)
