"""Mail that came back marks the letter and every channel with that mailbox, once, whoever reports it."""

from __future__ import annotations

import pytest
from sqlmodel import select

from app.access.actor import operator
from app.audit.models import Event
from app.errors import Denied, Invalid
from app.notices.bounces import note_bounce
from app.outbox.models import Letter
from tests.cast import Registry, mailbox
from tests.directory.asking import seen
from tests.factories import MAILBOX, PHONE, mail, phone
from tests.notices.watching import confirm, confirmed, days_later, quiet, run, told
from tests.sink import Sink


def outcomes(registry: Registry, entry_id: str) -> list[str | None]:
    return [channel["last_outcome"] for channel in seen(registry, entry_id)["channels"]]


def bounces(registry: Registry) -> int:
    with registry.reading() as session:
        return len(session.exec(select(Event).where(Event.kind == "channel:bounced")).all())


def report(registry: Registry, address: object = MAILBOX, **more: object) -> None:
    with registry.writing() as session:
        note_bounce(session, address, "550 no such user", by=operator(), **more)


def test_a_bounce_marks_every_channel_with_the_mailbox_and_tells_the_keepers_once(registry: Registry, sink: Sink) -> None:
    one, two = confirmed(registry), confirmed(registry)
    quiet(registry, sink)
    for _ in range(2):
        report(registry, f" {MAILBOX.replace('coastguard', 'COASTGUARD')}")
        run(registry)
    assert outcomes(registry, one) == outcomes(registry, two) == [None, "bounced"]
    assert bounces(registry) == 2
    (text,) = told(sink, "focal.it")
    assert "Mail to a listed mailbox came back" in text
    assert MAILBOX not in text


def test_a_mailbox_that_the_mail_server_refuses_is_marked_by_the_run_itself(registry: Registry, sink: Sink) -> None:
    entry_id = confirmed(registry)
    quiet(registry, sink)
    sink.answers[MAILBOX] = "550 5.1.1 no such user"
    with days_later(155):
        assert run(registry).bounced_channels == 1
        assert run(registry).bounced_channels == 0
        assert outcomes(registry, entry_id) == [None, "bounced"]
        assert "came back" in told(sink, "focal.it")[-1]


def test_a_keeper_who_confirms_has_mail_tried_again(registry: Registry, sink: Sink) -> None:
    entry_id = confirmed(registry)
    report(registry)
    confirm(registry, entry_id)
    assert outcomes(registry, entry_id) == [None, None]


def test_a_letter_is_marked_only_when_it_went_to_that_mailbox(registry: Registry, sink: Sink) -> None:
    confirmed(registry)
    with days_later(155):
        run(registry)
    with registry.reading() as session:
        letter = session.exec(select(Letter.id).where(Letter.to == mailbox("focal.it"))).all()[-1]
    report(registry, letter=letter)
    with registry.reading() as session:
        assert session.get_one(Letter, letter).state == "sent"
    report(registry, mailbox("focal.it"), letter=letter)
    with registry.reading() as session:
        assert session.get_one(Letter, letter).state == "bounced"


@pytest.mark.parametrize(
    "address", [None, 5, "", "nobody", "a@x.example, b@y.example", "a@x.example\nBcc: b@y.example", "x" * 5000]
)
def test_what_is_no_mailbox_is_refused(registry: Registry, address: object) -> None:
    with pytest.raises(Invalid) as refused:
        report(registry, address)
    assert [error.field for error in refused.value.errors] == ["address"]


@pytest.mark.parametrize("who", ["focal.it", "coordinator.europe", "officer.it", "auditor", "recipient"])
def test_who_runs_no_mail_server_reports_no_bounce(registry: Registry, who: str) -> None:
    by = registry.actor(who)
    with pytest.raises(Denied), registry.writing() as session:
        note_bounce(session, MAILBOX, "", by=by)


def test_a_bounce_of_a_red_mailbox_is_not_told_to_a_keeper_who_is_not_named_on_it(registry: Registry, sink: Sink) -> None:
    mine = [registry.actor("focal.it").id]
    red = "red@coastguard.example"
    registry.draft(channels=[phone(PHONE), mail(red, marking="TLP:RED", readers=mine)])
    quiet(registry, sink)
    report(registry, red)
    run(registry)
    assert [message["To"] for message in sink.arrived] == [mailbox("focal.it")]
