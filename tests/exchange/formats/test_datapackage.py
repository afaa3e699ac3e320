"""datapackage.json describes the CSV files as they are: another validator reads them by it."""

from __future__ import annotations

import io
import json
import warnings
from pathlib import Path

from app.exchange.formats.csv_set import write_channels, write_designations, write_entries
from app.exchange.formats.datapackage import write_package
from app.exchange.profiles.columns import SHEETS, columns
from tests.exchange.cards import card, channel

LINE = "TLP:GREEN · copy for sherloc · edition 7 of 2026-03-01"
WRITERS = {"entries": write_entries, "channels": write_channels, "designations": write_designations}


def package_in(folder: Path) -> Path:
    """A CSV set with its description, on disk."""
    channels = [channel(9, "email", "x@y.example")]
    other = card(id="0198aaaa-0000-7000-8000-000000000002", purpose='=1+1 "quoted"\n', channels=channels, designations=[])
    for sheet, write in WRITERS.items():
        with (folder / f"{sheet}.csv").open("wb") as out:
            write([card(), other], out)
    with (folder / "datapackage.json").open("wb") as out:
        assert write_package(LINE, "For you only.", out) == 3
    return folder / "datapackage.json"


def report_on(path: Path) -> tuple[bool, dict[str, int]]:
    """What frictionless says: whether all is valid, and the rows it read of each file."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the validator's own
        from frictionless import Package

        report = Package(str(path)).validate()
    return report.valid, {task.name: task.stats["rows"] for task in report.tasks}


def test_another_validator_finds_every_row_and_nothing_wrong(tmp_path: Path) -> None:
    assert report_on(package_in(tmp_path)) == (True, {"entries": 2, "channels": 6, "designations": 1})


def test_a_channel_without_its_entry_is_found(tmp_path: Path) -> None:
    path = package_in(tmp_path)
    channels = tmp_path / "channels.csv"
    channels.write_bytes(channels.read_bytes().replace(b"000000000002", b"00000000000f"))
    assert report_on(path)[0] is False


def test_every_column_is_described_in_order(tmp_path: Path) -> None:
    package = json.loads(package_in(tmp_path).read_text())
    for resource, sheet in zip(package["resources"], SHEETS, strict=True):
        assert [field["name"] for field in resource["schema"]["fields"]] == [column.name for column in columns(sheet)]
    assert package["description"].startswith(LINE)


def test_the_same_edition_gives_the_same_bytes() -> None:
    one, other = io.BytesIO(), io.BytesIO()
    write_package(LINE, "x", one)
    write_package(LINE, "x", other)
    assert one.getvalue() == other.getvalue()
