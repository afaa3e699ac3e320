"""The pages about people by the rules of accessibility, and an invitation accepted in a real browser."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest

from app.access.actor import operator
from app.accounts.batches import invite_batch
from app.accounts.delegations import give_delegation
from app.accounts.domains import propose_domain, record_domain
from app.accounts.forms import AccountForm
from app.accounts.invitations import invite
from app.accounts.membership import account_of, add_account, suspend_account
from app.accounts.seconding import request_reactivation
from app.clock import now
from app.db import reading, writing
from tests.browser.conftest import Opens
from tests.browser.served import PHONE
from tests.cast import PASSWORD, mailbox
from tests.web.registry import Registry

pytestmark = [pytest.mark.browser, pytest.mark.needs("chromium")]

NEW = "new@interior.example"


def filled(registry: Registry) -> dict[str, str]:
    """Something of everything that the pages show; returns the ids and the token of a link."""
    by = replace(registry.actor("focal.it"), factor_at=now())
    with writing(registry.database) as session:
        record_domain(session, "interior.example", state="IT", reason="letterhead", by=operator())
        away = AccountForm(email="away@interior.example", name="Example Away", role="officer", state="IT")
        add_account(session, away, PASSWORD, by=operator(), since=now() - timedelta(days=100))
    with writing(registry.database) as session:
        propose_domain(session, "1nterior.example", reason="new mail system", by=by)
        _, token = invite(session, AccountForm(email=NEW, name="Example New", role="officer"), by=by)
        batch = invite_batch(session, "email,name\na@interior.example,A One\n", by=by).batch
        give_delegation(session, mailbox("focal2.it"), days=30, by=by)
        gone = suspend_account(session, mailbox("auditor"), reason="left", by=by)
    with writing(registry.database) as session:
        request_reactivation(session, gone.id, reason="is back", by=by)
    return {"token": token, "batch": str(batch), "gone": gone.id, "there": registry.actor("focal2.it").id}


def test_an_invitation_is_accepted_without_scripts_on_a_phone(registry: Registry, visit: Opens) -> None:
    token = filled(registry)["token"]
    visitor = visit(size=PHONE, scripts=False)
    page = visitor.go(f"/join?token={token}")
    secret = page.locator("code").inner_text()
    page.get_by_label("Password", exact=False).first.fill(PASSWORD)
    page.get_by_label("The same password again").fill(PASSWORD)
    page.get_by_label("Code of your authenticator").fill(pyotp.TOTP(secret).at(now()))
    page.get_by_role("button", name="Accept").click()
    assert "A second person now looks at the invitation" in page.inner_text("main")
    with reading(registry.database) as session:
        card = account_of(session, NEW)
    assert card is not None and (card.status, card.has_second_factor) == ("joined", True)
