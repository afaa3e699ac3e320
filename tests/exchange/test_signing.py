"""The signature is minisign's own: a stock tool verifies it, and ours refuses everything that a stock tool refuses."""

from __future__ import annotations

import stat
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.db import Database
from app.errors import Invalid, Unavailable
from app.exchange.signing import PublicKey, checked_comment, public_key, signature_of, signing_key

RAW = b'{"sequence": 7}\n'
COMMENT = "edition 7 for sherloc, issued 2026-03-01T02:00:00Z"


@pytest.fixture
def signed(database: Database) -> tuple[bytes, PublicKey]:
    key = signing_key(database)
    return signature_of(RAW, key, COMMENT), key.public


def test_the_key_is_made_at_first_use_for_its_owner_only_and_stays(database: Database, tmp_path: Path) -> None:
    first = signing_key(database)
    secret, public = tmp_path / "edition-signing.key", tmp_path / "edition-signing.pub"
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.glob(".*")] == []
    assert signing_key(database).public == first.public == public_key(public.read_text())
    public.unlink()
    signing_key(database)
    assert public_key(public.read_text()) == first.public


def test_a_key_file_that_is_none_stops_the_edition(database: Database, tmp_path: Path) -> None:
    signing_key(database)
    path = tmp_path / "edition-signing.key"
    whole = path.read_text()
    for broken in ("", "untrusted comment: x\nAAAA\n", whole[:-20] + "\n", whole.replace("RWQ", "RWR", 1).replace("A", "B", 3)):
        path.write_text(broken)
        with pytest.raises(Unavailable, match="edition-signing"):
            signing_key(database)


def test_the_same_bytes_and_comment_give_the_same_signature(database: Database) -> None:
    key = signing_key(database)
    assert signature_of(RAW, key, COMMENT) == signature_of(RAW, key, COMMENT)
    with pytest.raises(ValueError):
        signature_of(RAW, key, "two\nlines")


def test_a_good_signature_gives_its_comment(signed: tuple[bytes, PublicKey]) -> None:
    signature, key = signed
    assert checked_comment(RAW, signature, key) == COMMENT
    assert public_key(key.text()) == public_key(key.text().splitlines()[1]) == key


def test_no_byte_of_the_file_or_of_what_is_signed_can_be_changed(signed: tuple[bytes, PublicKey]) -> None:
    signature, key = signed
    for place in range(len(RAW)):
        with pytest.raises(Invalid):
            checked_comment(RAW[:place] + bytes([RAW[place] ^ 1]) + RAW[place + 1 :], signature, key)
    trusted = signature.index(b"\n") + 1  # the first comment is not trusted, and says so
    for place in range(trusted, len(signature)):
        for flip in (1, 0x80):
            with pytest.raises(Invalid):
                checked_comment(RAW, signature[:place] + bytes([signature[place] ^ flip]) + signature[place + 1 :], key)
        with pytest.raises(Invalid):
            checked_comment(RAW, signature[:place], key)


def test_another_key_is_refused(signed: tuple[bytes, PublicKey]) -> None:
    signature, key = signed
    with pytest.raises(Invalid, match="another key"):
        checked_comment(RAW, signature, PublicKey(b"12345678", key.raw))
    with pytest.raises(Invalid, match="does not fit"):
        checked_comment(RAW, signature, PublicKey(key.number, bytes(32)))


@given(st.binary(max_size=300))
def test_other_bytes_are_no_signature_and_no_key(raw: bytes) -> None:
    with pytest.raises(Invalid):
        checked_comment(RAW, raw, PublicKey(bytes(8), bytes(32)))
    with pytest.raises(Invalid):
        public_key(raw.decode("latin-1"))


@pytest.mark.needs("minisign")
def test_stock_minisign_takes_our_signature_and_we_take_its(database: Database, tmp_path: Path) -> None:
    key = signing_key(database)
    file, ours = tmp_path / "manifest.json", tmp_path / "manifest.json.minisig"
    file.write_bytes(RAW)
    ours.write_bytes(signature_of(RAW, key, COMMENT))
    check = ["minisign", "-Vm", str(file), "-p", str(tmp_path / "edition-signing.pub")]
    said = subprocess.run(check, capture_output=True, text=True, check=True).stdout
    assert COMMENT in said
    sign = ["minisign", "-Sm", str(file), "-s", str(tmp_path / "edition-signing.key"), "-t", "by hand", "-H"]
    subprocess.run(sign, capture_output=True, check=True, input=b"\n")
    assert checked_comment(RAW, ours.read_bytes(), key.public) == "by hand"
    file.write_bytes(RAW + b" ")
    assert subprocess.run(check, capture_output=True, check=False).returncode != 0
