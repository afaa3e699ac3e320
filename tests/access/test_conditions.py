"""Conditions: what an empty list of values means, and that one code is never taken for part of another."""

from __future__ import annotations

from app.access.conditions import EVERYBODY, NOBODY, Not, all_of, any_of, is_one_of, lists
from tests.access.standings import EntryStanding

ENTRY = EntryStanding(readers="/p1/p10/")


def test_a_list_holds_whole_codes_only() -> None:
    assert lists("readers", "p1").holds(ENTRY)
    assert lists("readers", "p10").holds(ENTRY)
    assert not lists("readers", "p").holds(ENTRY)
    assert not lists("readers", "1").holds(ENTRY)


def test_no_value_and_no_code_is_nobody() -> None:
    assert is_one_of("state", []) == NOBODY
    assert lists("readers", None) == lists("readers", "") == NOBODY


def test_nothing_is_everybody_of_all_and_nobody_of_any() -> None:
    assert all_of().holds(ENTRY)
    assert not any_of().holds(ENTRY)


def test_one_no_spoils_all_and_one_yes_makes_any() -> None:
    italian = is_one_of("state", ["IT"])
    assert not all_of(italian, NOBODY).holds(ENTRY)
    assert any_of(NOBODY, italian).holds(ENTRY)
    assert any_of(EVERYBODY, NOBODY).holds(ENTRY)
    assert not Not(italian).holds(ENTRY)
