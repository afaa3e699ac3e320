"""Officers stay as long as somebody says that they are there: by signing in or by their focal point's word."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.access.actor import operator
from app.accounts.membership import account_of
from app.accounts.presence import (
    ToConfirm,
    accounts_to_confirm,
    confirm_accounts,
    lapse_accounts,
    note_reminded,
    unconfirmed,
)
from app.accounts.sign_in import open_session
from app.clock import now, set_to
from app.errors import Denied, NotFound
from tests.cast import Registry, mailbox


def waiting(registry: Registry, at: datetime) -> dict[str, dict[str, int]]:
    """Days left by officer, by focal point."""
    with registry.reading() as session:
        found: list[ToConfirm] = list(accounts_to_confirm(session, at))
    return {
        each.focal_point.email.partition("@")[0]: {w.account.email.partition("@")[0]: w.days_left for w in each.waiting}
        for each in found
    }


def lapsed(registry: Registry, at: datetime) -> list[str]:
    with set_to(lambda: at), registry.writing() as session:
        return [card.email.partition("@")[0] for card in lapse_accounts(session, by=operator())]


def remind(registry: Registry, name: str, at: datetime) -> None:
    with registry.reading() as session:
        card = account_of(session, mailbox(name))
    assert card is not None
    with set_to(lambda: at), registry.writing() as session:
        note_reminded(session, [card.id], by=operator())


def test_each_focal_point_is_told_of_the_own_officers(registry: Registry) -> None:
    registry.add("officer.authority", role="officer", state="IT", entry="authority-1")
    registry.add("focal.authority", role="focal_point", state="IT", entry="authority-1")
    found = waiting(registry, now() + timedelta(hours=1))
    everybody = {"officer.it": 30, "officer.authority": 30}
    assert found == {"focal.it": everybody, "focal2.it": everybody, "focal.authority": {"officer.authority": 30}}


def test_who_signed_in_within_the_quarter_waits_for_no_word(registry: Registry) -> None:
    open_session(registry.database, **registry.credentials("officer.it"))
    assert waiting(registry, now() + timedelta(days=89)) == {}
    assert waiting(registry, now() + timedelta(days=91))["focal.it"] == {"officer.it": 29}


def test_the_focal_points_word_holds_for_a_quarter(registry: Registry) -> None:
    actor = registry.actor("focal.it")
    with registry.writing() as session:
        found = unconfirmed(session, reader=actor)
        assert [w.account.email for w in found] == [mailbox("officer.it")]
        assert confirm_accounts(session, [w.account.id for w in found], by=actor) == 1
    assert waiting(registry, now() + timedelta(days=89)) == {}
    assert "focal.it" in waiting(registry, now() + timedelta(days=91))


def test_nobody_confirms_another_states_officers_or_anybody_else(registry: Registry) -> None:
    kenyan = registry.actor("officer.ke").id
    for name, account_id in (("focal.it", kenyan), ("focal.it", registry.actor("focal2.it").id), ("focal.it", "nobody")):
        actor = registry.actor(name)
        with pytest.raises(NotFound), registry.writing() as session:
            confirm_accounts(session, [account_id], by=actor)
    for name in ("officer.it", "coordinator.europe", "admin"):
        with pytest.raises(Denied), registry.writing() as session:
            confirm_accounts(session, [kenyan], by=registry.actor(name))


def test_an_officer_lapses_after_the_grace_and_two_reminders_and_not_before(registry: Registry) -> None:
    start = now()
    late = start + timedelta(days=31)
    assert lapsed(registry, late) == []
    remind(registry, "officer.it", start + timedelta(days=10))
    remind(registry, "officer.it", start + timedelta(days=10))
    assert lapsed(registry, late) == []
    remind(registry, "officer.it", start + timedelta(days=20))
    assert lapsed(registry, start + timedelta(days=29)) == []
    assert lapsed(registry, late) == ["officer.it"]
    assert lapsed(registry, late) == []


def test_reminders_of_an_earlier_quarter_do_not_count(registry: Registry) -> None:
    start = now()
    for days in (1, 2):
        remind(registry, "officer.it", start + timedelta(days=days))
    back = start + timedelta(days=3)
    with set_to(lambda: back):
        open_session(registry.database, **registry.credentials("officer.it"))
    assert lapsed(registry, start + timedelta(days=200)) == []


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days=st.integers(0, 400))
def test_without_reminders_nobody_lapses_whatever_the_day(registry: Registry, days: int) -> None:
    assert lapsed(registry, now() + timedelta(days=days)) == []
