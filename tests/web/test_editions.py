"""Editions and deliveries on pages: the recipient's own, and the run table for administrators."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.access.actor import operator
from app.accounts.forms import AccountForm
from app.accounts.membership import add_account
from app.accounts.sign_in import open_session
from app.db import writing
from app.exchange.nightly import due_recipients, serve
from tests.cast import PASSWORD, mailbox
from tests.web.registry import Registry


@pytest.fixture
def with_recipient(registry: Registry) -> Registry:
    """A recipient without a second factor."""
    where = {"role": "recipient", "recipient": "sherloc", "ceiling": "TLP:GREEN"}
    form = AccountForm(email=mailbox("recipient"), name="Example portal", **where)
    with writing(registry.database) as session:
        add_account(session, form, PASSWORD, by=operator())
    registry.tokens["recipient"] = open_session(registry.database, email=mailbox("recipient"), password=PASSWORD).token
    return registry


def issued(registry: Registry, out: Path) -> Registry:
    by = operator()
    assert [s.problem for s in serve(registry.database, due_recipients(registry.database, by=by), out, by=by)] == [None]
    return registry


def test_a_recipient_fetches_its_edition_and_says_that_it_has_it(with_recipient: Registry, tmp_path: Path) -> None:
    registry = with_recipient
    recipient = registry.browser("recipient")
    assert "No edition has been written for you yet" in recipient.get("/editions").text
    issued(registry, tmp_path / "out")
    page = recipient.get("/editions").text
    assert "Edition 1" in page and 'href="/editions/1/manifest.json"' in page
    answer = recipient.get("/editions/1/manifest.json")
    assert answer.json()["sequence"] == 1 and answer.headers["content-disposition"].startswith("attachment")
    assert recipient.get("/editions/1/secret.key").status_code == 404
    done = recipient.post("/editions/1/acknowledgement")
    page = recipient.get(done.headers["location"]).text
    assert "Noted: you have this edition." in page and "We have it" not in page


def test_an_administrator_sees_what_became_of_each_delivery(with_recipient: Registry, tmp_path: Path) -> None:
    registry = with_recipient
    admin = registry.browser("administrator")
    assert "No run yet" in admin.get("/deliveries").text
    issued(registry, tmp_path / "out")
    page = admin.get("/deliveries").text
    assert "sherloc" in page and "delivered" in page
    assert "/deliveries" in admin.get("/account").text
    assert "No run yet" in admin.get("/deliveries?recipient=nobody").text


def test_who_has_no_business_there_is_refused(with_recipient: Registry) -> None:
    for who, path in (("officer.ke", "/editions"), ("officer.ke", "/deliveries"), ("recipient", "/deliveries")):
        assert with_recipient.browser(who).get(path).status_code == 403


def test_nobody_fetches_without_signing_in(with_recipient: Registry, tmp_path: Path) -> None:
    registry = with_recipient
    issued(registry, tmp_path / "out")
    answer = registry.browser().get("/editions/1/entries.json")
    assert answer.status_code == 303 and answer.headers["location"].startswith("/sign-in")
