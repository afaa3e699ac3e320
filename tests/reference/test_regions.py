"""The M49 tree: one root, a partition of the States, parents that are the union of their children."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Invalid
from app.reference import regions, states, tables
from app.reference.regions import Region, region, regions_of, states_in, world

ALL = regions.regions()
CODES = [each.code for each in states.states()]


def below(node: Region) -> list[Region]:
    return [node, *(deeper for child in node.children for deeper in below(region(child)))]


def test_the_tree_hangs_together_from_the_world_down() -> None:
    assert world().code == "001" and world().parent is None
    assert world().children == ("002", "019", "142", "150", "009")
    assert [each.code for each in below(world())] == [each.code for each in ALL]
    assert all(each.code in region(each.parent).children for each in ALL if each.parent)


def test_each_state_lies_in_exactly_one_lowest_node() -> None:
    counted = Counter(code for each in ALL for code in each.states)
    assert set(counted) == set(CODES)
    assert set(counted.values()) == {1}


def test_only_antarctica_hangs_on_the_world_itself() -> None:
    assert world().states == ("AQ",)
    assert [each.code for each in ALL if each.children and each.states and each.code != "001"] == []


@given(st.sampled_from(ALL))
def test_a_parent_holds_what_its_children_hold(node: Region) -> None:
    children = [states_in(child) for child in node.children]
    assert states_in(node.code) == frozenset(node.states).union(*children)
    assert sum(map(len, children)) + len(node.states) == len(states_in(node.code))


@given(st.sampled_from(CODES))
def test_the_regions_of_a_state_lead_down_from_the_world(code: str) -> None:
    chain = regions_of(code)
    assert chain[0] == "001" and chain[-1] == regions.lowest_region(code)
    assert all(region(lower).parent == upper for upper, lower in pairwise(chain))
    assert [each.code for each in ALL if code in states_in(each.code)] == sorted(chain, key=[a.code for a in ALL].index)


@given(st.sampled_from(states.states()))
def test_the_chain_names_the_regions_of_the_state_itself(each: states.State) -> None:
    own = [code for code in (each.region, each.subregion, each.intermediate) if code]
    assert list(regions_of(each.code)) == ["001", *own]


def test_the_world_holds_everything_and_northern_africa_its_seven() -> None:
    assert states_in("001") == frozenset(CODES)
    assert states_in("015") == {"DZ", "EG", "EH", "LY", "MA", "SD", "TN"}
    assert regions_of("KE") == ("001", "002", "202", "014")


@pytest.mark.parametrize("node", ALL, ids=lambda node: node.code)
def test_every_region_has_six_names_and_a_code_of_three_digits(node: Region) -> None:
    assert set(node.names) == set(tables.SIX) and all(node.names.values())
    assert len(node.code) == 3 and node.code.isdigit()
    assert node.name("so") == node.names["en"]


@pytest.mark.parametrize("code", ["2", "999", "", "XK"])
def test_an_unknown_region_is_refused_with_a_sentence(code: str) -> None:
    assert regions.find_region(code) is None
    with pytest.raises(Invalid, match="is not a UN M49 region code"):
        region(code)
    with pytest.raises(Invalid):
        states_in(code)


def test_an_unknown_state_has_no_regions() -> None:
    with pytest.raises(Invalid):
        regions_of("XX")
