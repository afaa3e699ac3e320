"""A guide for each role, whose links lead to pages that this role may open."""

from __future__ import annotations

import re

import pytest

from app.access.actor import operator
from app.accounts.forms import AccountForm
from app.accounts.membership import add_account
from app.db import writing
from app.web.guide import ROLES
from tests.web.registry import PASSWORD, Registry, mailbox

OF_ROLE = {
    "officer": "officer.ke",
    "focal_point": "focal.it",
    "coordinator": "coordinator",
    "administrator": "administrator",
    "auditor": "auditor",
    "recipient": "portal",
}


@pytest.mark.parametrize("role", ROLES)
def test_every_link_of_a_guide_leads_where_its_reader_may_go(registry: Registry, role: str) -> None:
    if role == "recipient":
        form = AccountForm(
            email=mailbox("portal"), name="Portal, example", role="recipient", recipient="sherloc", ceiling="TLP:GREEN"
        )
        with writing(registry.database) as session:
            add_account(session, form, PASSWORD, by=operator())
    browser = registry.browser(OF_ROLE[role])
    answer = browser.get("/guide")
    guide = answer.text.partition('<div class="guide">')[2].partition("</main>")[0]
    links = re.findall(r'href="(/[^"]*)"', guide)
    assert answer.status_code == 200 and len(links) >= 2
    assert {link: browser.get(link.replace("&amp;", "&")).status_code for link in links} == dict.fromkeys(links, 200)


def test_each_role_reads_its_own_guide_and_may_read_the_others(registry: Registry) -> None:
    browser = registry.browser("officer.ke")
    assert "Guide: Officer" in browser.get("/guide").text
    assert "Guide: Coordinator" in browser.get("/guide?role=coordinator").text
    assert browser.get("/guide?role=operator").status_code == 404


def test_a_guide_fits_on_a_screen(registry: Registry) -> None:
    browser = registry.browser("officer.ke")
    for role in ROLES:
        guide = browser.get(f"/guide?role={role}").text.partition('<div class="guide">')[2].partition("</div>")[0]
        assert len(re.sub(r"<[^>]+>", "", guide).split()) < 190


def test_the_guide_is_one_click_from_every_page(registry: Registry) -> None:
    assert 'href="/guide"' in registry.browser("officer.ke").get("/policy").text
