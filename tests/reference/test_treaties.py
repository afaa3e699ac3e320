"""Treaty status: every participant mapped, dates in order, the same as the two sources on the days they speak of."""

from __future__ import annotations

from datetime import date

import pytest

from app.errors import Invalid
from app.reference import states, tables
from app.reference.treaties import instruments, organisations, parties, status

BOTH = ["SOM", "UNTOC"]
REPORT = date(2019, 9, 13)


def rows(instrument: str) -> list[dict[str, str]]:
    return [row for row in tables.rows("treaty_status") if row["instrument"] == instrument]


def test_the_instruments_are_the_protocol_and_the_convention() -> None:
    assert [(each.code, each.in_force_since) for each in instruments()] == [
        ("SOM", date(2004, 1, 28)),
        ("UNTOC", date(2003, 9, 29)),
    ]
    for each in instruments():
        assert set(each.names) == set(tables.SIX) and all(each.names.values())
        assert each.name("so") == each.names["en"]


@pytest.mark.parametrize("instrument", BOTH)
def test_every_participant_is_a_state_that_its_name_in_the_source_leads_to(instrument: str) -> None:
    for row in rows(instrument):
        found = states.state_named(row["named"])
        assert found is not None and found.code == row["state"], row


@pytest.mark.parametrize("instrument", BOTH)
def test_a_state_stands_once_with_dates_in_order_and_a_source(instrument: str) -> None:
    assert len({row["state"] for row in rows(instrument)}) == len(rows(instrument))
    for row in rows(instrument):
        known = status(instrument, row["state"])
        assert known is not None and known.source
        days = [day for day in (known.signed_on, known.bound_on, known.party_by, known.as_of) if day]
        assert days == sorted(days)
        assert bool(known.mode) == bool(known.bound_on)
        assert known.mode in ("", "ratification", "accession", "acceptance", "approval", "succession")


def test_the_protocol_has_137_parties_of_2015_and_four_of_the_report_of_2019() -> None:
    dated = {row["state"] for row in rows("SOM") if row["bound_on"]}
    later = {row["state"] for row in rows("SOM") if row["party_by"]}
    assert (len(dated), later) == (137, {"AO", "JP", "KR", "SD"})
    assert parties("SOM") == dated | later


def test_a_later_report_gives_a_day_by_which_and_not_a_day_on_which() -> None:
    japan = status("SOM", "JP")
    assert japan is not None
    assert (japan.signed_on, japan.bound_on, japan.party_by) == (date(2002, 12, 9), None, REPORT)
    assert (japan.standing, japan.as_of) == ("party", REPORT)


def test_tunisia_is_bound_since_2003() -> None:
    tunisia = status("SOM", "TN")
    assert tunisia is not None
    assert (tunisia.bound_on, tunisia.mode, tunisia.standing) == (date(2003, 7, 14), "ratification", "party")


@pytest.mark.parametrize(("code", "standing"), [("TH", "signatory"), ("LK", "signatory"), ("CO", "neither"), ("YE", "neither")])
def test_the_report_of_2019_also_tells_who_is_no_party(code: str, standing: str) -> None:
    known = status("SOM", code)
    assert known is not None and (known.standing, known.as_of) == (standing, REPORT)
    assert code not in parties("SOM")


def test_a_state_that_no_source_names_has_no_status() -> None:
    assert status("SOM", "TV") is None
    assert status("SOM", "XX") is None


def test_parties_to_the_protocol_are_parties_to_the_convention() -> None:
    assert parties("SOM") <= parties("UNTOC")


@pytest.mark.parametrize("instrument", BOTH)
def test_the_european_union_is_bound_and_no_state(instrument: str) -> None:
    (union,) = organisations(instrument)
    assert (union.state, union.standing, union.mode) == ("European Union", "party", "approval")
    assert all(states.find_state(code) for code in parties(instrument))


def test_an_instrument_without_a_list_is_refused() -> None:
    for ask in (parties, organisations, lambda instrument: status(instrument, "TN")):
        with pytest.raises(Invalid, match="has no status list"):
            ask("TIP")
