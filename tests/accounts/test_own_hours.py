"""The own clock and working hours: set by oneself, on record, counted for oneself and told to nobody."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlmodel import select

from app.accounts.own_hours import set_own_hours
from app.audit.models import Event, EventPayload
from app.errors import Invalid
from app.lookup.shared_hours import my_hours, shared_minutes
from tests.cast import Registry

WEDNESDAY = datetime(2026, 1, 14, 12, tzinfo=UTC)
ROME = {"spans": [{"days": ["mo", "tu", "we", "th", "fr"], "opens": "08:00", "closes": "16:00"}], "exceptions": []}


def keep(registry: Registry, who: str, zone: str, days: list[str], opens: str, closes: str) -> None:
    with registry.writing() as session:
        set_own_hours(session, zone, days, opens, closes, by=registry.actor(who))


def test_own_hours_and_clock_count_in_place_of_the_usual_ones_of_the_state(registry: Registry) -> None:
    usual = my_hours(registry.actor("officer.ke"), "KE")
    assert (usual.zone, usual.are_own) == ("Africa/Nairobi", False)
    keep(registry, "officer.ke", "Europe/Rome", ["we", "th"], "22:00", "09:00")
    mine = my_hours(registry.actor("officer.ke"), "KE")
    assert (mine.zone, mine.are_own) == ("Europe/Rome", True)
    # The nights that begin on Wednesday and Thursday end in the first hour of the office's next morning.
    assert shared_minutes(ROME, "Europe/Rome", mine.hours, mine.zone, WEDNESDAY) == 2 * 60


def test_who_asks_for_another_state_is_answered_by_the_usual_hours_there(registry: Registry) -> None:
    keep(registry, "officer.ke", "Europe/Rome", ["we"], "22:00", "06:00")
    there = my_hours(registry.actor("officer.ke"), "TN")
    assert (there.zone, there.are_own) == ("Africa/Tunis", False)


def test_the_usual_hours_come_back_when_none_are_said(registry: Registry) -> None:
    keep(registry, "officer.ke", "Europe/Rome", ["we"], "22:00", "06:00")
    keep(registry, "officer.ke", "", [], "", "")
    mine = my_hours(registry.actor("officer.ke"), "KE")
    assert (mine.zone, mine.are_own) == ("Africa/Nairobi", False)


@pytest.mark.parametrize(
    ("zone", "days", "opens", "closes", "fields"),
    [
        ("Atlantis/Capital", [], "", "", {"zone"}),
        ("", ["xx"], "08:00", "16:00", {"days"}),
        ("", [], "08:00", "16:00", {"days"}),
        ("", ["mo"], "", "", {"opens", "closes"}),
        ("", ["mo"], "8:00", "24:00", {"opens", "closes"}),
        ("", ["mo"], "08:00", "08:00", {"closes"}),
    ],
)
def test_hours_that_are_none_are_refused_field_by_field(
    registry: Registry, zone: str, days: list[str], opens: str, closes: str, fields: set[str]
) -> None:
    with pytest.raises(Invalid) as refused:
        keep(registry, "officer.ke", zone, days, opens, closes)
    assert {error.field for error in refused.value.errors} == fields
    assert not my_hours(registry.actor("officer.ke"), "KE").are_own


def test_the_trail_says_that_hours_were_set_and_not_which(registry: Registry) -> None:
    keep(registry, "officer.ke", "Europe/Rome", ["we"], "22:00", "06:00")
    with registry.reading() as session:
        (event,) = [each for each in session.exec(select(Event)) if each.kind == "hours:set"]
        told = " ".join(str(each.payload) for each in session.exec(select(EventPayload)))
        assert event.actor_id == registry.actor("officer.ke").id and "22:00" not in told and "Europe/Rome" not in told
