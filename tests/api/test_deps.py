"""What every JSON call needs: the actor first, then one transaction."""

from __future__ import annotations

from datetime import timedelta
from time import monotonic

from app import clock
from tests.cast import Registry


def test_a_change_after_a_quiet_minute_does_not_wait_for_the_note_of_its_own_session(registry: Registry) -> None:
    entry_id = registry.draft()
    client = registry.client("focal.it")
    later = clock.now() + timedelta(minutes=2)
    with clock.set_to(lambda: later):
        began = monotonic()
        answer = client.patch(f"/api/v1/entries/{entry_id}", json={"purpose": "Still here"}, headers={"If-Match": '"1"'})
    assert answer.status_code == 200, answer.text
    assert monotonic() - began < 4  # the wait for a lock is five seconds
