"""An id in what is sent must be of the entry's own parts: nobody reaches another entry's channel through it."""

from __future__ import annotations

from tests.cast import Registry
from tests.factories import entry_data


def _channels(registry: Registry, entry_id: str) -> list[dict[str, object]]:
    answer = registry.client("focal.it").get(f"/api/v1/entries/{entry_id}")
    found: list[dict[str, object]] = answer.json()["channels"]
    return found


def test_a_new_entry_with_another_entrys_channel_id_leaves_that_channel_alone(registry: Registry) -> None:
    victim = registry.published()
    before = _channels(registry, victim)
    data = entry_data(state="TN", time_zone="Africa/Tunis")
    data["channels"] = [{"id": before[0]["id"], "type": "phone", "value": "+21600000099"}]
    answer = registry.client("focal.tn").post("/api/v1/entries", json=data)
    assert answer.status_code == 201, answer.text
    assert answer.json()["channels"][0]["id"] != before[0]["id"]
    assert _channels(registry, victim) == before


def test_a_change_that_names_a_part_of_another_entry_is_refused_with_its_place(registry: Registry) -> None:
    victim, own = registry.published(), registry.draft("focal.tn", state="TN", time_zone="Africa/Tunis")
    before = _channels(registry, victim)
    patch = {"channels": [{"id": before[0]["id"], "type": "phone", "value": "+21600000099"}]}
    answer = registry.client("focal.tn").patch(f"/api/v1/entries/{own}", json=patch, headers={"If-Match": '"1"'})
    assert answer.status_code == 422
    assert [e["field"] for e in answer.json()["errors"]] == ["channels.0.id"]
    assert _channels(registry, victim) == before


def test_one_id_cannot_stand_twice_in_a_list(registry: Registry) -> None:
    own = registry.draft()
    names = registry.client("focal.it").get(f"/api/v1/entries/{own}").json()["names"]
    answer = registry.client("focal.it").patch(
        f"/api/v1/entries/{own}", json={"names": [names[0], names[0]]}, headers={"If-Match": '"1"'}
    )
    assert answer.status_code == 422
    assert [e["field"] for e in answer.json()["errors"]] == ["names.1.id"]
