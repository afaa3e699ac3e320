"""The feed of changes: each reader gets its own part of what moved, and tombstones tell nothing."""

from __future__ import annotations

from typing import Any

import pytest

from app.access.actor import operator
from app.audit.movements import moved_since
from app.audit.trail import record
from app.directory.confirmation import confirm_entry
from app.directory.entries import suspend_entry, withdraw_entry
from app.directory.feed import Feed, changes
from app.errors import Denied, Invalid
from tests.cast import Registry
from tests.directory.asking import seen
from tests.factories import MAILBOX, PHONE, mail, phone

CONSENT = [{"recipient": "sherloc", "up_to": "TLP:GREEN"}]
HOLDER = {"names": [{"text": "Esempio Uno", "language": "it"}], "publish_name": True}


def fed(registry: Registry, who: str = "officer.ke", since: int = 0, limit: int = 100) -> Feed:
    with registry.reading() as session:
        return changes(session, since=since, limit=limit, reader=registry.actor(who))


def lines(registry: Registry, who: str = "officer.ke", since: int = 0) -> list[tuple[str, str]]:
    """(op, id) of each line."""
    return [(line["op"], line["id"]) for line in fed(registry, who, since).lines]


def test_a_published_entry_comes_once_without_a_channel_and_a_draft_for_its_keepers_only(registry: Registry) -> None:
    entry_id, draft = registry.published(), registry.draft()
    (line,) = fed(registry).lines
    assert (line["op"], line["id"], line["data"]["id"]) == ("upsert", entry_id, entry_id)
    assert PHONE not in repr(line) and MAILBOX not in repr(line) and "version" not in line["data"]
    assert [i for _, i in lines(registry, "focal.it")] == [entry_id, draft]
    assert lines(registry, "focal.tn") == [("upsert", entry_id)]


def test_a_recipient_gets_what_its_edition_would_have(registry: Registry) -> None:
    registry.published()
    channels = [phone(PHONE), mail(MAILBOX, marking="TLP:AMBER")]
    entry_id = registry.published(consents=CONSENT, channels=channels)
    (line,) = fed(registry, "recipient").lines
    assert line["id"] == entry_id and [c["value"] for c in line["data"]["channels"]] == [PHONE]


@pytest.mark.parametrize("deed", [suspend_entry, withdraw_entry])
def test_what_goes_leaves_a_tombstone_of_its_id_for_those_who_had_it(registry: Registry, deed: Any) -> None:
    entry_id = registry.published()
    since = fed(registry).next_since
    by = registry.actor("focal.it")
    with registry.writing() as session:
        deed(session, entry_id, 2, by=by)
    (line,) = fed(registry, since=since).lines
    assert set(line) == {"seq", "op", "id", "updated"} and (line["op"], line["id"]) == ("tombstone", entry_id)


def test_narrowing_away_is_a_tombstone_and_what_happens_behind_it_none(registry: Registry) -> None:
    entry_id = registry.published()
    since = fed(registry).next_since
    registry.revise(entry_id, {"marking": "TLP:AMBER+STRICT"}, 2)
    first = fed(registry, since=since)
    assert [(line["op"], line["id"]) for line in first.lines] == [("tombstone", entry_id)]
    registry.revise(entry_id, {"purpose": "Something else."}, 3)
    assert fed(registry, since=since) == first and fed(registry, since=first.next_since).lines == []


def test_nothing_is_ever_said_of_what_the_reader_could_not_see(registry: Registry) -> None:
    entry_id = registry.published(marking="TLP:AMBER+STRICT")
    audience = {"kind": "states", "of": ["TN"], "except_states": []}
    other = registry.published(audience=audience)
    by = registry.actor("focal.it")
    for each in (entry_id, other, registry.draft()):
        with registry.writing() as session:
            withdraw_entry(session, each, seen(registry, each)["version"], by=by)
    assert lines(registry) == [] and lines(registry, "recipient") == []
    assert fed(registry).next_since == 0
    assert lines(registry, "focal.tn") == [("tombstone", other)]


def test_a_change_that_the_reader_does_not_see_makes_no_line(registry: Registry) -> None:
    entry_id = registry.published(channels=[phone(PHONE), mail(MAILBOX, marking="TLP:AMBER+STRICT")])
    since = fed(registry).next_since
    first, second = seen(registry, entry_id)["channels"]
    registry.revise(entry_id, {"channels": [first, {**second, "label": "Cases"}]}, 2)
    registry.revise(entry_id, {"external_ids": [{"scheme": "sherloc", "value": "IT-1"}]}, 3)
    assert lines(registry, since=since) == []


def test_a_confirmation_is_a_change_and_comes_once(registry: Registry) -> None:
    entry_id = registry.published()
    since = fed(registry).next_since
    by = registry.actor("focal.it")
    with registry.writing() as session:
        confirm_entry(session, entry_id, by=by)
    answer = fed(registry, since=since)
    assert [line["data"]["freshness"]["state"] for line in answer.lines] == ["confirmed"]
    assert fed(registry, since=answer.next_since).lines == []


def test_a_published_holder_who_has_left_gets_a_tombstone_of_an_id_alone(registry: Registry) -> None:
    entry_id = registry.published(holder=HOLDER)
    before = fed(registry)
    name = before.lines[0]["data"]["holder"]["names"][0]["id"]
    registry.revise(entry_id, {"holder": None}, 2)
    gone, entry = fed(registry, since=before.next_since).lines
    assert (gone["op"], gone["id"], set(gone)) == ("tombstone", name, {"seq", "op", "id", "updated"})
    assert (entry["id"], entry["data"]["holder"]) == (entry_id, None)


def test_pages_follow_each_other_and_miss_nothing(registry: Registry) -> None:
    ids = [registry.published() for _ in range(5)]
    found, since = [], 0
    while (page := fed(registry, since=since, limit=2)).lines:
        assert len(page.lines) <= 2 and page.next_since > since
        found += [line["id"] for line in page.lines]
        since = page.next_since
    assert found == ids


def test_an_entry_that_changes_twice_comes_at_its_last_change_only(registry: Registry) -> None:
    first, second = registry.published(), registry.published()
    registry.revise(first, {"purpose": "Something else."}, 2)
    assert [i for _, i in lines(registry)] == [second, first]


def test_who_is_no_reader_and_what_makes_no_sense_is_refused(registry: Registry) -> None:
    with pytest.raises(Denied):
        fed(registry, "auditor")
    for wrong in ({"since": -1}, {"limit": 0}, {"limit": 501}):
        with pytest.raises(Invalid) as refused:
            fed(registry, **wrong)  # type: ignore[arg-type]
        assert [each.field for each in refused.value.errors] == list(wrong)


def test_the_administrator_gets_nothing_above_green(registry: Registry) -> None:
    entry_id = registry.published()
    registry.published(marking="TLP:AMBER")
    assert lines(registry, "admin") == [("upsert", entry_id)]


def test_an_event_about_many_entries_is_never_cut(registry: Registry) -> None:
    ids = {registry.draft() for _ in range(3)}
    with registry.writing() as session:
        record(session, "entry:revised", by=operator(), entries=ids)
    with registry.reading() as session:
        last = moved_since(session, 0, 100)[-1][0]
        assert {entry for _, entry in moved_since(session, last - 1, 1)} == ids
