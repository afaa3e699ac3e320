"""A designation or posting counts on its days only: in cards, look-ups, coverage and exports, as it does for who is called."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from app.clock import now, set_to, today
from app.directory.confirmation import confirm_entry
from app.directory.coverage import coverage
from app.directory.export import exported_cards
from app.directory.find import EntryQuery, find_entries
from app.directory.reading import whole_entry
from app.directory.validity import in_force
from tests.cast import Registry
from tests.factories import MAILBOX, mail

SEA: dict[str, Any] = {"instrument": "SOM", "article": "8.6", "function": "som_by_sea"}
ENDED = {"valid_until": "2020-01-31"}
TO_COME = {"valid_from": "2999-01-31"}
OFFICER: dict[str, Any] = {"kind": "liaison_officer", "authority_type": None}


def designated(**window: str) -> dict[str, Any]:
    return {"designations": [{**SEA, **window}]}


def found(registry: Registry, who: str = "officer.ke", **query: str) -> list[str]:
    with registry.reading() as session:
        return [card["id"] for card in find_entries(session, EntryQuery(**query), reader=registry.actor(who)).items]


def functions(registry: Registry, entry_id: str, who: str) -> list[str]:
    """The functions of the designations that this reader sees on the opened entry."""
    with registry.reading() as session:
        card = whole_entry(session, entry_id, purpose="test", case_ref="pending", reader=registry.actor(who)).card
    return [each["function"] for each in card["designations"]]


def verdict(registry: Registry) -> str:
    with registry.reading() as session:
        cells = coverage(session, reader=registry.actor("focal.it"))
    return next(cell.verdict for cell in cells if (cell.state, cell.function) == ("IT", "som_by_sea"))


@pytest.mark.parametrize("window", [ENDED, TO_COME])
def test_outside_its_days_a_designation_is_seen_by_who_works_on_the_entry_only(
    registry: Registry, window: dict[str, str]
) -> None:
    entry_id = registry.published(designations=[{**SEA, **window}, {**SEA, "article": "10", "function": "som_investigation"}])
    assert functions(registry, entry_id, "officer.ke") == ["som_investigation"]
    for who in ("focal.it", "coordinator.europe"):
        assert functions(registry, entry_id, who) == ["som_by_sea", "som_investigation"]
    assert found(registry, function="som_by_sea") == []
    assert found(registry, function="som_investigation") == [entry_id]
    assert verdict(registry) == "gap"


def test_both_named_days_belong_to_a_designation(registry: Registry) -> None:
    day = today()
    entry_id = registry.published(**designated(valid_from=day.isoformat(), valid_until=day.isoformat()))
    assert found(registry, function="som_by_sea") == [entry_id]
    by = registry.actor("focal.it")
    with registry.writing() as session:
        confirm_entry(session, entry_id, by=by)
    assert verdict(registry) == "single"
    for days in (-1, 1):
        assert in_force([{**SEA, "valid_from": day.isoformat(), "valid_until": day.isoformat()}], day + timedelta(days)) == []


def test_of_two_designations_for_one_function_one_that_holds_is_enough(registry: Registry) -> None:
    registry.published(designations=[{**SEA, **ENDED}, {**SEA, "instrument": "NATIONAL", "article": None}])
    assert len(found(registry, function="som_by_sea")) == 1 and verdict(registry) == "stale"


def test_who_works_on_a_matter_needs_no_designation_that_holds(registry: Registry) -> None:
    post = {"kind": "prosecutor", "authority_type": None, "specialisations": ["som_by_sea"]}
    entry_id = registry.published(**post, designations=[{**SEA, **ENDED}])
    assert found(registry, function="som_by_sea") == [entry_id] and verdict(registry) == "stale"


@pytest.mark.parametrize(
    ("window", "shown"),
    [({"until": ENDED["valid_until"]}, False), ({"since": TO_COME["valid_from"]}, False), ({"until": "2999-01-31"}, True)],
)
def test_a_posting_is_found_at_its_host_and_covers_only_on_its_days(
    registry: Registry, window: dict[str, str], shown: bool
) -> None:
    entry_id = registry.published(**OFFICER, **designated(), posting={"host": "TN", "posted_to": "mission", **window})
    assert found(registry, host="TN") == ([entry_id] if shown else [])
    assert found(registry, state="IT") == [entry_id], "the post's page stays"
    assert verdict(registry) == ("stale" if shown else "gap")


def test_a_post_whose_holder_has_left_covers_nothing(registry: Registry) -> None:
    left = {"names": [{"text": "Esempio Uno"}], "until": ENDED["valid_until"]}
    registry.published(kind="prosecutor", authority_type=None, specialisations=["som_by_sea"], holder=left)
    assert verdict(registry) == "gap"


def test_an_entry_outside_its_days_covers_nothing(registry: Registry) -> None:
    registry.published(**designated(), **ENDED)
    assert verdict(registry) == "gap"


def test_an_export_holds_what_holds_on_its_day(registry: Registry) -> None:
    consent = {"consents": [{"recipient": "sherloc", "up_to": "TLP:GREEN"}]}
    from_tomorrow = designated(valid_from=(today() + timedelta(days=1)).isoformat())
    registry.published(**from_tomorrow, **consent, channels=[{**mail(MAILBOX), "contexts": ["routine"]}])

    def exported() -> list[int]:
        with registry.reading() as session:
            return [len(card["designations"]) for card in exported_cards(session, reader=registry.actor("recipient"))]

    assert exported() == [0]
    at = now() + timedelta(days=2)
    with set_to(lambda: at):
        assert exported() == [1]
