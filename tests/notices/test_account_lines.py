"""Officers' accounts that wait for a word: told when they fall due and once more before they lapse, never later than that."""

from __future__ import annotations

from app.accounts.membership import account_of
from tests.cast import Registry, mailbox
from tests.notices.watching import days_later, run, told
from tests.sink import Sink

ASKS = "Are these people still with you?"


def status(registry: Registry) -> str:
    with registry.reading() as session:
        card = account_of(session, mailbox("officer.it"))
    assert card is not None
    return card.status


def test_a_focal_point_is_asked_twice_about_an_officer_who_then_lapses(registry: Registry, sink: Sink) -> None:
    for day in (1, 2, 20, 21):
        with days_later(day):
            run(registry)
    asked = [text for text in told(sink, "focal.it") if ASKS in text]
    assert len(asked) == 2
    assert all(mailbox("officer.it") in text and mailbox("officer.ke") not in text for text in asked)
    assert status(registry) == "active"
    with days_later(32):
        run(registry)
    assert status(registry) == "suspended"


def test_an_officer_does_not_lapse_after_one_reminder(registry: Registry, sink: Sink) -> None:
    with days_later(60):
        run(registry)
        assert status(registry) == "active"
    assert len([text for text in told(sink, "focal.it") if ASKS in text]) == 1
