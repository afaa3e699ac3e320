"""NGOs in HSDS, a form that holds a part of an entry: unchanged they change nothing, and what is changed there is proposed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.directory.proposal_sets import proposal_set
from app.exchange.formats.hsds import organization, write_organizations
from app.exchange.intake.rows import How
from app.exchange.intake.run import Report, import_file, report_rows
from tests.cast import Registry
from tests.exchange.intake.test_round_trip import cards
from tests.factories import phone

NGO: dict[str, Any] = {
    "kind": "ngo",
    "names": [
        {"text": "Harbour Aid of Example", "language": "en", "role": "preferred"},
        {"text": "Aiuto al Porto", "language": "it", "role": "preferred"},
        {"text": "HAE", "language": "en", "role": "acronym"},
    ],
    "homepage": "https://aid.example/",
    "channels": [
        phone("+390000000051", label="Night desk", extension="7"),
        {"type": "inmarsat", "value": "+870773123456", "contexts": ["urgent"]},
        {"type": "email", "value": "desk@aid.example", "label": "Desk"},
        {"type": "email", "value": "law@aid.example", "label": "Lawyers"},
        {"type": "postal", "value": "1 Example Street\n90100 Palermo"},
    ],
    "languages": [{"tag": "it", "level": "C2", "use": ["spoken", "written"]}, {"tag": "ti", "use": ["spoken"]}],
    "services": [{"name": "Shelter", "description": "Beds", "areas": []}, {"name": "Advice", "areas": ["IT", "TN"]}],
    "hours": {
        "spans": [{"days": ["mo", "tu"], "opens": "09:00", "closes": "17:00"}],
        "exceptions": [{"date": "2027-01-01", "closed": True, "reason": "Holiday"}],
    },
    "external_ids": [{"scheme": "ror", "value": "0example"}],
}


def run(registry: Registry, path: Path, **how: Any) -> Report:
    return import_file(registry.database, path, "hsds", how=How(**how), by=registry.actor("focal.it"))


@pytest.fixture
def ngo(registry: Registry) -> dict[str, Any]:
    """A published NGO that says more than HSDS holds, whole."""
    registry.published(**NGO)
    (card,) = cards(registry)
    return card


def hsds(folder: Path, *organizations: Any) -> Path:
    path = folder / "ngos.hsds.json"
    path.write_text(json.dumps(organizations), encoding="utf-8")
    return path


def test_an_exported_ngo_imported_again_changes_nothing_and_needs_no_state(
    registry: Registry, ngo: dict[str, Any], tmp_path: Path
) -> None:
    bare = registry.published(
        kind="ngo", names=[{"text": "Bare Aid of Example", "language": "en"}], channels=[phone("+390000000059")]
    )
    path = tmp_path / "ngos.hsds.json"
    with path.open("wb") as out:
        assert write_organizations(cards(registry), out) == 2
    report = run(registry, path)
    assert report.counts["unchanged"] == 2 and report.taken == report.refused == 0, report.lines
    assert {line["entry"] for line in report.lines} == {ngo["id"], bare}


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"website": "https://new.example/"}, {"homepage"}),
        ({"description": "Beds and advice"}, {"purpose"}),
        ({"email": "new@aid.example"}, {"channels"}),
        ({"name": "Harbour Help of Example"}, {"names"}),
    ],
)
def test_what_is_changed_in_hsds_and_nothing_else_is_proposed(
    registry: Registry, ngo: dict[str, Any], tmp_path: Path, change: dict[str, Any], fields: set[str]
) -> None:
    report = run(registry, hsds(tmp_path, {**organization(ngo), **change}))
    (line,) = report.lines
    assert (line["outcome"], set(line["fields"])) == ("proposed", fields)
    (changed,) = changes(registry, report)
    (value,) = change.values()
    assert value in str(changed["new"]) and value not in str(changed["old"])
    if fields == {"names"}:
        assert {each["text"] for each in changed["new"]} == {value, "Aiuto al Porto", "HAE"}


def changes(registry: Registry, report: Report) -> list[dict[str, Any]]:
    with registry.reading() as session:
        (item,) = proposal_set(session, str(report.set_id), reader=registry.actor("focal.it"))["items"]
    return list(item["changes"])


def test_a_service_that_is_changed_in_hsds_keeps_the_others(registry: Registry, ngo: dict[str, Any], tmp_path: Path) -> None:
    made = organization(ngo)
    made["services"][0]["description"] = "Twelve beds"
    report = run(registry, hsds(tmp_path, made))
    (changed,) = changes(registry, report)
    assert changed["field"] == "services"
    assert [(each["name"], each["description"]) for each in changed["new"]] == [("Shelter", "Twelve beds"), ("Advice", None)]


def test_a_web_address_without_https_is_reported_with_a_repair_and_read_when_that_is_accepted(
    registry: Registry, ngo: dict[str, Any], tmp_path: Path
) -> None:
    path = hsds(tmp_path, {**organization(ngo), "website": "www.aid.example/desk"})
    report = run(registry, path)
    (row,) = [row for row in report_rows(report) if row["field"] == "website"]
    assert (row["value"], row["repair"], row["refused"]) == ("www.aid.example/desk", "https://www.aid.example/desk", False)
    assert report.counts["unchanged"] == 1  # what could not be read is not taken as a wish to remove the page
    accepted = {(1, "website", "www.aid.example/desk"): "https://www.aid.example/desk"}
    assert [line["fields"] for line in run(registry, path, repairs=accepted).lines] == [["homepage"]]
