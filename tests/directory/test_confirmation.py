"""A listed post confirms its own entry by link: once, nothing but its own, and it is told no value."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from app.access.actor import operator
from app.accounts.links import make_link
from app.audit.trail import record
from app.clock import now, set_to
from app.directory.confirmation import LINK, confirm_by_link, entry_of_link, listed_post
from app.errors import Denied, Invalid, NotFound
from tests.cast import Registry
from tests.directory.asking import seen
from tests.factories import MAILBOX, PHONE, mail, named, phone


def link_to(registry: Registry, entry_id: str, kind: str = LINK) -> str:
    with registry.writing() as session:
        record(session, "notices:sent", by=operator())
        return make_link(session, kind, entry_id, days=14)


def look(registry: Registry, token: str) -> Any:
    with registry.reading() as session:
        return entry_of_link(session, token, reader=listed_post(session, token))


def confirm(registry: Registry, token: str, channels: list[str] | None = None) -> None:
    with registry.writing() as session:
        confirm_by_link(session, token, channels, by=listed_post(session, token))


@pytest.fixture
def entry_id(registry: Registry) -> str:
    return registry.published()


def test_the_whole_entry_is_confirmed_by_the_office_itself_and_says_so(registry: Registry, entry_id: str) -> None:
    confirm(registry, link_to(registry, entry_id))
    card = seen(registry, entry_id, "officer.ke")
    assert (card["freshness"]["state"], card["freshness"]["confirmed_how"]) == ("confirmed", "link")
    assert [c["confirmed_how"] for c in card["channels"]] == ["link", "link"]
    assert "confirmed_by" not in card["channels"][0]


def test_a_link_is_good_once(registry: Registry, entry_id: str) -> None:
    token = link_to(registry, entry_id)
    confirm(registry, token)
    for again in (confirm, look):
        with pytest.raises(NotFound):
            again(registry, token)


def test_a_link_is_good_for_fourteen_days(registry: Registry, entry_id: str) -> None:
    token = link_to(registry, entry_id)
    with set_to(lambda at=now() + timedelta(days=13.9): at):
        look(registry, token)
    with set_to(lambda at=now() + timedelta(days=14.1): at), pytest.raises(NotFound):
        confirm(registry, token)


def test_looking_uses_nothing_up(registry: Registry, entry_id: str) -> None:
    token = link_to(registry, entry_id)
    for _ in range(3):
        look(registry, token)
    confirm(registry, token)


def test_values_are_masked(registry: Registry, entry_id: str) -> None:
    card = look(registry, link_to(registry, entry_id))
    assert [c["shown"] for c in card.channels] == ["+39 *** *01", "o***@coastguard.example"]
    assert PHONE not in str(card)
    assert MAILBOX not in str(card)


def test_red_channels_are_neither_shown_nor_confirmed(registry: Registry) -> None:
    mine = [registry.actor("focal.it").id]
    entry_id = registry.draft(channels=[phone(PHONE), mail(MAILBOX), phone("+390000000004", marking="TLP:RED", readers=mine)])
    second = registry.actor("focal.it")
    assert second.id in mine
    _publish(registry, entry_id)
    token = link_to(registry, entry_id)
    assert len(look(registry, token).channels) == 2
    red = next(c for c in seen(registry, entry_id)["channels"] if c["marking"] == "TLP:RED")
    with pytest.raises(Invalid):
        confirm(registry, token, [red["id"]])
    confirm(registry, token)
    assert [c["confirmed_at"] is not None for c in seen(registry, entry_id)["channels"]] == [True, True, False]


def _publish(registry: Registry, entry_id: str) -> None:
    """Publish a draft whatever its channels: the second person may not see a RED one."""
    from app.directory.models import Entry

    with registry.writing() as session:
        entry = session.get_one(Entry, entry_id)
        entry.status, entry.published_at = "published", now()
        session.add(entry)
        record(session, "entry:published", by=operator(), entries=[entry_id])


@pytest.mark.parametrize("marking", ["TLP:CLEAR", "TLP:AMBER", "TLP:AMBER+STRICT"])
def test_every_office_but_a_red_one_can_confirm_itself(registry: Registry, marking: str) -> None:
    entry_id = registry.published(marking=marking)
    confirm(registry, link_to(registry, entry_id))
    assert seen(registry, entry_id)["freshness"]["state"] == "confirmed"


def test_a_red_entry_is_confirmed_by_no_link(registry: Registry) -> None:
    readers = [registry.actor(who).id for who in ("focal.it", "focal2.it")]
    entry_id = registry.published(marking="TLP:RED", readers=readers)
    token = link_to(registry, entry_id)
    with pytest.raises((NotFound, Denied)):
        confirm(registry, token)
    with pytest.raises(NotFound):
        look(registry, token)


def test_a_link_reaches_neither_the_entry_above_nor_one_below(registry: Registry, entry_id: str) -> None:
    below = registry.published(part_of=entry_id, names=named("Below"))
    token = link_to(registry, entry_id)
    with registry.reading() as session:
        post = listed_post(session, token)
    for other in (below, registry.published(names=named("Beside"))):
        foreign = link_to(registry, other)
        with pytest.raises((NotFound, Denied)), registry.writing() as session:
            confirm_by_link(session, foreign, by=post)
        assert seen(registry, other)["freshness"]["state"] == "never"
        confirm(registry, foreign)  # the refusal took its use back


def test_ticked_channels_alone_leave_the_entry_due_and_are_on_record_as_doubted(registry: Registry, entry_id: str) -> None:
    first, second = (c["id"] for c in seen(registry, entry_id)["channels"])
    confirm(registry, link_to(registry, entry_id), [first])
    card = seen(registry, entry_id)
    assert card["freshness"]["state"] == "never"
    assert [c["confirmed_at"] is not None for c in card["channels"]] == [True, False]
    assert second


@pytest.mark.parametrize("channels", [[], ["no-such-channel"]])
def test_nothing_ticked_or_a_foreign_channel_leaves_the_link_good(registry: Registry, entry_id: str, channels: list[str]) -> None:
    token = link_to(registry, entry_id)
    with pytest.raises(Invalid):
        confirm(registry, token, channels)
    confirm(registry, token)


def test_a_link_of_another_kind_or_to_an_entry_that_is_hidden_confirms_nothing(registry: Registry, entry_id: str) -> None:
    with pytest.raises(NotFound):
        confirm(registry, link_to(registry, entry_id, "invitation"))
    token = link_to(registry, entry_id)
    registry.revise(entry_id, {"status": "suspended"}, 2)
    for act in (confirm, look):
        with pytest.raises(NotFound):
            act(registry, token)


def test_an_account_gets_no_further_with_a_link_than_without(registry: Registry, entry_id: str) -> None:
    token, by = link_to(registry, entry_id), registry.actor("officer.ke")
    with pytest.raises(Denied), registry.writing() as session:
        confirm_by_link(session, token, by=by)
