"""Undoing a version makes a proposal that sets back exactly what that version changed."""

from __future__ import annotations

from typing import Any

import pytest

from app.directory.undo import undo_version
from app.errors import Conflict, Denied, Invalid, NotFound, Stale
from tests.cast import Registry
from tests.directory.asking import first_value, seen
from tests.factories import MAILBOX, PHONE, entry_data


def undo(registry: Registry, entry_id: str, version: int, expected: int | None, who: str = "focal.it") -> dict[str, Any]:
    """The proposal that undoing makes."""
    by = registry.actor(who)
    with registry.writing() as session:
        return undo_version(session, entry_id, version, expected, by=by)


def test_a_field_is_set_back_once_a_second_person_agrees(registry: Registry) -> None:
    entry_id = registry.published()
    registry.revise(entry_id, {"purpose": "Wrong."}, 2)
    proposal = undo(registry, entry_id, 3, 3)
    assert seen(registry, entry_id)["purpose"] == "Wrong."
    assert proposal["why"] == "Undoes version 3"
    assert registry.approve(proposal["id"])["state"] == "published"
    assert seen(registry, entry_id)["purpose"] == entry_data()["purpose"]


def test_later_changes_elsewhere_stay(registry: Registry) -> None:
    entry_id = registry.published()
    registry.revise(entry_id, {"purpose": "Wrong."}, 2)
    registry.revise(entry_id, {"homepage": "https://right.example/"}, 3)
    registry.approve(undo(registry, entry_id, 3, 4)["id"])
    now = seen(registry, entry_id)
    assert (now["purpose"], now["homepage"]) == (entry_data()["purpose"], "https://right.example/")


def test_a_hidden_channel_comes_back_as_a_new_one_with_its_call_back(registry: Registry) -> None:
    entry_id = registry.published()
    phone, mail = seen(registry, entry_id)["channels"]
    registry.revise(entry_id, {"channels": [{"id": phone["id"]}]}, 2)
    proposal = undo(registry, entry_id, 3, 3)
    assert [(c["old"], c["new"]["value"]) for c in proposal["changes"]] == [(None, MAILBOX)]
    registry.approve(proposal["id"], called_back_on=PHONE)
    assert mail["id"] not in {c["id"] for c in seen(registry, entry_id)["channels"]}
    assert first_value(registry, entry_id) == PHONE


def test_a_list_without_the_element_that_was_added(registry: Registry) -> None:
    entry_id = registry.published()
    registry.revise(entry_id, {"designations": [{"instrument": "SOM", "article": "8.6", "function": "som_by_sea"}]}, 2)
    registry.revise(entry_id, {"designations": []}, 3)
    registry.approve(undo(registry, entry_id, 4, 4)["id"])
    assert [d["function"] for d in seen(registry, entry_id)["designations"]] == ["som_by_sea"]


def test_what_changed_again_since_is_not_overwritten(registry: Registry) -> None:
    entry_id = registry.published()
    registry.revise(entry_id, {"purpose": "Wrong."}, 2)
    registry.revise(entry_id, {"purpose": "Right."}, 3)
    with pytest.raises(Conflict, match="later version"):
        undo(registry, entry_id, 3, 4)


def test_a_channel_that_changed_again_since_is_not_overwritten(registry: Registry) -> None:
    entry_id = registry.published()
    first, second = seen(registry, entry_id)["channels"]
    registry.revise(entry_id, {"channels": [{**first, "label": "Bridge"}, second]}, 2)
    registry.revise(entry_id, {"channels": [{**first, "label": "Deck"}, second]}, 3)
    with pytest.raises(Conflict, match="same channel"):
        undo(registry, entry_id, 3, 4)


def test_publishing_is_not_undone_but_hidden(registry: Registry) -> None:
    entry_id = registry.published()
    with pytest.raises(Invalid) as refused:
        undo(registry, entry_id, 2, 2)
    assert "hide" in refused.value.errors[0].reason


def test_an_undone_version_is_not_undone_again(registry: Registry) -> None:
    entry_id = registry.published()
    registry.revise(entry_id, {"purpose": "Wrong."}, 2)
    registry.approve(undo(registry, entry_id, 3, 3)["id"])
    with pytest.raises((Invalid, Conflict)):
        undo(registry, entry_id, 3, 4)


@pytest.mark.parametrize("version", [-1, 0, 1, 99, 10**20])
def test_a_version_that_is_not_there_or_is_the_first(registry: Registry, version: int) -> None:
    with pytest.raises(NotFound):
        undo(registry, registry.published(), version, 2)


def test_the_version_on_which_one_undoes_is_named_and_present(registry: Registry) -> None:
    entry_id = registry.published()
    registry.revise(entry_id, {"purpose": "Wrong."}, 2)
    with pytest.raises(Stale):
        undo(registry, entry_id, 3, None)
    with pytest.raises(Conflict):
        undo(registry, entry_id, 3, 2)


def test_nobody_undoes_in_another_state(registry: Registry) -> None:
    entry_id = registry.published()
    for who in ("focal.tn", "officer.it"):
        with pytest.raises((Denied, NotFound)):
            undo(registry, entry_id, 2, 2, who)
