"""A preview shows what such a reader gets, and never more than the person who previews sees too."""

from __future__ import annotations

from typing import Any

import pytest

from app.directory.preview import Preview, preview_entry
from app.errors import Denied, Invalid, NotFound
from tests.cast import Registry
from tests.factories import PHONE, mail, phone


def seen(
    registry: Registry, entry_id: str, *, who: str = "focal.it", role: str = "officer", state: str = "KE", case: bool = False
) -> Preview:
    with registry.reading() as session:
        return preview_entry(session, entry_id, role=role, state=state, with_case=case, reader=registry.actor(who))


def numbers(preview: Preview) -> list[str]:
    assert preview.card is not None
    return [channel["value"] for channel in preview.card["channels"]]


@pytest.mark.parametrize("role", ["officer", "focal_point"])
def test_a_preview_is_what_the_reader_gets(registry: Registry, role: str) -> None:
    channels = [
        phone(PHONE),
        mail("cases@coastguard.example", marking="TLP:AMBER"),
        phone("+390000000002", marking="TLP:AMBER+STRICT"),
    ]
    entry_id = registry.published(channels=channels)
    real = registry.client("officer.ke").get(f"/api/v1/entries/{entry_id}?purpose=network_maintenance").json()
    assert numbers(seen(registry, entry_id, role=role)) == [channel["value"] for channel in real["channels"]] == [PHONE]
    assert [held["type"] for held in (seen(registry, entry_id).card or {})["withheld"]] == ["email"]
    assert numbers(seen(registry, entry_id, role=role, case=True)) == [PHONE, "cases@coastguard.example"]


def test_a_reader_who_may_not_know_of_it_is_told_nothing(registry: Registry) -> None:
    entry_id = registry.published(marking="TLP:AMBER+STRICT")
    assert seen(registry, entry_id) == Preview(False, None, "There is nothing here that you may see.")
    assert numbers(seen(registry, entry_id, role="coordinator", state="IT", case=True))


def test_a_narrowed_audience_shows_in_the_preview(registry: Registry) -> None:
    entry_id = registry.published(audience={"kind": "states", "of": ["TN"]})
    assert not seen(registry, entry_id, state="KE").knows
    assert seen(registry, entry_id, state="TN").card is not None


def test_a_refusal_is_the_policys_own_sentence(registry: Registry) -> None:
    entry_id = registry.published()
    assert seen(registry, entry_id, role="administrator").refusal == "An administrator may not see how to reach a counterpart."
    amber = registry.published(marking="TLP:AMBER")
    assert "case reference" in (seen(registry, amber).refusal or "")


def test_a_preview_never_shows_what_its_keeper_may_not_see(registry: Registry) -> None:
    named = registry.actor("officer.it").id
    mine = [registry.actor(name).id for name in ("focal.it", "focal2.it")]
    red = phone("+390000000004", marking="TLP:RED", readers=[named, *mine])
    entry_id = registry.published(channels=[phone(PHONE), red])
    for role in ("officer", "focal_point", "coordinator"):
        assert "+390000000004" not in numbers(seen(registry, entry_id, role=role, state="IT", case=True))


def test_a_draft_exists_for_no_reader_abroad(registry: Registry) -> None:
    assert not seen(registry, registry.draft()).knows


@pytest.mark.parametrize(
    ("who", "refusal"), [("officer.it", Denied), ("coordinator.europe", Denied), ("focal.tn", Denied), ("auditor", NotFound)]
)
def test_only_who_keeps_an_entry_previews_it(registry: Registry, who: str, refusal: type[Exception]) -> None:
    entry_id = registry.published()
    with pytest.raises(refusal):
        seen(registry, entry_id, who=who)


def test_a_preview_is_recorded_as_the_keepers_own_look(registry: Registry) -> None:
    entry_id = registry.published()
    seen(registry, entry_id)
    rows = registry.client("auditor").get(f"/api/v1/audit?entry={entry_id}&kind=entry:consulted").json()["items"]
    assert [row["actor_id"] for row in rows] == [registry.actor("focal.it").id]


@pytest.mark.parametrize("asked", [{"role": "operator"}, {"role": "listed_post"}, {"state": "XX"}, {"state": ""}])
def test_a_reader_that_does_not_exist_is_refused_by_name(registry: Registry, asked: dict[str, Any]) -> None:
    entry_id = registry.published()
    with pytest.raises(Invalid) as refused:
        seen(registry, entry_id, **asked)
    assert [each.field for each in refused.value.errors] == list(asked)
