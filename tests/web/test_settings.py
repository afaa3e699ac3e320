"""The installation's page for administrators."""

from __future__ import annotations

from app.access.actor import operator
from app.accounts.forms import AccountForm
from app.accounts.membership import add_account
from app.db import writing
from tests.web.registry import PASSWORD, Registry


def test_an_administrator_sees_accounts_recipients_and_settings(registry: Registry) -> None:
    form = AccountForm(
        email="portal@demo.example", name="Portal, example", role="recipient", recipient="sherloc", ceiling="TLP:GREEN"
    )
    with writing(registry.database) as session:
        add_account(session, form, PASSWORD, by=operator())
    page = registry.browser("administrator").get("/settings").text
    assert "sherloc" in page and "TLP:GREEN" in page
    assert "DIRECTORY_SESSION_IDLE_MINUTES" in page and "DIRECTORY_DATABASE_URL" in page
    assert str(registry.database.settings.data_dir) not in page


def test_without_recipients_the_page_says_what_to_do(registry: Registry) -> None:
    assert "Nobody receives editions yet." in registry.browser("administrator").get("/settings").text


def test_others_are_refused_in_the_policys_words_and_get_no_link(registry: Registry) -> None:
    for name in ("officer.ke", "focal.it", "coordinator", "auditor"):
        answer = registry.browser(name).get("/settings")
        assert answer.status_code == 403 and "see the settings of this installation" in answer.text
    assert 'href="/settings"' not in registry.browser("coordinator").get("/accounts").text
    assert 'href="/settings"' in registry.browser("administrator").get("/accounts").text
