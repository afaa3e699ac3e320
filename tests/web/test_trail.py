"""The trail and its chain on pages."""

from __future__ import annotations

from app.db import reading
from app.directory.history import history
from tests.web.kept import with_keepers
from tests.web.registry import Registry, mailbox


def test_the_auditor_filters_by_who_what_entry_and_day(registry: Registry) -> None:
    entry_id = with_keepers(registry).published()
    auditor = registry.browser("auditor")
    page = auditor.get(f"/trail?entry={entry_id}&kind=proposal:approved&actor={mailbox('focal2.it')}&since=2020-01-01").text
    assert "approved another person&#39;s proposal" in page and mailbox("focal2.it") in page
    assert "recorded a new entry" not in page.partition("<tbody>")[2]
    assert "No event fits these filters." in auditor.get(f"/trail?entry={entry_id}&since=2999-01-01").text


def test_older_events_follow_page_by_page(registry: Registry) -> None:
    entry_id = with_keepers(registry).published()
    for _ in range(60):
        with reading(registry.database) as session:
            history(session, entry_id, reader=registry.actor("focal.it"))
    auditor = registry.browser("auditor")
    first = auditor.get(f"/trail?entry={entry_id}").text
    further = first.partition('href="/trail?entry=' + entry_id + "&amp;cursor=")[2].partition('"')[0]
    second = auditor.get(f"/trail?entry={entry_id}&cursor={further}").text
    assert first.count("history:consulted") == 51 and "recorded a new entry" not in first.partition("<tbody>")[2]
    assert "recorded a new entry" in second.partition("<tbody>")[2]


def test_a_filter_that_cannot_be_used_is_named_at_its_field(registry: Registry) -> None:
    auditor = registry.browser("auditor")
    for query, field in (("kind=nonsense", "kind"), ("since=yesterday", "since")):
        answer = auditor.get(f"/trail?{query}")
        assert answer.status_code == 422 and f'id="e-{field}"' in answer.text


def test_only_auditors_read_the_trail(registry: Registry) -> None:
    for name in ("officer.ke", "focal.it", "coordinator", "administrator"):
        assert registry.browser(name).get("/trail").status_code == 403


def test_the_chain_is_walked_for_those_who_may_verify_it(registry: Registry) -> None:
    with_keepers(registry).published()
    for name in ("auditor", "administrator"):
        assert "Whole:" in registry.browser(name).get("/trail/chain").text
    assert registry.browser("focal.it").get("/trail/chain").status_code == 403
