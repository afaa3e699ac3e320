"""Reading changes nothing but the record of it; no other site can make a page change anything."""

from __future__ import annotations

import json

from fastapi.routing import iter_route_contexts
from sqlalchemy import MetaData, select

from tests.web.registry import Registry

ON_RECORD = {"event", "event_payload", "event_entry", "session_use"}
"""What a look writes: its event, and that the session is in use."""

READS = (
    *("/", "/lookup?state=IT", "/regions", "/regions/150", "/states/IT", "/policy", "/about", "/account", "/account/acts"),
    *("/account/second-factor", "/sign-in", "/entries/{entry}", "/nothing-here", "/lookup?state=XX", "/sign-out", "/purpose"),
)


def contents(registry: Registry) -> dict[str, list[str]]:
    """Every row of every table that a look must not change."""
    engine = registry.database.engine
    tables = MetaData()
    tables.reflect(engine)
    with engine.connect() as connection:
        return {
            name: sorted(json.dumps(list(row), default=str) for row in connection.execute(select(table)))
            for name, table in tables.tables.items()
            if name not in ON_RECORD
        }


def test_reading_every_page_changes_nothing(registry: Registry) -> None:
    entry_id = registry.published()
    browsers = [registry.browser(name) for name in ("officer.ke", "focal.it", "auditor")]
    before = contents(registry)
    for browser in browsers:
        for path in READS:
            assert browser.get(path.format(entry=entry_id)).status_code < 500
    assert contents(registry) == before


def test_every_page_that_changes_something_refuses_another_site(registry: Registry) -> None:
    entry_id = registry.published()
    browser = registry.browser("focal.it")
    before = contents(registry)
    changing = [
        context.path
        for context in iter_route_contexts(registry.app.routes)
        if "POST" in (getattr(context, "methods", None) or ())
        and not str(context.path).startswith(("/api/", "/dav/"))  # these know no cookie
    ]
    assert len(changing) >= 6
    for path in changing:
        address = str(path).replace("{entry_id}", entry_id).replace("{proposal_id}", "none")
        for sent_by in ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1"}):
            assert browser.post(address, headers=sent_by, data={"version": "1"}).status_code == 403, path
    assert contents(registry) == before
