"""Posts stay, holders come and go: vacancy and absence follow from dates and the clock."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import clock
from app.directory.export import exported_cards
from app.directory.find import EntryQuery, find_entries
from app.directory.history import history
from app.directory.succession import Handover, change_holder
from app.directory.vacancy import absence, shown_holder, vacant_since
from app.errors import Denied, Invalid, NotFound, Stale
from tests.cast import Registry
from tests.directory.asking import seen

ROSSI = {"names": [{"text": "Esempio Uno", "language": "it"}], "since": "2024-05-01", "publish_name": True}
CONSENT = [{"recipient": "sherloc", "up_to": "TLP:GREEN"}]


def in_days(days: int) -> date:
    return clock.today() + timedelta(days=days)


def changed(registry: Registry, entry_id: str, handover: Handover, version: int | None = 2, who: str = "focal.it") -> Any:
    """Say that the holder has changed."""
    by = registry.actor(who)
    with registry.writing() as session:
        return change_holder(session, entry_id, version, handover, by=by)


def everywhere(registry: Registry, entry_id: str) -> str:
    """The entry as officers list and open it, as its keeper opens it and as a portal receives it."""
    with registry.reading() as session:
        page = find_entries(session, EntryQuery(state="IT"), reader=registry.actor("officer.ke"))
        sent = list(exported_cards(session, reader=registry.actor("recipient")))
    assert [card["id"] for card in page.items] == [card["id"] for card in sent] == [entry_id]
    return repr((page.items, sent, seen(registry, entry_id, "officer.ke"), seen(registry, entry_id)))


def test_a_vacant_post_says_since_when_and_its_former_holder_is_gone_everywhere(registry: Registry) -> None:
    entry_id = registry.published(holder=ROSSI, consents=CONSENT)
    assert "Esempio Uno" in everywhere(registry, entry_id)
    changed(registry, entry_id, Handover(leaves_on=in_days(3)))
    assert "Esempio Uno" in everywhere(registry, entry_id)
    later = clock.now() + timedelta(days=4)
    last_day = in_days(3).isoformat()
    with clock.set_to(lambda: later):
        shown = everywhere(registry, entry_id)
        assert "Esempio Uno" not in shown
        card = seen(registry, entry_id, "officer.ke")
        assert (card["vacant_since"], card["holder"]) == (last_day, None)
        with registry.reading() as session:
            assert "Esempio Uno" in repr(history(session, entry_id, reader=registry.actor("focal.it")))


def test_a_successor_begins_with_nothing_of_the_former_holder(registry: Registry) -> None:
    left = {"until": in_days(-10).isoformat(), "absent_from": in_days(-20).isoformat(), "substitute": None}
    entry_id = registry.published(holder={**ROSSI, **left}, consents=CONSENT)
    assert seen(registry, entry_id)["vacant_since"] == left["until"]
    changed(registry, entry_id, Handover(leaves_on=in_days(-10), successor="Esempio Due", language="it", publish_name=True))
    card = seen(registry, entry_id, "officer.ke")
    assert card["vacant_since"] is None and card["absence"] is None
    assert [name["text"] for name in card["holder"]["names"]] == ["Esempio Due"]
    assert (card["holder"]["since"], card["holder"]["until"]) == (in_days(-10).isoformat(), None)
    assert "Esempio Uno" not in everywhere(registry, entry_id)


def test_a_plain_change_of_the_holder_begins_from_the_empty_post_too(registry: Registry) -> None:
    entry_id = registry.published(holder={**ROSSI, "until": in_days(-1).isoformat()})
    registry.revise(entry_id, {"holder": {"names": [{"text": "Esempio Due"}]}}, 2)
    assert seen(registry, entry_id)["vacant_since"] is None


def test_what_a_keeper_sends_back_from_a_vacant_post_is_no_change(registry: Registry) -> None:
    entry_id = registry.published(holder={**ROSSI, "until": in_days(-1).isoformat()})
    card = seen(registry, entry_id)
    registry.revise(entry_id, {n: card[n] for n in ("holder", "vacant_since", "absence")} | {"purpose": "Answers."}, 2)
    with registry.reading() as session:
        newest = history(session, entry_id, reader=registry.actor("focal.it"))[0]
    assert [each["field"] for each in newest["changes"]] == ["purpose"]


@pytest.mark.parametrize("publish", [True, False])
def test_a_name_that_is_not_published_is_never_shown_to_others(registry: Registry, publish: bool) -> None:
    entry_id = registry.published(holder=ROSSI, consents=CONSENT)
    changed(registry, entry_id, Handover(leaves_on=in_days(0), successor="Esempio Due", publish_name=publish))
    assert ("Esempio Due" in repr(seen(registry, entry_id, "officer.ke"))) is publish
    assert "Esempio Due" in repr(seen(registry, entry_id))


def test_an_ended_posting_makes_the_post_vacant(registry: Registry) -> None:
    posting = {"host": "TN", "until": in_days(2).isoformat()}
    entry_id = registry.published(kind="liaison_officer", authority_type=None, posting=posting, holder=ROSSI)
    later = clock.now() + timedelta(days=3)
    with clock.set_to(lambda: later):
        card = seen(registry, entry_id, "officer.ke")
        assert (card["vacant_since"], card["holder"], card["posting"]["host"]) == (posting["until"], None, "TN")


def test_an_absent_holder_points_to_the_substitute_only_where_the_reader_may_know_it(registry: Registry) -> None:
    for marking, known in (("TLP:GREEN", True), ("TLP:AMBER+STRICT", False)):
        other = registry.published(marking=marking)
        away = {"absent_from": in_days(-1).isoformat(), "absent_until": in_days(5).isoformat(), "substitute": other}
        entry_id = registry.published(holder={**ROSSI, **away})
        told = seen(registry, entry_id, "officer.ke")
        assert told["absence"]["until"] == away["absent_until"]
        assert bool(told["absence"]["instead"]) is known
        assert (other in repr(told)) is known


@pytest.mark.parametrize("handover", [Handover(leaves_on=date(2999, 1, 1), successor="Esempio Due"), Handover(date(2026, 1, 1))])
def test_what_makes_no_sense_is_refused_at_its_field(registry: Registry, handover: Handover) -> None:
    entry_id = registry.published()
    with pytest.raises(Invalid) as refused:
        changed(registry, entry_id, handover)
    assert [each.field for each in refused.value.errors] == ["successor"]


def test_only_keepers_change_the_holder_and_only_on_the_present_version(registry: Registry) -> None:
    entry_id = registry.published(holder=ROSSI)
    for who in ("officer.it", "officer.ke", "focal.tn"):
        with pytest.raises((Denied, NotFound)):
            changed(registry, entry_id, Handover(in_days(0)), who=who)
    with pytest.raises(Stale):
        changed(registry, entry_id, Handover(in_days(0)), None)
    proposal = changed(registry, entry_id, Handover(in_days(0)), who="coordinator.europe")
    assert proposal["state"] == "submitted"


days = st.none() | st.dates(date(2026, 1, 1), date(2026, 1, 20)).map(date.isoformat)


@given(days, days, days, days, st.dates(date(2026, 1, 1), date(2026, 1, 20)))
def test_a_holder_is_shown_or_the_post_vacant_never_both(
    posted: str | None, until: str | None, away: str | None, back: str | None, day: date
) -> None:
    holder = {"names": [], "until": until, "absent_from": away, "absent_until": back}
    record = {"posting": {"until": posted}, "holder": holder}
    since = vacant_since(record, day)
    assert (since is None) == (shown_holder(record, day) is not None)
    assert since is None or since < day.isoformat()
    if absence(record, day):
        assert since is None and away is not None and away <= day.isoformat() <= (back or "9")
