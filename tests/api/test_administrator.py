"""An administrator hides at once and narrows a marking, as far as it may know; it changes nothing else and is shown no line."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.problems import problem
from tests.cast import Registry
from tests.factories import phone


def standing(registry: Registry, entry_id: str) -> dict[str, Any]:
    found: dict[str, Any] = registry.client("focal.it").get(f"/api/v1/entries/{entry_id}").json()
    return found


def version_told(registry: Registry, entry_id: str) -> str:
    """The version that an administrator reads in a list, as it names it in a change."""
    listed = registry.client("admin").get("/api/v1/entries", params={"state": "IT"}).json()["items"]
    return next(f'"{card["version"]}"' for card in listed if card["id"] == entry_id)


def test_an_administrator_suspends_narrows_and_hides_a_line_at_once(registry: Registry) -> None:
    entry_id = registry.published(channels=[phone("+390655550101"), phone("+390655550102", marking="TLP:AMBER")])
    admin, url = registry.client("admin"), f"/api/v1/entries/{entry_id}"
    open_line, amber = (line["id"] for line in standing(registry, entry_id)["channels"])
    for line, status in ((amber, 422), (open_line, 204)):
        tag = {"If-Match": version_told(registry, entry_id)}
        assert admin.post(f"{url}/channels/{line}/hide", json={}, headers=tag).status_code == status
    assert [line["id"] for line in standing(registry, entry_id)["channels"]] == [amber]
    answer = admin.patch(url, json={"marking": "TLP:AMBER"}, headers={"If-Match": version_told(registry, entry_id)})
    assert (answer.status_code, answer.content) == (204, b"")
    assert standing(registry, entry_id)["marking"] == "TLP:AMBER"
    problem(admin.patch(url, json={"status": "suspended"}, headers={"If-Match": '"4"'}), 404)

    other = registry.published()
    tag = {"If-Match": version_told(registry, other)}
    problem(admin.patch(f"/api/v1/entries/{other}", json={"status": "suspended"}), 428)
    assert admin.patch(f"/api/v1/entries/{other}", json={"status": "suspended"}, headers=tag).status_code == 204
    assert standing(registry, other)["status"] == "suspended"


@pytest.mark.parametrize(
    "patch",
    [
        {"marking": "TLP:CLEAR"},
        {"status": "published"},
        {"status": "withdrawn"},
        {"status": "suspended", "homepage": "https://elsewhere.example/"},
        {"marking": "TLP:AMBER", "channels": []},
        {"homepage": "https://elsewhere.example/"},
        {"channels": []},
        {},
        [],
    ],
)
def test_an_administrator_does_nothing_else(registry: Registry, patch: Any) -> None:
    entry_id = registry.published(channels=[phone("+390655550101"), phone("+390655550102")])
    admin, tag = registry.client("admin"), {"If-Match": version_told(registry, entry_id)}
    problem(admin.patch(f"/api/v1/entries/{entry_id}", json=patch, headers=tag), 403)
    first, second = (line["id"] for line in standing(registry, entry_id)["channels"])
    instead = {"instead": {"entry": entry_id, "channel": second}}
    problem(admin.post(f"/api/v1/entries/{entry_id}/channels/{first}/hide", json=instead, headers=tag), 403)
    assert standing(registry, entry_id)["version"] == 2
