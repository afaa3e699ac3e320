"""`directory verify-edition`: a good edition is told good; a changed, foreign, expired or revoked one never."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli.__main__ import app
from app.clock import set_to
from app.db import Database, open_database
from app.errors import Invalid
from app.exchange.files import writers_of
from app.exchange.formats.folder import write_whole
from app.exchange.formats.manifest import EditionAbout
from app.exchange.signing import signature_of, signing_key
from app.exchange.verify import verify_edition
from app.exchange.watermark import signature_comment
from tests.conftest import settings_for
from tests.exchange.cards import card

ISSUED = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
TWO = ("entries.json", "channels.csv")
Issue = Callable[..., Path]


def about(sequence: int, previous: str | None, recipient: str = "sherloc") -> EditionAbout:
    counts = {"entries": 1, "channels": 5, "designations": 1}
    expires = ISSUED + timedelta(days=30)
    return EditionAbout(sequence, previous, ISSUED, expires, recipient, "TLP:GREEN", counts, "For you only.", "sherloc")


def digest(folder: Path) -> str:
    return hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest()


@pytest.fixture
def issue(database_at: Database, tmp_path: Path) -> Issue:
    """Writes a signed edition of one entry, with these files or all of them."""
    key = signing_key(database_at)

    def write(
        sequence: int = 1, previous: str | None = None, *, files: tuple[str, ...] | None = ("entries.json", "channels.csv")
    ) -> Path:
        said = about(sequence, previous)
        writers = {name: writer for name, writer in writers_of([card()], said).items() if files is None or name in files}
        sign = lambda raw: signature_of(raw, key, signature_comment(said))  # noqa: E731
        return write_whole(tmp_path / "out", f"sherloc-2026-03-{sequence:02}-{sequence:05}", writers, said, sign)

    return write


@pytest.fixture
def database_at(tmp_path: Path) -> Database:
    """Verifying needs no database; signing needs the settings of one."""
    return open_database(settings_for(f"sqlite:///{tmp_path}/none.db", tmp_path))


def wrong(folder: Path, tmp_path: Path, at: datetime = ISSUED) -> str:
    return " ".join(verify_edition(folder, tmp_path / "edition-signing.pub", at=at).wrong)


def test_a_whole_signed_edition_is_good_until_it_expires(issue: Issue, tmp_path: Path) -> None:
    edition = issue()
    assert wrong(edition, tmp_path) == ""
    assert wrong(edition, tmp_path, ISSUED + timedelta(days=30, seconds=-1)) == ""
    assert "expired on 2026-03-31" in wrong(edition, tmp_path, ISSUED + timedelta(days=30))
    told = verify_edition(edition, tmp_path / "edition-signing.pub", at=ISSUED).told
    assert told[0] == "edition 1 for sherloc, issued 2026-03-01T02:00:00Z"


def test_a_missing_changed_or_added_file_is_named(issue: Issue, tmp_path: Path) -> None:
    edition = issue()
    (edition / "entries.json").write_bytes(b"{}")
    (edition / "channels.csv").unlink()
    (edition / "more.csv").write_text("a")
    said = wrong(edition, tmp_path)
    assert "entries.json is not what" in said and "channels.csv is missing" in said and "more.csv is not in" in said


def test_every_byte_of_the_manifest_counts(issue: Issue, tmp_path: Path) -> None:
    edition = issue()
    path = edition / "manifest.json"
    raw = path.read_bytes()
    for place in range(len(raw)):
        path.write_bytes(raw[:place] + bytes([raw[place] ^ 0x01]) + raw[place + 1 :])
        assert wrong(edition, tmp_path) != "", place
    for changed in (raw[:-1], raw + b" ", b""):
        path.write_bytes(changed)
        assert wrong(edition, tmp_path) != ""


def test_bytes_of_the_files_count(issue: Issue, tmp_path: Path) -> None:
    flip_files(issue(files=("entries.json", "channels.csv", "directory.vcf")), tmp_path, 60)


@pytest.mark.deep
@pytest.mark.needs("minisign")
def test_two_thousand_bytes_of_the_files_and_all_of_the_manifest_by_stock_tools(issue: Issue, tmp_path: Path) -> None:
    edition = issue(files=None)
    assert len(list(edition.iterdir())) == 18
    flip_files(edition, tmp_path, 2_000, by_stock_tools=True)
    path = edition / "manifest.json"
    raw = path.read_bytes()
    for place in range(len(raw)):
        path.write_bytes(raw[:place] + bytes([raw[place] ^ (1 << place % 8)]) + raw[place + 1 :])
        assert wrong(edition, tmp_path) != "" and not stock_tools_accept(edition, tmp_path), place
    path.write_bytes(raw)
    assert wrong(edition, tmp_path) == "" and stock_tools_accept(edition, tmp_path)


def flip_files(edition: Path, tmp_path: Path, flips: int, *, by_stock_tools: bool = False) -> None:
    chance = random.Random(7)
    names = sorted(path.name for path in edition.iterdir() if not path.name.startswith("manifest"))
    if by_stock_tools:
        assert stock_tools_accept(edition, tmp_path)
    for _ in range(flips):
        path = edition / chance.choice(names)
        raw = path.read_bytes()
        place = chance.randrange(len(raw))
        path.write_bytes(raw[:place] + bytes([raw[place] ^ (1 << chance.randrange(8))]) + raw[place + 1 :])
        assert path.name in wrong(edition, tmp_path)
        if by_stock_tools:
            assert not stock_tools_accept(edition, tmp_path)
        path.write_bytes(raw)
    assert wrong(edition, tmp_path) == ""


def stock_tools_accept(edition: Path, tmp_path: Path) -> bool:
    """minisign for the manifest, sha256sum for the files that it names: what a portal has without us."""
    check = ["minisign", "-qVm", str(edition / "manifest.json"), "-p", str(tmp_path / "edition-signing.pub")]
    if subprocess.run(check, capture_output=True, check=False).returncode != 0:
        return False
    files = json.loads((edition / "manifest.json").read_bytes())["files"]
    sums = "".join(f"{facts['sha256']}  {name}\n" for name, facts in files.items())
    done = subprocess.run(
        ["sha256sum", "-c", "--strict", "--quiet"], cwd=edition, input=sums, text=True, capture_output=True, check=False
    )
    return done.returncode == 0


def test_another_editions_manifest_or_signature_does_not_fit(issue: Issue, tmp_path: Path) -> None:
    first = issue()
    second = issue(2, digest(first), files=("entries.json",))
    shutil.copy(first / "manifest.json.minisig", second / "manifest.json.minisig")
    assert "does not fit" in wrong(second, tmp_path)
    (second / "manifest.json.minisig").unlink()
    assert "is not a file" in wrong(second, tmp_path)


def test_an_edition_follows_the_one_before_it(issue: Issue, tmp_path: Path) -> None:
    first = issue()
    second = issue(2, digest(first))
    assert wrong(second, tmp_path) == ""
    third = issue(3, "ab" * 32)
    assert "is not the one that this edition follows" in wrong(third, tmp_path)
    shutil.rmtree(second)
    verdict = verify_edition(third, tmp_path / "edition-signing.pub", at=ISSUED)
    assert verdict.wrong == () and "was not compared" in verdict.told[-1]
    assert "names no edition before it" in wrong(issue(5, None), tmp_path)


def test_a_revoked_edition_is_refused_and_an_unsigned_list_too(issue: Issue, tmp_path: Path, database_at: Database) -> None:
    edition = issue()
    listed = tmp_path / "out" / "revoked.json"
    raw = json.dumps({"revoked": [{"manifest_sha256": digest(edition), "why": "a wrong number"}]}).encode()
    listed.write_bytes(raw)
    assert "cannot be trusted" in wrong(edition, tmp_path)
    listed.with_name("revoked.json.minisig").write_bytes(signature_of(raw, signing_key(database_at), "revoked"))
    assert "It was revoked: a wrong number" in wrong(edition, tmp_path)
    elsewhere = tmp_path / "elsewhere.json"
    said = verify_edition(edition, tmp_path / "edition-signing.pub", revoked=elsewhere, at=ISSUED).wrong
    assert "elsewhere.json" in said[0] and "not there" in said[0]


def test_the_command_needs_no_database_and_ends_with_one_when_something_is_wrong(issue: Issue, tmp_path: Path) -> None:
    edition = issue()
    run = CliRunner().invoke(app, ["verify-edition", str(edition), "--public-key", str(tmp_path / "edition-signing.pub")])
    assert run.exit_code == 1 and "It expired on 2026-03-31" in run.output  # the clock of the test has moved on
    with set_to(lambda: ISSUED):
        good = CliRunner().invoke(app, ["verify-edition", str(edition), "--public-key", str(tmp_path / "edition-signing.pub")])
        assert good.exit_code == 0, good.output
        (edition / "entries.json").write_bytes(b"{}")
        bad = CliRunner().invoke(app, ["verify-edition", str(edition), "--public-key", str(tmp_path / "edition-signing.pub")])
        assert bad.exit_code == 1 and "entries.json is not what" in bad.output
    with pytest.raises(Invalid, match="public key"):
        verify_edition(edition, edition / "manifest.json", at=ISSUED)
