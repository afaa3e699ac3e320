"""The trail and its chain on pages."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest

from app.access.actor import operator
from app.audit import reading as audit_reading
from app.audit.checkpoints import keep_checkpoint
from app.clock import now, set_to
from app.db import reading, writing
from app.directory.history import history
from tests.cast import mailbox
from tests.web.kept import with_keepers
from tests.web.registry import Registry


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
    for query, field in (
        ("kind=nonsense", "kind"),
        ("since=yesterday", "since"),
        ("until=9999-12-31", "until"),
        ("decision=no", "decision"),
    ):
        answer = auditor.get(f"/trail?{query}")
        assert answer.status_code == 422 and f'id="e-{field}"' in answer.text


def test_only_auditors_read_the_trail(registry: Registry) -> None:
    for name in ("officer.ke", "focal.it", "coordinator", "administrator"):
        assert registry.browser(name).get("/trail").status_code == 403


def test_the_trail_speaks_of_roles_in_the_readers_language(registry: Registry) -> None:
    registry.draft()
    page = registry.browser("auditor").get("/trail?lang=fr").text
    assert "focal_point" not in page and "focal point" not in page.partition("<tbody>")[2]
    assert "Point focal" in page or "Focal point" in page  # until its translation is there


def test_the_trail_ends_with_the_day_and_shows_what_was_refused(registry: Registry) -> None:
    registry.draft()
    assert registry.browser("officer.ke").get("/trail").status_code == 403
    auditor = registry.browser("auditor")
    refused = auditor.get("/trail?decision=refused").text.partition("<tbody>")[2]
    assert "access:refused" in refused and "entry:registered" not in refused
    assert "No event fits these filters." in auditor.get("/trail?until=2020-01-01").text
    assert "entry:registered" in auditor.get("/trail?until=2099-01-01").text.partition("<tbody>")[2]


def exported(registry: Registry, query: str = "") -> list[dict[str, str]]:
    """The rows of the file that the auditor takes away."""
    answer = registry.browser("auditor").get(f"/trail/export.csv?{query}")
    assert answer.status_code == 200 and "attachment" in answer.headers["content-disposition"]
    assert answer.headers["cache-control"] == "no-store"
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_auditor_takes_the_filtered_events_away_and_that_is_on_record(registry: Registry) -> None:
    entry_id = with_keepers(registry).published()
    rows = exported(registry, f"entry={entry_id}&kind=proposal:approved")
    assert [(row["kind"], row["actor"], row["role"]) for row in rows] == [
        ("proposal:approved", mailbox("focal2.it"), "focal_point")
    ]
    (told,) = exported(registry, "kind=audit:exported")
    assert (told["actor"], told["count"], told["rule"]) == (mailbox("auditor"), "1", "AUDIT_EXPORT")


def test_a_cell_of_the_file_never_starts_a_formula(registry: Registry) -> None:
    officer = registry.browser("officer.ke")
    entry_id = registry.published(marking="TLP:AMBER")
    officer.post("/purpose", data={"purpose": "investigation", "case_ref": "=HYPERLINK(1)", "next": "/"})
    assert officer.get(f"/entries/{entry_id}").status_code == 200
    text = registry.browser("auditor").get("/trail/export.csv").text
    assert '"=' not in text and '"+' not in text and '"@' not in text


def test_a_case_reference_of_another_state_is_not_in_the_file(registry: Registry) -> None:
    officer = registry.browser("officer.ke")
    entry_id = registry.published(marking="TLP:AMBER")
    officer.post("/purpose", data={"purpose": "investigation", "case_ref": "KE-2026-17", "next": "/"})
    assert officer.get(f"/entries/{entry_id}").status_code == 200
    assert any(row["kind"] == "entry:consulted" for row in exported(registry))
    assert "KE-2026-17" not in str(exported(registry))


def test_a_file_that_would_have_to_be_cut_is_refused_by_name(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    with_keepers(registry).published()
    monkeypatch.setattr(audit_reading, "MOST_EXPORTED", 3)
    answer = registry.browser("auditor").get("/trail/export.csv")
    assert answer.status_code == 422 and 'id="e-since"' in answer.text


def test_only_an_auditor_with_a_fresh_second_factor_takes_the_trail_away(registry: Registry) -> None:
    for name in ("officer.ke", "focal.it", "coordinator", "administrator"):
        assert registry.browser(name).get("/trail/export.csv").status_code == 403
    auditor = registry.browser("auditor")
    assert "/trail/export.csv" in auditor.get("/trail").text
    later = now() + timedelta(minutes=6)
    with set_to(lambda: later):
        answer, page = auditor.get("/trail/export.csv"), auditor.get("/trail").text
    assert answer.status_code == 403 and "second factor" in answer.text
    assert "second factor" in page and "/trail/export.csv" not in page


def test_the_chain_is_walked_for_those_who_may_verify_it(registry: Registry) -> None:
    with_keepers(registry).published()
    for name in ("auditor", "administrator"):
        assert "Whole:" in registry.browser(name).get("/trail/chain").text
    assert registry.browser("focal.it").get("/trail/chain").status_code == 403


def test_the_chains_page_tells_the_last_checkpoint_and_whether_it_fits(registry: Registry) -> None:
    administrator = registry.browser("administrator")
    assert "none yet" in administrator.get("/trail/chain").text
    with writing(registry.database) as session:
        made = keep_checkpoint(session, by=operator())
    page = administrator.get("/trail/chain").text
    assert f">{made.seq}</bdi>" in page and "fits the chain" in page
