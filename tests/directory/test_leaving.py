"""Who is suspended stands behind nothing any more: open proposals fall with the account, at once."""

from __future__ import annotations

import pytest

from app.access.actor import operator
from app.directory.leaving import suspend_person
from app.errors import Denied, NotFound
from tests.cast import Registry, mailbox
from tests.directory.asking import redirected, told
from tests.factories import PHONE


def test_open_proposals_of_a_suspended_author_fall_at_once(registry: Registry) -> None:
    entry_id = registry.published()
    proposal = registry.propose(entry_id, redirected(registry, entry_id), 2)
    with registry.writing() as session:
        suspend_person(session, mailbox("focal.it"), reason="left", by=operator())
    assert told(registry, proposal, "focal2.it")["state"] == "fallen"


def test_what_a_suspended_person_approved_and_what_still_waits_falls(registry: Registry) -> None:
    entry_id = registry.published()
    proposal = registry.propose(entry_id, redirected(registry, entry_id), 2)
    registry.approve(proposal, called_back_on=PHONE)
    with registry.writing() as session:
        suspend_person(session, mailbox("focal2.it"), by=operator())
    assert told(registry, proposal)["state"] == "fallen"


def test_what_has_taken_effect_stays(registry: Registry) -> None:
    entry_id = registry.published()
    with registry.writing() as session:
        suspend_person(session, mailbox("focal2.it"), by=operator())
    from_first_publication = registry.client("focal.it").get(f"/api/v1/entries/{entry_id}").json()
    assert from_first_publication["status"] == "published"


@pytest.mark.parametrize("door", ["api", "operator"])
def test_every_door_lets_them_fall(registry: Registry, door: str) -> None:
    entry_id = registry.published()
    registry.add("focal3.it", role="focal_point", state="IT")
    proposal = registry.propose(entry_id, redirected(registry, entry_id), 2, author="focal3.it")
    if door == "api":
        client = registry.client("coordinator.europe")
        account = registry.actor("focal3.it").id
        assert client.post(f"/api/v1/accounts/{account}/suspend", json={"reason": "left"}).status_code == 200
    else:
        with registry.writing() as session:
            suspend_person(session, mailbox("focal3.it"), by=operator())
    assert told(registry, proposal, "focal2.it")["state"] == "fallen"


def test_nobody_suspends_without_the_right(registry: Registry) -> None:
    by = registry.actor("officer.it")
    with pytest.raises((Denied, NotFound)), registry.writing() as session:
        suspend_person(session, mailbox("focal.it"), by=by)
