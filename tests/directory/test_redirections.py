"""A line is hidden at once by one person, and readers are pointed to one that two persons approved before."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from app.clock import now, set_to
from app.directory.redirections import hide_channel_of, instead_of
from app.errors import Conflict, Denied, Invalid, NotFound, Stale
from tests.cast import Registry
from tests.directory.asking import NEW, let_due_take_effect, seen
from tests.factories import PHONE, named, phone

ONLY = {"channels": [phone(PHONE, contexts=["urgent"], always_open=True)]}
OTHER = {"channels": [phone("+390000000050", label="Duty desk")], "names": named("Another office, example")}


def hide(
    registry: Registry,
    entry_id: str,
    channel: str,
    *,
    instead: tuple[str, str] | None = None,
    version: int | None = 2,
    who: str = "focal.it",
) -> None:
    """Hide a channel as this person."""
    by = registry.actor(who)
    with registry.writing() as session:
        hide_channel_of(session, entry_id, channel, version, instead=instead, by=by)


def first_channel(registry: Registry, entry_id: str) -> str:
    return str(seen(registry, entry_id)["channels"][0]["id"])


def test_one_person_hides_a_channel_at_once(registry: Registry) -> None:
    entry_id = registry.published()
    mailbox = seen(registry, entry_id)["channels"][1]["id"]
    hide(registry, entry_id, mailbox)
    assert [c["type"] for c in seen(registry, entry_id, "officer.ke")["channels"]] == ["phone"]


def test_the_last_phone_goes_only_when_readers_are_told_whom_to_call_instead(registry: Registry) -> None:
    entry_id, other = registry.published(**ONLY), registry.published(**OTHER)
    with pytest.raises(Invalid):
        hide(registry, entry_id, first_channel(registry, entry_id))
    hide(registry, entry_id, first_channel(registry, entry_id), instead=(other, first_channel(registry, other)))
    card = seen(registry, entry_id, "officer.ke")
    assert card["channels"] == []
    assert [(each["entry"], each["type"], each["channel_label"]) for each in card["instead"]] == [(other, "phone", "Duty desk")]
    assert "value" not in card["instead"][0]


@pytest.mark.parametrize(
    "stricter", [{"marking": "TLP:RED"}, {"marking": "TLP:AMBER+STRICT"}, {"type": "postal", "value": "Via Esempio 1, Roma"}]
)
def test_readers_are_not_pointed_to_what_they_cannot_see_or_call(registry: Registry, stricter: dict[str, Any]) -> None:
    reader = {"readers": [registry.actor("focal.it").id, registry.actor("focal2.it").id]}
    closed = {**phone("+390000000051"), **stricter, **(reader if stricter.get("marking") == "TLP:RED" else {})}
    entry_id = registry.published(**ONLY)
    other = registry.published(channels=[phone("+390000000050"), closed], names=named("Another office, example"))
    hidden = seen(registry, other)["channels"][1]["id"]
    with pytest.raises(Invalid) as refusal:
        hide(registry, entry_id, first_channel(registry, entry_id), instead=(other, hidden))
    assert [e.field for e in refusal.value.errors] == ["instead"]
    with registry.reading() as session:
        offered = instead_of(session, entry_id, first_channel(registry, entry_id), reader=registry.actor("focal.it"))
    assert hidden not in [each["channel"] for each in offered] and len(offered) == 1


def test_why_a_line_was_hidden_cannot_deceive_who_reads_the_history(registry: Registry) -> None:
    entry_id = registry.published()
    with pytest.raises(Invalid) as refusal, registry.writing() as session:
        mailbox = seen(registry, entry_id)["channels"][1]["id"]
        hide_channel_of(session, entry_id, mailbox, 2, why="dead \u202eenil", by=registry.actor("focal.it"))
    assert [e.field for e in refusal.value.errors] == ["why"]


def test_the_entry_is_still_edited_while_it_points_elsewhere(registry: Registry) -> None:
    entry_id, other = registry.published(**ONLY), registry.published(**OTHER)
    hide(registry, entry_id, first_channel(registry, entry_id), instead=(other, first_channel(registry, other)))
    registry.revise(entry_id, {"purpose": "Line is down."}, 3)
    assert seen(registry, entry_id)["purpose"] == "Line is down."


def test_a_new_channel_ends_the_pointing(registry: Registry) -> None:
    entry_id, other = registry.published(**ONLY), registry.published(**OTHER)
    hide(registry, entry_id, first_channel(registry, entry_id), instead=(other, first_channel(registry, other)))
    proposal = registry.propose(entry_id, {"channels": [phone(NEW)]}, 3)
    registry.approve(proposal, note="from the ministry's own page")
    later = now() + timedelta(hours=25)
    with set_to(lambda: later):
        let_due_take_effect(registry)
    card = seen(registry, entry_id, "officer.ke")
    assert ([c["value"] for c in card["channels"]], card["instead"]) == ([NEW], [])


def test_a_draft_another_state_or_the_hidden_line_itself_is_not_pointed_to(registry: Registry) -> None:
    entry_id = registry.published(**ONLY)
    draft = registry.draft(**OTHER)
    abroad = registry.published("focal.tn", "focal2.tn", state="TN", channels=[phone("+21600000000")])
    own = first_channel(registry, entry_id)
    foreign = str(seen(registry, abroad, "focal.tn")["channels"][0]["id"])
    for instead in ((draft, first_channel(registry, draft)), (abroad, foreign), (entry_id, own), (entry_id, "made up")):
        with pytest.raises(Invalid) as refused:
            hide(registry, entry_id, own, instead=instead)
        assert [e.field for e in refused.value.errors] == ["instead"]
    assert len(seen(registry, entry_id)["channels"]) == 1


def test_who_may_not_see_the_other_line_is_not_pointed_to_it(registry: Registry) -> None:
    entry_id, other = registry.published(**ONLY), registry.published(**OTHER)
    hide(registry, entry_id, first_channel(registry, entry_id), instead=(other, first_channel(registry, other)))
    registry.revise(other, {"marking": "TLP:AMBER+STRICT"}, 2)
    assert seen(registry, entry_id, "officer.ke")["instead"] == []
    assert len(seen(registry, entry_id, "focal.it")["instead"]) == 1


def test_what_is_offered_are_published_lines_of_the_same_state(registry: Registry) -> None:
    entry_id, other = registry.published(**ONLY), registry.published(**OTHER)
    registry.draft(**OTHER)
    registry.published("focal.tn", "focal2.tn", state="TN", channels=[phone("+21600000000")])
    with registry.reading() as session:
        offered = instead_of(session, entry_id, first_channel(registry, entry_id), reader=registry.actor("focal.it"))
    assert [each["entry"] for each in offered] == [other]


def test_hiding_names_the_version_and_is_for_those_who_keep_the_entry(registry: Registry) -> None:
    entry_id = registry.published()
    channel = seen(registry, entry_id)["channels"][1]["id"]
    with pytest.raises(Stale):
        hide(registry, entry_id, channel, version=None)
    with pytest.raises(Conflict):
        hide(registry, entry_id, channel, version=1)
    for who in ("officer.it", "focal.tn"):
        with pytest.raises((Denied, NotFound)):
            hide(registry, entry_id, channel, who=who)
    hide(registry, entry_id, channel, who="coordinator.europe")
