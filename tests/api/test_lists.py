"""No list ever carries a channel's value: every list answer is scanned for every value, as every reader (SECURITY M9)."""

from __future__ import annotations

import pytest

from tests.cast import CAST, Registry
from tests.factories import FULL, mail, named, phone

VALUES = {
    "TLP:CLEAR": "+390000000011",
    "TLP:GREEN": "+390000000012",
    "TLP:AMBER": "amber@zqwx.example",
    "TLP:AMBER+STRICT": "strict@zqwx.example",
}
LISTS = (
    "/api/v1/entries",
    "/api/v1/entries?limit=50&q=coast",
    "/api/v1/entries?q=390000000012",
    "/api/v1/entries?q=%2B390000000012",
    "/api/v1/entries?q=amber%40cgit.example",
    "/api/v1/states/IT",
    "/api/v1/states",
    "/api/v1/regions",
    "/api/v1/vocabulary",
    "/api/v1/me",
    "/api/v1/me/acts",
    "/api/v1/audit?limit=200",
)


def channel(value: str, **changed: str) -> dict[str, object]:
    return mail(value, **changed) if "@" in value else phone(value, **changed)


@pytest.fixture
def full(registry: Registry) -> Registry:
    """One entry of each marking with a channel, one entry with a channel of each, and a look at it."""
    for marking, value in VALUES.items():
        registry.published(marking=marking, names=named(f"Coast Guard {marking[4:]}"), channels=[channel(value)])
    every = [channel(value, marking=marking) for marking, value in VALUES.items()]
    entry_id = registry.published(**FULL, marking="TLP:CLEAR", channels=every)
    registry.client("officer.ke").get(f"/api/v1/entries/{entry_id}?purpose=test&case_ref=X")
    return registry


def test_no_list_carries_a_channel_value(full: Registry) -> None:
    for who in CAST:
        client = full.client(who)
        for path in LISTS:
            answer = client.get(path)
            assert answer.status_code in (200, 403), (who, path, answer.text)
            # What was looked for stands in nobody's answer either.
            leaked = [value for value in VALUES.values() if value.lstrip("+") in answer.text]
            assert leaked == [], (who, path)
            if answer.status_code == 200 and path.startswith("/api/v1/entries"):
                assert all("channels" not in item for item in answer.json()["items"])


def test_a_value_finds_nothing(full: Registry) -> None:
    for value in VALUES.values():
        for part in (value, value.lstrip("+")[:9], value.partition("@")[2] or value[-6:]):
            found = full.client("officer.ke").get("/api/v1/entries", params={"q": part}).json()["items"]
            assert [card["names"] for card in found] == [], part


def test_a_list_tells_nobody_of_a_channel_beyond_their_right(full: Registry) -> None:
    answer = full.client("officer.ke").get("/api/v1/entries?limit=50")
    assert len(answer.json()["items"]) == 4  # all but AMBER+STRICT
    assert "STRICT" not in answer.text
