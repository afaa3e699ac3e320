"""An entry that nobody confirms says so on its page, to readers as a warning and to its keeper as something to do."""

from __future__ import annotations

from datetime import timedelta

from app.access.actor import operator
from app.clock import now, set_to
from app.db import writing
from app.directory.confirmation import confirm_entry
from app.directory.hiding import settle_lapsed
from tests.web.kept import with_keepers
from tests.web.registry import Registry

STALE = 300
"""Days after which an entry with a line that is always open has lapsed (6 + 1 months), but is not hidden yet (+ 3)."""


def later_page(registry: Registry, who: str, path: str, days: float) -> str:
    """A page as somebody sees it so many days from now, freshly signed in."""
    at = now() + timedelta(days=days)
    with set_to(lambda: at):
        registry.tokens.pop(who, None)
        browser = registry.browser(who)
        browser.post("/purpose", data={"purpose": "rescue_at_sea", "pending": "yes", "next": "/"})
        return browser.get(path).text


def confirmed(registry: Registry, **changed: object) -> str:
    entry_id = with_keepers(registry).published(**changed)
    by = registry.actor("focal.it")
    with writing(registry.database) as session:
        confirm_entry(session, entry_id, by=by)
    return entry_id


def test_readers_are_told_since_when_and_what_they_can_do(registry: Registry) -> None:
    entry_id = confirmed(registry)
    assert "Try it and tell us" not in later_page(registry, "officer.ke", f"/entries/{entry_id}", 100)
    told = later_page(registry, "officer.ke", f"/entries/{entry_id}", STALE)
    assert "Not confirmed since" in told and "Try it and tell us." in told
    assert "+39 0000000001" in told


def test_a_keeper_of_a_hidden_entry_is_told_that_confirming_shows_it_again(registry: Registry) -> None:
    hidden = confirmed(registry, designations=[])
    at = now() + timedelta(days=STALE + 60)
    with set_to(lambda: at), writing(registry.database) as session:
        assert settle_lapsed(session, by=operator()) == (1, 0)
    assert "confirming it shows it again" in registry.browser("focal.it").get(f"/entries/{hidden}").text
