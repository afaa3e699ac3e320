"""What asks for a keeper today, by dates alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clock import now, set_to, today
from app.directory.confirmation import confirm_entry
from app.directory.due import STAGES, changes_of_post_due, confirmations_due, stage_of
from app.directory.freshness import due_dates, freshness_state
from app.directory.models import Entry
from app.settings import Settings
from tests.cast import Registry
from tests.factories import MAILBOX, mail

SETTINGS = Settings(_env_file=None)
instants = st.integers(1_700_000_000, 1_900_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@given(instants, st.sampled_from(["authority", "duty_line", "liaison_officer"]), st.integers(0, 600))
def test_stages_follow_one_another_and_agree_with_the_state_that_readers_see(at: datetime, group: str, days: int) -> None:
    entry = Entry(id="e", state="IT", status="published", marking="", lineage="", kind="", registered_at=at, revised_at=at)
    entry.confirmed_at = at
    entry.due_at, entry.lapses_at = due_dates(at, group, SETTINGS)
    later = at + timedelta(days=days)
    stage, state = stage_of(entry.due_at, entry.lapses_at, later), freshness_state(entry, later)
    expected = {
        "confirmed": (None,),
        "due": ("due",),
        "overdue": ("overdue", "overdue_again"),
        "not_confirmed": ("not_confirmed",),
    }
    assert stage in expected[state]
    after = stage_of(entry.due_at, entry.lapses_at, later + timedelta(days=1))
    order = [None, *STAGES]
    assert order.index(after) >= order.index(stage)


def kinds(registry: Registry, days: int) -> list[tuple[str, str]]:
    later = now() + timedelta(days=days)
    with set_to(lambda: later), registry.reading() as session:
        return [(due.kind, due.subject.id) for due in (*confirmations_due(session), *changes_of_post_due(session))]


def test_a_published_entry_that_nobody_confirmed_is_told_of_after_thirty_days(registry: Registry) -> None:
    entry_id = registry.published()
    assert kinds(registry, 29) == []
    assert kinds(registry, 31) == [("never_confirmed", entry_id)]
    for months, stage in ((5.5, "due"), (6.2, "overdue"), (6.8, "overdue_again"), (7.5, "not_confirmed")):
        assert kinds(registry, round(months * 30.5)) == [(stage, entry_id)], months  # it has a line that is always open


def test_drafts_hidden_and_withdrawn_entries_fall_never_due(registry: Registry) -> None:
    registry.draft()
    hidden = registry.published()
    by = registry.actor("focal.it")
    with registry.writing() as session:
        confirm_entry(session, hidden, by=by)
    registry.revise(hidden, {"status": "suspended"}, 2)
    assert kinds(registry, 700) == []


@pytest.mark.parametrize(
    ("left", "kind"),
    [
        (61, None),
        (60, "posting_ends_60"),
        (15, "posting_ends_60"),
        (14, "posting_ends_14"),
        (0, "posting_ends_14"),
        (-1, "vacant"),
    ],
)
def test_a_posting_is_told_of_sixty_and_fourteen_days_before_it_ends_and_then_as_vacant(
    registry: Registry, left: int, kind: str | None
) -> None:
    posting = {
        "host": "TN",
        "posted_to": "mission",
        "accredited_to": ["TN"],
        "until": (today() + timedelta(days=left)).isoformat(),
    }
    if left < 0:
        posting["since"] = (today() - timedelta(days=400)).isoformat()
    registry.published(kind="liaison_officer", authority_type=None, posting=posting, channels=[mail(MAILBOX)])
    assert [found for found, _ in kinds(registry, 0)] == ([kind] if kind else [])


@pytest.mark.parametrize(
    ("holder", "kind"),
    [
        ({"until": -1}, "vacant"),
        ({"until": 0}, None),
        ({"absent_from": 0, "absent_until": 9}, "absent"),
        ({"absent_from": -9, "absent_until": -1}, None),
        ({"absent_from": 1}, None),
        ({"since": -100}, None),
    ],
)
def test_a_post_without_its_holder_is_told_of(registry: Registry, holder: dict[str, int], kind: str | None) -> None:
    dated = {name: (today() + timedelta(days=days)).isoformat() for name, days in holder.items()}
    registry.published(holder={"names": [{"text": "Example Person", "language": "en", "role": "preferred"}], **dated})
    assert [found for found, _ in kinds(registry, 0)] == ([kind] if kind else [])
