"""The last urgent line of a designation stays until there is another; hiding in an emergency stays possible."""

from __future__ import annotations

import pytest

from app.directory.entries import suspend_entry, withdraw_entry
from app.errors import Invalid
from tests.cast import Registry
from tests.directory.asking import seen
from tests.factories import PHONE, mail, phone

DUTY = [{"instrument": "SOM", "article": "8.6", "function": "som_by_sea"}]
TWO = [phone(PHONE, contexts=["urgent"]), phone("+390000000003"), mail("office@coastguard.example")]


def withdraw(registry: Registry, entry_id: str, version: int = 2) -> None:
    by = registry.actor("focal.it")
    with registry.writing() as session:
        withdraw_entry(session, entry_id, version, by=by)


def test_the_only_urgent_line_is_neither_removed_nor_made_a_routine_one(registry: Registry) -> None:
    entry_id = registry.published(designations=DUTY, channels=TWO)
    urgent, *others = seen(registry, entry_id)["channels"]
    for channels in (others, [{**urgent, "contexts": ["routine"]}, *others]):
        with pytest.raises(Invalid) as refused:
            registry.revise(entry_id, {"channels": channels}, 2)
        assert "last urgent channel" in refused.value.errors[0].reason
    replaced = [{**urgent, "contexts": ["routine"]}, {**others[0], "contexts": ["urgent"]}, others[1]]
    registry.revise(entry_id, {"channels": replaced}, 2)


def test_the_entry_with_the_last_urgent_line_is_not_withdrawn_until_another_has_one(registry: Registry) -> None:
    entry_id = registry.published(designations=DUTY)
    registry.published("focal.tn", "focal2.tn", state="TN", designations=DUTY)
    registry.published(designations=DUTY, channels=[phone("+390000000003")])
    with pytest.raises(Invalid) as refused:
        withdraw(registry, entry_id)
    assert [each.field for each in refused.value.errors] == ["status"] and "som_by_sea" in refused.value.errors[0].reason
    registry.published(designations=DUTY, channels=[phone("+390000000004", contexts=["urgent"])])
    withdraw(registry, entry_id)
    assert seen(registry, entry_id)["status"] == "withdrawn"


def test_an_ended_designation_holds_nothing(registry: Registry) -> None:
    entry_id = registry.published(designations=DUTY)
    registry.revise(entry_id, {"designations": []}, 2)
    withdraw(registry, entry_id, 3)
    assert seen(registry, entry_id)["status"] == "withdrawn"


def test_hiding_it_in_an_emergency_stays_possible_and_so_does_withdrawing_what_is_hidden(registry: Registry) -> None:
    entry_id = registry.published(designations=DUTY)
    by = registry.actor("focal.it")
    with registry.writing() as session:
        suspend_entry(session, entry_id, 2, by=by)
    withdraw(registry, entry_id, 3)


def test_a_draft_holds_nothing(registry: Registry) -> None:
    withdraw(registry, registry.draft(designations=DUTY), 1)
