"""Bringing editions to recipients: whole, once, only to hosts that the settings name, and never at another's cost."""

from __future__ import annotations

import ipaddress
import logging
import socket
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyrage
import pytest
from sqlmodel import select

from app.access.actor import operator
from app.audit.models import Event, EventPayload
from app.clock import now, set_to
from app.db import Database
from app.errors import Denied
from app.exchange import nightly
from app.exchange.deliveries import DeliveryCard, deliveries
from app.exchange.destinations import destination_of, is_public
from app.exchange.nightly import Served, due_recipients, serve
from app.exchange.revocation import revoke_edition
from app.exchange.sending import Patience
from app.exchange.verify import verify_edition
from tests.cast import Registry
from tests.exchange.receiver import Receiver, receiving, tell
from tests.factories import named

TOKEN = "a-secret-that-nobody-else-may-read"
SLEPT: list[float] = []


@pytest.fixture
def receiver(tmp_path: Path) -> Iterator[Receiver]:
    with receiving(tmp_path) as made:
        yield made


@pytest.fixture
def ready(registry_with: Callable[..., Registry], receiver: Receiver) -> Registry:
    """A recipient to whom editions are sent with a token, one that takes them from the folder, and an entry for both."""
    registry = registry_with(delivery_hosts=receiver.host, delivery_private=True, delivery_ca_file=receiver.certificate)
    registry.add("portal", role="recipient", recipient="portal", factor=False)
    registry.published(names=named("for both"), consents=[{"recipient": "sherloc"}, {"recipient": "portal"}])
    tell(registry.folder, "sherloc", way="https", url=receiver.url, token_file="sherloc.token")
    (registry.folder / "recipients" / "sherloc.token").write_text(f"{TOKEN}\n")
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
        shown, _ = deliveries(session, reader=registry.actor("admin"))
    return {each.recipient: each for each in reversed(shown)}


def test_an_edition_arrives_whole_with_its_token_and_its_manifest_last(ready: Registry, receiver: Receiver) -> None:
    served = run(ready)
    assert served["sherloc"].is_whole and served["portal"].is_whole
    (kept,) = (ready.folder / "editions" / "sherloc").iterdir()
    assert receiver.files == {path.name: path.read_bytes() for path in kept.iterdir()}
    assert receiver.names()[-2:] == ["manifest.json.minisig", "manifest.json"]
    method, path, headers = receiver.arrived[0]
    assert (method, path) == ("PUT", f"/in/{kept.name}/{receiver.names()[0]}")
    assert headers["Authorization"] == f"Bearer {TOKEN}" and headers["Host"] == receiver.host
    assert headers["Content-Digest"].startswith("sha-256=:") and "Transfer-Encoding" not in headers
    keys = [told["Idempotency-Key"] for _, _, told in receiver.arrived]
    assert len(set(keys)) == len(keys)


def test_the_run_table_says_what_became_of_each(ready: Registry, receiver: Receiver) -> None:
    run(ready)
    sent, dropped = table(ready)["sherloc"], table(ready)["portal"]
    assert (sent.state, sent.way, sent.target, sent.attempts) == ("delivered", "https", f"{receiver.host}/in", 1)
    assert (dropped.state, dropped.way) == ("delivered", "folder")
    steps = [each for each in (sent.begun_at, sent.written_at, sent.delivered_at) if each]
    assert len(steps) == 3 and steps == sorted(steps)


def test_a_second_run_sends_nothing_again(ready: Registry, receiver: Receiver) -> None:
    run(ready)
    count = len(receiver.arrived)
    assert all(s.is_whole and s.edition and s.edition.again for s in run(ready).values())
    assert len(receiver.arrived) == count
    assert table(ready)["sherloc"].attempts == 1


def test_what_fails_for_the_moment_is_tried_again_and_waits_longer_each_time(ready: Registry, receiver: Receiver) -> None:
    receiver.answers = [503, 429, 500]
    assert run(ready)["sherloc"].is_whole
    assert SLEPT == [1.0, 2.0, 4.0]


def test_after_all_tries_it_has_failed_and_the_next_run_goes_on_where_it_broke_off(ready: Registry, receiver: Receiver) -> None:
    receiver.answers = [201, 201, 503, 503]
    served = run(ready, tries=2)
    assert not served["sherloc"].is_whole and served["portal"].is_whole
    failed = table(ready)["sherloc"]
    assert failed.state == "failed" and failed.why.startswith("localhost did not take ") and "503" in failed.why
    assert run(ready)["sherloc"].is_whole
    arrived = [name for name in receiver.names() if name in receiver.files]
    assert len(receiver.arrived) == len(receiver.files) + 2 and set(arrived) == set(receiver.files)
    assert table(ready)["sherloc"].attempts == 2 and table(ready)["sherloc"].why == ""


def test_no_redirect_is_followed(ready: Registry, receiver: Receiver) -> None:
    receiver.location = f"{receiver.url}/elsewhere"
    for number, status in enumerate((301, 302, 307, 308), 1):
        receiver.answers = [status]
        assert "not followed" in (run(ready)["sherloc"].problem or "")
        assert len(receiver.arrived) == number and not SLEPT


def test_a_refusal_is_not_tried_again(ready: Registry, receiver: Receiver) -> None:
    for number, status in enumerate((400, 401, 403, 404, 413), 1):
        receiver.answers = [status]
        assert str(status) in (run(ready)["sherloc"].problem or "")
        assert len(receiver.arrived) == number


def test_a_host_that_the_settings_do_not_name_is_never_spoken_to(
    registry_with: Callable[..., Registry], receiver: Receiver
) -> None:
    host, _, port = receiver.host.partition(":")
    for listed in ("", host, f"evil.example:{port}", f"{host}:1", f"x{receiver.host}"):
        registry = registry_with(delivery_hosts=listed, delivery_private=True, delivery_ca_file=receiver.certificate)
        tell(registry.folder, "sherloc", way="https", url=receiver.url)
        assert "DIRECTORY_DELIVERY_HOSTS" in (run(registry)["sherloc"].problem or "")
    assert receiver.arrived == []


def test_a_private_address_is_refused_unless_the_settings_allow_it(
    registry_with: Callable[..., Registry], receiver: Receiver
) -> None:
    registry = registry_with(delivery_hosts=receiver.host, delivery_ca_file=receiver.certificate)
    tell(registry.folder, "sherloc", way="https", url=receiver.url)
    assert "not public" in (run(registry)["sherloc"].problem or "")
    assert receiver.arrived == []


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.1.1", False),
        ("::1", False),
        ("fe80::1", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("2002:7f00:1::", False),
        ("9.9.9.9", True),
        ("2620:fe::fe", True),
    ],
)
def test_an_address_is_public_or_it_is_not_however_it_is_written(address: str, public: bool) -> None:
    assert is_public(ipaddress.ip_address(address)) is public


def test_a_certificate_that_nobody_vouches_for_is_refused(registry_with: Callable[..., Registry], receiver: Receiver) -> None:
    registry = registry_with(delivery_hosts=receiver.host, delivery_private=True)
    tell(registry.folder, "sherloc", way="https", url=receiver.url)
    assert "certificate" in (run(registry)["sherloc"].problem or "")
    assert receiver.arrived == []


def test_a_certificate_for_another_name_is_refused(registry_with: Callable[..., Registry], tmp_path: Path) -> None:
    with receiving(tmp_path, name="other.example") as other:
        registry = registry_with(delivery_hosts=other.host, delivery_private=True, delivery_ca_file=other.certificate)
        tell(registry.folder, "sherloc", way="https", url=other.url)
        assert "certificate" in (run(registry)["sherloc"].problem or "")
        assert other.arrived == []


UNSOUND: list[dict[str, str]] = [
    {"way": "https", "url": "http://localhost/in"},
    {"way": "https", "url": "https://user:word@localhost/in"},
    {"way": "https", "url": "https://localhost/in?token=x"},
    {"way": "https", "url": "https://localhost/in", "method": "DELETE"},
    {"way": "https", "url": "https://localhost/in", "token_file": "is-not-there"},
    {"way": "folder", "path": "relative"},
    {"way": "ftp", "url": "ftp://localhost/"},
    {"way": "https"},
    {},
]


def test_a_delivery_file_that_is_not_sound_sends_nothing(ready: Registry, receiver: Receiver) -> None:
    for said in UNSOUND:
        tell(ready.folder, "sherloc", **said)
        served = run(ready)
        assert "sherloc.delivery.json cannot be used" in (served["sherloc"].problem or "")
        assert served["sherloc"].edition is not None and served["portal"].is_whole
    assert receiver.arrived == []


def test_a_token_stands_in_no_table_no_event_no_log_and_no_message(
    ready: Registry, receiver: Receiver, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    receiver.answers = [403]
    served = run(ready)
    run(ready)
    with ready.reading() as session:
        told = [p.payload for p in session.exec(select(EventPayload))]
        rows = [repr(card) for card in table(ready).values()]
    written = capsys.readouterr()
    seen = [str(served), *told, *rows, caplog.text, written.out, written.err, repr(destination_of(ready.database, "sherloc"))]
    assert not [text for text in seen if TOKEN in text]


def test_a_sealed_edition_goes_as_one_file_and_nothing_in_the_open(ready: Registry, receiver: Receiver) -> None:
    identity = pyrage.x25519.Identity.generate()
    (ready.folder / "recipients" / "sherloc.age-recipient").write_text(str(identity.to_public()))
    assert run(ready)["sherloc"].is_whole
    (name,) = receiver.files
    assert name.endswith(".tar.age") and b"manifest.json" in pyrage.decrypt(receiver.files[name], [identity])


def test_a_post_names_the_file_in_its_head(ready: Registry, receiver: Receiver) -> None:
    tell(ready.folder, "sherloc", way="https", url=receiver.url, method="POST")
    assert run(ready)["sherloc"].is_whole
    assert {(method, path) for method, path, _ in receiver.arrived} == {("POST", "/in")}
    assert "Authorization" not in receiver.arrived[0][2]
    assert "manifest.json" in receiver.files


def test_a_folder_drop_is_whole_or_not_there(ready: Registry, tmp_path: Path) -> None:
    drop = tmp_path / "drop"
    tell(ready.folder, "sherloc", way="folder", path=str(drop))
    assert run(ready)["sherloc"].is_whole
    (edition,) = drop.iterdir()
    assert verify_edition(edition, ready.folder / "edition-signing.pub", at=now()).wrong == ()


def test_a_revoked_edition_is_written_and_delivered_anew_on_the_same_day(ready: Registry, receiver: Receiver) -> None:
    run(ready)
    revoke_edition(ready.database, "sherloc", 1, "a wrong number", by=operator())
    assert run(ready)["sherloc"].is_whole
    assert {headers["Edition"][-5:] for _, _, headers in receiver.arrived} == {"00001", "00002"}
    assert table(ready)["sherloc"].sequence == 2
    listed = [path for _, path, _ in receiver.arrived if "revoked.json" in path]
    assert listed == ["/in/revoked.json", "/in/revoked.json.minisig"]  # beside the editions, and only once there is one


def test_what_an_earlier_day_left_open_is_closed_for_the_newer_edition_takes_its_place(
    ready: Registry, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nightly, "issue_edition", _killed)
    with pytest.raises(KeyboardInterrupt):
        run(ready)
    monkeypatch.undo()
    next_year = now() + timedelta(days=365)
    with set_to(lambda: next_year):
        run(ready)
    with ready.reading() as session:
        runs, _ = deliveries(session, recipient="portal", reader=ready.actor("admin"))
    assert [(r.state, r.day < runs[0].day) for r in runs] == [("delivered", False), ("failed", True)]
    assert "cut short" in runs[1].why


def _killed(*_: Any, **__: Any) -> Any:
    raise KeyboardInterrupt


def test_a_fault_of_ours_for_one_recipient_does_not_stop_another(
    ready: Registry, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = nightly.issue_edition

    def broken_for_portal(database: Database, recipient: Any, *rest: Any, **named_: Any) -> Any:
        if recipient.recipient == "portal":
            raise ZeroDivisionError("a contact's number +390000000001")
        return usual(database, recipient, *rest, **named_)

    monkeypatch.setattr(nightly, "issue_edition", broken_for_portal)
    served = run(ready)
    assert served["sherloc"].is_whole
    assert served["portal"].problem == "A fault of ours (ZeroDivisionError); it is in the log."
    assert table(ready)["portal"].state == "failed"


def test_deliveries_and_failures_are_on_record(ready: Registry, receiver: Receiver) -> None:
    receiver.answers = [403]
    run(ready)
    run(ready)
    with ready.reading() as session:
        told = [(e.kind, e.recipient) for e in session.exec(select(Event).order_by(Event.seq)) if "deliver" in e.kind]
    assert told == [("edition:delivered", "portal"), ("delivery:failed", "sherloc"), ("edition:delivered", "sherloc")]


def test_only_administrators_and_the_operator_see_the_run_table(ready: Registry) -> None:
    for who in ("officer.it", "focal.it", "coordinator.europe", "auditor", "recipient"):
        with ready.reading() as session, pytest.raises(Denied):
            deliveries(session, reader=ready.actor(who))
    with ready.reading() as session:
        deliveries(session, reader=operator())


def test_the_run_table_counts_no_entries(ready: Registry) -> None:
    assert not {"entries", "channels", "highest_marking", "counts"} & set(DeliveryCard.__dataclass_fields__)


def test_a_name_is_asked_for_once_and_that_address_used(
    ready: Registry, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that points elsewhere at the second question (DNS rebinding) leads nowhere else."""
    asked: list[str] = []
    usual = socket.getaddrinfo

    def once(host: Any, *rest: Any, **named_: Any) -> Any:
        asked.append(str(host))
        return usual(host, *rest, **named_)

    monkeypatch.setattr(socket, "getaddrinfo", once)
    assert run(ready)["sherloc"].is_whole
    assert asked.count("localhost") == 1
