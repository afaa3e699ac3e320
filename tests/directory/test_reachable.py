"""Offices on the road: a line that the reader may not have puts no office on it, and a post is there from its first day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from app.clock import now, today
from app.directory import reachable
from app.directory.reachable import has_counterpart, offices_between, offices_in_region, offices_of
from app.errors import Invalid
from tests.cast import Registry
from tests.factories import PHONE, phone

SIXTY_ONE = "+390000000061"


def on_the_road(registry: Registry, who: str, function: str = "som_by_sea") -> list[str]:
    with registry.reading() as session:
        offices = offices_of(session, ["IT"], [function], now(), reader=registry.actor(who))
    return [office.card["id"] for office in offices]


def test_an_open_line_that_the_reader_may_not_have_puts_no_office_on_the_road(registry: Registry) -> None:
    drugs = {"instrument": "UN1988", "article": "17", "function": "law_enforcement_cooperation"}
    night = phone(SIXTY_ONE, always_open=True, marking="TLP:AMBER+STRICT")
    office = registry.published(designations=[drugs], channels=[phone(PHONE, always_open=False), night])
    assert on_the_road(registry, "officer.ke") == [], "else its card would tell of the line"
    assert on_the_road(registry, "focal.it") == [office]
    assert on_the_road(registry, "officer.ke", "law_enforcement_cooperation") == [office]


def test_who_decides_is_a_counterpart_and_who_only_passes_on_is_none(registry: Registry) -> None:
    forwards: dict[str, Any] = {"instrument": "SOM", "article": "8.6", "function": "som_by_sea", "role": "forwarding"}
    registry.published(designations=[forwards])
    reader = registry.actor("officer.ke")
    with registry.reading() as session:
        assert not has_counterpart(session, "IT", "som_by_sea", reader=reader)
    registry.published(designations=[{**forwards, "role": "competent"}])
    with registry.reading() as session:
        assert has_counterpart(session, "IT", "som_by_sea", reader=reader)


def test_a_liaison_officer_links_two_states_from_the_first_day_of_the_posting(registry: Registry) -> None:
    first = today() + timedelta(days=3)
    posting = {"host": "KE", "posted_to": "mission", "since": first.isoformat()}
    post = registry.published(kind="liaison_officer", authority_type=None, posting=posting)

    def linking(days: int) -> list[str]:
        at = now() + timedelta(days=days)
        with registry.reading() as session:
            offices = offices_between(session, "KE", "IT", [], at, reader=registry.actor("officer.ke"))
        return [office.card["id"] for office in offices]

    assert (linking(2), linking(3)) == ([], [post])


def test_a_region_with_too_many_offices_is_refused_before_they_are_read(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry.published(), registry.published()
    monkeypatch.setattr(reachable, "MOST_WEIGHED", 2)
    with registry.reading() as session:
        assert len(offices_in_region(session, ["IT", "TN"], [], now(), reader=registry.actor("officer.ke"))) == 2
        monkeypatch.setattr(reachable, "MOST_WEIGHED", 1)
        with pytest.raises(Invalid) as refused:
            offices_in_region(session, ["IT", "TN"], [], now(), reader=registry.actor("officer.ke"))
    assert refused.value.errors[0].field == "region"
