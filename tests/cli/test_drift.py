"""`directory drift` and the choices of `directory import`: what an operator sees, and the sheet that is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cast import Registry, cast_url, registry, registry_with
from tests.cli.test_commands import Run, directory
from tests.factories import named

__all__ = ["cast_url", "directory", "registry", "registry_with"]

GREEN = [{"recipient": "sherloc", "up_to": "TLP:GREEN"}]


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    """What the portal shows: one authority with an old page, one that we do not have."""
    path = tmp_path / "extract.csv"
    path.write_text("State,Name of authority,Website\nItaly,both,https://old.example/\nItaly,only there,\n")
    return path


def test_drift_names_the_fields_but_not_the_contacts_and_writes_the_sheet(
    directory: Run, registry: Registry, extract: Path, tmp_path: Path
) -> None:
    registry.published(names=named("both"), homepage="https://new.example/", consents=GREEN)
    done = directory("drift", str(extract), "--recipient", "sherloc", "--out", str(tmp_path / "sheet.rtf"))
    assert done.code == 0, done.err
    assert "same 0, differ 1, missing there 0, missing here 1" in done.out
    assert "Website (differ)" in done.out and "old.example" not in done.out
    sheet = (tmp_path / "sheet.rtf").read_bytes()
    assert b"https://old.example/" in sheet and b"TLP:GREEN" in sheet


def test_drift_for_nobody_or_in_another_language_is_refused(directory: Run, extract: Path) -> None:
    assert directory("drift", str(extract), "--recipient", "nobody").code == 1
    assert directory("drift", str(extract), "--recipient", "sherloc", "--language", "xx").code == 2


def test_an_import_takes_the_marking_and_the_day_that_were_chosen(directory: Run, registry: Registry, extract: Path) -> None:
    done = directory("import", str(extract), "--profile", "sherloc", "--marking", "TLP:GREEN", "--edition", "2026-10-01")
    assert done.code == 0, done.err
    found = registry.client("focal.it").get("/api/v1/entries?limit=50").json()["items"]
    whole = [registry.client("focal.it").get(f"/api/v1/entries/{entry['id']}").json() for entry in found]
    assert {(e["marking"], e["provenance"]["retrieved_on"]) for e in whole} == {("TLP:GREEN", "2026-10-01")}
