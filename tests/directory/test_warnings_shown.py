"""What an approver is warned of, and how text that could deceive is told."""

from __future__ import annotations

from datetime import timedelta

from tests.cast import Registry
from tests.directory.asking import seen, told
from tests.factories import MAILBOX, PHONE, mail, phone


def test_an_approver_is_warned_of_what_looks_odd(registry: Registry) -> None:
    registry.add("young.it", role="focal_point", state="IT", known_for=timedelta(days=2))
    registry.draft(channels=[phone("+254000000001")])
    entry_id = registry.published()
    first, second = seen(registry, entry_id)["channels"]
    patch = {"channels": [{**first, "value": "+254000000001"}, {**second, "value": "ops@c\u043eastguard.example"}]}
    changes = told(registry, registry.propose(entry_id, patch, 2, author="young.it"))["changes"]
    number, mailbox_ = (" ".join(change["warnings"]) for change in changes)
    assert "country code +254" in number and "1 other entry" in number and "younger than 30 days" in number
    assert "mixes scripts" in mailbox_ and f"from {MAILBOX.partition('@')[2]}" in mailbox_


def test_what_does_not_redirect_carries_no_warning(registry: Registry) -> None:
    entry_id = registry.published()
    changes = told(registry, registry.propose(entry_id, {"channels": [phone(PHONE), mail(MAILBOX)], "marking": "TLP:CLEAR"}, 2))
    assert all(change["warnings"] == [] for change in changes["changes"] if change["field"] == "marking")
