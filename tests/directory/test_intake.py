"""Taking in a file: what it was not given stays, what is another's is refused, and the same file again changes nothing."""

from __future__ import annotations

from typing import Any

import pytest

from app.access.actor import operator
from app.directory.intake import take_in
from app.directory.parts import Record
from app.errors import Invalid
from tests.cast import Registry
from tests.factories import PHONE, entry_data


def _take(registry: Registry, entry_id: str, data: dict[str, Any]) -> str:
    with registry.writing() as session:
        return take_in(session, data, entry_id=entry_id, why="a file", by=operator()).outcome


def _whole(registry: Registry, entry_id: str) -> Record:
    found: Record = registry.client("focal.it").get(f"/api/v1/entries/{entry_id}").json()
    return found


def test_the_same_row_again_changes_nothing(registry: Registry) -> None:
    entry_id = registry.published()
    assert _take(registry, entry_id, entry_data()) == "unchanged"


def test_a_channel_that_a_file_leaves_out_stays(registry: Registry) -> None:
    entry_id = registry.published()
    data = entry_data(channels=[{"type": "phone", "value": PHONE}])
    assert _take(registry, entry_id, data) == "unchanged"
    assert len(_whole(registry, entry_id)["channels"]) == 2


@pytest.mark.parametrize("sent", [[{"instrument": "SOM", "article": "8.6", "function": "som_by_sea"}], []])
def test_a_designation_that_no_file_is_given_on_this_day_stays(registry: Registry, sent: list[dict[str, str]]) -> None:
    ended = {"instrument": "UNTOC", "article": "18.13", "function": "mla", "valid_until": "2020-01-31"}
    coming = {"instrument": "UNTOC", "article": "16", "function": "extradition", "valid_from": "2099-01-01"}
    entry_id = registry.published(designations=[ended, *sent, coming])
    assert _take(registry, entry_id, entry_data(designations=sent)) == "unchanged"
    assert len(_whole(registry, entry_id)["designations"]) == 2 + len(sent)


def test_a_designation_that_holds_and_is_left_out_of_the_list_is_proposed_to_go(registry: Registry) -> None:
    stays = {"instrument": "SOM", "article": "8.6", "function": "som_by_sea"}
    entry_id = registry.published(designations=[stays, {"instrument": "UNTOC", "article": "18.13", "function": "mla"}])
    assert _take(registry, entry_id, entry_data(designations=[stays])) == "proposed"


def test_a_file_never_makes_a_marking_wider(registry: Registry) -> None:
    entry_id = registry.draft(marking="TLP:AMBER")
    data = entry_data(marking="TLP:CLEAR", channels=[{"type": "phone", "value": PHONE, "marking": "TLP:CLEAR"}])
    assert _take(registry, entry_id, data) == "unchanged"
    assert {c["marking"] for c in _whole(registry, entry_id)["channels"]} == {"TLP:AMBER"}


def test_a_changed_number_of_a_published_entry_becomes_a_proposal_and_the_old_one_stays(registry: Registry) -> None:
    entry_id = registry.published()
    labelled = _whole(registry, entry_id)["channels"][0]
    data = entry_data(channels=[{"type": "phone", "value": "+390000000077", "label": labelled["label"]}])
    assert _take(registry, entry_id, data) == "proposed"
    assert PHONE in {c["value"] for c in _whole(registry, entry_id)["channels"]}


def test_a_row_with_the_key_of_another_states_entry_is_refused(registry: Registry) -> None:
    entry_id = registry.draft()
    with pytest.raises(Invalid) as refusal:
        _take(registry, entry_id, entry_data(state="TN", time_zone="Africa/Tunis"))
    assert [e.field for e in refusal.value.errors] == ["state"]


def test_another_spelling_of_a_language_or_number_is_no_change(registry: Registry) -> None:
    entry_id = registry.draft(names=[{"text": "Kagawaran", "language": "fil", "role": "preferred"}])
    data = entry_data(
        names=[{"text": "Kagawaran", "language": "tl", "role": "preferred"}],
        channels=[{"type": "phone", "value": "+39 00 0000 0001"}],
    )
    assert _take(registry, entry_id, data) == "unchanged"
