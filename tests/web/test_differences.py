"""Changes in words."""

from __future__ import annotations

from typing import Any

import pytest

from app.directory.forms import EntryForm
from app.web.differences import differences_in
from tests.web.kept import OF_EACH_KIND


def told(field: str, old: Any, new: Any, language: str = "en") -> tuple[str, list[str], list[str]]:
    """Label, lines before, lines after; changed ones with a star."""
    found = differences_in([{"field": field, "old": old, "new": new}], language)[0]
    sides = [[f"*{line.text}" if line.changed else line.text for line in side] for side in (found.old, found.new)]
    return found.label, sides[0], sides[1]


def test_a_list_shows_what_came_and_what_went() -> None:
    before, after = [{"tag": "fr", "level": "C1", "use": ["spoken"]}], [{"tag": "ti", "level": None, "use": ["written"]}]
    assert told("languages", before, [*before, *after]) == (
        "Languages",
        ["French · C1 – advanced · Spoken by staff"],
        ["French · C1 – advanced · Spoken by staff", "*Tigrinya · Accepted in writing"],
    )


def test_hours_are_told_rule_by_rule() -> None:
    def span(day: str) -> dict[str, Any]:
        return {"days": [day], "opens": "08:00", "closes": "12:00", "from": None, "until": None}

    hours = {"spans": [span("mo")], "exceptions": []}
    closed = {"date": "2026-12-25", "closed": True, "opens": None, "closes": None, "reason": None}
    assert told("hours", hours, {**hours, "exceptions": [closed]})[2] == ["Mo 08:00-12:00", "*2026 Dec 25 off"]


def test_a_channel_is_called_by_its_type_and_label() -> None:
    channel = {"type": "phone", "value": "+390000000001", "label": "Duty desk", "contexts": ["urgent"], "marking": "TLP:GREEN"}
    label, before, after = told("channels", None, channel)
    assert label == "Telephone (Duty desk)" and before == []
    assert "*Number or address: +390000000001" in after and "*Reachable for: Urgent" in after


def test_a_holder_is_told_with_the_names() -> None:
    holder = {"names": [{"text": "Example Person", "language": "en"}], "publish_name": False, "since": "2026-01-01"}
    assert told("holder", None, holder)[2] == ["*From: 2026-01-01", "*Example Person · English"]


@pytest.mark.parametrize("language", ["en", "ar", "zh"])
@pytest.mark.parametrize("form", OF_EACH_KIND, ids=lambda form: form["kind"])
def test_every_field_can_be_told_in_every_language(form: dict[str, Any], language: str) -> None:
    whole = EntryForm.model_validate(form).model_dump(mode="json")
    channels = [{"field": "channels", "old": None, "new": each} for each in whole["channels"]]
    changes = [{"field": name, "old": None, "new": value} for name, value in whole.items() if name != "channels"]
    for each in differences_in([*changes, *channels, {"field": "status", "old": "draft", "new": "published"}], language):
        assert each.label and not any("{" in line.text for line in each.new)
