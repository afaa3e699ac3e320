"""Beside the marking an owner may narrow the audience: to Parties, a region, a network, a list of States, or all but some."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.access.policy import may_know
from tests.access.standings import EntryStanding, person

# Kenya: Party, Eastern Africa, not of the Rabat Process. Tunisia: Party, Northern Africa, of the Rabat Process.
# Malta: Party, Southern Europe, of the Rabat Process. Cote d'Ivoire: no Party in our data, of the Rabat Process.
READERS = """
audience                     IT   KE   TN   MT   CI
everyone                     yes  yes  yes  yes  yes
parties                      yes  yes  yes  yes  no
region 150                   yes  no   no   yes  no
region 002                   yes  yes  yes  no   yes
region 002 015               yes  yes  yes  no   yes
region 015                   yes  no   yes  no   no
network RABAT                yes  no   yes  yes  yes
states KE                    yes  yes  no   no   no
states KE TN                 yes  yes  yes  no   no
everyone except KE           yes  no   yes  yes  yes
region 002 except TN         yes  yes  no   no   yes
states KE TN except KE       yes  no   yes  no   no
everyone except IT           yes  yes  yes  yes  yes
"""
"""For an Italian entry marked GREEN: officers of which States know of it. The own State is never shut out."""


def rows() -> dict[str, list[str]]:
    lines = READERS.strip().splitlines()[1:]
    return {line[:29].strip(): line[29:].split() for line in lines}


def standing(words: str) -> EntryStanding:
    """The entry whose audience these words describe."""
    chosen, _, excepted = words.partition(" except ")
    kind, *codes = chosen.split()
    return EntryStanding(
        audience=kind, audience_of=f"/{'/'.join(codes)}/" if codes else "", audience_except=f"/{excepted}/" if excepted else ""
    )


@pytest.mark.parametrize("words", rows())
def test_an_audience_reaches_the_states_that_the_owner_meant(words: str) -> None:
    readers = [person("officer", state=state) for state in ("IT", "KE", "TN", "MT", "CI")]
    assert ["yes" if may_know(reader, standing(words)) else "no" for reader in readers] == rows()[words]


def test_a_narrowed_audience_does_not_widen_a_marking() -> None:
    strict = replace(standing("states KE"), marking="TLP:AMBER+STRICT")
    assert not may_know(person("officer", state="KE"), strict)


def test_an_unknown_audience_is_nobody_but_the_own_state() -> None:
    odd = EntryStanding(audience="friends")
    assert not may_know(person("officer", state="KE"), odd)
    assert may_know(person("officer", state="IT"), odd)


def test_a_coordinator_sees_what_is_narrowed_only_in_the_own_region_or_network() -> None:
    narrowed = standing("states KE")
    assert may_know(person("coordinator", region="150"), narrowed)
    assert may_know(person("coordinator", network="RABAT"), narrowed)
    assert not may_know(person("coordinator", region="002"), narrowed)
    assert may_know(person("coordinator", region="002"), EntryStanding())


def test_an_administrator_sees_what_is_for_everyone_only() -> None:
    assert may_know(person("administrator"), EntryStanding())
    assert not may_know(person("administrator"), standing("parties"))
