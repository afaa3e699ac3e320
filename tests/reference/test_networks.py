"""Networks: those of the domain are there, their members are States, every row says since when and from where it is known."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.directory.vocabulary import codes
from app.errors import Invalid
from app.reference import states, tables
from app.reference.networks import Network, find_network, network, networks, networks_of

EXPECTED = {
    "regional_process": "BALI KHARTOUM RABAT PUEBLA SACM BUDAPEST PRAGUE ALMATY COLOMBO ABU_DHABI MIDSA MIDWA AU_HOAI NIAMEY",
    "judicial": "EJN IBERRED SEAJUST",
    "prosecutors": "WACAP AIAMP_REDTRAM",
    "police": "AMERIPOL ASEANAPOL AFRIPOL EAPCCO SARPCCO WAPCCO",
    "asset_recovery": "CARIN ARIN_AP ARIN_EA ARIN_WA ARINSA RRAG ARIN_CARIB ARIN_WCA",
}


def test_the_networks_of_the_domain_are_there_by_kind() -> None:
    found = {kind: " ".join(each.code for each in networks() if each.kind == kind) for kind in EXPECTED}
    assert found == EXPECTED
    assert len(networks()) == sum(len(each.split()) for each in EXPECTED.values())


@pytest.mark.parametrize("each", networks(), ids=lambda each: each.code)
def test_a_network_has_names_members_a_date_and_a_source(each: Network) -> None:
    assert set(each.names) == set(tables.SIX) and all(each.names.values())
    assert each.kind in codes("network_kind")
    assert each.source and each.as_of >= date(2000, 1, 1)
    assert not each.homepage or each.homepage.startswith(("https://", "http://"))
    assert len(each.members) >= 5


@pytest.mark.parametrize("each", networks(), ids=lambda each: each.code)
def test_members_are_states_named_once_with_role_date_and_source(each: Network) -> None:
    named = [member.state for member in each.members]
    assert named == sorted(set(named))
    for member in each.members:
        assert states.find_state(member.state) is not None
        assert member.role in ("member", "observer")
        assert member.source and date(2000, 1, 1) <= member.as_of


@given(st.sampled_from([each.code for each in states.states()]))
def test_a_state_belongs_to_the_networks_that_list_it_as_member(code: str) -> None:
    listed = [each.code for each in networks() if any(m.state == code and m.role == "member" for m in each.members)]
    assert list(networks_of(code)) == listed


def test_an_observer_is_no_member() -> None:
    assert "RABAT" in networks_of("MA") and "RABAT" not in networks_of("DZ")
    assert networks_of("BV") == () and networks_of("XX") == ()


def test_a_network_without_a_name_in_a_language_shows_its_english_one() -> None:
    assert network("ARIN_EA").name("ru") == network("ARIN_EA").name("en")
    assert network("RABAT").name("fr").startswith("Processus de Rabat")
    assert network("RABAT").name("so") == network("RABAT").name("en")


def test_an_unknown_network_is_refused_with_a_sentence() -> None:
    assert find_network("rabat") is None
    with pytest.raises(Invalid, match="is not a known network or process"):
        network("LIMA")
