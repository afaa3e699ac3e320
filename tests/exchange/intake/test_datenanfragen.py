"""Bodies of datenanfragen.de become authorities with their own channels; broken values are named with a repair."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.directory.forms import entry_form
from app.errors import Invalid
from app.exchange.intake.datenanfragen import read
from app.exchange.intake.rows import Row

RECORDS = Path(__file__).parents[1] / "data" / "datenanfragen"


def rows() -> dict[str, Row]:
    return {row.source_key: row for row in read(RECORDS, state=None)}


def read_one(folder: Path, **more: Any) -> Row:
    """An invented record, read from a file of its own."""
    data = {
        "slug": "garde",
        "relevant-countries": ["tn"],
        "name": "Garde maritime",
        "address": "Rue de la Mer 1\n1000 Tunis\nTunisia",
        "sources": ["https://garde.example"],
        **more,
    }
    file = folder / "garde.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    (row,) = read(file, state=None)
    return row


def texts(row: Row) -> list[tuple[str, str | None, str]]:
    assert row.data is not None
    return [(name["text"], name["language"], name["role"]) for name in row.data["names"]]


def test_every_record_of_the_folder_is_taken_in_the_order_of_its_path() -> None:
    found = list(read(RECORDS, state=None))
    assert [row.number for row in found] == list(range(1, 8))
    assert [row.label for row in found] == sorted(row.label for row in found)
    assert all(row.data is not None and entry_form(row.data) for row in found)


def test_a_body_keeps_its_names_channels_languages_and_source() -> None:
    data = rows()["bka-bund"].data
    assert data is not None
    assert texts(rows()["bka-bund"]) == [("Bundeskriminalamt", "de", "preferred"), ("BKA", None, "acronym")]
    assert [(one["type"], one["value"]) for one in data["channels"]] == [
        ("postal", "65173 Wiesbaden\nDeutschland"),
        ("phone", "+49611550"),
        ("fax", "+496115545641"),
        ("email", "ds-petenten@bka.bund.de"),
        ("web_form", "https://www.bka.de/DE/KontaktAufnehmen/DatenschutzIFG/DatenschutzIFG_node.html"),
    ]
    assert data["languages"] == [{"tag": "de", "use": ["written"]}]
    assert data["provenance"] == {
        "source": "https://www.bka.de/DE/Service/Datenschutzerklaerung/datenschutz_node.html",
        "licence": "CC0-1.0",
        "source_key": "bka-bund",
    }
    assert data["external_ids"] == [{"scheme": "datenanfragen", "value": "bka-bund"}]
    assert "authority_type" not in data and "designations" not in data


def test_subordinate_bodies_and_further_sources_are_named() -> None:
    findings = rows()["bka-bund"].findings
    (runs,) = [finding for finding in findings if finding.field == "runs"]
    assert runs.reason.startswith("names 4 subordinate bodies")
    assert len([finding for finding in findings if finding.field == "sources"]) == 5
    assert not [finding for finding in findings if finding.fatal]


def test_all_is_no_country_and_the_address_decides() -> None:
    data = rows()["autobahn"].data
    assert data is not None and data["state"] == "DE"


@pytest.mark.parametrize(
    ("country", "code"), [("Österreich", "AT"), ("Schweiz", "CH"), ("The Netherlands", "NL"), ("Greece", "GR")]
)
def test_the_last_line_of_an_address_is_read_as_it_is_written(tmp_path: Path, country: str, code: str) -> None:
    row = read_one(tmp_path, address=f"Street 1\n{country}", **{"relevant-countries": ["all"]})
    assert row.data is not None and row.data["state"] == code


def test_a_translation_in_brackets_is_the_english_name() -> None:
    greek, english = texts(rows()["cydp"])
    assert greek[1:] == ("el", "preferred")
    assert english == ("Personal Data Commissioner of Cyprus", "en", "preferred")
    assert texts(rows()["bgcpdp"])[0][1] == "en"


@pytest.mark.parametrize("name", ["Zentrum (KdöR)", "Zentrum (Mittel- und Südwest)", "Stelle (DSS) Vaduz", "Office (a"])
def test_other_brackets_stay_in_the_name(tmp_path: Path, name: str) -> None:
    assert texts(read_one(tmp_path, name=name)) == [(name, None, "preferred")]


def test_no_state_refuses_the_row(tmp_path: Path) -> None:
    row = read_one(tmp_path, address="Street 1\nAtlantis", **{"relevant-countries": ["all"]})
    assert row.refused
    assert "Atlantis" in [finding.value for finding in row.findings if finding.fatal]


def test_national_numbers_are_read_in_the_bodys_state(tmp_path: Path) -> None:
    row = read_one(tmp_path, phone="71 000 001", fax="00216 71 000 002 ext. 12")
    assert row.data is not None
    phone, fax = (one for one in row.data["channels"] if one["type"] != "postal")
    assert (phone["value"], fax["value"], fax["extension"]) == ("+21671000001", "+21671000002", "12")


def test_a_broken_number_or_mailbox_is_dropped_with_a_repair(tmp_path: Path) -> None:
    row = read_one(tmp_path, phone="71 000 001 / 002", email="desk@garde.example.")
    assert row.data is not None
    assert [one["type"] for one in row.data["channels"]] == ["postal"]
    assert {finding.field: finding.repair for finding in row.findings if finding.repair} == {
        "phone": "+21671000001",
        "email": "desk@garde.example",
    }


def test_a_key_goes_with_the_mailbox(tmp_path: Path) -> None:
    row = read_one(tmp_path, email="desk@garde.example", **{"pgp-fingerprint": "AAAA  BBBB"})
    assert row.data is not None and row.data["channels"][-1]["key_fingerprint"] == "AAAA BBBB"
    assert "pgp-fingerprint" in {finding.field for finding in read_one(tmp_path, **{"pgp-fingerprint": "AAAA"}).findings}


def test_a_field_that_we_do_not_know_is_named(tmp_path: Path) -> None:
    assert read_one(tmp_path, suspects=["x"]).findings[-1].field == "suspects"


def test_a_source_too_long_to_keep_is_named_and_another_kept(tmp_path: Path) -> None:
    row = read_one(tmp_path, sources=["https://garde.example/" + "x" * 300])
    assert row.data is not None and row.data["provenance"]["source"] == "datenanfragen.de"
    assert "sources" in {finding.field for finding in row.findings}


def test_one_file_may_hold_an_array(tmp_path: Path) -> None:
    records = [json.loads(file.read_bytes()) for file in sorted(RECORDS.glob("*.json"))]
    file = tmp_path / "all.json"
    file.write_text(json.dumps(records), encoding="utf-8")
    assert [row.data for row in read(file, state=None)] == [row.data for row in read(RECORDS, state=None)]
    assert [row.label for row in read(file, state=None)][:2] == ["all.json 1", "all.json 2"]


@pytest.mark.parametrize("text", ["[1]", "{}", "nonsense", '[{"slug": ""}]', "[]"])
def test_other_json_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.json").write_text(text, encoding="utf-8")
    with pytest.raises(Invalid):
        list(read(tmp_path / "x.json", state=None))
    with pytest.raises(Invalid):
        list(read(tmp_path, state=None) if text != "[]" else read(tmp_path / "none", state=None))


def test_a_body_of_another_state_is_refused_when_a_state_imports() -> None:
    taken = [row.source_key for row in read(RECORDS, state="DE") if not row.refused]
    assert taken == ["autobahn", "bka-bund"]
