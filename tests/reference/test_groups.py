"""UN regional groups: the same members as an independent list, each Member State in one."""

from __future__ import annotations

import countrygroups  # type: ignore[import-untyped]
import pytest

from app.errors import Invalid
from app.reference import states, tables
from app.reference.groups import find_group, group, group_of, groups

THEIRS = {
    "african": "AFRICAN_GROUP",
    "asia_pacific": "ASIA_PACIFIC_GROUP",
    "eastern_european": "EASTERN_EUROPEAN_GROUP",
    "grulac": "GRULAC",
    "weog": "WEOG",
}
SIZES = {"african": 54, "asia_pacific": 54, "eastern_european": 23, "grulac": 33, "weog": 29}


def test_the_groups_have_their_sizes_and_hold_each_member_once() -> None:
    assert {each.code: len(each.members) for each in groups()} == SIZES
    everybody = [code for each in groups() for code in each.members]
    assert sorted(everybody) == [each.code for each in states.states() if each.standing == "member"]


@pytest.mark.parametrize("code", SIZES)
def test_members_agree_with_countrygroups_where_tuerkiye_counts_twice(code: str) -> None:
    theirs = set(getattr(countrygroups.UN_REGIONAL_GROUPS, THEIRS[code]))
    if code == "asia_pacific":
        theirs -= {"TUR"}
    assert {states.state(member).iso3 for member in group(code).members} == theirs


def test_the_cases_that_are_argued_about_stand_where_the_docstring_says() -> None:
    assert (group_of("TR"), group_of("US"), group_of("KI")) == ("weog", "weog", "asia_pacific")
    assert (group_of("VA"), group_of("PS"), group_of("TW")) == ("", "", "")


@pytest.mark.parametrize("code", SIZES)
def test_every_group_has_six_names(code: str) -> None:
    found = find_group(code)
    assert found is not None
    assert set(found.names) == set(tables.SIX) and all(found.names.values())
    assert found.name("so") == found.names["en"]


def test_unknown_groups_and_states_are_refused() -> None:
    with pytest.raises(Invalid, match="is not a UN regional group"):
        group("european")
    with pytest.raises(Invalid):
        group_of("XX")
