"""Bringing editions over SFTP: to the host that shows the key on file and no other, whole, once, and never at another's cost."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import paramiko
import pyrage
import pytest
from sqlmodel import select

from app.access.actor import operator
from app.audit.models import Event, EventPayload
from app.clock import now
from app.exchange import deliveries, nightly, sending_sftp
from app.exchange.deliveries import DeliveryCard
from app.exchange.nightly import Served, due_recipients, serve
from app.exchange.revocation import revoke_edition
from app.exchange.sending import Patience
from app.exchange.verify import verify_edition
from tests.cast import Registry
from tests.exchange.receiver import tell
from tests.exchange.sftp_receiver import DENIED, DONE, FAILURE, UNSUPPORTED, SftpReceiver, made_key, receiving_by_sftp
from tests.factories import named

SLEPT: list[float] = []


@pytest.fixture
def receiver(tmp_path: Path) -> Iterator[SftpReceiver]:
    with receiving_by_sftp(tmp_path / "theirs", tmp_path / "sherloc.sftp-key") as made:
        yield made


@pytest.fixture
def ready(registry_with: Callable[..., Registry], receiver: SftpReceiver) -> Registry:
    """A recipient to whom editions are sent by SFTP, one that takes them from the folder, and an entry for both."""
    return prepared(registry_with(delivery_hosts=receiver.host, delivery_private=True), receiver)


def prepared(registry: Registry, receiver: SftpReceiver) -> Registry:
    registry.add("portal", role="recipient", recipient="portal", factor=False)
    registry.published(names=named("for both"), consents=[{"recipient": "sherloc"}, {"recipient": "portal"}])
    tell(registry.folder, "sherloc", **receiver.said)
    receiver.key_file.rename(registry.folder / "recipients" / receiver.key_file.name)
    return registry


def run(registry: Registry, **patience: Any) -> dict[str, Served]:
    SLEPT.clear()
    by, out = operator(), registry.folder / "out"
    waiting = Patience(sleep=SLEPT.append, **patience)
    return {
        s.recipient: s for s in serve(registry.database, due_recipients(registry.database, by=by), out, by=by, patience=waiting)
    }


def table(registry: Registry) -> dict[str, DeliveryCard]:
    with registry.reading() as session:
        shown, _ = deliveries.deliveries(session, reader=registry.actor("admin"))
    return {each.recipient: each for each in reversed(shown)}


def problem(registry: Registry, **patience: Any) -> str:
    """Why the recipient got nothing; the other recipient always did."""
    served = run(registry, **patience)
    assert served["portal"].is_whole and table(registry)["portal"].state == "delivered"
    assert table(registry)["sherloc"].state == "failed"
    assert table(registry)["sherloc"].why == served["sherloc"].problem
    return served["sherloc"].problem or ""


def kept(registry: Registry) -> Path:
    (folder,) = (registry.folder / "editions" / "sherloc").iterdir()
    return folder


def test_an_edition_arrives_whole_with_its_manifest_last(ready: Registry, receiver: SftpReceiver) -> None:
    served = run(ready)
    assert served["sherloc"].is_whole and served["portal"].is_whole
    assert receiver.files() == {f"{kept(ready).name}/{path.name}": path.read_bytes() for path in kept(ready).iterdir()}
    assert receiver.renamed[-2:] == ["manifest.json.minisig", "manifest.json"]
    arrived = receiver.folder / "in" / kept(ready).name
    assert verify_edition(arrived, ready.folder / "edition-signing.pub", at=now()).wrong == ()
    assert len(receiver.connections) == 1


def test_the_run_table_and_the_trail_say_where_it_was_brought(ready: Registry, receiver: SftpReceiver) -> None:
    run(ready)
    sent = table(ready)["sherloc"]
    assert (sent.state, sent.way, sent.target) == ("delivered", "sftp", f"registry@{receiver.host}/in")
    with ready.reading() as session:
        told = [e.kind for e in session.exec(select(Event)) if e.recipient == "sherloc" and "deliver" in e.kind]
    assert told == ["edition:delivered"]


def test_a_second_run_connects_no_more(ready: Registry, receiver: SftpReceiver) -> None:
    run(ready)
    files = len(receiver.renamed)
    assert all(s.is_whole and s.edition and s.edition.again for s in run(ready).values())
    assert (len(receiver.renamed), len(receiver.connections)) == (files, 1)


def test_a_connection_that_breaks_in_the_middle_of_a_file_is_made_anew_and_the_file_sent_whole(
    ready: Registry, receiver: SftpReceiver
) -> None:
    writes = count(1)

    def break_twice(deed: str, _name: str) -> int:
        if deed == "write" and next(writes) in (3, 6):
            receiver.hang_up()
        return DONE

    receiver.before = break_twice
    assert run(ready)["sherloc"].is_whole
    assert SLEPT[0] == 1.0 and len(receiver.connections) == 3
    assert receiver.files() == {f"{kept(ready).name}/{path.name}": path.read_bytes() for path in kept(ready).iterdir()}
    assert len(receiver.renamed) == len(set(receiver.renamed))


@pytest.mark.parametrize("deed", ["open", "write", "posix-rename"])
def test_a_run_that_is_killed_anywhere_is_taken_up_where_it_was(
    ready: Registry, receiver: SftpReceiver, monkeypatch: pytest.MonkeyPatch, deed: str
) -> None:
    """The job dies while the host serves the fifth such request, or has just served it and nobody has noted that."""
    seen = count(1)

    def die(asked: str, _name: str) -> int:
        if asked == deed and next(seen) == 5:
            monkeypatch.setattr(paramiko.SFTPClient, "_read_response", _killed)
        return DONE

    receiver.before = die
    with pytest.raises(KeyboardInterrupt):
        run(ready)
    monkeypatch.undo()
    noted = [*receiver.renamed]
    assert table(ready)["sherloc"].state == "written" and noted and "manifest.json" not in noted
    assert all(s.is_whole for s in run(ready).values())
    assert receiver.files() == {f"{kept(ready).name}/{path.name}": path.read_bytes() for path in kept(ready).iterdir()}
    again = [name for name in set(receiver.renamed) if receiver.renamed.count(name) > 1]
    assert len(again) <= 1  # at most the one of which nobody had noted that it had arrived
    assert table(ready)["sherloc"].attempts == 2


def _killed(*_: Any, **__: Any) -> Any:
    raise KeyboardInterrupt


def test_a_run_that_is_killed_before_it_notes_the_delivery_sends_nothing_again(
    ready: Registry, receiver: SftpReceiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = deliveries.note_delivered
    kills = [True]

    def die_once(*given: Any, **also: Any) -> None:
        if kills and table(ready)["sherloc"].way == "sftp":
            kills.pop()
            raise KeyboardInterrupt
        usual(*given, **also)

    monkeypatch.setattr(nightly.deliveries, "note_delivered", die_once)
    with pytest.raises(KeyboardInterrupt):
        run(ready)
    files = len(receiver.renamed)
    assert run(ready)["sherloc"].is_whole
    assert (len(receiver.renamed), len(receiver.connections)) == (files, 1)


def test_a_host_with_another_key_is_told_nothing(ready: Registry, receiver: SftpReceiver, tmp_path: Path) -> None:
    for other in (made_key(tmp_path / "other"), paramiko.ECDSAKey.generate(), paramiko.RSAKey.generate(2048)):
        tell(ready.folder, "sherloc", **{**receiver.said, "host_key": f"{other.get_name()} {other.get_base64()}"})
        said = problem(ready)
        assert said.startswith("localhost did not take ") and "its host key is not the one on file" in said
        assert not SLEPT and receiver.files() == {}
    assert not any(each.is_authenticated() or each.get_username() for each in receiver.connections)


def test_a_host_that_does_not_know_our_key_is_not_asked_again(ready: Registry, receiver: SftpReceiver) -> None:
    made_key(ready.folder / "recipients" / "sherloc.sftp-key")
    assert "does not let registry in with our key" in problem(ready)
    assert not SLEPT and receiver.files() == {} and len(receiver.connections) == 1


def test_a_key_file_that_others_can_read_is_not_used(ready: Registry, receiver: SftpReceiver) -> None:
    key_file = ready.folder / "recipients" / "sherloc.sftp-key"
    for mode in (0o640, 0o604, 0o620):
        key_file.chmod(mode)
        assert f"(mode {mode:03o}); give it mode 600" in problem(ready)
    key_file.unlink()
    assert "cannot be read" in problem(ready)
    key_file.write_text("no key")
    key_file.chmod(0o600)
    assert "must hold a private key without a passphrase" in problem(ready)
    assert receiver.connections == []


def test_a_host_that_the_settings_do_not_name_is_never_spoken_to(
    registry_with: Callable[..., Registry], receiver: SftpReceiver
) -> None:
    registry = prepared(
        registry_with(delivery_hosts=f"localhost,localhost:443,x{receiver.host}", delivery_private=True), receiver
    )
    assert "DIRECTORY_DELIVERY_HOSTS" in problem(registry)
    assert receiver.connections == []


def test_a_private_address_is_refused_unless_the_settings_allow_it(
    registry_with: Callable[..., Registry], receiver: SftpReceiver
) -> None:
    registry = prepared(registry_with(delivery_hosts=receiver.host), receiver)
    assert "not public" in problem(registry)
    assert receiver.connections == []


@pytest.mark.parametrize(
    ("code", "words"),
    [(DENIED, "permission denied"), (FAILURE, "it answers Failure")],
)
@pytest.mark.parametrize("deed", ["mkdir", "open", "write", "rename"])
def test_what_the_host_refuses_is_told_and_not_tried_again(
    ready: Registry, receiver: SftpReceiver, deed: str, code: int, words: str
) -> None:
    """A full disk is such a failure in version 3 of the protocol, which has no word for it."""
    receiver.before = lambda asked, _name: code if asked.endswith(deed) else DONE
    assert words in problem(ready)
    assert not SLEPT and not receiver.renamed
    receiver.before = lambda _deed, _name: DONE
    assert run(ready)["sherloc"].is_whole
    assert not [name for name in receiver.files() if name.endswith(".part")]


def test_a_piece_in_the_middle_that_was_not_taken_is_noticed(ready: Registry, receiver: SftpReceiver) -> None:
    """The file would be as long as it should be, with a hole in it."""
    identity = pyrage.x25519.Identity.generate()
    (ready.folder / "recipients" / "sherloc.age-recipient").write_text(str(identity.to_public()))
    pieces = count(1)
    receiver.before = lambda deed, _name: FAILURE if deed == "write" and next(pieces) == 2 else DONE
    assert "it answers Failure" in problem(ready)
    assert next(pieces) == 3 and receiver.files() == {}


def test_a_disk_that_is_full_halfway_leaves_nothing_half_behind(ready: Registry, receiver: SftpReceiver) -> None:
    writes = count(1)
    receiver.before = lambda deed, _name: FAILURE if deed == "write" and next(writes) > 4 else DONE
    assert "Failure" in problem(ready)
    assert receiver.files() and not [name for name in receiver.files() if name.endswith(".part")]


def test_a_folder_that_is_not_there_is_told(ready: Registry, receiver: SftpReceiver) -> None:
    tell(ready.folder, "sherloc", **{**receiver.said, "path": "/elsewhere"})
    assert "there is no such folder" in problem(ready)


def test_a_server_that_renames_onto_no_name_in_use_is_served_too(ready: Registry, receiver: SftpReceiver) -> None:
    receiver.before = lambda deed, _name: UNSUPPORTED if deed == "posix-rename" else DONE
    assert run(ready)["sherloc"].is_whole
    for number in (1, 2):  # the second time the list of what was revoked lies there already
        revoke_edition(ready.database, "sherloc", number, "a wrong number", by=operator())
        assert run(ready)["sherloc"].is_whole
    assert receiver.files()["revoked.json"] == (ready.folder / "editions" / "revoked.json").read_bytes()
    assert receiver.renamed.count("revoked.json") == 2


def test_a_host_that_says_nothing_is_given_up(ready: Registry, receiver: SftpReceiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending_sftp, "TIMEOUT", 0.3)
    receiver.speaks = False
    assert "the connection failed" in problem(ready, tries=2)
    assert SLEPT == [1.0]


def test_a_host_that_takes_a_file_by_drops_is_given_up(
    ready: Registry, receiver: SftpReceiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending_sftp, "TIMEOUT", 1.0)
    ended = threading.Event()

    def by_drops(deed: str, _name: str) -> int:
        if deed == "write":
            ended.wait(10)
        return DONE

    receiver.before = by_drops
    assert "the connection failed" in problem(ready, tries=1)
    ended.set()


def test_a_host_where_nobody_listens_is_tried_again(registry_with: Callable[..., Registry], receiver: SftpReceiver) -> None:
    with socket.create_server(("127.0.0.1", 0)) as passing:
        receiver.port = passing.getsockname()[1]
    registry = prepared(registry_with(delivery_hosts=f"localhost:{receiver.port}", delivery_private=True), receiver)
    assert "the connection failed (ConnectionRefusedError)" in problem(registry, tries=3)
    assert SLEPT == [1.0, 2.0]


UNSOUND: list[dict[str, Any]] = [
    {"host": "localhost/x"},
    {"host": "user@localhost"},
    {"host": ""},
    {"host": None},
    {"port": "22"},
    {"port": 0},
    {"port": 70000},
    {"port": True},
    {"user": ""},
    {"user": "a\nb"},
    {"path": ""},
    {"path": "/in\x1b[2J"},
    {"host_key": ""},
    {"host_key": "ssh-ed25519"},
    {"host_key": "ssh-ed25519 !!!"},
    {"host_key": "ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIA=="},
    {"host_key": "ssh-dss AAAAB3NzaC1kc3M="},
]


def test_a_delivery_file_that_is_not_sound_sends_nothing(ready: Registry, receiver: SftpReceiver) -> None:
    for wrong in UNSOUND:
        tell(ready.folder, "sherloc", **{**receiver.said, **wrong})
        assert "sherloc.delivery.json cannot be used" in problem(ready), wrong
    for missing in ("host", "user", "path", "key_file", "host_key"):
        tell(ready.folder, "sherloc", **{name: said for name, said in receiver.said.items() if name != missing})
        assert f"{missing} is missing" in problem(ready)
    assert receiver.connections == []


def test_our_key_stands_in_no_table_no_event_no_log_and_no_message(
    ready: Registry, receiver: SftpReceiver, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    key_file = ready.folder / "recipients" / "sherloc.sftp-key"
    secret = key_file.read_text().splitlines()[3]
    served = run(ready)
    with ready.reading() as session:
        told = [p.payload for p in session.exec(select(EventPayload))]
        rows = [repr(card) for card in table(ready).values()]
    written = capsys.readouterr()
    assert secret not in "\n".join([str(served), *told, *rows, caplog.text, written.out, written.err])
    assert written.err == ""


def test_a_sealed_edition_goes_as_one_file_and_nothing_in_the_open(ready: Registry, receiver: SftpReceiver) -> None:
    identity = pyrage.x25519.Identity.generate()
    (ready.folder / "recipients" / "sherloc.age-recipient").write_text(str(identity.to_public()))
    assert run(ready)["sherloc"].is_whole
    ((name, sealed),) = receiver.files().items()
    assert name.endswith(".tar.age") and b"manifest.json" in pyrage.decrypt(sealed, [identity])
