"""Services of NGOs in HSDS: organizations with their services inside, services with their organization, and tables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.errors import Invalid
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
