"""Communication tests: who may run one, what a click proves, and who sees whose response times."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from app import clock
from app.access.actor import operator
from app.accounts.membership import suspend_account
from app.directory.drill_models import DrillCall
from app.directory.drill_results import DrillCard, Results, drills, figures, results
from app.directory.drills import (
    DrillForm,
    acknowledge,
    call_of_link,
    cancel_drill,
    note_called,
    post_of_link,
    schedule_drill,
    start_due_drills,
)
from app.errors import Conflict, Denied, Invalid, NotFound
from app.lookup.office_hours import open_by
from app.outbox.models import Letter
from tests.cast import Registry
from tests.directory.asking import seen
from tests.factories import MAILBOX, PHONE, mail, phone


def scheduled(registry: Registry, form: DrillForm | None = None, who: str = "coordinator.europe") -> str:
    by = registry.actor(who)
    with registry.writing() as session:
        return schedule_drill(session, form or DrillForm(), open_by=open_by, by=by)


def started(registry: Registry) -> int:
    with registry.writing() as session:
        return start_due_drills(session, open_by=open_by, by=operator())


def letters(registry: Registry) -> list[tuple[str, str, str]]:
    """(to, subject, body) of the letters of tests."""
    with registry.reading() as session:
        found = session.exec(select(Letter).where(Letter.occasion.startswith("drill:"))).all()  # type: ignore[attr-defined]
        return [(each.to, each.subject, each.body) for each in found]


def token(body: str) -> str:
    found = re.search(r"/drill\?link=(\S+)", body)
    assert found is not None
    return found[1]


def answer(registry: Registry, body: str) -> None:
    with registry.writing() as session:
        acknowledge(session, token(body), by=post_of_link(session, token(body)))


def shown(registry: Registry, drill: str, who: str) -> Results:
    with registry.reading() as session:
        return results(session, drill, reader=registry.actor(who))


def listed(registry: Registry, who: str) -> list[DrillCard]:
    with registry.reading() as session:
        return list(drills(session, reader=registry.actor(who)))


def test_a_click_counts_as_tested_and_is_good_once(registry: Registry) -> None:
    entry_id = registry.published()
    scheduled(registry)
    assert (started(registry), started(registry)) == (1, 0)
    ((to, subject, body),) = letters(registry)
    assert to == MAILBOX and subject.startswith("TEST") and "communication test" in body
    assert MAILBOX not in body and PHONE not in body
    with registry.reading() as session:
        assert call_of_link(session, token(body), reader=post_of_link(session, token(body))).entry == entry_id
    answer(registry, body)
    tested = seen(registry, entry_id)["channels"][1]
    assert (tested["tested_at"] is not None, tested["tested_how"], tested["confirmed_at"]) == (True, "drill", None)
    with pytest.raises(NotFound):
        answer(registry, body)


def test_after_its_end_a_test_is_not_answered(registry: Registry) -> None:
    entry_id = registry.published()
    drill = scheduled(registry, DrillForm(hours=2))
    started(registry)
    later = clock.now() + timedelta(hours=2, minutes=1)
    with clock.set_to(lambda: later):
        with pytest.raises(NotFound):
            answer(registry, letters(registry)[0][2])
        by = registry.actor("focal.it")
        with pytest.raises(Conflict), registry.writing() as session:
            note_called(session, drill, entry_id, by=by)


def test_red_and_what_the_coordinator_may_not_see_is_not_written_to(registry: Registry) -> None:
    reader = registry.actor("focal.it").id
    red = mail("red@coastguard.example", marking="TLP:RED", readers=[reader])
    registry.published(channels=[phone(PHONE), red, mail("strict@coastguard.example", marking="TLP:AMBER+STRICT")])
    registry.draft(channels=[mail("draft@coastguard.example")])
    registry.published("focal.tn", "focal2.tn", state="TN", channels=[mail("ops@tn.example")])
    scheduled(registry)
    started(registry)
    assert [to for to, _, _ in letters(registry)] == ["strict@coastguard.example"]


def test_one_function_only(registry: Registry) -> None:
    duty = [{"instrument": "SOM", "article": "8.6", "function": "som_by_sea"}]
    registry.published()
    registry.published(designations=duty, channels=[mail("sea@coastguard.example")])
    scheduled(registry, DrillForm(function="som_by_sea"))
    started(registry)
    assert [to for to, _, _ in letters(registry)] == ["sea@coastguard.example"]


@pytest.mark.parametrize("who", ["officer.it", "focal.it", "admin", "auditor"])
def test_only_coordinators_run_tests(registry: Registry, who: str) -> None:
    with pytest.raises(Denied):
        scheduled(registry, who=who)


def test_a_coordinator_runs_tests_in_the_own_region_only(registry: Registry) -> None:
    assert scheduled(registry, DrillForm(region="039"))
    for region in ("002", "001"):
        with pytest.raises(Denied):
            scheduled(registry, DrillForm(region=region))
    with pytest.raises(Denied):
        scheduled(registry, DrillForm(region="150"), who="coordinator.rabat")
    assert scheduled(registry, who="coordinator.rabat")


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (DrillForm(region="IT"), "region"),
        (DrillForm(function="fishing"), "function"),
        (DrillForm(hours=0), "hours"),
        (DrillForm(hours=73), "hours"),
        (DrillForm(starts_at=datetime.fromisoformat("2020-01-01T00:00:00Z")), "starts_at"),
    ],
)
def test_what_makes_no_sense_is_named(registry: Registry, form: DrillForm, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        scheduled(registry, form)
    assert [each.field for each in refused.value.errors] == [field]


def test_nobody_is_warned_of_a_test_to_come_and_it_starts_when_its_time_has_come(registry: Registry) -> None:
    registry.published()
    drill = scheduled(registry, DrillForm(starts_at=clock.now() + timedelta(hours=3), out_of_hours=True))
    assert started(registry) == 0
    assert [card.state for card in listed(registry, "coordinator.europe")] == ["planned"]
    for who in ("focal.it", "officer.ke", "coordinator.rabat"):
        assert listed(registry, who) == []
        with pytest.raises(NotFound):
            shown(registry, drill, who)
    later = clock.now() + timedelta(hours=5)
    with clock.set_to(lambda: later):
        assert started(registry) == 1
        (card,) = listed(registry, "focal.it")
        assert (card.state, card.ends_at) == ("running", later + timedelta(hours=24))


def test_a_cancelled_test_writes_to_nobody_and_a_started_one_is_not_cancelled(registry: Registry) -> None:
    registry.published()
    first, second = scheduled(registry), scheduled(registry)
    by, other = registry.actor("coordinator.europe"), registry.actor("coordinator.rabat")
    with pytest.raises(NotFound), registry.writing() as session:
        cancel_drill(session, first, by=other)
    with registry.writing() as session:
        cancel_drill(session, first, by=by)
    assert started(registry) == 1
    with pytest.raises(Conflict), registry.writing() as session:
        cancel_drill(session, second, by=by)


def test_a_test_falls_with_its_author(registry: Registry) -> None:
    registry.published()
    registry.add("coordinator2", role="coordinator", region="150")
    scheduled(registry, who="coordinator2")
    with registry.writing() as session:
        suspend_account(session, "coordinator2@demo.example", by=operator())
    assert started(registry) == 0


def test_a_keepers_word_is_an_answer_but_no_test(registry: Registry) -> None:
    entry_id = registry.published()
    drill = scheduled(registry)
    started(registry)
    for who in ("focal.tn", "officer.it", "coordinator.europe"):
        with pytest.raises((Denied, NotFound)), registry.writing() as session:
            note_called(session, drill, entry_id, by=registry.actor(who))
    by = registry.actor("focal.it")
    with registry.writing() as session:
        note_called(session, drill, entry_id, by=by)
    own = shown(registry, drill, "focal.it").own
    assert own is not None and (own.asked, own.answered) == (1, 1)
    assert [c["tested_at"] for c in seen(registry, entry_id)["channels"]] == [None, None]


def test_response_times_of_a_state_are_for_that_state_and_the_aggregate_needs_five(registry: Registry) -> None:
    states = ("IT", "FR", "DE", "ES", "PT")
    for state in states[1:]:
        for number in (1, 2):
            registry.add(f"focal{number}.{state.lower()}", role="focal_point", state=state)
    first = registry.published()
    for state in states[1:4]:
        keepers = (f"focal1.{state.lower()}", f"focal2.{state.lower()}")
        registry.published(*keepers, state=state, channels=[mail(f"ops@{state.lower()}.example")])
    four = scheduled(registry, DrillForm(hours=24))
    started(registry)
    registry.published("focal1.pt", "focal2.pt", state="PT", channels=[mail("ops@pt.example")])
    five = scheduled(registry, DrillForm(hours=24))
    started(registry)
    begun = clock.now()
    with clock.set_to(lambda: begun + timedelta(minutes=30)):
        answer(registry, letters(registry)[-5][2])
        assert shown(registry, five, "focal.it").overall is None
    with clock.set_to(lambda: begun + timedelta(hours=25)):
        assert (shown(registry, four, "focal.it").overall, shown(registry, four, "focal.it").too_few) == (None, True)
        for who in ("officer.ke", "coordinator.europe"):
            told = shown(registry, five, who)
            assert (told.own, told.own_calls) == (None, ())
            assert told.overall is not None and (told.overall.asked, told.overall.answered) == (5, 1)
            assert told.overall.within_1_hour == 0.2 and told.overall.median_minutes is not None
        italy = shown(registry, five, "officer.it")
        assert [call.entry for call in italy.own_calls] == [first]


@pytest.mark.parametrize("who", ["admin", "auditor", "recipient"])
def test_who_is_no_practitioner_reads_no_results(registry: Registry, who: str) -> None:
    drill = scheduled(registry)
    with pytest.raises(Denied):
        shown(registry, drill, who)
    with pytest.raises(Denied):
        listed(registry, who)


WEEKDAYS = {"spans": [{"days": ["mo", "tu", "we", "th", "fr"], "opens": "08:00", "closes": "16:00"}]}
NOON, NIGHT = (datetime.fromisoformat(f"2026-11-25T{hour}:00:00Z") for hour in (11, 22))
"""A Wednesday: within office hours in Rome, and outside them."""


def test_a_test_out_of_hours_cannot_be_scheduled_for_the_office_hours_of_all(registry: Registry) -> None:
    registry.published(hours=WEEKDAYS)
    with clock.set_to(lambda: NOON - timedelta(days=1)):
        with pytest.raises(Invalid) as refusal:
            scheduled(registry, DrillForm(starts_at=NOON, out_of_hours=True))
        assert [each.field for each in refusal.value.errors] == ["starts_at"]
        scheduled(registry, DrillForm(starts_at=NIGHT, out_of_hours=True))
        scheduled(registry, DrillForm(starts_at=NOON))


def test_a_test_out_of_hours_writes_to_no_office_that_is_open_when_it_starts(registry: Registry) -> None:
    kept_apart = {"spans": [{"days": ["we"], "opens": "22:00", "closes": "02:00"}]}
    registry.published(hours=WEEKDAYS)
    registry.published(hours=kept_apart, channels=[mail("night@office.example")])
    own_hours = {**mail("desk@office.example"), "hours": kept_apart}
    registry.published(hours=WEEKDAYS, channels=[own_hours])
    registry.published(channels=[mail("unstated@office.example")])
    with clock.set_to(lambda: NOON):
        scheduled(registry, DrillForm(starts_at=NIGHT, out_of_hours=True))
    with clock.set_to(lambda: NIGHT):
        assert started(registry) == 2
    assert {to for to, _, _ in letters(registry)} == {MAILBOX, "unstated@office.example"}


def test_a_test_for_a_function_writes_to_nobody_whose_designation_has_ended(registry: Registry) -> None:
    ended = {"instrument": "SOM", "article": "8.6", "function": "som_by_sea", "valid_until": "2026-01-31"}
    registry.published(designations=[ended])
    scheduled(registry, DrillForm(function="som_by_sea"))
    assert started(registry) == 0


def test_the_figures() -> None:
    at = datetime.fromisoformat("2026-11-24T00:00:00Z")
    about = {"id": "1", "drill_id": "d", "entry_id": "e", "state": "IT", "channel_id": "c", "digest": "d", "sent_at": at}
    times = [at + timedelta(minutes=minutes) for minutes in (10, 60, 120, 1500)]
    told = figures([DrillCall.model_validate(about | {"answered_at": time}) for time in (*times, None)])
    assert (told.asked, told.answered, told.median_minutes, told.within_1_hour, told.within_24_hours) == (5, 4, 90.0, 0.4, 0.6)
    assert figures([]).median_minutes is None
