"""A recipient that gave a key gets an edition that only it can open; without a key nothing changes; a bad key stops it."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pyrage
import pytest

from app.access.actor import operator
from app.accounts.membership import recipients
from app.clock import now
from app.errors import Unavailable
from app.exchange.editions import EditionCard, issue_edition
from app.exchange.verify import verify_edition
from tests.cast import Registry


def issue(registry: Registry, out: Path) -> EditionCard:
    with registry.reading() as session:
        (recipient,) = recipients(session)
    return issue_edition(registry.database, recipient, out, by=operator())


@pytest.fixture
def sharing(registry: Registry) -> Registry:
    registry.published(consents=[{"recipient": "sherloc"}])
    return registry


def give_key(registry: Registry, text: str) -> None:
    folder = registry.folder / "recipients"
    folder.mkdir(exist_ok=True)
    (folder / "sherloc.age-recipient").write_text(text)


def test_only_the_recipient_opens_it_and_what_is_inside_is_a_good_edition(sharing: Registry, tmp_path: Path) -> None:
    identity, stranger = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    give_key(sharing, f"# the portal's key\n{identity.to_public()}\n")
    card = issue(sharing, tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == [card.folder.name]
    raw = card.folder.read_bytes()
    assert card.folder.name.endswith("-00001.tar.age") and raw.startswith(b"age-encryption.org/v1")
    assert b"+39" not in raw
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(raw, [stranger])
    with tarfile.open(fileobj=io.BytesIO(pyrage.decrypt(raw, [identity]))) as tar:
        tar.extractall(tmp_path / "opened", filter="data")
    (edition,) = (tmp_path / "opened").iterdir()
    assert verify_edition(edition, sharing.folder / "edition-signing.pub", at=now()).wrong == ()


def test_a_second_run_hands_out_the_same_sealed_bytes(sharing: Registry, tmp_path: Path) -> None:
    give_key(sharing, str(pyrage.x25519.Identity.generate().to_public()))
    first = issue(sharing, tmp_path / "out").folder.read_bytes()
    assert issue(sharing, tmp_path / "out").folder.read_bytes() == first
    assert issue(sharing, tmp_path / "elsewhere").folder.read_bytes() == first


@pytest.mark.parametrize("text", ["", "age1nonsense", "two\nlines"])
def test_a_key_that_cannot_be_read_stops_the_edition(sharing: Registry, tmp_path: Path, text: str) -> None:
    give_key(sharing, text)
    with pytest.raises(Unavailable, match="holds no age key"):
        issue(sharing, tmp_path / "out")
    assert not (tmp_path / "out").exists() or list((tmp_path / "out").iterdir()) == []


def test_an_edition_in_the_open_is_signed_and_names_its_recipient(sharing: Registry, tmp_path: Path) -> None:
    card = issue(sharing, tmp_path / "out")
    verdict = verify_edition(card.folder, sharing.folder / "edition-signing.pub", at=now())
    assert verdict.wrong == () and verdict.told[0].startswith("edition 1 for sherloc")
    for name in (
        "directory.vcf",
        "directory.jscontact.json",
        "entries.json",
        "directory.jsonld",
        "datapackage.json",
        "directory.rtf",
    ):
        assert b"sherloc" in (card.folder / name).read_bytes(), name
    (card.folder / "manifest.json.minisig").unlink()
    issue(sharing, tmp_path / "out")
    assert (card.folder / "manifest.json.minisig").exists()
