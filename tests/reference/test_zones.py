"""Time zones: IANA names only, every inhabited State has one, and the capital's comes first."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Invalid
from app.reference import states, tables
from app.reference.zones import is_zone, principal_zone, zones_of

CODES = [each.code for each in states.states()]


@pytest.mark.parametrize(
    "name", ["Africa/Tunis", "Europe/Kyiv", "America/Argentina/Buenos_Aires", "UTC", "Etc/GMT+3", "Asia/Calcutta"]
)
def test_iana_names_are_zones(name: str) -> None:
    assert is_zone(name)


@pytest.mark.parametrize(
    "name", ["", "GMT+1", "+01:00", "africa/tunis", "Europe/Atlantis", "Factory", "zone.tab", "../etc/passwd", "CET "]
)
def test_offsets_and_inventions_are_not(name: str) -> None:
    assert not is_zone(name)


def test_only_places_where_nobody_lives_have_no_zone() -> None:
    assert [code for code in CODES if not zones_of(code)] == ["BV", "HM"]
    assert principal_zone("BV") is None


@given(st.sampled_from(CODES))
def test_the_zones_of_a_state_are_zones_named_once_that_can_be_used(code: str) -> None:
    found = zones_of(code)
    assert len(set(found)) == len(found)
    for name in found:
        assert is_zone(name)
        assert ZoneInfo(name).key == name


@pytest.mark.parametrize(
    ("code", "zone"),
    [
        ("TN", "Africa/Tunis"),
        ("IT", "Europe/Rome"),
        ("US", "America/New_York"),
        ("RU", "Europe/Moscow"),
        ("AU", "Australia/Sydney"),
        ("BR", "America/Sao_Paulo"),
        ("ES", "Europe/Madrid"),
        ("CD", "Africa/Kinshasa"),
        ("MX", "America/Mexico_City"),
        ("ID", "Asia/Jakarta"),
        ("KZ", "Asia/Almaty"),
    ],
)
def test_the_capital_sets_the_principal_zone(code: str, zone: str) -> None:
    assert principal_zone(code) == zone


def test_the_capital_file_only_reorders_what_the_database_knows() -> None:
    for row in tables.rows("capital_zones"):
        assert len(zones_of(row["state"])) > 1
        assert zones_of(row["state"]).count(row["zone"]) == 1


def test_an_unknown_state_is_refused() -> None:
    with pytest.raises(Invalid):
        zones_of("XX")
