"""What helps where nobody can be reached: the roads from home, and of a gap who keeps the State and who is told."""

from __future__ import annotations

from typing import Any

from app.audit.reading import TrailQuery, own_acts
from app.directory.gaps import ask_to_fill_gap
from app.lookup.counterparts.answer import counterparts
from app.lookup.counterparts.own_side import OwnSide
from app.lookup.counterparts.question import Asked, question_of
from app.lookup.counterparts.said import spoken
from tests.cast import Registry
from tests.factories import PHONE, named, phone

NOON, NIGHT = "2026-11-25T11:00:00Z", "2026-11-25T22:00:00Z"
OFFICE_HOURS = {"spans": [{"days": ["mo", "tu", "we", "th", "fr"], "opens": "08:00", "closes": "16:00"}]}


def helped(registry: Registry, who: str = "officer.ke", **asked: Any) -> OwnSide | None:
    """What the answer says of the asker's own side."""
    reader = registry.actor(who)
    with registry.reading() as session:
        return counterparts(session, question_of(Asked(**asked), reader=reader), reader=reader).own_side


def said(found: OwnSide | None) -> list[str]:
    assert found is not None
    return [spoken(each) for each in found.said] + ([spoken(found.asked)] if found.asked else [])


def fill(registry: Registry, state: str) -> None:
    by = registry.actor("officer.ke")
    with registry.writing() as session:
        ask_to_fill_gap(session, state, "mla", by=by)


def test_who_has_asked_reads_who_is_told_and_where_nobody_is_that_nobody_is(registry: Registry) -> None:
    for state, told in (
        ("TN", "You have asked for it. The State’s focal point and the coordinator are told."),
        ("FR", "You have asked for it. The region’s coordinator is told, and fills it while there is no focal point."),
        (
            "TV",
            "You have asked for it. Nobody keeps the entries of this State yet: the request is counted, and the coordinator "
            "fills the gaps that were asked for most.",
        ),
    ):
        before = helped(registry, state=state, function="mla")
        assert before is not None and before.gap and before.asked is None
        fill(registry, state)
        assert said(helped(registry, state=state, function="mla"))[-1] == told
        assert len(said(helped(registry, "officer.it", state=state, function="mla"))) == 2, "of others nothing is told"
    registry.add("focal.tv", role="focal_point", state="TV")
    assert said(helped(registry, state="TV", function="mla"))[-1] == "You have asked for it. The State’s focal point is told."


def test_where_the_office_is_closed_the_roads_from_home_are_shown_but_no_gap(registry: Registry) -> None:
    deciding = {"designations": [{"instrument": "SOM", "article": "10", "function": "som_investigation"}]}
    registry.published(**deciding, hours=OFFICE_HOURS, channels=[phone(PHONE)])
    for number in (1, 2):
        registry.add(f"focal{number}.ke", role="focal_point", state="KE")
    line = phone("+254700000001", always_open=True)
    bureau = registry.published(
        "focal1.ke", "focal2.ke", state="KE", authority_type="interpol_ncb", names=named("Bureau"), channels=[line]
    )
    question = {"state": "IT", "function": "som_investigation", "urgent": "yes"}
    assert helped(registry, **question, at=NOON) is None
    found = helped(registry, **question, at=NIGHT)
    assert found is not None and not found.gap and said(found) == []
    assert [road.entry["id"] for road in found.roads] == [bureau]
    looked = TrailQuery(entry=bureau, kind="counterparts:asked")
    with registry.reading() as session:
        acts, _ = own_acts(session, looked, reader=registry.actor("officer.ke"))
    assert len(acts) == 1, "a road that was shown is on record too"
