"""Services of NGOs in HSDS: organizations with their services inside, services with their organization, and tables."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from app.errors import Invalid
from app.exchange.intake.apart import read_apart
from app.exchange.intake.detect import profile_of
from app.exchange.intake.hsds import read
from app.exchange.intake.rows import Row

ORGANIZATION: dict[str, Any] = {
    "id": "org-1",
    "name": "Harbour Aid, example",
    "alternate_name": "HA",
    "description": "<p>Beds &amp; advice</p>",
    "email": "desk@aid.example",
    "website": "https://aid.example/",
    "phones": [{"number": "+390000000031", "extension": "12", "type": "voice"}, {"number": "+390000000032", "type": "fax"}],
    "locations": [{"addresses": [{"address_1": "1 Example Street", "city": "Palermo", "postal_code": "90100", "country": "IT"}]}],
    "services": [
        {
            "id": "s-1",
            "name": "Shelter",
            "description": "Beds",
            "eligibility_description": "Everybody",
            "service_areas": [{"name": "Italy"}, {"name": "the harbour"}],
            "schedules": [{"byday": "MO,TU", "opens_at": "09:00", "closes_at": "17:00"}, {"freq": "MONTHLY"}],
            "phones": [{"number": "not a number"}],
        }
    ],
}


def rows(folder: Path, data: Any, state: str | None = None) -> list[Row]:
    path = folder / "hsds.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    return list(read(path, state=state))


def test_an_organization_is_an_ngo_with_its_services_channels_and_hours(tmp_path: Path) -> None:
    (row,) = rows(tmp_path, [ORGANIZATION])
    assert row.data is not None, row.findings
    assert (row.data["kind"], row.data["state"], row.data["purpose"]) == ("ngo", "IT", "Beds & advice")
    assert [(c["type"], c["value"], c.get("extension")) for c in row.data["channels"]] == [
        ("phone", "+390000000031", "12"),
        ("fax", "+390000000032", None),
        ("email", "desk@aid.example", None),
        ("postal", "1 Example Street\n90100 Palermo", None),
    ]
    assert row.data["services"] == [{"name": "Shelter", "description": "Beds", "eligibility": "Everybody", "areas": ["IT"]}]
    assert row.data["hours"]["spans"] == [{"days": ["mo", "tu"], "opens": "09:00", "closes": "17:00"}]
    assert {f.field for f in row.findings} == {"file", "phones", "service_areas", "schedules"}


def test_languages_are_kept_and_services_that_ended_are_not(tmp_path: Path) -> None:
    ended = {"id": "s-2", "name": "Old desk", "status": "defunct", "phones": [{"number": "+390000000039"}]}
    spoken = {**ORGANIZATION["services"][0], "languages": [{"code": "it"}, {"name": "Tigrinya"}, {"name": "Elvish"}]}
    (row,) = rows(tmp_path, [{**ORGANIZATION, "services": [spoken, ended]}])
    assert row.data is not None and [one["name"] for one in row.data["services"]] == ["Shelter"]
    assert [one["tag"] for one in row.data["languages"]] == ["it", "ti"]
    assert "+390000000039" not in str(row.data)
    assert {(f.field, f.value) for f in row.findings} >= {("languages", "Elvish"), ("services", "Old desk")}


def test_services_of_the_api_are_gathered_under_their_organization(tmp_path: Path) -> None:
    owner = {k: v for k, v in ORGANIZATION.items() if k != "services"}
    services = [{"id": str(n), "name": f"Service {n}", "organization": owner} for n in (1, 2)]
    (row,) = rows(tmp_path, {"contents": services})
    assert row.data is not None
    assert [s["name"] for s in row.data["services"]] == ["Service 1", "Service 2"]


def test_tables_are_joined_as_the_json_is(tmp_path: Path) -> None:
    tables = {
        "organizations": "id,name,email\norg-1,Harbour Aid,desk@aid.example\n",
        "services": "id,organization_id,name\ns-1,org-1,Shelter\n",
        "phones": "id,organization_id,service_id,location_id,number,type\n"
        "p-1,org-1,,,+390000000031,voice\np-2,,s-1,,+390000000032,voice\n",
        "locations": "id,organization_id\nl-1,org-1\n",
        "addresses": "id,location_id,address_1,city,country\na-1,l-1,1 Example Street,Palermo,IT\n",
    }
    for name, text in tables.items():
        (tmp_path / f"{name}.csv").write_text(text)
    (row,) = read(tmp_path, state=None)
    assert row.data is not None, row.findings
    assert [c["value"] for c in row.data["channels"] if c["type"] == "phone"] == ["+390000000031", "+390000000032"]
    assert row.data["state"] == "IT"


def test_an_organization_of_no_state_or_of_another_is_refused(tmp_path: Path) -> None:
    (nowhere,) = rows(tmp_path, [{"id": "x", "name": "Nowhere"}])
    assert nowhere.refused
    (other,) = rows(tmp_path, [ORGANIZATION], state="TN")
    assert [f.reason for f in other.findings if f.fatal] == ["is another State than TN, for which this import is"]


@pytest.mark.parametrize("data", [[], [1], "x", {"organizations": 3}])
def test_what_is_no_hsds_is_refused(tmp_path: Path, data: Any) -> None:
    with pytest.raises(Invalid):
        rows(tmp_path, data)


def test_a_zip_is_recognised_by_its_files_with_singular_names_or_documents(tmp_path: Path) -> None:
    path = tmp_path / "ngos.zip"
    tables = {
        "service.csv": "id,organization_id,name\ns1,o1,Shelter\n",
        "organization.csv": "id,name\no1,Harbour Aid\n",
        "address.csv": "id,location_id,address_1,country\na1,l1,Via Uno 1,IT\n",
        "location.csv": "id,organization_id\nl1,o1\n",
        "language.csv": "id,service_id,code\ng1,s1,fr\n",
    }
    for contents in (tables, {"organizations.json": json.dumps([ORGANIZATION])}):
        with zipfile.ZipFile(path, "w") as archive:
            for name, text in contents.items():
                archive.writestr(name, text)
        assert profile_of(path, "ngos.zip") == "hsds"
        with read_apart(path, "hsds", state=None, folder=tmp_path / "work") as found:
            (row,) = found
        assert row.data is not None, row.findings
        assert (row.data["state"], row.data["services"][0]["name"]) == ("IT", "Shelter")
        assert {c["type"] for c in row.data["channels"]} >= {"postal"}


@pytest.mark.parametrize(
    ("file", "profile"), [("entries.csv", "entries-csv"), ("court.csv", "court-tables"), ("a-bund.json", "datenanfragen")]
)
def test_other_archives_are_recognised_by_their_files_too(tmp_path: Path, file: str, profile: str) -> None:
    path = tmp_path / "sent.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(file, "x")
    assert profile_of(path, "sent.zip") == profile
