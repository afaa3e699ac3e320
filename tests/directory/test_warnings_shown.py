"""What an approver is warned of, and how text that could deceive is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

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


def warned(registry: Registry, entry_id: str, version: int, patch: dict[str, Any]) -> str:
    """All that the approver of this change is warned of."""
    proposal = told(registry, registry.propose(entry_id, patch, version))
    return " ".join(warning for change in proposal["changes"] for warning in change["warnings"])


@pytest.mark.parametrize("domain", ["c0astguard.example", "coastgaurd.example", "coast-guard.example", "coastguаrd.example"])
def test_a_domain_that_looks_like_one_of_the_state_is_told(registry: Registry, domain: str) -> None:
    entry_id = registry.published()
    first, second = seen(registry, entry_id)["channels"]
    said = warned(registry, entry_id, 2, {"channels": [first, {**second, "value": f"ops@{domain}"}]})
    assert "looks like coastguard.example" in said


def test_a_mailbox_that_anybody_can_have_is_told(registry: Registry) -> None:
    entry_id = registry.published()
    first, second = seen(registry, entry_id)["channels"]
    assert "Anybody can have" in warned(registry, entry_id, 2, {"channels": [first, {**second, "value": "guard@gmail.com"}]})


def test_a_number_that_stands_only_where_the_author_may_not_see_it_is_not_told(registry: Registry) -> None:
    secret = "+21600000077"
    hidden = {"channels": [phone(secret)], "state": "TN", "time_zone": "Africa/Tunis"}
    registry.published("focal.tn", "focal2.tn", **hidden, marking="TLP:AMBER+STRICT")
    entry_id = registry.published()
    first, second = seen(registry, entry_id)["channels"]
    assert "other entr" not in warned(registry, entry_id, 2, {"channels": [{**first, "value": secret}, second]})


def test_a_domain_that_the_author_may_not_see_is_not_told(registry: Registry) -> None:
    named = [registry.actor("focal2.it").id]
    secret = mail("desk@hidden-office.example", marking="TLP:RED", readers=named)
    registry.published("focal2.it", "coordinator.europe", channels=[phone("+390000000071"), secret])
    entry_id = registry.published()
    first, second = seen(registry, entry_id)["channels"]
    patch = {"channels": [first, {**second, "value": "desk@hidden-0ffice.example"}]}
    assert "hidden-office" not in warned(registry, entry_id, 2, patch)
