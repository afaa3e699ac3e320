"""What nobody confirms is hidden in the end - but never the last that can be reached, and never from its keepers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.access.actor import operator
from app.clock import now, set_to
from app.directory.confirmation import confirm_entry
from app.directory.coverage import coverage
from app.directory.entries import withdraw_entry
from app.directory.export import exported_cards
from app.directory.find import EntryQuery, find_entries
from app.directory.hiding import settle_lapsed
from app.errors import Denied, NotFound
from tests.cast import Registry
from tests.directory.asking import kinds, seen
from tests.factories import PHONE, mail, named, phone

SOM = [{"instrument": "SOM", "article": "8.6", "function": "som_by_sea"}]
MLA = [{"instrument": "UNTOC", "article": "18.13", "function": "mla"}]
GONE = 12 * 31 + 3 * 31 + 3 * 31
"""Days after which every authority's entry has lapsed for three months."""


def office(registry: Registry, name: str, *, confirmed: bool = True, **changed: object) -> str:
    """A published office, open in the day only; its line is not always open, so it falls due after a year."""
    fields = {"names": named(name), "channels": [phone(PHONE)], "designations": SOM, **changed}
    entry_id = registry.published(**fields)
    if confirmed:
        by = registry.actor("focal.it")
        with registry.writing() as session:
            confirm_entry(session, entry_id, by=by)
    return entry_id


def settle(registry: Registry, days: float) -> tuple[int, int]:
    at = now() + timedelta(days=days)
    with set_to(lambda: at), registry.writing() as session:
        return settle_lapsed(session, by=operator())


def found(registry: Registry, who: str, days: float = GONE) -> list[str]:
    """The names that a reader's look-up gives on that day."""
    at = now() + timedelta(days=days)
    reader = registry.actor(who)
    with set_to(lambda: at), registry.reading() as session:
        return [item["names"][0]["text"] for item in find_entries(session, EntryQuery(state="IT"), reader=reader).items]


def test_an_entry_that_nobody_ever_confirmed_lapses_after_its_publication_like_any_other(registry: Registry) -> None:
    never = office(registry, "Never", confirmed=False)
    with set_to(lambda at=now() + timedelta(days=300): at):
        office(registry, "Kept")
    for days, status in ((13 * 31, "published"), (16 * 31, "not_confirmed")):
        with set_to(lambda at=now() + timedelta(days=days): at):
            card = seen(registry, never)
        assert (card["status"], card["freshness"]["state"]) == (status, "never")
    assert settle(registry, GONE - 40) == (0, 0)
    assert settle(registry, GONE) == (1, 0) and found(registry, "officer.ke") == ["Kept"]


def test_a_lapsed_entry_is_hidden_from_readers_three_months_after_its_grace_and_stays_for_its_keepers(registry: Registry) -> None:
    office(registry, "Old")
    with set_to(lambda at=now() + timedelta(days=200): at):
        office(registry, "Fresh")
    assert settle(registry, GONE - 40) == (0, 0)
    assert found(registry, "officer.ke") == ["Fresh", "Old"]
    assert settle(registry, GONE) == (1, 0)
    assert settle(registry, GONE) == (0, 0)
    for who in ("officer.ke", "officer.it", "admin", "focal.tn"):
        assert found(registry, who) == ["Fresh"]
    for who in ("focal.it", "coordinator.europe"):
        assert found(registry, who) == ["Fresh", "Old"]
    assert kinds(registry)[-1] == "entry:lapsed"


def test_list_and_opening_agree_on_what_is_hidden(registry: Registry) -> None:
    old = office(registry, "Old")
    with set_to(lambda at=now() + timedelta(days=200): at):
        office(registry, "Fresh")
    settle(registry, GONE)
    with pytest.raises(NotFound):
        seen(registry, old, "officer.ke")
    assert seen(registry, old, "focal.it")["freshness"]["hidden_since"]


def test_of_two_that_lapse_the_one_that_was_confirmed_last_stays(registry: Registry) -> None:
    office(registry, "Older")
    with set_to(lambda at=now() + timedelta(days=3): at):
        office(registry, "Newer")
    assert settle(registry, GONE + 30) == (1, 0)
    assert found(registry, "officer.ke", GONE + 30) == ["Newer"]


def test_the_last_one_of_a_state_and_function_stays_and_says_that_it_is_not_confirmed(registry: Registry) -> None:
    entry_id = office(registry, "Only")
    assert settle(registry, GONE + 500) == (0, 0)
    with set_to(lambda at=now() + timedelta(days=GONE + 500): at):
        card = seen(registry, entry_id, "officer.ke")
    assert (card["status"], card["freshness"]["state"], len(card["channels"])) == ("not_confirmed", "not_confirmed", 1)


def test_an_entry_is_kept_for_any_one_of_its_functions(registry: Registry) -> None:
    office(registry, "Both", designations=[*SOM, *MLA])
    with set_to(lambda at=now() + timedelta(days=200): at):
        office(registry, "Fresh")
    assert settle(registry, GONE) == (0, 0)


def test_an_entry_without_a_function_or_that_no_foreigner_reaches_anyway_is_no_last_one(registry: Registry) -> None:
    office(registry, "No function", designations=[])
    office(registry, "Own State only", marking="TLP:AMBER+STRICT")
    office(registry, "Only strict lines", channels=[phone(PHONE, marking="TLP:AMBER+STRICT")])
    assert settle(registry, GONE) == (3, 0)


def test_when_the_other_one_goes_the_hidden_one_comes_back(registry: Registry) -> None:
    office(registry, "Old")
    with set_to(lambda at=now() + timedelta(days=200): at):
        fresh = office(registry, "Fresh")
    settle(registry, GONE)
    by = registry.actor("focal.it")
    with registry.writing() as session:
        withdraw_entry(session, fresh, 2, by=by)
    assert settle(registry, GONE) == (0, 1)
    assert found(registry, "officer.ke") == ["Old"]
    assert settle(registry, GONE) == (0, 0)


def test_of_two_hidden_ones_only_the_fresher_comes_back(registry: Registry) -> None:
    for number, name in enumerate(("Oldest", "Old")):
        with set_to(lambda at=now() + timedelta(days=number): at):
            office(registry, name)
    with set_to(lambda at=now() + timedelta(days=200): at):
        fresh = office(registry, "Fresh")
    assert settle(registry, GONE + 30) == (2, 0)
    by = registry.actor("focal.it")
    with registry.writing() as session:
        withdraw_entry(session, fresh, 2, by=by)
    assert settle(registry, GONE + 30) == (0, 1)
    assert found(registry, "officer.ke", GONE + 30) == ["Old"]


def test_confirming_shows_it_again_at_once(registry: Registry) -> None:
    old = office(registry, "Old")
    with set_to(lambda at=now() + timedelta(days=200): at):
        office(registry, "Fresh")
    settle(registry, GONE)
    by = registry.actor("focal.it")
    with set_to(lambda at=now() + timedelta(days=GONE): at), registry.writing() as session:
        confirm_entry(session, old, by=by)
    assert found(registry, "officer.ke") == ["Fresh", "Old"]


def test_confirming_one_channel_does_not_show_the_entry_again(registry: Registry) -> None:
    old = office(registry, "Old", channels=[phone(PHONE), mail("x@coastguard.example")])
    with set_to(lambda at=now() + timedelta(days=200): at):
        office(registry, "Fresh")
    settle(registry, GONE)
    by, first = registry.actor("focal.it"), seen(registry, old)["channels"][0]["id"]
    with registry.writing() as session:
        confirm_entry(session, old, [first], by=by)
    assert found(registry, "officer.ke") == ["Fresh"]


def test_an_edition_has_what_stays_as_not_confirmed_and_nothing_of_what_is_hidden(registry: Registry) -> None:
    consented = {"consents": [{"recipient": "sherloc", "up_to": "TLP:GREEN"}]}
    office(registry, "Old", **consented)
    with set_to(lambda at=now() + timedelta(days=3): at):
        office(registry, "Newer", **consented)
    settle(registry, GONE + 30)
    reader = registry.actor("recipient")
    with set_to(lambda at=now() + timedelta(days=GONE + 30): at), registry.reading() as session:
        told = [(card["names"][0]["text"], card["status"]) for card in exported_cards(session, reader=reader)]
    assert told == [("Newer", "not_confirmed")]


def test_only_the_operator_settles(registry: Registry) -> None:
    by = registry.actor("coordinator.europe")
    with pytest.raises(Denied), registry.writing() as session:
        settle_lapsed(session, by=by)


CELLS = ("som_by_sea", "mla")


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_hiding_never_opens_a_gap(registry: Registry, data: st.DataObject) -> None:
    """Whatever the offices do and whenever they were confirmed: a function that was reachable before the job is so after."""
    count = data.draw(st.integers(1, 3))
    for number in range(count):
        duties = data.draw(st.sampled_from([SOM, MLA, [*SOM, *MLA], []]))
        with set_to(lambda at=now() + timedelta(days=data.draw(st.integers(0, 400))): at):
            office(registry, f"Office {number}", designations=duties)
    day = data.draw(st.integers(300, 1200))
    before = _reachable(registry)
    settle(registry, day)
    assert _reachable(registry) == before


def _reachable(registry: Registry) -> set[tuple[str, str]]:
    with registry.reading() as session:
        cells = coverage(session, region="039", reader=operator())
    return {(cell.state, cell.function) for cell in cells if cell.verdict != "gap"}
