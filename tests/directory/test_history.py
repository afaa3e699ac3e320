"""What happened to an entry: its versions with readable differences, each for those who may see them."""

from __future__ import annotations

from typing import Any

import pytest

from app.directory.entries import suspend_entry
from app.directory.history import consultations, differences, history
from app.errors import Denied, NotFound
from tests.cast import Registry
from tests.directory.asking import redirected, seen
from tests.factories import PHONE, phone


def versions(registry: Registry, entry_id: str, who: str = "focal.it") -> list[dict[str, Any]]:
    with registry.reading() as session:
        return history(session, entry_id, reader=registry.actor(who))


def test_each_version_says_who_changed_what_from_what_to_what(registry: Registry) -> None:
    entry_id = registry.published()
    registry.revise(entry_id, {"purpose": "New.", "time_zone": "Europe/Malta"}, 2, author="focal2.it")
    with registry.writing() as session:
        suspend_entry(session, entry_id, 3, why="line is dead", by=registry.actor("admin"))
    newest, revised, published, first = versions(registry, entry_id)
    assert [v["version"] for v in (newest, revised, published, first)] == [4, 3, 2, 1]
    assert (newest["kind"], newest["why"], newest["role"]) == ("suspended", "line is dead", "administrator")
    assert newest["changes"] == [{"field": "status", "old": "published", "new": "suspended"}]
    assert revised["changes"] == [
        {"field": "purpose", "old": "Answers requests at sea.", "new": "New."},
        {"field": "time_zone", "old": "Europe/Rome", "new": "Europe/Malta"},
    ]
    assert revised["by"] == registry.actor("focal2.it").id
    assert published["changes"] == [{"field": "status", "old": "draft", "new": "published"}]
    assert {c["field"] for c in first["changes"]} >= {"names", "marking", "purpose"}


def test_a_changed_channel_is_shown_with_its_old_and_its_new_value(registry: Registry) -> None:
    entry_id = registry.draft()
    registry.revise(entry_id, redirected(registry, entry_id), 1)
    (change,) = versions(registry, entry_id)[0]["changes"]
    assert change["field"].startswith("channels.")
    assert (change["old"]["value"], change["new"]["value"]) == (PHONE, "+390000000002")


def test_a_channel_above_the_readers_right_is_in_no_version(registry: Registry) -> None:
    red = phone("+390000000004", marking="TLP:RED", readers=[registry.actor("focal2.it").id])
    entry_id = registry.draft("focal2.it", channels=[phone(PHONE), red])
    card = seen(registry, entry_id, "focal2.it")
    registry.revise(entry_id, {"channels": [card["channels"][0]]}, 1, author="focal2.it")
    assert "+390000000004" in str(versions(registry, entry_id, "focal2.it"))
    assert "+390000000004" not in str(versions(registry, entry_id, "focal.it"))
    assert registry.actor("focal2.it").id not in str([v["changes"] for v in versions(registry, entry_id, "focal.it")])


@pytest.mark.parametrize("who", ["officer.it", "officer.ke", "focal.tn", "admin", "auditor"])
def test_nobody_else_reads_history_or_disclosures(registry: Registry, who: str) -> None:
    entry_id = registry.published()
    with pytest.raises((Denied, NotFound)):
        versions(registry, entry_id, who)
    with pytest.raises((Denied, NotFound)), registry.reading() as session:
        consultations(session, entry_id, reader=registry.actor(who))


def test_what_is_not_there_has_no_history(registry: Registry) -> None:
    with pytest.raises(NotFound):
        versions(registry, "no-such-entry")


def test_empty_and_missing_are_no_difference() -> None:
    old = {"purpose": None, "networks": [], "channels": []}
    assert differences(old, {"purpose": "", "networks": [], "languages": [], "channels": []}) == []
