"""Coverage counts what a foreign officer can reach, and names what hangs by one thread."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app import clock
from app.access.actor import operator
from app.directory.confirmation import confirm_entry
from app.directory.coverage import FUNCTIONS, Cell, coverage, worst_first
from app.directory.freshness import freshness_state
from app.directory.gaps import ask_to_fill_gap
from app.directory.models import Entry
from app.errors import Denied, Invalid
from tests.cast import Registry
from tests.factories import MAILBOX, PHONE, mail, phone

POSTED = {"posted_to": "mission", "host": "TN", "since": "2020-01-01"}
DUTY = [{"instrument": "SOM", "article": "8.6", "function": "som_by_sea"}]


def italy(registry: Registry, who: str = "focal.it") -> Cell:
    """Italy's cell for smuggling by sea."""
    with registry.reading() as session:
        cells = coverage(session, reader=registry.actor(who))
    return next(cell for cell in cells if (cell.state, cell.function) == ("IT", "som_by_sea"))


def confirmed(registry: Registry, entry_id: str) -> None:
    by = registry.actor("focal.it")
    with registry.writing() as session:
        confirm_entry(session, entry_id, by=by)


def test_an_entry_that_is_hidden_from_others_covers_nothing(registry: Registry) -> None:
    assert italy(registry).verdict == "gap"
    registry.draft(designations=DUTY)
    registry.published(designations=DUTY, marking="TLP:AMBER+STRICT")
    registry.published(designations=DUTY, audience={"kind": "states", "of": ["TN"], "except_states": []})
    registry.published(designations=DUTY, channels=[phone(PHONE), mail(MAILBOX, marking="TLP:AMBER+STRICT")])
    cell = italy(registry)
    assert (cell.confirmed + cell.stale, cell.channels, cell.weak) == (1, 1, ("one_entry", "one_channel"))


def test_overdue_and_not_confirmed_follow_the_clock(registry: Registry) -> None:
    entry_id = registry.published(designations=DUTY)
    assert italy(registry).verdict == "stale"
    confirmed(registry, entry_id)
    assert (italy(registry).verdict, italy(registry).overdue) == ("single", 0)
    for days, verdict, overdue in ((190, "single", 1), (240, "stale", 0)):
        later = clock.now() + timedelta(days=days)
        with clock.set_to(lambda later=later: later):  # type: ignore[misc]
            assert (italy(registry).verdict, italy(registry).overdue) == (verdict, overdue)


def test_a_confirmation_counts_as_long_as_readers_are_told_that_it_holds(registry: Registry) -> None:
    entry_id = registry.published(designations=DUTY)
    confirmed(registry, entry_id)
    told = {"confirmed": (1, 0, 0), "due": (1, 0, 0), "overdue": (1, 0, 1), "not_confirmed": (0, 1, 0)}
    with registry.reading() as session:
        entry = session.get_one(Entry, entry_id)
        session.expunge(entry)
    assert entry.due_at is not None and entry.lapses_at is not None
    seen = set()
    for instant in (clock.now(), entry.due_at, entry.lapses_at):
        for moved in (-1, 0, 1):
            at = instant + timedelta(microseconds=moved)
            with clock.set_to(lambda at=at: at):  # type: ignore[misc]
                cell, state = italy(registry), freshness_state(entry, at)
            assert (cell.confirmed, cell.stale, cell.overdue) == told[state]
            seen.add(state)
    assert seen == set(told)


def test_a_post_whose_holder_has_left_or_whose_posting_has_ended_covers_nothing(registry: Registry) -> None:
    post = {"kind": "prosecutor", "authority_type": None, "specialisations": ["som_by_sea"]}
    registry.published(**post, holder={"names": [{"text": "Esempio Due"}], "until": "2020-01-31"})
    registry.published(kind="liaison_officer", authority_type=None, designations=DUTY, posting={**POSTED, "until": "2020-01-31"})
    assert italy(registry).verdict == "gap"
    registry.published(kind="liaison_officer", authority_type=None, designations=DUTY, posting=POSTED)
    assert (italy(registry).verdict, italy(registry).weak) == ("stale", ("one_entry", "one_person"))


def test_an_ended_designation_takes_its_own_entry_out_of_its_matter_only(registry: Registry) -> None:
    ended = [{**DUTY[0], "valid_until": "2020-01-31"}]
    registry.published(designations=ended)
    assert italy(registry).verdict == "gap"
    registry.published(designations=[*ended, *DUTY])
    registry.published(designations=ended, specialisations=["som_by_sea"])
    registry.published(designations=[*ended, {**DUTY[0], "function": "som_investigation"}])
    assert (italy(registry).stale, italy(registry).channels) == (2, 4)


def test_a_post_of_one_person_is_a_thread_until_there_is_an_office(registry: Registry) -> None:
    registry.published(kind="prosecutor", authority_type=None, specialisations=["som_by_sea"])
    assert italy(registry).weak == ("one_entry", "one_person")
    registry.published(designations=DUTY)
    assert italy(registry).weak == ()


def test_who_sees_which_states(registry: Registry) -> None:
    with registry.reading() as session:
        seen = {
            who: {c.state for c in coverage(session, reader=registry.actor(who))} for who in ("focal.it", "coordinator.europe")
        }
        everything = {c.state for c in coverage(session, reader=operator())}
        africa = {c.state for c in coverage(session, region="002", reader=registry.actor("coordinator.europe"))}
    assert seen["focal.it"] == {"IT"} and africa == set()
    assert {"IT", "FR"} <= seen["coordinator.europe"] < everything and "KE" not in seen["coordinator.europe"]


@pytest.mark.parametrize("who", ["officer.it", "admin", "auditor", "recipient"])
def test_nobody_else_reads_it(registry: Registry, who: str) -> None:
    with pytest.raises(Denied):
        italy(registry, who)


def test_a_region_that_does_not_exist_is_named(registry: Registry) -> None:
    with pytest.raises(Invalid) as refused, registry.reading() as session:
        coverage(session, region="Europe", reader=registry.actor("focal.it"))
    assert [each.field for each in refused.value.errors] == ["region"]


def test_the_worst_stands_first() -> None:
    fine = [Cell("AA", f, 3, 0, channels=5) for f in FUNCTIONS]
    late = [Cell("BB", f, 3, 0, overdue=1, channels=5) for f in FUNCTIONS]
    gaps = [Cell("CC", f, 0, 0) for f in FUNCTIONS]
    stale = [Cell("DD", f, 0, 1, channels=5) for f in FUNCTIONS]
    assert [state for state, _ in worst_first([*fine, *late, *gaps, *stale])] == ["CC", "DD", "BB", "AA"]


def test_gaps_that_were_asked_for_stand_first(registry: Registry) -> None:
    for who, state in (("officer.ke", "MT"), ("officer.it", "MT"), ("officer.ke", "AT")):
        by = registry.actor(who)
        with registry.writing() as session:
            ask_to_fill_gap(session, state, "som_by_sea", by=by)
    with registry.reading() as session:
        rows = worst_first(coverage(session, region="150", reader=registry.actor("coordinator.europe")))
    assert [state for state, _ in rows][:2] == ["MT", "AT"]
    assert {cell.function: cell.asked for cell in rows[0][1]}["som_by_sea"] == 2
