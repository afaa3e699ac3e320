"""Drafts that are written many at once are the same as those written one by one, on record, vouched for, or not there at all."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from app.access.actor import operator
from app.audit.guard import ChangeWithoutEvent
from app.db import Session
from app.directory.attestation import is_attested
from app.directory.entries import new_draft
from app.directory.forms import CHANNEL_INSTANTS, EntryForm, entry_form
from app.directory.intake import finish, take_in
from app.directory.many_drafts import new_draft_rows, write_drafts
from app.directory.models import Channel, Entry, EntryVersion
from app.directory.parts import record_of
from app.directory.search_index import SearchEntry, SearchKey
from app.directory.standing import shell_text
from tests.cast import Registry
from tests.exchange.entry_strategies import entry_cards
from tests.factories import FULL, entry_data

OWN = {"id", "lineage", "registered_at", "revised_at", "shell"}
"""Columns of an entry that differ between any two."""


def form_of(card: dict[str, Any]) -> EntryForm:
    """A card as its sender would write it."""
    channels = [{k: v for k, v in c.items() if k not in CHANNEL_INSTANTS} for c in card["channels"]]
    return entry_form({k: v for k, v in {**card, "channels": channels}.items() if k in EntryForm.model_fields and v is not None})


def standing(entry: Entry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in Entry.model_fields if name not in OWN}


def without_ids(part: Any) -> Any:
    if isinstance(part, dict):
        return {k: without_ids(v) for k, v in part.items() if k not in ("id", "edited_at")}
    return [without_ids(each) for each in part] if isinstance(part, list) else part


def keys_of(session: Session, entry_id: str) -> set[tuple[str, str]]:
    (number,) = session.exec(select(SearchEntry.number).where(SearchEntry.entry_id == entry_id))
    return set(session.exec(select(SearchKey.kind, SearchKey.key).where(SearchKey.entry == number)))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(cards=st.lists(entry_cards(), min_size=1, max_size=3))
def test_any_entry_is_the_same_written_with_others_or_alone(registry: Registry, cards: list[dict[str, Any]]) -> None:
    forms = [form_of(card) for card in cards]
    with pytest.raises(ZeroDivisionError), registry.writing() as session:
        drafts = [new_draft_rows(session, form, author=operator()) for form in forms]
        write_drafts(session, drafts, kind="imported", why="a file", author=operator())
        for form, draft in zip(forms, drafts, strict=True):
            entry = session.get_one(Entry, draft.id)
            assert record_of(session, entry) == draft.whole
            alone = new_draft(session, form, by=operator())
            assert standing(alone) == standing(entry)
            assert without_ids(record_of(session, alone)) == without_ids(draft.whole)
            assert entry.shell == shell_text(draft.whole)
            assert keys_of(session, alone.id) == keys_of(session, entry.id) != set()
            (version,) = session.exec(select(EntryVersion).where(EntryVersion.entry_id == entry.id))
            assert json.loads(version.snapshot) == {**draft.whole, "status": "draft"}
        raise ZeroDivisionError  # keeps nothing: the next example finds an empty registry


def test_drafts_written_at_once_without_an_event_are_refused(registry: Registry) -> None:
    with pytest.raises(ChangeWithoutEvent), registry.writing() as session:
        draft = new_draft_rows(session, entry_form(entry_data(**FULL)), author=operator())
        write_drafts(session, [draft], kind="imported", why=None, author=operator())


def test_every_channel_of_an_imported_draft_is_vouched_for_by_the_key_of_imports(registry: Registry) -> None:
    with registry.writing() as session:
        taken = take_in(session, entry_data(**FULL), entry_id=None, why="a file", by=operator())
        finish(session, [taken], why="a file", by=operator())
    with registry.reading() as session:
        channels = session.exec(select(Channel).where(Channel.entry_id == taken.entry_id)).all()
        assert len(channels) == 2
        assert all(is_attested(c.digest, c.attestation, registry.folder) for c in channels)
        assert not is_attested(channels[0].digest, channels[1].attestation, registry.folder)
