"""An edition's folder is whole or not there, whatever happens while it is written."""

from __future__ import annotations

import hashlib
import itertools
import json
import multiprocessing
import time
from pathlib import Path
from typing import BinaryIO

import pytest

from app.exchange.formats.csv_set import write_channels, write_entries
from app.exchange.formats.folder import Writer, faults, write_whole
from app.exchange.formats.json_file import write_json
from app.exchange.formats.xlsx import write_workbook
from tests.exchange.cards import card
from tests.exchange.formats.test_manifest import ABOUT

CARDS = [card(), card(id="2")]
WRITERS: dict[str, Writer] = {
    "entries.json": lambda out: write_json(CARDS, out),
    "entries.csv": lambda out: write_entries(CARDS, out),
    "channels.csv": lambda out: write_channels(CARDS, out),
    "directory.xlsx": lambda out: write_workbook(CARDS, out),
}


def test_the_manifest_matches_the_files(tmp_path: Path) -> None:
    edition = write_whole(tmp_path / "out", "0007", WRITERS, ABOUT)
    files = json.loads((edition / "manifest.json").read_bytes())["files"]
    assert set(files) == set(WRITERS)
    for name, facts in files.items():
        raw = (edition / name).read_bytes()
        assert facts["sha256"] == hashlib.sha256(raw).hexdigest()
        assert facts["bytes"] == len(raw)
    assert {name: facts["rows"] for name, facts in files.items()} == {
        "entries.json": 2,
        "entries.csv": 2,
        "channels.csv": 10,
        "directory.xlsx": 2,
    }
    assert faults(edition) == ()
    assert [path.name for path in edition.parent.iterdir()] == ["0007"]


def test_a_whole_edition_stays_as_it_is(tmp_path: Path) -> None:
    first = write_whole(tmp_path, "0007", WRITERS, ABOUT)
    before = {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in first.iterdir()}
    second = write_whole(tmp_path, "0007", {"other": lambda out: out.write(b"x")}, ABOUT)
    assert {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in second.iterdir()} == before


def test_two_folders_get_the_same_bytes(tmp_path: Path) -> None:
    one, other = (write_whole(tmp_path / name, "0007", WRITERS, ABOUT) for name in ("a", "b"))
    assert {p.name: p.read_bytes() for p in one.iterdir()} == {p.name: p.read_bytes() for p in other.iterdir()}


def test_a_failing_writer_leaves_no_edition_and_the_next_run_clears_up(tmp_path: Path) -> None:
    def fails(out: BinaryIO) -> int:
        out.write(b"half")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        write_whole(tmp_path, "0007", {"entries.json": fails}, ABOUT)
    assert not (tmp_path / "0007").exists()
    write_whole(tmp_path, "0008", WRITERS, ABOUT)
    assert [path.name for path in tmp_path.iterdir()] == ["0008"]


def test_a_folder_that_is_not_whole_makes_way(tmp_path: Path) -> None:
    (tmp_path / "0007").mkdir()
    (tmp_path / "0007" / "entries.json").write_bytes(b"{}")
    edition = write_whole(tmp_path, "0007", WRITERS, ABOUT)
    assert faults(edition) == ()
    assert [path.name for path in tmp_path.iterdir()] == ["0007"]


def test_every_change_of_an_edition_is_named(tmp_path: Path) -> None:
    edition = write_whole(tmp_path, "0007", WRITERS, ABOUT)
    (edition / "entries.csv").unlink()
    (edition / "entries.json").write_bytes(b"{}")
    (edition / "more.txt").write_bytes(b"")
    (edition / "manifest.json.minisig").write_bytes(b"a signature is no file of the edition")
    assert faults(edition) == (
        "more.txt is not in manifest.json.",
        "entries.csv is missing.",
        "entries.json is not what manifest.json says.",
    )
    (edition / "manifest.json").write_bytes(b"{}")
    assert len(faults(edition)) == 1
    (edition / "manifest.json").unlink()
    assert faults(edition) == ("manifest.json is missing or cannot be read.",)


def write_one_after_the_other(folder: Path, start: int) -> None:
    """Editions without end, until somebody kills the process."""
    for number in itertools.count(start):
        write_whole(folder, f"{number:04}", WRITERS, ABOUT)


def test_a_run_killed_at_any_moment_leaves_only_whole_editions(tmp_path: Path) -> None:
    for kill in range(20):
        run = multiprocessing.get_context("fork").Process(target=write_one_after_the_other, args=(tmp_path, kill * 1000))
        run.start()
        while not (tmp_path / f"{kill * 1000:04}").exists() and run.is_alive():
            time.sleep(0.001)  # a busy machine is slow to begin; the moments count from the first whole edition
        time.sleep(kill * 0.0043)
        run.kill()
        run.join()
        run.close()
    editions = [path for path in tmp_path.iterdir() if not path.name.startswith(".")]
    assert len(editions) >= 20
    assert [fault for edition in editions for fault in faults(edition)] == []
    write_whole(tmp_path, "last", WRITERS, ABOUT)
    assert not [path.name for path in tmp_path.iterdir() if path.name.startswith(".")]
