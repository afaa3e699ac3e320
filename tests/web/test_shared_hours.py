"""An entry's page says how long both offices are open together, by the working days of the reader's own State."""

from __future__ import annotations

import pytest

from tests.cast import Registry, cast_url, registry, registry_with
from tests.factories import phone
from tests.lookup.worked_cases.test_worked_cases import browser

__all__ = ["cast_url", "registry", "registry_with"]


@pytest.mark.parametrize(("state", "days"), [("EG", "Sunday to Thursday"), ("IT", "Monday to Friday")])
def test_a_reader_with_another_weekend_reads_its_own_working_days(registry: Registry, state: str, days: str) -> None:
    hours = {"spans": [{"days": ["mo", "tu"], "opens": "08:00", "closes": "12:30"}], "exceptions": []}
    entry_id = registry.published(hours=hours, marking="TLP:CLEAR")
    registry.add("reader", role="officer", state=state)
    page = browser(registry, "reader").get(f"/entries/{entry_id}").text
    assert f"taking yours as {days}, 9 to 17." in page


def test_a_reader_who_has_set_own_hours_is_told_how_long_they_are_shared(registry: Registry) -> None:
    hours = {"spans": [{"days": ["mo", "tu"], "opens": "08:00", "closes": "12:30"}], "exceptions": []}
    about = {"hours": hours, "time_zone": "Europe/Rome", "marking": "TLP:CLEAR"}
    entry_id = registry.published(channels=[phone("+390000000071")], **about)
    registry.add("reader", role="officer", state="IT")
    reader = browser(registry, "reader")
    typed = {"zone": "Europe/Rome", "days": ["mo"], "opens": "12:00", "closes": "20:00"}
    assert reader.post("/account/hours", data=typed, follow_redirects=False).status_code == 303
    assert "Open in your hours this week: 0.5 hours." in reader.get(f"/entries/{entry_id}").text
    shown = reader.get("/account/hours").text
    assert 'value="12:00"' in shown and 'value="mo" checked' in shown and '<option value="Europe/Rome" selected>' in shown


def test_wrong_hours_are_shown_again_with_what_is_wrong(registry: Registry) -> None:
    registry.add("reader", role="officer", state="IT")
    answer = browser(registry, "reader").post("/account/hours", data={"opens": "12:00", "closes": "noon"})
    assert answer.status_code == 422
    assert "choose the days on which you work" in answer.text and 'value="12:00"' in answer.text


def test_the_button_goes_back_to_the_usual_hours_and_leaves_the_clock(registry: Registry) -> None:
    registry.add("reader", role="officer", state="IT")
    reader = browser(registry, "reader")
    typed = {"zone": "Asia/Tokyo", "days": ["mo"], "opens": "12:00", "closes": "20:00"}
    reader.post("/account/hours", data=typed)
    reader.post("/account/hours", data={**typed, "usual": "yes"})
    shown = reader.get("/account/hours").text
    assert "checked" not in shown and '<option value="Asia/Tokyo" selected>' in shown
