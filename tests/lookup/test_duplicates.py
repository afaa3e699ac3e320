"""Entries that are probably one are proposed to their keeper, with reasons; offices that share a switchboard are not."""

from __future__ import annotations

from typing import Any

from app.directory.duplicates import Likeness
from app.lookup.duplicates import duplicates, pairs_of
from tests.cast import Registry
from tests.factories import mail, named, phone


def like(place: str, name: str, *values: str, state: str = "IT", kind: str = "authority") -> Likeness:
    return Likeness(place, state, kind, "published", (name,), frozenset(values))


def pairs(*found: Likeness) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(pair.first, pair.second, pair.reasons) for pair in pairs_of(found)]


def test_the_same_name_in_one_state_is_a_pair_and_in_two_states_is_not() -> None:
    assert pairs(like("1", "Coast Guard"), like("2", "coast  guard")) == [("1", "2", ("same_name",))]
    assert pairs(like("1", "Coast Guard"), like("2", "Coast Guard", state="TN")) == []
    assert pairs(like("1", "Coast Guard"), like("2", "Coast Guard", kind="ngo")) == []


def test_a_shared_number_alone_makes_no_pair() -> None:
    first, second = like("1", "Dover County Court", "number:+441"), like("2", "Margate Magistrates' Court", "number:+441")
    assert pairs(first, second) == []


def test_two_courts_of_one_town_that_share_number_and_mailbox_are_two() -> None:
    shared = ("number:+441", "mailbox:desk@court.example")
    assert pairs(like("1", "Bolton County Court", *shared), like("2", "Bolton Crown Court", *shared)) == []
    assert pairs(like("1", "Burnley Magistrates' Court", *shared), like("2", "Reedley Magistrates' Court", *shared)) == []


def test_a_similar_name_with_the_same_mailbox_is_a_pair() -> None:
    first = like("1", "Directorate of the Border Guard", "mailbox:a@b.example")
    second = like("2", "Directorate of Border Guards", "mailbox:a@b.example")
    assert pairs(first, second) == [("1", "2", ("similar_name", "same_mailbox"))]


def test_a_number_that_many_offices_have_says_nothing() -> None:
    names = ("Office for Borders North", "Office for Borders South", "Office for Borders East", "Office for Borders West")
    assert pairs(*(like(str(n), name, "number:+39") for n, name in enumerate(names))) == []


def test_pairs_are_of_entries_that_one_keeps(registry: Registry) -> None:
    channels = [phone("+390000000021"), mail("desk@guard.example")]
    first = registry.published(names=named("Border Guard of Example"), channels=channels)
    second = registry.draft(names=named("Border Guard of Example"), channels=channels)
    assert found(registry, "focal.it") == [({first, second}, ("same_name", "same_mailbox", "same_number"))]
    assert found(registry, "focal.tn") == []
    assert registry.client("officer.it").get("/api/v1/duplicates").status_code == 403


def found(registry: Registry, who: str) -> list[tuple[set[str], tuple[str, ...]]]:
    reader = registry.actor(who)
    with registry.reading() as session:
        listed: list[Any] = duplicates(session, reader=reader)
    return [({pair.first, pair.second}, pair.reasons) for pair in listed]
