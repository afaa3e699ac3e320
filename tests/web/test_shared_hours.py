"""An entry's page says how long both offices are open together, by the working days of the reader's own State."""

from __future__ import annotations

import pytest

from tests.cast import Registry, cast_url, registry, registry_with
from tests.lookup.worked_cases.test_worked_cases import browser

__all__ = ["cast_url", "registry", "registry_with"]


@pytest.mark.parametrize(("state", "days"), [("EG", "Sunday to Thursday"), ("IT", "Monday to Friday")])
def test_a_reader_with_another_weekend_reads_its_own_working_days(registry: Registry, state: str, days: str) -> None:
    hours = {"spans": [{"days": ["mo", "tu"], "opens": "08:00", "closes": "12:30"}], "exceptions": []}
    entry_id = registry.published(hours=hours, marking="TLP:CLEAR")
    registry.add("reader", role="officer", state=state)
    page = browser(registry, "reader").get(f"/entries/{entry_id}").text
    assert f"taking yours as {days}, 9 to 17." in page
