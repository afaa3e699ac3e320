"""Files over JSON: tried first, taken in when asked for, mapped, repaired, and only one's own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx2 as httpx
import pytest

from app.clock import now, set_to
from tests.cast import Registry

SHEET = """kind,state,name_en,telephone,email,tlp
authority,IT,Coast Guard of Example,+390000000001,ops@coast.example,TLP:GREEN
authority,IT,Border Unit of Example,+390000000002,desk@ border.example,TLP:GREEN
"""
UNKNOWN = "Behörde;Ruf;Fax\nBeispielamt;+390000000003;\n"


def send(registry: Registry, text: str | bytes, who: str = "focal.it", name: str = "list.csv", **fields: str) -> httpx.Response:
    raw = text.encode() if isinstance(text, str) else text
    answer: Any = registry.client(who).post("/api/v1/imports", files={"file": (name, raw)}, data=fields)
    return answer  # type: ignore[no-any-return]


def entries(registry: Registry, who: str = "focal.it") -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = registry.client(who).get("/api/v1/entries?limit=50").json()["items"]
    return items


def test_a_file_is_tried_before_anything_is_taken_in(registry: Registry) -> None:
    answer = send(registry, SHEET)
    assert answer.status_code == 201, answer.text
    told = answer.json()
    assert (told["dry_run"], told["status"], told["profile"]) == (True, "tried", "entries-csv")
    assert told["counts"]["registered"] == 2
    assert entries(registry) == []
    assert registry.client("focal.it").get(f"/api/v1/imports/{told['id']}").json() == told


def test_an_accepted_repair_is_taken_in_and_another_value_is_left_out(registry: Registry) -> None:
    told = send(registry, SHEET).json()
    (broken,) = [item for item in told["items"] if item["repair"]]
    assert (broken["row"], broken["field"], broken["repair"]) == (3, "email", "desk@border.example")
    client = registry.client("focal.it")
    done = client.post(f"/api/v1/imports/{told['id']}/take", json={"repairs": [broken["number"]]})
    assert done.status_code == 200, done.text
    assert (done.json()["status"], done.json()["counts"]["registered"], done.json()["items"]) == ("taken", 2, [])
    whole = [client.get(f"/api/v1/entries/{entry['id']}").json() for entry in entries(registry)]
    assert {entry["provenance"]["source"] for entry in whole} == {"list.csv"}
    assert {c["value"] for entry in whole for c in entry["channels"] if c["type"] == "email"} == {
        "ops@coast.example",
        "desk@border.example",
    }
    assert list((registry.folder / "imports").iterdir()) == []
    assert client.post(f"/api/v1/imports/{told['id']}/take").status_code == 412


def test_without_its_tick_a_broken_value_stays_out_and_in_the_report(registry: Registry) -> None:
    told = send(registry, SHEET, dry_run="false").json()
    assert (told["status"], told["counts"]["registered"]) == ("taken", 2)
    assert [item["value"] for item in told["items"]] == ["desk@ border.example"]


def test_unknown_headings_are_mapped_and_remembered(registry: Registry) -> None:
    told = send(registry, UNKNOWN, state="IT").json()
    read_as = [(h["heading"], h["column"]) for h in told["headings"]]
    assert (told["status"], read_as) == ("unread", [("Behörde", None), ("Ruf", None), ("Fax", "fax")])
    client = registry.client("focal.it")
    mapped = client.post(
        f"/api/v1/imports/{told['id']}/headings", json={"headings": {"Behörde": "name_native", "RUF": "telephone"}}
    ).json()
    assert (mapped["status"], mapped["counts"]["registered"]) == ("tried", 1)
    assert {h["heading"]: h["column"] for h in mapped["headings"]} == {"Behörde": "name_native", "Ruf": "telephone"}
    again = send(registry, UNKNOWN).json()
    assert (again["status"], again["counts"]["registered"]) == ("tried", 1)
    assert send(registry, UNKNOWN, who="focal.tn").json()["status"] == "unread"  # remembered for this sender only


def test_headings_of_the_printed_directory_are_understood_in_french(registry: Registry) -> None:
    text = "État;Nom de l'autorité;Téléphone;Courriel\nItalie;Garde-côtes, exemple;+390000000004;garde@exemple.example\n"
    told = send(registry, text.encode("windows-1252")).json()
    assert told["detected"] == ["read as WINDOWS-1252, separated by semicolon"]
    assert told["counts"]["registered"] == 1, told
    assert {"heading": "Courriel", "column": "email"} in told["headings"]
    assert {"heading": "Téléphone", "column": "telephone"} in told["headings"]


def test_a_file_belongs_to_its_sender(registry: Registry) -> None:
    told = send(registry, SHEET).json()
    calls: list[tuple[str, str]] = [("get", ""), ("post", "/take"), ("post", "/headings"), ("delete", "")]
    for call in calls:
        body = {"json": {"headings": {}}} if call[0] == "post" else {}
        answer = getattr(registry.client("focal2.it"), call[0])(f"/api/v1/imports/{told['id']}{call[1]}", **body)
        assert answer.status_code == 404, call
    assert registry.client("focal.it").delete(f"/api/v1/imports/{told['id']}").status_code == 204
    assert list((registry.folder / "imports").iterdir()) == []


@pytest.mark.parametrize("who", ["officer.it", "auditor", "admin"])
def test_who_imports_nothing_is_refused_before_the_file_is_looked_at(registry: Registry, who: str) -> None:
    assert send(registry, b"\0broken", who=who).status_code == 403
    assert registry.client(who).get("/api/v1/imports").status_code == 403


def test_a_file_that_cannot_be_read_is_not_kept(registry: Registry) -> None:
    answer = send(registry, b"name_en,state\nA\0B,IT\n")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "row 2"
    assert list((registry.folder / "imports").iterdir()) == []
    assert registry.client("focal.it").get("/api/v1/imports").json()["items"] == []


def test_a_call_without_a_file_or_with_strange_choices_names_the_field(registry: Registry) -> None:
    client = registry.client("focal.it")
    assert client.post("/api/v1/imports", json={}).json()["errors"][0]["field"] == "file"
    wrong = send(registry, SHEET, profile="strange", state="ZZ", marking="SECRET", edition="May").json()
    assert [error["field"] for error in wrong["errors"]] == ["profile", "state", "edition", "marking"]


def test_files_that_wait_are_few_and_go_after_a_day(registry: Registry) -> None:
    for _ in range(10):
        assert send(registry, SHEET).status_code == 201
    full = send(registry, SHEET)
    assert (full.status_code, full.json()["errors"][0]["field"]) == (422, "file")
    assert send(registry, SHEET, who="focal2.it").status_code == 201  # another's files are no hindrance
    later = now() + timedelta(days=1, minutes=1)
    with set_to(lambda: later):
        registry.tokens.clear()
        assert send(registry, SHEET).status_code == 201
        items = registry.client("focal.it").get("/api/v1/imports").json()["items"]
    assert [item["status"] for item in items] == ["tried", *["left"] * 10]
    assert len(list((registry.folder / "imports").iterdir())) == 1


def test_a_file_above_the_limit_is_cut_off(registry_with: Any) -> None:
    registry = registry_with(import_bytes=2000)
    assert send(registry, "x" * 5000).status_code == 413
    assert not (registry.folder / "imports").exists()
