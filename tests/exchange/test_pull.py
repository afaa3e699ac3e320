"""Editions that a recipient fetches: its own and no other's, while they hold, on record before they leave."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta

import pyrage
import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from app.access.actor import operator
from app.accounts.membership import suspend_account
from app.accounts.models import Account
from app.audit.models import Event, EventPayload
from app.audit.trail import record
from app.clock import now, set_to
from app.exchange.nightly import due_recipients, serve
from app.exchange.revocation import revoke_edition
from app.exchange.verify import verify_edition
from tests.cast import Registry, mailbox
from tests.factories import named

EDITIONS = "/api/v1/editions"


@pytest.fixture
def issued(registry: Registry) -> Registry:
    """One edition for each of two recipients."""
    registry.add("portal", role="recipient", recipient="portal", ceiling="TLP:GREEN", factor=False)
    for code in ("sherloc", "portal"):
        registry.published(names=named(f"for {code}"), consents=[{"recipient": code}])
    run(registry)
    return registry


def run(registry: Registry) -> None:
    by = operator()
    served = list(serve(registry.database, due_recipients(registry.database, by=by), registry.folder / "out", by=by))
    assert all(each.is_whole for each in served)


def fetched(registry: Registry) -> list[dict[str, object]]:
    """What is on record as fetched, oldest first."""
    with registry.reading() as session:
        pairs = select(Event, EventPayload).where(Event.kind == "edition:fetched", Event.seq == EventPayload.seq)
        return [json.loads(payload.payload) for _, payload in session.exec(pairs.order_by(Event.seq))]


def test_a_recipient_lists_its_own_editions_with_hash_and_size_of_each_file(issued: Registry) -> None:
    told = issued.client("recipient").get(EDITIONS).json()
    assert told["next_cursor"] is None
    (edition,) = told["items"]
    assert (edition["sequence"], edition["counts"]["entries"], edition["why_not"]) == (1, 1, None)
    (kept,) = [p for p in (issued.folder / "editions" / "sherloc").iterdir() if p.is_dir()]
    assert {name: f["sha256"] for name, f in edition["files"].items()} == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in kept.iterdir()
    }


def test_each_recipient_gets_the_own_entries_alone(issued: Registry) -> None:
    for who, code in (("recipient", "sherloc"), ("portal", "portal")):
        told = issued.client(who).get(f"{EDITIONS}/1/entries.json").json()
        assert [entry["names"][0]["text"] for entry in told["entries"]] == [f"for {code}"]


def test_a_number_that_another_recipient_has_is_not_there(issued: Registry) -> None:
    revoke_edition(issued.database, "portal", 1, "a wrong number", by=operator())
    run(issued)  # edition 2 of portal
    for sequence in (0, 2, 3, -1, 2**31, 2**70):
        assert issued.client("recipient").get(f"{EDITIONS}/{sequence}/entries.json").status_code == 404


@pytest.mark.parametrize("who", ["officer.it", "focal.it", "coordinator.europe", "admin", "auditor"])
def test_nobody_but_recipients_fetches_editions(issued: Registry, who: str) -> None:
    client = issued.client(who)
    for answer in (
        client.get(EDITIONS),
        client.get(f"{EDITIONS}/1/entries.json"),
        client.post(f"{EDITIONS}/1/acknowledgement"),
    ):
        assert answer.status_code == 403
    assert TestClient(issued.app).get(f"{EDITIONS}/1/entries.json").status_code == 401


@pytest.mark.parametrize("name", ["..%2f..%2fsecret.key", "%2e%2e", "secret.key", "..%2Fmanifest.json", "entries.json%00", "."])
def test_no_name_leads_out_of_the_edition(issued: Registry, name: str) -> None:
    assert issued.client("recipient").get(f"{EDITIONS}/1/{name}").status_code in (404, 405)
    assert fetched(issued) == []


def test_a_transfer_that_broke_off_goes_on_and_each_part_is_on_record(issued: Registry) -> None:
    client, path = issued.client("recipient"), f"{EDITIONS}/1/directory.xlsx"
    whole = client.get(path)
    tag = whole.headers["etag"]
    assert whole.status_code == 200 and tag == f'"{hashlib.sha256(whole.content).hexdigest()}"'
    rest = client.get(path, headers={"Range": "bytes=100-", "If-Range": tag})
    assert rest.status_code == 206 and whole.content[:100] + rest.content == whole.content
    assert rest.headers["content-range"] == f"bytes 100-{len(whole.content) - 1}/{len(whole.content)}"
    assert client.get(path, headers={"Range": "bytes=100-", "If-Range": '"another"'}).content == whole.content
    assert client.get(path, headers={"Range": f"bytes={len(whole.content)}-"}).status_code == 416
    assert [(told["file"], told["part"]) for told in fetched(issued)][:2] == [
        ("directory.xlsx", ""),
        ("directory.xlsx", "bytes=100-"),
    ]


def test_who_has_it_already_is_told_so_and_a_look_at_size_and_hash_hands_out_nothing(issued: Registry) -> None:
    client, path = issued.client("recipient"), f"{EDITIONS}/1/entries.json"
    head = client.head(path)
    assert head.status_code == 200 and head.content == b"" and int(head.headers["content-length"]) > 0
    same = client.get(path, headers={"If-None-Match": head.headers["etag"]})
    assert same.status_code == 304 and same.content == b""
    assert fetched(issued) == []


def test_a_file_is_not_handed_out_when_that_cannot_be_recorded(issued: Registry) -> None:
    client = issued.client("recipient")
    client.get(EDITIONS)
    with issued.database.engine.execution_options(writes=True).begin() as connection:
        connection.exec_driver_sql("ALTER TABLE event_payload RENAME TO event_payload_away")
    answer = client.get(f"{EDITIONS}/1/entries.json")
    assert answer.status_code == 503 and b"+39" not in answer.content


def test_a_revoked_edition_is_refused_with_the_reason(issued: Registry) -> None:
    revoke_edition(issued.database, "sherloc", 1, "a wrong number", by=operator())
    answer = issued.client("recipient").get(f"{EDITIONS}/1/entries.json")
    assert answer.status_code == 410 and "a wrong number" in answer.json()["detail"]
    (listed,) = issued.client("recipient").get(EDITIONS).json()["items"]
    assert listed["files"] == {} and "revoked" in listed["why_not"]


def test_the_list_of_revoked_editions_is_there_for_recipients_and_verifies_what_it_names(issued: Registry) -> None:
    client, lists = issued.client("recipient"), [f"{EDITIONS}/revoked.json", f"{EDITIONS}/revoked.json.minisig"]
    assert [client.get(path).status_code for path in lists] == [404, 404]
    revoke_edition(issued.database, "sherloc", 1, "a wrong number", by=operator())
    raw, signature = (client.get(path).content for path in lists)
    assert "a wrong number" in raw.decode() and b"portal" not in raw
    beside = issued.folder / "fetched"
    beside.mkdir()
    (beside / "revoked.json").write_bytes(raw)
    (beside / "revoked.json.minisig").write_bytes(signature)
    (kept,) = [p for p in (issued.folder / "editions" / "sherloc").iterdir() if p.is_dir()]
    key = issued.folder / "edition-signing.pub"
    assert verify_edition(kept, key, revoked=beside / "revoked.json", at=now()).wrong == ("It was revoked: a wrong number",)
    assert issued.client("officer.it").get(lists[0]).status_code == 403


def test_an_expired_edition_is_refused_with_the_reason(issued: Registry) -> None:
    later = now() + timedelta(days=31)
    with set_to(lambda: later):
        answer = issued.client("recipient").get(f"{EDITIONS}/1/entries.json")
    assert answer.status_code == 410 and "expired" in answer.json()["detail"]


def test_an_older_edition_is_refused_for_it_may_hold_what_was_withdrawn_since(issued: Registry) -> None:
    later = now() + timedelta(days=1)
    with set_to(lambda: later):
        run(issued)
        client = issued.client("recipient")
        old, new = client.get(f"{EDITIONS}/1/entries.json"), client.get(f"{EDITIONS}/2/entries.json")
    assert (old.status_code, new.status_code) == (410, 200)
    assert "fetch edition 2" in old.json()["detail"]


def test_a_lowered_ceiling_holds_for_editions_that_were_written_before(issued: Registry) -> None:
    with issued.writing() as session:
        account = session.exec(select(Account).where(Account.email == mailbox("recipient"))).one()
        account.ceiling = "TLP:CLEAR"
        session.add(account)
        record(session, "account:added", by=operator())
    answer = issued.client("recipient").get(f"{EDITIONS}/1/entries.json")
    assert answer.status_code == 410 and "more than you may have" in answer.json()["detail"]


def test_a_suspended_recipient_fetches_nothing_from_its_next_request_on(issued: Registry) -> None:
    client = issued.client("recipient")
    assert client.get(EDITIONS).status_code == 200
    with issued.writing() as session:
        suspend_account(session, mailbox("recipient"), by=operator())
    assert client.get(f"{EDITIONS}/1/entries.json").status_code == 401


def test_a_recipient_with_a_key_gets_the_sealed_file_and_nothing_in_the_open(issued: Registry) -> None:
    identity = pyrage.x25519.Identity.generate()
    (issued.folder / "recipients").mkdir()
    (issued.folder / "recipients" / "sherloc.age-recipient").write_text(str(identity.to_public()))
    client = issued.client("recipient")
    (edition,) = client.get(EDITIONS).json()["items"]
    (name,) = edition["files"]
    assert name.endswith(".tar.age")
    assert b"manifest.json" in pyrage.decrypt(client.get(f"{EDITIONS}/1/{name}").content, [identity])
    for open_name in ("entries.json", "manifest.json", "channels.csv"):
        assert client.get(f"{EDITIONS}/1/{open_name}").status_code == 404


def test_an_acknowledgement_is_kept_once_and_names_the_same_edition(issued: Registry) -> None:
    client = issued.client("recipient")
    raw = client.get(f"{EDITIONS}/1/manifest.json").content
    wrong = client.post(f"{EDITIONS}/1/acknowledgement", json={"manifest_sha256": "0" * 64})
    assert wrong.status_code == 422 and wrong.json()["errors"][0]["field"] == "manifest_sha256"
    sent = {"manifest_sha256": hashlib.sha256(raw).hexdigest()}
    first, again = (client.post(f"{EDITIONS}/1/acknowledgement", json=sent) for _ in range(2))
    assert first.status_code == again.status_code == 200
    assert first.json()["acknowledged_at"] == again.json()["acknowledged_at"] is not None
    (run_,) = issued.client("admin").get("/api/v1/deliveries?recipient=sherloc").json()["items"]
    assert run_["state"] == "acknowledged" and run_["acknowledged_at"]
    with issued.reading() as session:
        assert len(session.exec(select(Event).where(Event.kind == "edition:acknowledged")).all()) == 1


def test_nobody_acknowledges_for_another(issued: Registry) -> None:
    assert issued.client("portal").post(f"{EDITIONS}/1/acknowledgement").status_code == 200
    (listed,) = issued.client("recipient").get(EDITIONS).json()["items"]
    assert listed["acknowledged_at"] is None


def test_an_edition_that_the_store_has_lost_is_not_offered_and_says_so(issued: Registry) -> None:
    (kept,) = [p for p in (issued.folder / "editions" / "sherloc").iterdir() if p.is_dir()]
    (kept / "entries.json").write_bytes(b"{}")
    client = issued.client("recipient")
    (listed,) = client.get(EDITIONS).json()["items"]
    assert listed["files"] == {} and "not whole" in listed["why_not"]
    assert client.get(f"{EDITIONS}/1/manifest.json").status_code == 503


def test_lists_have_limits_and_pages(issued: Registry) -> None:
    began = now()
    for day in (1, 2):
        with set_to(lambda day=day: began + timedelta(days=day)):
            run(issued)
    with set_to(lambda: began + timedelta(days=2)):
        client = issued.client("recipient")
        first = client.get(f"{EDITIONS}?limit=2").json()
        rest = client.get(f"{EDITIONS}?limit=2&cursor={first['next_cursor']}").json()
        assert [[e["sequence"] for e in page["items"]] for page in (first, rest)] == [[3, 2], [1]]
        assert client.get(f"{EDITIONS}?limit=1000").status_code == 422
    page = issued.client("admin").get("/api/v1/deliveries?limit=4").json()
    rest = issued.client("admin").get(f"/api/v1/deliveries?limit=4&cursor={page['next_cursor']}").json()
    assert (len(page["items"]), len(rest["items"]), rest["next_cursor"]) == (4, 2, None)


def test_what_changed_since_is_within_the_recipients_right_too(issued: Registry) -> None:
    """`changes?since=`: the same entries as in its edition, and a tombstone for what left it."""
    client = issued.client("recipient")
    answer = client.get("/api/v1/changes")
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert [line["data"]["names"][0]["text"] for line in lines] == ["for sherloc"]
    entry = lines[0]["id"]
    issued.client("focal.it").delete(f"/api/v1/entries/{entry}", headers={"If-Match": '"2"'})
    since = answer.headers["next-since"]
    after = [json.loads(line) for line in client.get(f"/api/v1/changes?since={since}").text.splitlines()]
    assert [(line["op"], line["id"]) for line in after] == [("tombstone", entry)]
    assert set(after[0]) == {"seq", "op", "id", "updated"}
