"""The hash chain: whoever alters, removes, moves or slips in a row is found, and the first bad row is named."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlmodel import select

from app.access.actor import operator
from app.audit.chain import COLUMNS, GENESIS, Head, commitment, head, verify
from app.audit.models import Event, EventPayload
from app.audit.trail import record
from app.db import Database, reading, writing
from tests.audit.tampering import contents, drop_triggers, verdict_after

EVENTS = 12
NUMBERS = ("seq", "result_count")


@pytest.fixture
def chained(database: Database) -> Database:
    """A database with twelve events whose triggers were taken off."""
    for number in range(EVENTS // 2):
        with writing(database) as session:
            record(session, "entry:revised", by=operator(), entries=[f"e{number}"], fields=["purpose"], payload={"new": "so"})
            record(session, "entry:confirmed", by=operator(), entries=[f"e{number}"])
    drop_triggers(database)
    return database


def test_an_empty_chain_is_whole(database: Database) -> None:
    with reading(database) as session:
        assert head(session) == Head(0, GENESIS)
        assert verify(session).whole


def test_an_untouched_chain_is_whole_and_its_head_is_the_last_event(chained: Database) -> None:
    with reading(chained) as session:
        verdict = verify(session)
        assert (verdict.whole, verdict.count, verdict.head) == (True, EVENTS, head(session))


def test_a_change_in_any_column_of_any_row_is_found(chained: Database) -> None:
    for column in COLUMNS:
        for seq in (1, 7, EVENTS):
            new = f"{column} + 100" if column in NUMBERS else f"{column} || 'x'"
            verdict = verdict_after(chained, f"UPDATE event SET {column} = {new} WHERE seq = {seq}")
            assert not verdict.whole, column
            assert verdict.count == seq - 1, column


def test_a_forged_hash_is_found(chained: Database) -> None:
    verdict = verdict_after(chained, f"UPDATE event SET hash = '{'f' * 64}' WHERE seq = 5")
    assert verdict.bad_seq == 5


def test_a_missing_row_is_found_and_named(chained: Database) -> None:
    for seq in range(1, EVENTS):
        verdict = verdict_after(chained, f"DELETE FROM event WHERE seq = {seq}")
        assert (verdict.problem, verdict.count) == (f"row {seq} is missing", seq - 1)


def test_a_missing_row_whose_followers_were_renumbered_is_found(chained: Database) -> None:
    close_the_gap = [f"UPDATE event SET seq = {n - 1} WHERE seq = {n}" for n in range(6, EVENTS + 1)]
    verdict = verdict_after(chained, "DELETE FROM event WHERE seq = 5", *close_the_gap)
    assert verdict.bad_seq == 5


def test_two_rows_that_changed_places_are_found(chained: Database) -> None:
    swap = [
        "UPDATE event SET seq = 99 WHERE seq = 3",
        "UPDATE event SET seq = 3 WHERE seq = 4",
        "UPDATE event SET seq = 4 WHERE seq = 99",
    ]
    assert verdict_after(chained, *swap).bad_seq == 3


def test_a_row_slipped_in_at_the_end_is_found(chained: Database) -> None:
    columns = ", ".join(c for c in COLUMNS if c != "seq")
    slipped = f"INSERT INTO event (seq, hash, {columns}) SELECT {EVENTS + 1}, hash, {columns} FROM event WHERE seq = 2"
    assert verdict_after(chained, slipped).bad_seq == EVENTS + 1


def test_an_altered_payload_is_found(chained: Database) -> None:
    verdict = verdict_after(chained, "UPDATE event_payload SET payload = '{}' WHERE seq = 7")
    assert (verdict.bad_seq, verdict.problem) == (7, "the payload does not match the commitment in its row")


def test_a_payload_can_be_erased_without_breaking_the_chain(chained: Database) -> None:
    assert verdict_after(chained, "DELETE FROM event_payload WHERE seq <= 4").whole


def test_a_row_keeps_of_its_payload_a_salted_commitment_only(chained: Database) -> None:
    with reading(chained) as session:
        event = session.exec(select(Event).where(Event.seq == 1)).one()
        beside = session.exec(select(EventPayload).where(EventPayload.seq == 1)).one()
        promised, salt, payload = event.payload_commitment, beside.salt, beside.payload
    assert promised == commitment(salt, payload)
    assert promised not in (commitment("", payload), commitment("0" * 32, payload))


def test_verifying_writes_nothing(chained: Database) -> None:
    before = contents(chained)
    with reading(chained) as session:
        verify(session)
    assert contents(chained) == before


def test_events_of_many_writers_at_once_are_numbered_without_a_gap(database: Database) -> None:
    def write(number: int) -> None:
        with writing(database) as session:
            record(session, "entry:confirmed", by=operator(), entries=[f"e{number}"])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(40)))
    with reading(database) as session:
        verdict = verify(session)
    assert (verdict.whole, verdict.count) == (True, 40)


def test_the_receipt_of_a_commit_is_the_head_after_it(database: Database) -> None:
    with writing(database) as session:
        record(session, "entry:confirmed", by=operator(), entries=["e1"])
    with reading(database) as after:
        assert session.info["receipt"] == head(after)
