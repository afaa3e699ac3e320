"""Reading the trail: auditors read it and are recorded, owners see who consulted, everybody sees their own acts."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import quote

import pytest

from app.audit.reading import TrailQuery, trail
from app.clock import iso, now
from app.errors import Denied
from tests.cast import Registry, mailbox


def items(registry: Registry, who: str, path: str) -> list[dict[str, Any]]:
    """The items of a list."""
    answer = registry.client(who).get(path)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


@pytest.fixture
def consulted(registry: Registry) -> str:
    """An Italian entry that a Kenyan officer opened with a case reference."""
    entry_id = registry.published()
    path = f"/api/v1/entries/{entry_id}?purpose=investigation&case_ref=KE-2026-17"
    assert registry.client("officer.ke").get(path).status_code == 200
    return entry_id


def test_an_auditor_sees_who_consulted_what_when_and_why(registry: Registry, consulted: str) -> None:
    (row,) = items(registry, "auditor.ke", f"/api/v1/audit?entry={consulted}&kind=entry:consulted")
    assert (row["actor"], row["role"], row["state"]) == (mailbox("officer.ke"), "officer", "KE")
    assert (row["entry"], row["purpose"], row["case_ref"]) == (consulted, "investigation", "KE-2026-17")
    assert len(row["fields"]) == 2 and row["at"] <= iso(now())


def test_a_case_reference_is_masked_for_the_auditor_of_another_state(registry: Registry, consulted: str) -> None:
    (row,) = items(registry, "auditor", f"/api/v1/audit?entry={consulted}&kind=entry:consulted")
    assert row["case_ref"] is None
    assert row["purpose"] == "investigation"
    assert "KE-2026-17" not in str(items(registry, "auditor", "/api/v1/audit?limit=200"))


def test_who_wrote_a_case_reference_sees_it_among_the_own_acts(registry: Registry, consulted: str) -> None:
    (row,) = items(registry, "officer.ke", "/api/v1/me/acts?kind=entry:consulted")
    assert (row["entry"], row["case_ref"]) == (consulted, "KE-2026-17")


def test_everybody_sees_their_own_acts_and_nobody_elses(registry: Registry, consulted: str) -> None:
    for who in ("officer.it", "focal.it", "recipient", "admin"):
        assert {row["actor"] for row in items(registry, who, "/api/v1/me/acts")} == {mailbox(who)}


@pytest.mark.parametrize("who", ["officer.ke", "focal.it", "coordinator.europe", "admin", "recipient"])
def test_nobody_but_an_auditor_reads_the_trail(registry: Registry, who: str) -> None:
    assert registry.client(who).get("/api/v1/audit").status_code == 403
    with registry.reading() as session, pytest.raises(Denied, match="read the audit trail"):
        trail(session, TrailQuery(), reader=registry.actor(who))


def test_reading_the_trail_is_itself_on_the_trail(registry: Registry, consulted: str) -> None:
    items(registry, "auditor", f"/api/v1/audit?entry={consulted}")
    newest = items(registry, "auditor", "/api/v1/audit?limit=1")[0]
    assert (newest["kind"], newest["actor"], newest["rule"]) == ("audit:consulted", mailbox("auditor"), "AUDIT_READ")


def test_an_owner_sees_state_authority_and_purpose_of_who_consulted_never_person_or_case(
    registry: Registry, consulted: str
) -> None:
    (row,) = items(registry, "focal.it", f"/api/v1/entries/{consulted}/disclosures")
    assert (row["state"], row["role"], row["purpose"]) == ("KE", "officer", "investigation")
    assert not any(word in str(row) for word in ("demo.example", "Example", "KE-2026-17", registry.actor("officer.ke").id))


def test_the_keeper_of_another_state_does_not_see_who_consulted(registry: Registry, consulted: str) -> None:
    assert registry.client("focal.tn").get(f"/api/v1/entries/{consulted}/disclosures").status_code == 403
    assert registry.client("officer.it").get(f"/api/v1/entries/{consulted}/disclosures").status_code == 403
    assert len(items(registry, "coordinator.europe", f"/api/v1/entries/{consulted}/disclosures")) == 1


# --- filters and pages ------------------------------------------------------------------------------------------


def test_the_trail_is_filtered_by_actor_kind_and_time(registry: Registry, consulted: str) -> None:
    officer = registry.actor("officer.ke")
    for who in (officer.id, mailbox("officer.ke")):
        assert {row["actor_id"] for row in items(registry, "auditor", f"/api/v1/audit?actor={who}")} == {officer.id}
    published = items(registry, "auditor", f"/api/v1/audit?entry={consulted}&kind=entry:published")[0]
    since = [row["seq"] for row in items(registry, "auditor", f"/api/v1/audit?since={published['at']}&limit=200")]
    assert min(since) <= published["seq"]
    assert items(registry, "auditor", "/api/v1/audit?since=2999-01-01T00:00:00Z") == []


def test_an_instant_with_another_offset_is_the_same_instant(registry: Registry, consulted: str) -> None:
    (row,) = items(registry, "auditor", "/api/v1/audit?kind=entry:consulted")
    at = datetime.fromisoformat(row["at"])
    for hours in (-12, 14):
        same = quote(at.astimezone(timezone(timedelta(hours=hours))).isoformat())
        later = quote((at + timedelta(seconds=1)).astimezone(timezone(timedelta(hours=hours))).isoformat())
        assert len(items(registry, "auditor", f"/api/v1/audit?kind=entry:consulted&since={same}")) == 1
        assert items(registry, "auditor", f"/api/v1/audit?kind=entry:consulted&since={later}") == []


def test_pages_of_the_trail_follow_each_other_without_gap_or_repetition(registry: Registry, consulted: str) -> None:
    whole = items(registry, "auditor", "/api/v1/audit?limit=200")
    top = whole[0]["seq"]
    seen: list[int] = []
    cursor: str | None = str(top + 1)
    while cursor:
        page = registry.client("auditor").get(f"/api/v1/audit?limit=3&cursor={cursor}").json()
        seen += [row["seq"] for row in page["items"]]
        cursor = page["next_cursor"]
    assert seen == list(range(top, 0, -1))


WRONG = (
    ("kind=entry:exploded", "kind"),
    ("limit=0", "limit"),
    ("limit=201", "limit"),
    ("cursor=abc", "cursor"),
    ("cursor=%C2%B2", "cursor"),
    ("cursor=99999999999999999999999", "cursor"),
    ("since=yesterday", "since"),
    ("since=2026-11-24T00:00:00", "since"),
)


def test_a_wrong_filter_is_named(registry: Registry) -> None:
    auditor = registry.client("auditor")
    for query, field in WRONG:
        answer = auditor.get(f"/api/v1/audit?{query}")
        assert answer.status_code == 422, query
        assert [e["field"] for e in answer.json()["errors"]] == [field]
