"""ROR records become authorities with all their names, an open reference to the parent, and the ids of others."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.directory.forms import entry_form
from app.errors import Invalid
from app.exchange.intake.ror import read
from app.exchange.intake.rows import Row

RECORDS = Path(__file__).parents[1] / "data" / "ror.jsonl"


def rows() -> dict[str, Row]:
    return {row.source_key.rpartition("/")[2]: row for row in read(RECORDS, state=None)}


def record(**more: Any) -> dict[str, Any]:
    """A small invented record."""
    return {
        "id": "https://ror.org/0example0",
        "status": "active",
        "names": [{"value": "Coast Guard", "lang": "en", "types": ["ror_display", "label"]}],
        "locations": [{"geonames_details": {"country_code": "TN"}}],
        "links": [],
        "external_ids": [],
        "relationships": [],
        **more,
    }


def read_one(folder: Path, data: dict[str, Any], state: str | None = None) -> Row:
    file = folder / "ror.jsonl"
    file.write_text(json.dumps(data) + "\n", encoding="utf-8")
    (row,) = read(file, state=state)
    return row


def test_every_record_is_taken_or_refused_with_a_reason() -> None:
    found = rows()
    assert len(found) == 8
    refused = {key: row.findings for key, row in found.items() if row.refused}
    assert set(refused) == {"058jrcm27", "01bxvfc84"}
    assert all("no longer active" in findings[-1].reason or findings[-2].fatal for findings in refused.values())
    for row in found.values():
        if row.data is not None:
            assert entry_form(row.data).provenance is not None


def test_names_keep_language_script_and_role() -> None:
    data = rows()["04paggk58"].data
    assert data is not None and data["state"] == "SO"
    assert [(name["text"], name["language"], name["script"], name["role"]) for name in data["names"]] == [
        ("Wasaaradda Caafimaadka", "so", "Latn", "preferred"),
        ("MOH", None, "Latn", "acronym"),
        ("Ministry of Health", "en", "Latn", "preferred"),
        ("Ministry of Health and Human Services of the Federal Government of Somalia", "en", "Latn", "alternative"),
        ("Ministry of Health, Somalia", "en", "Latn", "alternative"),
        ("Wasaaradda Caafimaadka Soomaaliya", "so", "Latn", "alternative"),
        ("وزارة الصحة", "ar", "Arab", "preferred"),
    ]


def test_the_first_parent_is_an_open_reference_and_the_others_are_named() -> None:
    row = rows()["003vcnv80"]
    assert row.parent_key == "https://ror.org/03cqe8w59"
    assert [finding.value for finding in row.findings if "further parent" in finding.reason] == ["Universidad de Buenos Aires"]


def test_children_are_named_and_not_kept() -> None:
    findings = rows()["05v01mk25"].findings
    assert [finding.value for finding in findings if finding.field == "relationships"] == ["3 child"]


def test_ids_of_others_and_provenance_are_kept() -> None:
    for row in rows().values():
        if row.data is None:
            continue
        assert row.data["external_ids"][0] == {"scheme": "ror", "value": row.source_key}
        assert row.data["provenance"]["licence"] == "CC0-1.0"
        assert row.data["provenance"]["source_key"] == row.source_key
        assert "channels" not in row.data and "authority_type" not in row.data


def test_what_is_not_kept_of_any_record_is_said_once() -> None:
    said = [finding for row in read(RECORDS, state=None) for finding in row.findings if finding.field == "file"]
    assert len(said) == 1


def test_reading_twice_gives_the_same() -> None:
    assert rows() == rows()


def test_a_body_of_another_state_is_refused_when_a_state_imports(tmp_path: Path) -> None:
    assert not read_one(tmp_path, record(), state="TN").refused
    assert read_one(tmp_path, record(), state="LY").refused


def test_a_place_that_is_no_state_refuses_the_row(tmp_path: Path) -> None:
    row = read_one(tmp_path, record(locations=[{"geonames_details": {"country_code": "XK"}}]))
    assert row.refused
    assert [(finding.field, finding.value) for finding in row.findings if finding.fatal] == [("state", "XK")]


def test_a_name_that_deceives_the_eye_is_dropped_alone(tmp_path: Path) -> None:
    names = [*record()["names"], {"value": "Coast\u202edrauG", "lang": "en", "types": ["alias"]}]
    row = read_one(tmp_path, record(names=names))
    assert row.data is not None and len(row.data["names"]) == 1
    assert row.findings[-1].value == "Coast\u202edrauG"
    assert read_one(tmp_path, record(names=names[1:])).refused


def test_odd_shapes_are_no_error_of_ours(tmp_path: Path) -> None:
    odd: dict[str, Any] = {"names": None, "locations": [1], "links": {}, "external_ids": ["x"], "relationships": "none"}
    assert read_one(tmp_path, record(**odd)).refused


@pytest.mark.parametrize("line", ["[1]", "{}", '{"id": 1}', "not json", '{"id": "a", "id": "b"}'])
def test_a_line_that_is_no_record_refuses_the_file_and_names_the_row(tmp_path: Path, line: str) -> None:
    file = tmp_path / "ror.jsonl"
    file.write_text(json.dumps(record()) + "\n\n" + line + "\n", encoding="utf-8")
    with pytest.raises(Invalid, match="row 3"):
        list(read(file, state=None))


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ror.jsonl").write_text("\n", encoding="utf-8")
    with pytest.raises(Invalid, match="no records"):
        list(read(tmp_path / "ror.jsonl", state=None))
