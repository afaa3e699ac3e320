"""What the tests of pages about people share: the buttons that a page offers, and an official domain."""

from __future__ import annotations

import re

from app.access.actor import operator
from app.accounts.domains import record_domain
from app.db import writing
from tests.web.registry import Registry


def official(registry: Registry, domain: str, state: str | None = "IT") -> None:
    """Make a domain official by the operator's word."""
    with writing(registry.database) as session:
        record_domain(session, domain, state=state, reason="printed list", by=operator())


def action(page: str, ends: str) -> str:
    """The address of the page's form that ends so; the test fails when there is none."""
    found = re.search(rf'action="(/[^"]*{ends})"', page)
    assert found is not None, f"no form ends with {ends}"
    return found[1]
