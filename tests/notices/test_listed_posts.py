"""A listed post is sent a link to confirm its own entry with, at each stage once, at a mailbox that works."""

from __future__ import annotations

from sqlmodel import select

from app.access.actor import operator
from app.accounts.models import SingleUseLink
from app.directory.confirmation import confirm_by_link, listed_post
from app.errors import NotFound
from app.notices.bounces import note_bounce
from app.outbox.models import Letter
from tests.cast import Registry
from tests.directory.asking import seen
from tests.factories import MAILBOX, PHONE, mail, phone
from tests.notices.watching import confirm, confirmed, days_later, links, quiet, run, told
from tests.sink import Sink


def test_a_post_gets_one_link_a_stage_and_none_after_confirming(registry: Registry, sink: Sink) -> None:
    entry_id = confirmed(registry)
    quiet(registry, sink)
    for day in (155, 156, 184, 185, 200, 216):
        with days_later(day):
            run(registry)
    assert len(sink.to(MAILBOX)) == 4
    with days_later(217):
        confirm(registry, entry_id)
        run(registry)
    assert len(sink.to(MAILBOX)) == 4


def test_a_new_link_makes_the_old_one_void(registry: Registry, sink: Sink) -> None:
    confirmed(registry)
    with days_later(155):
        run(registry)
        (first,) = links(sink)
        with registry.reading() as session:
            assert listed_post(session, first).role == "listed_post"
    with days_later(184):
        run(registry)
        with registry.reading() as session:
            assert listed_post(session, links(sink)[-1]).role == "listed_post"
            try:
                listed_post(session, first)
            except NotFound:
                return
    raise AssertionError("the old link is still good")


def test_the_link_is_nowhere_in_the_database_once_it_is_sent(registry: Registry, sink: Sink) -> None:
    confirmed(registry)
    with days_later(155):
        run(registry)
    (token,) = links(sink)
    with registry.reading() as session:
        assert [letter.body for letter in session.exec(select(Letter))] == [""] * len(sink.arrived)
        assert token not in [link.token_hash for link in session.exec(select(SingleUseLink))]


def test_red_mailboxes_and_those_that_bounced_get_no_link(registry: Registry, sink: Sink) -> None:
    mine = [registry.actor("focal.it").id]
    red, gone, good = "red@coastguard.example", "gone@coastguard.example", "good@coastguard.example"
    confirmed(registry, channels=[phone(PHONE), mail(red, marking="TLP:RED", readers=mine), mail(gone), mail(good)])
    with registry.writing() as session:
        note_bounce(session, gone, "no such user", by=operator())
    with days_later(400):
        run(registry)
    assert [len(sink.to(box)) for box in (red, gone, good)] == [0, 0, 1]


def test_an_entry_without_a_mailbox_gets_no_link(registry: Registry, sink: Sink) -> None:
    confirmed(registry, channels=[phone(PHONE)])
    with days_later(400):
        run(registry)
    assert links(sink) == []


def test_what_the_office_did_not_tick_is_told_to_its_keepers(registry: Registry, sink: Sink) -> None:
    entry_id = confirmed(registry)
    with days_later(155):
        run(registry)
        first = seen(registry, entry_id)["channels"][0]["id"]
        with registry.writing() as session:
            confirm_by_link(session, links(sink)[0], [first], by=listed_post(session, links(sink)[0]))
        sink.taken()
        run(registry)
        assert "did not confirm all ways to reach it" in told(sink, "focal.it")[0]


def test_what_the_office_confirms_whole_is_told_to_nobody(registry: Registry, sink: Sink) -> None:
    confirmed(registry)
    with days_later(155):
        run(registry)
        with registry.writing() as session:
            confirm_by_link(session, links(sink)[0], by=listed_post(session, links(sink)[0]))
        sink.taken()
        run(registry)
        assert sink.arrived == []
