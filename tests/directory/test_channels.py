"""Channels: matched by id, hidden when left out, immutable versions, and those above the author's right stay as they are."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import select

from app.directory.channels import SIGNED, digest
from app.directory.confirmation import confirm_entry
from app.directory.models import Channel
from app.errors import Invalid
from tests.cast import Registry
from tests.directory.asking import seen
from tests.factories import FULL, MAILBOX, PHONE, mail, phone


def rows(registry: Registry, entry_id: str) -> list[Channel]:
    """All versions of all channels, oldest first."""
    with registry.reading() as session:
        found = session.exec(select(Channel).where(Channel.entry_id == entry_id)).all()
        session.expunge_all()
    return sorted(found, key=lambda row: (row.position, row.revision))


def values(registry: Registry, entry_id: str, who: str = "focal.it") -> list[str]:
    return [channel["value"] for channel in seen(registry, entry_id, who)["channels"]]


# --- what a client sends back -----------------------------------------------------------------------------------


def test_what_a_keeper_reads_and_sends_back_unchanged_changes_nothing(registry: Registry) -> None:
    channels = [
        phone(PHONE, contexts=["urgent"], hours={"spans": [{"days": ["mo"], "opens": "08:00", "closes": "12:00"}]}),
        mail(MAILBOX, marking="TLP:AMBER", languages=["fr"], label="Cases"),
        phone("+390000000003", marking="TLP:CLEAR", extension="12"),
        phone("+390000000004", marking="TLP:RED", readers=[registry.actor("focal.it").id, registry.actor("focal2.it").id]),
    ]
    entry_id = registry.draft(**FULL, channels=channels)
    registry.revise(entry_id, seen(registry, entry_id), 1)
    assert seen(registry, entry_id)["version"] == 1
    assert len(rows(registry, entry_id)) == 4


def test_a_label_changed_in_what_was_read_changes_the_label_only(registry: Registry) -> None:
    entry_id = registry.published()
    card = seen(registry, entry_id)
    card["channels"][0]["label"] = "Bridge"
    registry.revise(entry_id, card, 2)
    old, new, untouched = rows(registry, entry_id)
    assert (old.label, new.label, untouched.revision) == ("Watch room", "Bridge", 1)
    assert (old.id, old.replaced_at is not None, new.revision, new.replaced_at) == (new.id, True, 2, None)


def test_a_readers_list_of_a_red_channel_survives_a_change_of_its_label(registry: Registry) -> None:
    mine = [registry.actor("focal.it").id]
    entry_id = registry.draft(channels=[phone(PHONE), phone("+390000000004", marking="TLP:RED", readers=mine)])
    card = seen(registry, entry_id)
    card["channels"][1]["label"] = "Night"
    registry.revise(entry_id, card, 1)
    assert rows(registry, entry_id)[-1].readers == mine


# --- by id ------------------------------------------------------------------------------------------------------


def test_an_element_without_an_id_is_new_and_one_left_out_is_hidden_at_once(registry: Registry) -> None:
    entry_id = registry.draft()
    kept, dropped = seen(registry, entry_id)["channels"]
    registry.revise(entry_id, {"channels": [{**phone(PHONE), "id": kept["id"]}, mail("new@coastguard.example")]}, 1)
    assert values(registry, entry_id) == [PHONE, "new@coastguard.example"]
    assert seen(registry, entry_id)["channels"][0]["id"] == kept["id"]
    hidden = next(row for row in rows(registry, entry_id) if row.id == dropped["id"])
    assert hidden.hidden_at is not None and hidden.value == MAILBOX


def test_a_keeper_hides_a_channel_of_a_published_entry_alone_and_at_once(registry: Registry) -> None:
    entry_id = registry.published()
    first = seen(registry, entry_id)["channels"][0]
    registry.revise(entry_id, {"channels": [first]}, 2)
    assert values(registry, entry_id, "officer.ke") == [PHONE]


def test_an_id_of_another_entry_or_of_none_is_refused(registry: Registry) -> None:
    entry_id, other = registry.draft(), registry.draft()
    foreign = seen(registry, other)["channels"][0]["id"]
    for unknown in (foreign, "no-such-id"):
        with pytest.raises(Invalid) as refused:
            registry.revise(entry_id, {"channels": [{**phone(PHONE), "id": unknown}]}, 1)
        assert [e.field for e in refused.value.errors] == ["channels.0.id"]
    assert values(registry, other) == [PHONE, MAILBOX]


def test_one_id_twice_is_refused(registry: Registry) -> None:
    entry_id = registry.draft()
    first = seen(registry, entry_id)["channels"][0]
    with pytest.raises(Invalid):
        registry.revise(entry_id, {"channels": [first, {**first, "value": "+390000000007"}]}, 1)


def test_names_and_designations_are_matched_by_id_too(registry: Registry) -> None:
    entry_id = registry.draft(**FULL)
    card = seen(registry, entry_id)
    renamed = {**card["names"][0], "text": "Capitaneria, esempio"}
    registry.revise(entry_id, {"names": [renamed, card["names"][1]], "designations": card["designations"]}, 1)
    after = seen(registry, entry_id)
    assert [n["id"] for n in after["names"]] == [n["id"] for n in card["names"]]
    assert (after["names"][0]["text"], after["designations"]) == ("Capitaneria, esempio", card["designations"])


# --- what the author may not see --------------------------------------------------------------------------------


def above_the_author(registry: Registry) -> tuple[str, list[dict[str, Any]]]:
    """A draft with a RED channel for focal2.it only, and what focal.it sees of its channels."""
    red = phone("+390000000004", marking="TLP:RED", readers=[registry.actor("focal2.it").id])
    entry_id = registry.draft("focal2.it", channels=[phone(PHONE), red])
    return entry_id, seen(registry, entry_id)["channels"]


def test_a_channel_above_the_authors_right_stays_when_it_is_not_sent(registry: Registry) -> None:
    entry_id, shown = above_the_author(registry)
    assert [c["value"] for c in shown] == [PHONE]
    registry.revise(entry_id, {"channels": [mail(MAILBOX)]}, 1)
    assert values(registry, entry_id) == [MAILBOX]
    assert values(registry, entry_id, "focal2.it") == [MAILBOX, "+390000000004"]


def test_a_channel_above_the_authors_right_cannot_be_overwritten_by_its_id(registry: Registry) -> None:
    entry_id, _ = above_the_author(registry)
    red = seen(registry, entry_id, "focal2.it")["channels"][1]["id"]
    with pytest.raises(Invalid):
        registry.revise(entry_id, {"channels": [phone(PHONE), {**phone("+390000000009"), "id": red}]}, 1)
    assert values(registry, entry_id, "focal2.it") == [PHONE, "+390000000004"]


# --- versions and digests ---------------------------------------------------------------------------------------


def test_a_number_that_stays_keeps_its_confirmation_a_new_one_starts_without(registry: Registry) -> None:
    entry_id = registry.draft()
    with registry.writing() as session:
        confirm_entry(session, entry_id, by=registry.actor("focal.it"))
    first, second = seen(registry, entry_id)["channels"]
    registry.revise(entry_id, {"channels": [{**first, "label": "New"}, {**second, "value": "x@coastguard.example"}]}, 1)
    first, second = seen(registry, entry_id)["channels"]
    assert first["confirmed_at"] is not None
    assert second["confirmed_at"] is None


def test_the_digest_covers_everything_that_leads_somewhere_and_nothing_else(registry: Registry) -> None:
    (row, *_) = rows(registry, registry.draft())
    assert row.digest == digest(row)
    for name in Channel.model_fields:
        changed = Channel(**{**row.model_dump(), name: "changed"})
        assert (digest(changed) != row.digest) == (name in SIGNED), name


def test_the_last_phone_and_mailbox_of_a_published_entry_cannot_go(registry: Registry) -> None:
    entry_id = registry.published()
    with pytest.raises(Invalid, match="cannot be accepted"):
        registry.revise(entry_id, {"channels": []}, 2)
    assert values(registry, entry_id) == [PHONE, MAILBOX]


def test_the_last_urgent_channel_of_a_designated_entry_cannot_go_without_another(registry: Registry) -> None:
    entry_id = registry.published(**FULL)
    urgent, routine = seen(registry, entry_id)["channels"]
    for wrong in ([routine], [{**urgent, "contexts": ["routine"]}, routine]):
        with pytest.raises(Invalid) as refused:
            registry.revise(entry_id, {"channels": wrong}, 2)
        assert [e.field for e in refused.value.errors] == ["channels"]
    registry.revise(entry_id, {"channels": [urgent, {**routine, "contexts": ["urgent"]}]}, 2)
    registry.revise(entry_id, {"channels": [{**routine, "contexts": ["urgent"]}]}, 3)
    assert values(registry, entry_id) == [MAILBOX]
