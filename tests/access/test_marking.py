"""The five markings, from the widest to the strictest."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.access.marking import MARKINGS, NEVER_LEAVES, is_wider, rank, stricter, up_to

CLEAR, GREEN, AMBER, STRICT, RED = MARKINGS
markings = st.sampled_from([*MARKINGS, None, "", "TLP:PURPLE"])


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (GREEN, AMBER, AMBER),
        (AMBER, GREEN, AMBER),
        (RED, CLEAR, RED),
        (None, GREEN, STRICT),
        (None, RED, RED),
        (GREEN, "TLP:PURPLE", STRICT),
        (CLEAR, CLEAR, CLEAR),
    ],
)
def test_of_two_markings_the_stricter_holds(one: str | None, other: str | None, expected: str) -> None:
    assert stricter(one, other) == expected


@given(markings, markings)
def test_the_stricter_of_two_is_never_wider_than_either(one: str | None, other: str | None) -> None:
    assert not is_wider(stricter(one, other), one)
    assert not is_wider(stricter(one, other), other)
    assert stricter(one, other) == stricter(other, one)


def test_a_missing_marking_ranks_as_amber_strict() -> None:
    assert rank(None) == rank("") == rank("tlp:green") == rank(STRICT) == 3


def test_taking_the_marking_away_from_red_widens_it() -> None:
    assert is_wider(None, RED)
    assert not is_wider(None, STRICT)


@pytest.mark.parametrize(
    ("ceiling", "expected"),
    [(None, ()), (CLEAR, (CLEAR,)), (GREEN, (CLEAR, GREEN)), (AMBER, (CLEAR, GREEN, AMBER)), (RED, (CLEAR, GREEN, AMBER))],
)
def test_a_ceiling_lets_through_what_lies_below_it_and_never_strict_or_red(
    ceiling: str | None, expected: tuple[str, ...]
) -> None:
    assert up_to(ceiling) == expected
    assert not NEVER_LEAVES & set(up_to(ceiling))
