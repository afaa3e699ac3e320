"""A form full of faults, by the rules of accessibility."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Opens
from tests.browser.served import PHONE
from tests.web.registry import Registry

pytestmark = [pytest.mark.browser, pytest.mark.needs("chromium")]


def test_a_form_full_of_faults_breaks_no_rule(registry: Registry, visit: Opens) -> None:
    entry_id = registry.published()
    visitor = visit("focal.it", size=PHONE)
    page = visitor.go(f"/entries/{entry_id}/edit")
    for label, text in (("Number or address", "x"), ("Hours and exceptions", "never"), ("Article", "99"), ("Homepage", "ftp:x")):
        page.get_by_label(label).first.fill(text)
    page.get_by_role("button", name="Save").first.click()
    page.get_by_role("alert").wait_for()
    assert visitor.faults() == [] and visitor.overflow() <= 0
