"""Who sees what: the markings x the roles, against a table written by hand from the rules (SECURITY 3.2, FIRST TLP 2.0)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlmodel import select

from app.access.marking import MARKINGS
from app.access.policy import condition, keeps, may_know, narrow, require, why_not, works_on
from app.access.roles import Permission
from app.directory.models import Entry
from app.errors import Denied, NotFound
from tests.access.standings import PEOPLE, EntryStanding, person

SEES = """
                                   CLEAR  GREEN  AMBER  STRICT  RED
officer of the authority           reach  reach  reach  reach   -
officer of another authority       reach  reach  reach  -       -
officer of the State               reach  reach  reach  -       -
officer of the region              reach  reach  reach  -       -
officer elsewhere                  reach  reach  reach  -       -
focal point of the authority       reach  reach  reach  reach   -
focal point of another authority   reach  reach  reach  reach   -
focal point of the State           reach  reach  reach  reach   -
focal point elsewhere              reach  reach  reach  -       -
coordinator of the region          reach  reach  reach  reach   -
coordinator of the network         reach  reach  reach  reach   -
coordinator elsewhere              reach  reach  reach  -       -
administrator                      find   find   -      -       -
auditor                            -      -      -      -       -
recipient                          -      -      -      -       -
"""
"""Of a published entry: `reach` finds it and reads its channels, `find` finds it only, `-` does not know that it exists."""

KEEPS = """
                                   keeps  works  drafts
officer of the authority           no     no     no
officer of another authority       no     no     no
officer of the State               no     no     no
officer of the region              no     no     no
officer elsewhere                  no     no     no
focal point of the authority       yes    yes    yes
focal point of another authority   no     no     no
focal point of the State           yes    yes    yes
focal point elsewhere              no     no     no
coordinator of the region          no     yes    yes
coordinator of the network         no     yes    yes
coordinator elsewhere              no     no     no
administrator                      no     no     no
auditor                            no     no     no
recipient                          no     no     no
"""
"""Who keeps the entry, who proposes changes to it, who may read it while it is a draft, suspended or withdrawn."""


def cells(table: str) -> dict[str, list[str]]:
    """The rows of a table by the person in them."""
    lines = [line for line in table.splitlines()[2:] if line]
    return {line[:35].strip(): line[35:].split() for line in lines}


def answer(who: str, entry: EntryStanding) -> str:
    """What the policy says of this person and this entry, in the words of the table."""
    find, reach = (why_not(PEOPLE[who], p, on=entry) is None for p in (Permission.ENTRY_FIND, Permission.CHANNEL_REVEAL))
    return "reach" if find and reach else "find" if find else "reach only" if reach else "-"


@pytest.mark.parametrize("who", PEOPLE)
def test_each_marking_reaches_whom_the_rules_say_and_nobody_else(who: str) -> None:
    assert [answer(who, EntryStanding(marking=m)) for m in MARKINGS] == cells(SEES)[who]


@pytest.mark.parametrize("who", PEOPLE)
def test_a_missing_or_unknown_marking_is_amber_strict(who: str) -> None:
    strict = cells(SEES)[who][3]
    assert [answer(who, EntryStanding(marking=m)) for m in ("", "TLP:UNKNOWN", "GREEN")] == [strict] * 3


@pytest.mark.parametrize("status", ["draft", "submitted", "suspended", "withdrawn"])
@pytest.mark.parametrize("who", PEOPLE)
def test_what_is_not_published_is_there_for_those_who_keep_it_and_their_coordinators_only(who: str, status: str) -> None:
    entry = EntryStanding(status=status)
    said = [keeps(PEOPLE[who], entry), works_on(PEOPLE[who], entry), may_know(PEOPLE[who], entry)]
    assert ["yes" if each else "no" for each in said] == cells(KEEPS)[who]


def test_every_person_has_a_row_in_every_table() -> None:
    assert set(cells(SEES)) == set(cells(KEEPS)) == set(PEOPLE)


def test_red_is_for_named_persons_whatever_their_role_or_state() -> None:
    entry = EntryStanding(marking="TLP:RED", readers="/p1/p7/")
    found = [who for who in PEOPLE if answer(who, entry) == "reach"]
    assert found == [who for who in PEOPLE if who not in ("administrator", "auditor", "recipient")]
    stranger = replace(PEOPLE["focal point of the State"], id="p")
    assert not may_know(stranger, entry)


def test_who_is_not_named_on_red_may_not_change_it_either() -> None:
    entry = EntryStanding(marking="TLP:RED", readers="/p1/")
    stranger = replace(PEOPLE["focal point of the State"], id="p2")
    for permission in (Permission.ENTRY_REVISE, Permission.ENTRY_APPROVE, Permission.ENTRY_WITHDRAW, Permission.HISTORY_READ):
        assert not condition(stranger, permission).holds(entry)


def test_an_administrator_hides_what_it_may_know_of_and_nothing_else() -> None:
    hides = [condition(PEOPLE["administrator"], Permission.ENTRY_HIDE).holds(EntryStanding(marking=m)) for m in MARKINGS]
    assert hides == [True, True, False, False, False]


def test_users_of_a_state_that_may_not_read_see_nothing_but_their_own_drafts_to_keep() -> None:
    officer = replace(PEOPLE["officer elsewhere"], admitted=False)
    keeper = replace(PEOPLE["focal point of the State"], admitted=False)
    assert not may_know(officer, EntryStanding())
    assert not condition(keeper, Permission.CHANNEL_REVEAL).holds(EntryStanding(state="KE", lineage="/k1/"))
    assert condition(keeper, Permission.CHANNEL_REVEAL).holds(EntryStanding())


def test_an_unknown_role_may_nothing() -> None:
    stranger = person("nobody", state="IT")
    assert all(why_not(stranger, permission, on=EntryStanding()) for permission in Permission)


def test_a_scope_without_a_state_or_region_is_nobody_never_everybody() -> None:
    for adrift in (person("focal_point"), person("coordinator"), person("recipient")):
        for permission in (Permission.DRAFT_READ, Permission.ENTRY_REVISE, Permission.ENTRY_PROPOSE, Permission.EDITION_READ):
            assert not condition(adrift, permission).holds(EntryStanding(state="", lineage="", networks=""))


# --- refusals ---------------------------------------------------------------------------------------------------


def test_a_refusal_is_a_sentence_that_names_role_deed_and_scope() -> None:
    officer, keeper = PEOPLE["officer elsewhere"], PEOPLE["focal point elsewhere"]
    entry = EntryStanding()
    assert why_not(officer, Permission.ENTRY_REVISE, on=entry) == "An officer may not change an entry."
    assert why_not(keeper, Permission.ENTRY_REVISE, on=entry) == "A focal point may change an entry only within the own State."
    assert why_not(PEOPLE["focal point of another authority"], Permission.ENTRY_WITHDRAW, on=entry) == (
        "A focal point may withdraw an entry only within the own authority."
    )
    assert why_not(PEOPLE["coordinator elsewhere"], Permission.ENTRY_CONFIRM, on=entry) == (
        "A coordinator may confirm that an entry is still correct only within the own region."
    )


def test_require_says_with_the_same_sentence_why_not() -> None:
    keeper = PEOPLE["focal point elsewhere"]
    with pytest.raises(Denied) as refused:
        require(keeper, Permission.ENTRY_REVISE, on=EntryStanding(), entry="e1")
    assert refused.value.detail == why_not(keeper, Permission.ENTRY_REVISE, on=EntryStanding())
    assert (refused.value.rule, refused.value.entry) == ("ENTRY_REVISE", "e1")


def test_of_an_entry_that_one_may_not_know_the_answer_is_that_there_is_nothing() -> None:
    for hidden in (EntryStanding(status="draft"), EntryStanding(marking="TLP:RED")):
        with pytest.raises(NotFound):
            require(PEOPLE["focal point elsewhere"], Permission.ENTRY_REVISE, on=hidden)
        assert why_not(PEOPLE["focal point elsewhere"], Permission.ENTRY_REVISE, on=hidden) == NotFound().detail


def test_a_list_without_a_reader_is_an_error_not_everything() -> None:
    with pytest.raises(Denied):
        narrow(select(Entry), None, Permission.ENTRY_FIND, on=Entry)
