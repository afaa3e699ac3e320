"""The hours of a language: each cell is what the rules of opening say, for lines that the reader may have."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.clock import now
from app.directory import reachable
from app.errors import Denied, Invalid
from app.lookup.hours import is_open
from app.lookup.hours_json import hours_from
from app.lookup.week import LanguageWeek, language_week
from tests.cast import Registry
from tests.factories import mail, phone

FRENCH = [{"tag": "fr", "level": "C1", "use": ["spoken"]}]
OFFICE = {"spans": [{"days": ["mo", "tu", "we", "th", "fr"], "opens": "08:30", "closes": "16:00"}], "exceptions": []}
WEDNESDAY = datetime(2026, 11, 25, 3, 10, tzinfo=UTC)


def week(
    registry: Registry, who: str = "officer.ke", language: str = "fr", region: str = "001", zone: str = "Africa/Nairobi"
) -> LanguageWeek:
    with registry.reading() as session:
        return language_week(session, language, region=region, zone=zone, at=WEDNESDAY, reader=registry.actor(who))


def french(registry: Registry, **changed: Any) -> str:
    data = {"languages": FRENCH, "hours": OFFICE, "channels": [phone("+390000000001"), mail("ops@coastguard.example")], **changed}
    return registry.published(**data)


def test_each_hour_counts_who_is_open_in_its_middle_on_the_readers_clock(registry: Registry) -> None:
    french(registry)
    found = week(registry)
    assert found.monday == datetime(2026, 11, 23, tzinfo=ZoneInfo("Africa/Nairobi"))
    for day in range(7):
        for hour in range(24):
            instant = (found.monday + timedelta(days=day, hours=hour, minutes=30)).astimezone(UTC)
            assert found.cells[day][hour] == int(is_open(hours_from(OFFICE), "Europe/Rome", instant)), (day, hour)
    assert (found.entries, found.unknown, found.most) == (1, 0, 1)
    assert found.silent == 168 - 5 * 8  # 08:30 is the middle of its hour: it counts


def test_a_line_that_never_closes_fills_the_week(registry: Registry) -> None:
    french(registry, channels=[phone("+390000000001", always_open=True)])
    assert week(registry).silent == 0


def test_who_states_no_hours_is_in_no_cell_and_is_said(registry: Registry) -> None:
    french(registry, hours=None)
    found = week(registry)
    assert (found.entries, found.unknown, found.most, found.silent) == (1, 1, 0, 168)


def test_only_telephones_speak(registry: Registry) -> None:
    french(registry, channels=[mail("ops@coastguard.example")])
    assert week(registry).entries == 0


def test_a_language_accepted_in_writing_only_is_not_spoken(registry: Registry) -> None:
    french(registry, languages=[{"tag": "fr", "use": ["written"]}])
    assert week(registry).entries == 0


def test_a_line_with_languages_of_its_own_speaks_those_only(registry: Registry) -> None:
    french(registry, channels=[phone("+390000000001", languages=["it"])])
    assert week(registry).entries == 0


def test_a_line_that_the_reader_may_not_have_fills_no_hour(registry: Registry) -> None:
    strict = phone("+390000000002", marking="TLP:AMBER+STRICT", always_open=True)
    french(registry, channels=[phone("+390000000001", languages=["it"]), strict])
    assert week(registry).entries == 0
    assert week(registry, "focal.it").silent == 0


def test_an_entry_that_the_reader_may_not_know_of_fills_no_hour(registry: Registry) -> None:
    french(registry, marking="TLP:AMBER+STRICT")
    assert week(registry).entries == 0
    assert week(registry, "coordinator.europe").entries == 1


def test_a_region_narrows(registry: Registry) -> None:
    french(registry)
    assert week(registry, region="150").entries == 1
    assert week(registry, region="002").entries == 0


@pytest.mark.parametrize(("asked", "field"), [({"language": "no language"}, "language"), ({"region": "999"}, "region")])
def test_a_wrong_question_is_refused_by_name(registry: Registry, asked: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        week(registry, **asked)
    assert [each.field for each in refused.value.errors] == [field]


def test_too_many_entries_ask_for_a_smaller_region(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reachable, "MOST_SPEAKING", 0)
    french(registry)
    with pytest.raises(Invalid, match="cannot be counted") as refused:
        week(registry)
    assert refused.value.errors[0].field == "region"


@pytest.mark.parametrize("who", ["auditor", "admin", "recipient"])
def test_who_is_given_no_lines_gets_no_hours(registry: Registry, who: str) -> None:
    with pytest.raises(Denied):
        week(registry, who)


def test_the_look_is_on_record(registry: Registry) -> None:
    entry_id = french(registry)
    week(registry)
    rows = registry.client("auditor").get(f"/api/v1/audit?entry={entry_id}&kind=entries:listed").json()["items"]
    assert [row["state"] for row in rows] == ["KE"] and rows[0]["at"][:10] == now().date().isoformat()
