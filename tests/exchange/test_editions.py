"""Editions: only what marking, ceiling and consent allow; written once a day; the same bytes for whoever asks again."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlmodel import select

from app.access.actor import operator
from app.accounts.membership import recipients, suspend_account
from app.audit.models import Event
from app.clock import now, set_to
from app.directory.entries import suspend_entry, withdraw_entry
from app.errors import Denied, NotFound, Unavailable
from app.exchange import editions
from app.exchange.editions import EditionCard, issue_edition
from app.exchange.formats.folder import faults
from app.exchange.models import Edition
from tests.cast import Registry
from tests.factories import mail, named, phone

GREEN = [{"recipient": "sherloc", "up_to": "TLP:GREEN"}]
AMBER = [{"recipient": "sherloc", "up_to": "TLP:AMBER"}]
FILES = {"entries.json", "entries.csv", "channels.csv", "designations.csv", "directory.xlsx", "manifest.json"}


def issue(registry: Registry, out: Path, code: str = "sherloc") -> EditionCard:
    with registry.reading() as session:
        (recipient,) = [r for r in recipients(session) if r.recipient == code]
    return issue_edition(registry.database, recipient, out, by=operator())


def entries(card: EditionCard) -> list[dict[str, Any]]:
    told = json.loads((card.folder / "entries.json").read_bytes())
    listed: list[dict[str, Any]] = told if isinstance(told, list) else told["entries"]
    return listed


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.fixture
def consented(registry: Registry) -> Registry:
    """Entries that may leave and entries that may not; each is named for what it is."""
    channels = [
        phone("+390000000011"),
        mail("amber@cgit.example", marking="TLP:AMBER"),
        mail("strict@cgit.example", marking="TLP:AMBER+STRICT"),
    ]
    registry.published(names=named("green"), channels=channels, consents=GREEN)
    registry.published(names=named("amber"), marking="TLP:AMBER", consents=AMBER)
    registry.published(names=named("amber without"), marking="TLP:AMBER", consents=GREEN)
    registry.published(names=named("strict"), marking="TLP:AMBER+STRICT", consents=AMBER)
    registry.published(names=named("no consent"))
    registry.published(names=named("for others"), consents=[{"recipient": "frontex", "up_to": "TLP:AMBER"}])
    registry.published(names=named("parties only"), audience={"kind": "parties"}, consents=GREEN)
    registry.draft(names=named("draft"), consents=GREEN)
    hidden, gone = (registry.published(names=named(name), consents=GREEN) for name in ("hidden", "gone"))
    with registry.writing() as session:
        suspend_entry(session, hidden, 2, by=registry.actor("focal.it"))
        withdraw_entry(session, gone, 2, by=registry.actor("focal.it"))
    return registry


def test_only_what_marking_ceiling_and_consent_allow_leaves(consented: Registry, tmp_path: Path) -> None:
    card = issue(consented, tmp_path / "out")
    assert {e["names"][0]["text"] for e in entries(card)} == {"green", "amber"}
    (green,) = [e for e in entries(card) if e["names"][0]["text"] == "green"]
    assert [c["value"] for c in green["channels"]] == ["+390000000011"]
    assert card.highest_marking == "TLP:AMBER"
    for name, raw in bytes_of(card.folder).items():
        assert b"strict@" not in raw and b"amber@" not in raw and b"no consent" not in raw, name
    for never in ("readers", "consents", "audience", "version"):
        assert all(never not in e for e in entries(card))


def test_an_amber_channel_leaves_with_the_consent_for_amber(registry: Registry, tmp_path: Path) -> None:
    channels = [
        phone("+390000000011"),
        mail("amber@cgit.example", marking="TLP:AMBER"),
        mail("s@cgit.example", marking="TLP:AMBER+STRICT"),
    ]
    registry.published(channels=channels, consents=AMBER)
    (entry,) = entries(issue(registry, tmp_path / "out"))
    assert [c["value"] for c in entry["channels"]] == ["+390000000011", "amber@cgit.example"]


def test_a_ceiling_of_green_lets_no_amber_through_whatever_the_consent(registry: Registry, tmp_path: Path) -> None:
    registry.add("portal", role="recipient", recipient="portal", ceiling="TLP:GREEN", factor=False)
    consents = [{"recipient": "portal", "up_to": "TLP:AMBER"}]
    registry.published(names=named("green"), consents=consents)
    registry.published(names=named("amber"), marking="TLP:AMBER", consents=consents)
    card = issue(registry, tmp_path / "out", "portal")
    assert ([e["names"][0]["text"] for e in entries(card)], card.highest_marking) == (["green"], "TLP:GREEN")


def test_the_manifest_names_every_file_with_its_sha256_size_and_counts(consented: Registry, tmp_path: Path) -> None:
    card = issue(consented, tmp_path / "out")
    files = bytes_of(card.folder)
    manifest = json.loads(files["manifest.json"])
    assert set(files) >= FILES
    assert set(manifest["files"]) == set(files) - {"manifest.json", "manifest.json.minisig"}
    for name, facts in manifest["files"].items():
        assert (facts["sha256"], facts["bytes"]) == (hashlib.sha256(files[name]).hexdigest(), len(files[name]))
    assert (manifest["sequence"], manifest["previous"], manifest["recipient"]) == (1, None, "sherloc")
    assert manifest["counts"]["entries"] == card.entries == 2
    assert manifest["files"]["entries.csv"]["rows"] == 2
    assert faults(card.folder) == ()


def test_numbers_keep_their_plus_in_csv_and_in_the_workbook(consented: Registry, tmp_path: Path) -> None:
    card = issue(consented, tmp_path / "out")
    with (card.folder / "channels.csv").open(newline="", encoding="utf-8-sig") as file:
        values = [row["value"] for row in csv.DictReader(file)]
    assert "+390000000011" in [value.lstrip("'") for value in values]
    book = openpyxl.load_workbook(card.folder / "directory.xlsx", read_only=True)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == "+390000000011"]
    assert cells and all(cell.data_type == "s" for cell in cells)
    book.close()


# --- once a day -------------------------------------------------------------------------------------------------


def test_a_second_run_on_the_same_day_changes_nothing(consented: Registry, tmp_path: Path) -> None:
    first = issue(consented, tmp_path / "out")
    before = bytes_of(first.folder)
    consented.published(names=named("later that day"), consents=GREEN)
    again = issue(consented, tmp_path / "out")
    assert (again.again, again.sequence, bytes_of(again.folder)) == (True, 1, before)
    assert [path.name for path in (tmp_path / "out").iterdir()] == [first.folder.name]
    with consented.reading() as session:
        assert len(session.exec(select(Event).where(Event.kind == "edition:written")).all()) == 1


def test_a_lost_or_damaged_folder_gets_the_same_bytes_again(consented: Registry, tmp_path: Path) -> None:
    first = issue(consented, tmp_path / "out")
    before = bytes_of(first.folder)
    consented.published(names=named("later that day"), consents=GREEN)
    shutil.rmtree(tmp_path / "out")
    assert bytes_of(issue(consented, tmp_path / "out").folder) == before
    (first.folder / "entries.csv").write_text("damaged")
    assert bytes_of(issue(consented, tmp_path / "out").folder) == before
    assert bytes_of(issue(consented, tmp_path / "elsewhere").folder) == before


def test_the_next_days_edition_follows_the_one_before(consented: Registry, tmp_path: Path) -> None:
    first = issue(consented, tmp_path / "out")
    digest = hashlib.sha256((first.folder / "manifest.json").read_bytes()).hexdigest()
    tomorrow = now() + timedelta(days=1)
    with set_to(lambda: tomorrow):
        second = issue(consented, tmp_path / "out")
    manifest = json.loads((second.folder / "manifest.json").read_bytes())
    assert (manifest["sequence"], manifest["previous"]) == (2, digest)
    assert manifest["expires"] > manifest["issued"]


NAMING_THE_EDITION = {
    "manifest.json",
    "manifest.json.minisig",
    "datapackage.json",
    "directory.pdf",
    "directory-qr.pdf",
    "directory.rtf",
    "directory.xlsx",
}
"""Files that say which edition they belong to; the delta says what is new in it."""


def test_the_same_content_gives_the_same_bytes_but_where_the_edition_is_named(consented: Registry, tmp_path: Path) -> None:
    first = bytes_of(issue(consented, tmp_path / "out").folder)
    tomorrow = now() + timedelta(days=1)
    with set_to(lambda: tomorrow):
        second = bytes_of(issue(consented, tmp_path / "out").folder)
    assert {name for name in first if first[name] != second[name]} <= NAMING_THE_EDITION | {"delta.ndjson"}


def test_a_run_killed_between_writing_and_recording_leaves_no_edition_that_nobody_knows(
    consented: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(editions, "_edition", killed)  # what comes between the rename and the record
        issue(consented, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    with consented.reading() as session:
        assert session.exec(select(Edition)).first() is None
    consented.published(names=named("meanwhile"), consents=GREEN)
    card = issue(consented, tmp_path / "out")
    assert (card.sequence, card.again) == (1, False)
    assert "meanwhile" in {e["names"][0]["text"] for e in entries(card)}
    assert faults(card.folder) == ()


def test_an_edition_that_is_gone_from_the_store_is_not_made_up_again(consented: Registry, tmp_path: Path) -> None:
    issue(consented, tmp_path / "out")
    shutil.rmtree(consented.folder / "editions")
    with pytest.raises(Unavailable, match="not whole in the store"):
        issue(consented, tmp_path / "out")


def test_an_edition_is_on_record_as_a_disclosure_of_each_entry(consented: Registry, tmp_path: Path) -> None:
    card = issue(consented, tmp_path / "out")
    for entry in entries(card):
        (row,) = consented.client("focal.it").get(f"/api/v1/entries/{entry['id']}/disclosures").json()["items"]
        assert (row["kind"], row["recipient"]) == ("edition:written", "sherloc")


def test_nobody_but_the_operator_writes_editions_and_only_for_active_recipients(consented: Registry, tmp_path: Path) -> None:
    with consented.reading() as session:
        (recipient,) = recipients(session)
    for who in ("admin", "focal.it", "recipient", "coordinator.europe"):
        with pytest.raises(Denied):
            issue_edition(consented.database, recipient, tmp_path / "out", by=consented.actor(who))

    with consented.writing() as session:
        suspend_account(session, recipient.email, by=operator())
    with pytest.raises(NotFound):
        issue_edition(consented.database, recipient, tmp_path / "out", by=operator())
