"""Maritime identity: the digits are read wherever they stand in an MMSI, and belong to one State each."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reference import states, tables
from app.reference.maritime import state_of_mmsi

DIGITS = {row["mid"]: row["state"] for row in tables.rows("mid")}


@pytest.mark.parametrize(
    ("mmsi", "code"),
    [
        ("247123456", "IT"),
        ("672123456", "TN"),
        ("636012345", "LR"),
        ("351234567", "PA"),
        ("002470001", "IT"),
        ("024712345", "IT"),
        ("111247001", "IT"),
        ("982471234", "IT"),
        ("992471234", "IT"),
        ("824712345", "IT"),
    ],
)
def test_the_state_is_read_from_ships_stations_aircraft_and_craft(mmsi: str, code: str) -> None:
    found = state_of_mmsi(mmsi)
    assert found is not None and found.code == code


@pytest.mark.parametrize(
    "mmsi",
    [
        "",
        "24712345",
        "2471234567",
        "24712345x",
        " 24712345",
        "٢٤٧١٢٣٤٥٦",
        "970123456",
        "972123456",
        "974123456",
        "999999999",
        "199123456",
    ],
)
def test_anything_else_tells_no_state(mmsi: str) -> None:
    assert state_of_mmsi(mmsi) is None


@given(st.sampled_from(sorted(DIGITS)), st.integers(0, 999_999), st.sampled_from(["", "0", "00", "8", "98", "99", "111"]))
def test_every_allotted_number_leads_to_its_state(mid: str, rest: int, prefix: str) -> None:
    found = state_of_mmsi(f"{prefix}{mid}{rest:06d}"[:9])
    assert found is not None and found.code == DIGITS[mid]


@given(st.text(max_size=12))
def test_no_text_breaks_it(text: str) -> None:
    found = state_of_mmsi(text)
    assert found is None or found in states.states()


def test_the_digits_are_in_the_range_of_the_radio_regulations_and_named_once() -> None:
    rows = tables.rows("mid")
    assert len(DIGITS) == len(rows) == 292
    assert all("201" <= row["mid"] <= "775" and row["source"] for row in rows)
    assert all(states.find_state(row["state"]) for row in rows)


def test_coastal_states_on_the_routes_have_digits() -> None:
    held = set(DIGITS.values())
    assert {"IT", "TN", "LY", "GR", "TR", "ES", "MA", "SN", "MR", "DJ", "YE", "SO", "BD", "MM", "ID", "AU", "MX"} <= held
