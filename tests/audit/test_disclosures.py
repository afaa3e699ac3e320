"""A look is on record, durably, before its answer leaves: one writer, many waiting readers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from sqlmodel import select

from app.access.actor import operator
from app.audit.chain import verify
from app.audit.disclosures import DisclosureWriter, disclose, writer_of
from app.audit.models import Event
from app.audit.trail import Queued, event_of
from app.db import Database, open_database, reading
from app.errors import Unavailable
from tests.audit.tampering import refuse_events
from tests.cast import Registry


def looked(number: int = 0) -> Queued:
    return event_of("entry:consulted", by=operator(), entries=[f"e{number}"], purpose="test")


def test_a_look_is_committed_when_the_call_returns(database: Database) -> None:
    with reading(database) as session:
        receipt = disclose(session, looked())
    # Asked through connections of their own: what only the writer's transaction knew would not be there.
    with closing(open_database(database.settings)) as another, reading(another) as session:
        event = session.exec(select(Event)).one()
        assert receipt is not None
        assert (event.seq, event.hash) == (receipt.seq, receipt.hash)


def test_many_looks_at_once_are_all_recorded_and_chained(database: Database) -> None:
    writer = writer_of(database)
    with ThreadPoolExecutor(20) as pool:
        receipts = list(pool.map(lambda n: writer.write(looked(n)), range(100)))
    with reading(database) as session:
        assert (verify(session).whole, verify(session).count) == (True, 100)
        assert {e.split("/")[1] for e in session.exec(select(Event.entry_ids))} == {f"e{n}" for n in range(100)}
    assert max(r.seq for r in receipts) == 100


def test_a_database_has_one_writer(database: Database) -> None:
    assert writer_of(database) is writer_of(database)


def test_every_waiting_reader_hears_that_nothing_could_be_recorded(database: Database) -> None:
    refuse_events(database)
    writer = writer_of(database)

    def refused(number: int) -> bool:
        with pytest.raises(Unavailable, match="nothing is shown"):
            writer.write(looked(number))
        return True

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(refused, range(20)))


def test_stopping_finishes_what_waits(database: Database) -> None:
    writer = DisclosureWriter(database)
    writer.write(looked())
    writer.stop()
    with reading(database) as session:
        assert verify(session).count == 1


def test_a_consultation_says_who_looked_at_which_channels_why_and_under_which_marking(registry: Registry) -> None:
    entry_id = registry.published()
    seen = registry.client("officer.ke").get(f"/api/v1/entries/{entry_id}?purpose=investigation&case_ref=KE-7").json()
    with registry.reading() as session:
        event = session.exec(select(Event).where(Event.kind == "entry:consulted")).one()
        assert event.actor_id == registry.actor("officer.ke").id
        assert event.fields.strip("/").split("/") == [c["id"] for c in seen["channels"]]
        assert (event.purpose_code, event.case_ref, event.marking_at_time) == ("investigation", "KE-7", "TLP:GREEN")
        assert (event.result_count, event.entry_ids, event.rule_id) == (2, f"/{entry_id}/", "CHANNEL_REVEAL")


def test_a_refused_look_is_on_record_too(registry: Registry) -> None:
    entry_id = registry.draft()
    assert registry.client("focal.tn").get(f"/api/v1/entries/{entry_id}").status_code == 404
    with registry.reading() as session:
        event = session.exec(select(Event).where(Event.kind == "access:refused")).one()
        assert (event.decision, event.rule_id, event.entry_ids) == ("refused", "CHANNEL_REVEAL", f"/{entry_id}/")
        assert event.actor_id == registry.actor("focal.tn").id
