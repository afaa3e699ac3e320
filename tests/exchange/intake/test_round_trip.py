"""What we hand out comes back: unchanged it changes nothing, and each changed cell is one proposed change."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.directory.find import EntryQuery, find_entries
from app.directory.proposal_sets import proposal_set
from app.directory.reading import whole_entry
from app.exchange.formats.csv_set import write_channels, write_designations, write_entries, write_rows
from app.exchange.formats.json_file import write_json
from app.exchange.formats.rtf import write_blocks
from app.exchange.formats.sherloc import headings, rows_for
from app.exchange.formats.xlsx import write_workbook
from app.exchange.intake.rows import How
from app.exchange.intake.run import Report, import_file, report_rows
from app.exchange.profiles.columns import portal_columns
from tests.cast import Registry
from tests.factories import phone

CHANGED = ("purpose", "website", "time_zone", "jurisdiction")
IN_LIBREOFFICE = {
    ">Answers requests at sea.<": ">Answers at night, example.<",
    ">Europe/Rome<": ">Europe/Malta<",
    " of Example<": " of the Example<",
    ">Watch room<": ">Night room<",
}
"""Texts of five cells each, as LibreOffice keeps them between their tags."""
NEW = {
    "purpose": "Answers at night, example",
    "website": "https://new.example/",
    "time_zone": "Europe/Malta",
    "jurisdiction": "IT-82",
}


@pytest.fixture
def kept(registry: Registry) -> list[dict[str, Any]]:
    """Five published Italian entries, whole, as their keeper sees them."""
    duty = {"instrument": "SOM", "article": "8.6", "function": "som_by_sea", "scope_note_in": {"fr": "En mer."}}
    line = phone("+390000000001", label="Watch room", label_in={"fr": "Salle de veille; nuit | jour", "zh": "值班室"})
    said = {"purpose_in": {"ar": "إنقاذ في البحر", "fr": "=Sauvetage en mer"}, "designations": [duty], "channels": [line]}
    for number in range(5):
        registry.published(names=[{"text": f"Office {number} of Example", "language": "en", "role": "preferred"}], **said)
    return cards(registry)


def cards(registry: Registry) -> list[dict[str, Any]]:
    reader = registry.actor("focal.it")
    with registry.reading() as session:
        listed = find_entries(session, EntryQuery(limit=50), reader=reader).items
        return [whole_entry(session, c["id"], reader=reader).card for c in listed]


def run(registry: Registry, path: Path, profile: str, **how: str) -> Report:
    return import_file(registry.database, path, profile, how=How(**how), by=registry.actor("focal.it"))


def workbook(folder: Path, found: list[dict[str, Any]]) -> Path:
    path = folder / "directory.xlsx"
    with path.open("w+b") as out:
        write_workbook(found, out)
    return path


def csv_set(folder: Path, found: list[dict[str, Any]]) -> Path:
    path = folder / "set"
    path.mkdir()
    for name, write in (("entries", write_entries), ("channels", write_channels), ("designations", write_designations)):
        with (path / f"{name}.csv").open("wb") as out:
            write(found, out)
    return path


def portal_sheet(folder: Path, found: list[dict[str, Any]], language: str) -> Path:
    path, profile = folder / f"{language}.csv", portal_columns("sherloc")
    with path.open("wb") as out:
        write_rows(headings(profile, language), [rows_for(profile, card) for card in found], out)
    return path


def printed(folder: Path, found: list[dict[str, Any]], language: str) -> Path:
    path = folder / f"{language}.rtf"
    with path.open("wb") as out:
        write_blocks(portal_columns("sherloc"), found, out, line="TLP:GREEN", language=language)
    return path


def proposed_changes(registry: Registry, report: Report) -> list[tuple[str, str]]:
    assert report.set_id is not None, (report.counts, report_rows(report)[:5])
    with registry.reading() as session:
        items = proposal_set(session, report.set_id, reader=registry.actor("focal.it"))["items"]
    return [(item["entry"], change["field"]) for item in items for change in item["changes"]]


def test_what_was_handed_out_comes_back_without_a_change(registry: Registry, kept: list[dict[str, Any]], tmp_path: Path) -> None:
    listed = tmp_path / "entries.json"
    with listed.open("wb") as out:
        write_json(kept, out)
    sent = [("entries-xlsx", workbook(tmp_path, kept)), ("entries-json", listed), ("entries-csv", csv_set(tmp_path, kept))]
    sent += [("sherloc", portal_sheet(tmp_path, kept, language)) for language in ("en", "fr", "es")]
    sent += [("sherloc", printed(tmp_path, kept, language)) for language in ("en", "fr", "es")]
    for profile, path in sent:
        report = run(registry, path, profile)
        assert dict(report.counts) == {"unchanged": 5, "tied": 0}, (profile, path.name, report.lines, report_rows(report)[:5])


def test_twenty_edited_cells_are_exactly_twenty_proposed_changes(
    registry: Registry, kept: list[dict[str, Any]], tmp_path: Path
) -> None:
    path = workbook(tmp_path, kept)
    book = openpyxl.load_workbook(path)
    sheet = book["entries"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, 7):
        for name in CHANGED:
            sheet.cell(row, columns[name]).value = NEW[name]
    book.save(path)
    changes = proposed_changes(registry, run(registry, path, "entries-xlsx"))
    assert len(changes) == 20
    assert {field for _, field in changes} == {"purpose", "homepage", "time_zone", "jurisdiction"}


@pytest.mark.deep
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not on this machine")
def test_twenty_cells_edited_in_libreoffice_are_exactly_twenty_proposed_changes(
    registry: Registry, kept: list[dict[str, Any]], tmp_path: Path
) -> None:
    through_libreoffice(workbook(tmp_path, kept), "fods")
    flat = tmp_path / "directory.fods"
    text = flat.read_text(encoding="utf-8")
    for old, new in IN_LIBREOFFICE.items():
        assert text.count(old) == 5, old
        text = text.replace(old, new)
    flat.write_text(text, encoding="utf-8")
    through_libreoffice(flat, "xlsx", into=tmp_path / "edited")
    changes = proposed_changes(registry, run(registry, tmp_path / "edited" / "directory.xlsx", "entries-xlsx"))
    assert len(changes) == 20
    assert {field.partition(".")[0] for _, field in changes} == {"purpose", "time_zone", "names", "channels"}


@pytest.mark.deep
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not on this machine")
def test_a_workbook_that_libreoffice_opened_and_saved_changes_nothing(
    registry: Registry, kept: list[dict[str, Any]], tmp_path: Path
) -> None:
    path = workbook(tmp_path, kept)
    saved = tmp_path / "saved"
    through_libreoffice(path, "xlsx", into=saved)
    report = run(registry, saved / "directory.xlsx", "entries-xlsx")
    assert dict(report.counts) == {"unchanged": 5, "tied": 0}, report_rows(report)[:5]


def through_libreoffice(path: Path, form: str, *more: str, into: Path | None = None) -> None:
    target = into or path.parent
    profile = f"-env:UserInstallation=file://{path.parent / 'office'}"
    command = ["soffice", profile, "--headless", *more, "--convert-to", form, "--outdir", str(target), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)


def test_one_column_of_requirements_leaves_the_others_alone(registry: Registry, tmp_path: Path) -> None:
    entry_id = registry.published(requirements={"languages_accepted": ["fr"], "interpol_accepted": True, "advance_copy": True})
    path = tmp_path / "entries.csv"
    path.write_text(f"entry_id,state,name_en,through_interpol\n{entry_id},IT,Coast Guard of Example,no\n")
    run(registry, path, "entries-csv")
    client = registry.client("focal.it")
    (proposal,) = client.get("/api/v1/proposals?state=submitted").json()["items"]
    changed = {c["field"]: c["new"] for c in proposal["changes"]}
    assert changed["requirements"]["interpol_accepted"] is False
    assert changed["requirements"]["advance_copy"] is True
    assert changed["requirements"]["languages_accepted"] == ["fr"]


def test_a_changed_cell_of_the_portal_is_one_proposed_change(
    registry: Registry, kept: list[dict[str, Any]], tmp_path: Path
) -> None:
    path = portal_sheet(tmp_path, kept, "en")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    rows[1][rows[0].index("Website")] = "https://portal.example/"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    changes = proposed_changes(registry, run(registry, path, "sherloc"))
    assert [field for _, field in changes] == ["homepage"]


def test_the_portals_edition_makes_drafts_with_its_key_day_and_marking(registry: Registry) -> None:
    path = Path(__file__).parents[1] / "data" / "sherloc" / "english.rtf"
    by = registry.actor("focal.tn")
    how = How(marking="TLP:GREEN", edition="2026-10-01")
    report = import_file(registry.database, path, "sherloc", how=how, by=by)
    assert report.counts["registered"] == 2, report_rows(report)
    client = registry.client("focal.tn")
    found = [client.get(f"/api/v1/entries/{line['entry']}").json() for line in report.lines]
    assert {(e["marking"], e["provenance"]["retrieved_on"]) for e in found} == {("TLP:GREEN", "2026-10-01")}
    assert {json.dumps(k) for e in found for k in e["external_ids"]} == {
        json.dumps({"scheme": "sherloc", "value": key}) for key in ("TN-0042", "TN-0043")
    }
    again = import_file(registry.database, path, "sherloc", how=how, by=by)
    assert dict(again.counts) == {"unchanged": 2, "tied": 0}, again.lines
