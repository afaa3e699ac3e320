"""What an event says: everything of SECURITY 3.6, as of that day."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from app import __version__
from app.audit.kinds import KINDS, sentence
from app.audit.models import Event, EventEntry, EventPayload
from app.audit.trail import as_list, event_of, from_list, record
from app.clock import set_to
from app.db import Database, reading, writing
from tests.access.standings import PEOPLE

OFFICER = replace(
    PEOPLE["officer of the authority"], session="s" * 64, source="192.0.2.7", request="request-1", method="totp", id="0198-p1"
)


def test_an_event_says_who_when_what_why_and_how_they_came_in(database: Database) -> None:
    at = datetime(2026, 11, 24, 3, 10, 0, 5, tzinfo=UTC)
    with set_to(lambda: at), writing(database) as session:
        record(
            session,
            "entry:consulted",
            by=OFFICER,
            entries=["e1", "e2"],
            fields=["c1"],
            marking="TLP:AMBER",
            purpose="investigation",
            case_ref="X-1",
            rule="CHANNEL_REVEAL",
            recipient="",
            count=1,
        )
    with reading(database) as session:
        event = session.exec(select(Event)).one()
        payload = json.loads(session.exec(select(EventPayload)).one().payload)
        entries = session.exec(select(EventEntry.entry_id).order_by(EventEntry.entry_id)).all()
        assert event.ts_utc == "2026-11-24T03:10:00.000005Z"
        assert (event.actor_id, event.actor_state, event.role, event.auth_method) == ("0198-p1", "IT", "officer", "totp")
        assert (event.session_hash, event.source_net, event.request_id) == ("s" * 64, "192.0.2.7", "request-1")
        assert (event.purpose_code, event.case_ref, event.marking_at_time) == ("investigation", "X-1", "TLP:AMBER")
        assert (event.entry_ids, event.fields, event.result_count) == ("/e1/e2/", "/c1/", 1)
        assert (event.decision, event.rule_id, event.app_version) == ("allowed", "CHANNEL_REVEAL", __version__)
        assert payload["who"] == {"email": "p1@demo.example", "name": "Example", "state": "IT", "authority": "a1"}
        assert list(entries) == ["e1", "e2"]


def test_a_name_stands_in_the_erasable_payload_and_not_in_the_chained_row(database: Database) -> None:
    with writing(database) as session:
        record(session, "entry:confirmed", by=OFFICER)
    with reading(database) as session:
        row = session.exec(select(Event)).one().model_dump()
    assert "p1@demo.example" not in json.dumps(row)
    assert OFFICER.name not in row.values()


def test_a_kind_that_is_not_on_the_list_is_an_error() -> None:
    with pytest.raises(KeyError):
        event_of("entry:exploded", by=OFFICER)


def test_every_kind_is_a_noun_with_a_past_participle_and_a_sentence() -> None:
    for kind in KINDS:
        noun, _, participle = kind.partition(":")
        assert noun.isalpha() and participle.replace("_", "").isalpha()
        assert sentence(kind) == sentence(kind).strip(" .") != ""


@given(st.lists(st.text("abcdef0123456789-", min_size=1)))
def test_codes_come_back_from_the_text_that_holds_them(codes: list[str]) -> None:
    assert list(from_list(as_list(codes))) == codes
