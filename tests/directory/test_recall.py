"""Recalling a channel: everybody who was given it in a window is listed and told, once, and nobody else."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from app.access.actor import operator
from app.accounts.membership import recipients, suspend_account
from app.clock import iso, now, set_to
from app.directory.reading import open_entry
from app.directory.recall import recall_channel, recallable_channels, recalls
from app.errors import Denied, Invalid, NotFound
from app.exchange.editions import issue_edition
from app.outbox.models import Letter
from tests.cast import Registry, mailbox
from tests.directory.asking import redirected, seen
from tests.factories import FULL, MAILBOX, PHONE, mail, phone

REASON = "The line rang at a private house."


def opened(registry: Registry, entry_id: str, who: str, days: float = 0, **stated: str) -> None:
    """Somebody opens the entry so many days from now."""
    at, reader = now() + timedelta(days=days), registry.actor(who)
    with set_to(lambda: at), registry.reading() as session:
        open_entry(session, entry_id, reader=reader, **{"purpose": "rescue_at_sea", "case_ref": "pending", **stated})


def recall(registry: Registry, entry_id: str, of: str, who: str = "focal.it", *, days: float = 30, **changed: Any) -> Any:
    """Recall what was given in the last so many days, two days from now."""
    by, at = registry.actor(who), now() + timedelta(days=2)
    asked = {"channel": of, "since": iso(at - timedelta(days=days)), "until": iso(at), "reason": REASON, **changed}
    with set_to(lambda: at), registry.writing() as session:
        return recall_channel(session, entry_id, asked, by=by)


def letters(registry: Registry) -> dict[str, list[str]]:
    with registry.reading() as session:
        found: dict[str, list[str]] = {}
        for letter in session.exec(select(Letter)):
            found.setdefault(letter.to, []).append(letter.body)
        return found


def first(registry: Registry, entry_id: str) -> str:
    return str(seen(registry, entry_id)["channels"][0]["id"])


@pytest.fixture
def entry_id(registry: Registry) -> str:
    return registry.published()


def test_who_opened_it_in_the_window_is_listed_without_a_name_and_told_once(registry: Registry, entry_id: str) -> None:
    opened(registry, entry_id, "officer.ke")
    opened(registry, entry_id, "officer.ke", 1)
    made = recall(registry, entry_id, first(registry, entry_id))
    assert made["told"] == 1
    assert [(d["state"], d["role"], d["purpose"]) for d in made["disclosures"]] == [("KE", "officer", "rescue_at_sea")] * 2
    assert "officer.ke" not in str(made)
    (text,) = letters(registry)[mailbox("officer.ke")]
    assert REASON in text
    assert "Coast Guard, example" in text
    assert PHONE not in text


def test_repeated_it_tells_nobody_twice_and_a_later_look_once_more(registry: Registry, entry_id: str) -> None:
    opened(registry, entry_id, "officer.ke")
    channel = first(registry, entry_id)
    assert [recall(registry, entry_id, channel)["told"] for _ in range(2)] == [1, 0]
    opened(registry, entry_id, "officer.ke", 1)
    assert recall(registry, entry_id, channel)["told"] == 1


def test_a_look_before_the_window_and_a_list_are_no_disclosure(registry: Registry, entry_id: str) -> None:
    opened(registry, entry_id, "officer.ke", -10)
    registry.client("officer.it").get("/api/v1/entries?state=IT")
    made = recall(registry, entry_id, first(registry, entry_id), days=5)
    assert (made["told"], made["disclosures"], letters(registry)) == (0, [], {})


def test_a_channel_that_was_held_back_from_a_reader_was_not_disclosed(registry: Registry) -> None:
    entry_id = registry.published(channels=[phone(PHONE), mail(MAILBOX, marking="TLP:AMBER")])
    opened(registry, entry_id, "officer.ke", case_ref="")
    amber = seen(registry, entry_id)["channels"][1]["id"]
    assert recall(registry, entry_id, amber)["disclosures"] == []


def test_keepers_are_listed_and_not_written_to(registry: Registry, entry_id: str) -> None:
    opened(registry, entry_id, "focal2.it")
    made = recall(registry, entry_id, first(registry, entry_id))
    assert [d["role"] for d in made["disclosures"]] == ["focal_point"]
    assert letters(registry) == {}


def test_a_recipient_whose_edition_held_the_channel_is_told(registry: Registry, tmp_path: Path) -> None:
    channels = [phone(PHONE), mail(MAILBOX, marking="TLP:AMBER+STRICT")]
    entry_id = registry.published(**{**FULL, "channels": channels})
    with registry.reading() as session:
        (recipient,) = recipients(session)
    issue_edition(registry.database, recipient, tmp_path / "out", by=operator())
    strict = seen(registry, entry_id)["channels"][1]["id"]
    assert recall(registry, entry_id, strict)["disclosures"] == []
    made = recall(registry, entry_id, first(registry, entry_id))
    assert [(d["kind"], d["recipient"]) for d in made["disclosures"]] == [("edition:written", "sherloc")]
    assert list(letters(registry)) == [mailbox("recipient")]


def test_a_former_channel_can_be_recalled_too(registry: Registry, entry_id: str) -> None:
    opened(registry, entry_id, "officer.ke")
    channel = first(registry, entry_id)
    by = registry.actor("focal.it")
    registry.revise(entry_id, {"channels": redirected(registry, entry_id)["channels"][1:]}, 2)
    with registry.reading() as session:
        shown = recallable_channels(session, entry_id, reader=by)
    assert [(c["id"] == channel, c["current"]) for c in shown] == [(True, False), (False, True)]
    assert recall(registry, entry_id, channel)["told"] == 1


def test_who_may_not_know_of_the_entry_any_more_is_told_its_state_only(registry: Registry, entry_id: str) -> None:
    opened(registry, entry_id, "officer.ke")
    registry.revise(entry_id, {"marking": "TLP:AMBER+STRICT"}, 2)
    recall(registry, entry_id, first(registry, entry_id))
    (text,) = letters(registry)[mailbox("officer.ke")]
    assert "an office of Italy" in text
    assert "Coast Guard" not in text
    assert entry_id not in text


def test_a_suspended_account_is_listed_and_not_written_to(registry: Registry, entry_id: str) -> None:
    opened(registry, entry_id, "officer.ke")
    with registry.writing() as session:
        suspend_account(session, mailbox("officer.ke"), by=operator())
    made = recall(registry, entry_id, first(registry, entry_id))
    assert (len(made["disclosures"]), made["told"]) == (1, 0)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"channel": "no-such"}, "channel"),
        ({"channel": ["x"]}, "channel"),
        ({"since": "yesterday"}, "since"),
        ({"since": "2026-01-01T00:00:00"}, "since"),
        ({"until": 5}, "until"),
        ({"until": "2000-01-01T00:00:00Z"}, "until"),
        ({"until": "9999-01-01T00:00:00Z"}, "until"),
        ({"reason": " "}, "reason"),
        ({"reason": "x" * 301}, "reason"),
        ({"reason": "use +39 00 0000 0002 instead"}, "reason"),
        ({"reason": "write to ops@coastguard.example"}, "reason"),
        ({"reason": "a\u202eb"}, "reason"),
    ],
)
def test_what_is_wrong_is_named(registry: Registry, entry_id: str, changed: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        recall(registry, entry_id, first(registry, entry_id), **changed)
    assert field in [error.field for error in refused.value.errors]


@pytest.mark.parametrize("who", ["officer.it", "officer.ke", "focal.tn", "admin", "auditor"])
def test_who_does_not_keep_the_entry_recalls_nothing_and_reads_no_recall(registry: Registry, entry_id: str, who: str) -> None:
    channel, by = first(registry, entry_id), registry.actor(who)
    with pytest.raises((Denied, NotFound)):
        recall(registry, entry_id, channel, who)
    with pytest.raises((Denied, NotFound)), registry.reading() as session:
        recalls(session, entry_id, reader=by)


def test_a_red_channel_does_not_exist_for_a_keeper_who_is_not_named(registry: Registry) -> None:
    mine = [registry.actor("focal.it").id]
    entry_id = registry.draft(channels=[phone(PHONE), phone("+390000000004", marking="TLP:RED", readers=mine)])
    red = next(c["id"] for c in seen(registry, entry_id)["channels"] if c["marking"] == "TLP:RED")
    recall(registry, entry_id, red)
    with pytest.raises(Invalid):
        recall(registry, entry_id, red, "focal2.it")
    by = registry.actor("focal2.it")
    with registry.reading() as session:
        assert recalls(session, entry_id, reader=by) == []
