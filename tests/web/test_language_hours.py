"""The page of a language's hours: 168 cells with their numbers, the present one marked."""

from __future__ import annotations

import re

from tests.web.registry import Registry


def test_the_week_is_a_table_with_numbers_and_marks_this_hour(registry: Registry) -> None:
    registry.published()
    page = registry.browser("officer.ke").get("/language-hours?language=fr").text
    assert len(re.findall(r'<td class="tint-\d', page)) == 168
    assert page.count(' now"') == 1 and "Africa/Nairobi" in page
    assert "Somebody can be called in every hour of the week." in page
    assert "style=" not in page and "+39" not in page


def test_before_a_language_is_chosen_there_is_the_question_only(registry: Registry) -> None:
    page = registry.browser("officer.ke").get("/language-hours").text
    assert "Choose a language to see its hours." in page and "<table" not in page


def test_a_language_that_nobody_speaks_leads_to_interpreters(registry: Registry) -> None:
    registry.published()
    assert "kind=interpreter&amp;language=ti" in registry.browser("officer.ke").get("/language-hours?language=ti").text


def test_a_wrong_region_is_named_at_its_field(registry: Registry) -> None:
    answer = registry.browser("officer.ke").get("/language-hours?language=fr&region=999")
    assert answer.status_code == 422 and 'id="e-region"' in answer.text


def test_a_coordinator_begins_with_the_own_region(registry: Registry) -> None:
    page = registry.browser("coordinator").get("/language-hours").text
    assert '<option value="150" selected>' in page


def test_administrators_and_auditors_are_refused_in_the_policys_words(registry: Registry) -> None:
    for name in ("administrator", "auditor"):
        answer = registry.browser(name).get("/language-hours?language=fr")
        assert answer.status_code == 403
