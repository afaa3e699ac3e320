"""Recording, changing, hiding, withdrawing and confirming entries."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import func, select

from app.clock import now, set_to
from app.directory.confirmation import confirm_entry
from app.directory.entries import register_entry, suspend_entry, withdraw_entry
from app.directory.models import Channel, Entry, EntryVersion, Provenance
from app.directory.proposals import revise_entry
from app.errors import Conflict, Denied, Invalid, NotFound, Stale
from tests.cast import Registry
from tests.directory.asking import kinds, seen
from tests.factories import FULL, MAILBOX, PHONE, entry_data, mail, phone

# --- recording --------------------------------------------------------------------------------------------------


def test_a_recorded_entry_is_a_draft_with_everything_that_was_sent(registry: Registry) -> None:
    card = seen(registry, registry.draft(**FULL))
    assert (card["status"], card["version"], card["freshness"]["state"]) == ("draft", 1, "never")
    assert [c["value"] for c in card["channels"]] == [PHONE, MAILBOX]
    assert card["hours"]["spans"][1]["from"] == "06-01"
    assert card["consents"] == FULL["consents"] and card["external_ids"] == FULL["external_ids"]
    assert card["holder"]["names"][0]["text"] == "Esempio Uno"
    assert kinds(registry) == ["entry:registered"]


@pytest.mark.parametrize(
    ("author", "state"), [("focal.tn", "IT"), ("officer.it", "IT"), ("admin", "IT"), ("coordinator.europe", "IT")]
)
def test_nobody_records_an_entry_outside_the_own_scope(registry: Registry, author: str, state: str) -> None:
    with pytest.raises(Denied):
        registry.draft(author, state=state)
    assert kinds(registry) == []


def test_who_keeps_one_authority_records_entries_below_it_only(registry: Registry) -> None:
    ministry, other = registry.draft(), registry.draft()
    registry.add("focal.unit", role="focal_point", state="IT", entry=ministry)
    below = registry.draft("focal.unit", part_of=ministry)
    assert seen(registry, below, "focal.unit")["part_of"] == ministry
    for part_of in (None, other):
        with pytest.raises(Denied, match="below the own authority"):
            registry.draft("focal.unit", part_of=part_of)


def test_a_missing_marking_is_amber_strict_and_such_an_entry_is_not_published(registry: Registry) -> None:
    entry_id = registry.draft(marking=None)
    assert seen(registry, entry_id)["marking"] == "TLP:AMBER+STRICT"
    with pytest.raises(Invalid, match="published yet"):
        registry.propose(entry_id, {"status": "published"}, 1)


def test_a_red_draft_names_its_author_as_reader(registry: Registry) -> None:
    entry_id = registry.draft(marking="TLP:RED")
    assert seen(registry, entry_id)["readers"] == [registry.actor("focal.it").id]
    with pytest.raises(NotFound):
        seen(registry, entry_id, "focal2.it")


def test_the_same_key_with_the_same_data_makes_one_entry(registry: Registry) -> None:
    by = registry.actor("focal.it")
    made = []
    for _ in range(2):
        with registry.writing() as session:
            made.append(register_entry(session, entry_data(), idempotency_key="k1", by=by))
    with registry.writing() as session:
        another = register_entry(session, entry_data(), idempotency_key="k2", by=by)
    assert made[0] == made[1] != another
    assert kinds(registry) == ["entry:registered"] * 2


def test_the_same_key_with_other_data_is_refused_and_anothers_key_is_another_key(registry: Registry) -> None:
    for who in ("focal.it", "focal2.it"):
        with registry.writing() as session:
            register_entry(session, entry_data(), idempotency_key="k1", by=registry.actor(who))
    with pytest.raises(Invalid, match="another entry"), registry.writing() as session:
        register_entry(session, entry_data(purpose="Other"), idempotency_key="k1", by=registry.actor("focal.it"))


# --- what an entry is part of -----------------------------------------------------------------------------------


def test_an_entry_is_part_of_one_of_its_own_state_and_never_of_itself(registry: Registry) -> None:
    ministry, tunisian = registry.draft(), registry.draft("focal.tn", state="TN")
    unit = registry.draft(part_of=ministry)
    for entry_id, wrong in ((ministry, unit), (ministry, ministry), (unit, tunisian), (unit, "no-such-entry")):
        with pytest.raises(Invalid) as refused:
            registry.revise(entry_id, {"part_of": wrong}, 1)
        assert [e.field for e in refused.value.errors] == ["part_of"]


def test_who_keeps_an_authority_keeps_what_is_moved_below_it(registry: Registry) -> None:
    ministry, office, desk = registry.draft(), registry.draft(), registry.draft()
    registry.revise(desk, {"part_of": office}, 1)
    registry.add("focal.ministry", role="focal_point", state="IT", entry=ministry)
    with pytest.raises((Denied, NotFound)):
        registry.revise(desk, {"purpose": "Mine now."}, 2, author="focal.ministry")
    registry.revise(office, {"part_of": ministry}, 1)
    registry.revise(desk, {"purpose": "Mine now."}, 2, author="focal.ministry")
    assert seen(registry, desk)["purpose"] == "Mine now."


# --- versions ---------------------------------------------------------------------------------------------------


def test_a_change_names_the_version_that_it_changes(registry: Registry) -> None:
    entry_id = registry.draft()
    by = registry.actor("focal.it")
    for deed in (revise_entry, withdraw_entry):
        for expected, refusal in ((None, Stale), (2, Conflict), (-1, Conflict)):
            with pytest.raises(refusal), registry.writing() as session:
                arguments = ({"purpose": "New"}, expected) if deed is revise_entry else (expected,)
                deed(session, entry_id, *arguments, by=by)
    registry.revise(entry_id, {"purpose": "New"}, 1)
    with pytest.raises(Conflict, match="version 2"):
        registry.revise(entry_id, {"purpose": "Newer"}, 1)
    assert seen(registry, entry_id)["purpose"] == "New"


def test_a_change_that_changes_nothing_makes_no_version_and_no_event(registry: Registry) -> None:
    entry_id = registry.draft(**FULL)
    before = kinds(registry)
    registry.revise(entry_id, {"purpose": "Answers requests at sea.", "names": seen(registry, entry_id)["names"]}, 1)
    registry.revise(entry_id, {}, 1)
    assert (seen(registry, entry_id)["version"], kinds(registry)) == (1, before)


def test_each_change_keeps_a_version_with_its_event(registry: Registry) -> None:
    entry_id = registry.draft()
    for version in (1, 2, 3):
        registry.revise(entry_id, {"purpose": f"Version {version + 1}"}, version)
    with registry.reading() as session:
        kept = session.exec(select(EntryVersion.version).where(EntryVersion.entry_id == entry_id)).all()
    assert sorted(kept) == [1, 2, 3, 4]
    assert kinds(registry) == ["entry:registered", *["entry:revised"] * 3]


UNACCEPTABLE: list[Any] = [
    {"kind": "ngo"},
    {"state": "TN"},
    {"suspects": ["X"]},
    {"case_number": "1"},
    {"names": None},
    {"channels": [{"type": "phone"}]},
    {"channels": [phone("12")]},
    {"channels": [phone("+3900\u0660000001")]},
    {"status": "draft"},
    {"status": "submitted"},
    [],
    "text",
]


def test_what_cannot_be_accepted_is_refused_by_field_and_leaves_nothing(registry: Registry) -> None:
    entry_id, by = registry.published(), registry.actor("focal.it")
    before = seen(registry, entry_id)
    for patch in UNACCEPTABLE:
        with pytest.raises(Invalid), registry.writing() as session:
            revise_entry(session, entry_id, patch, 2, by=by)
        assert seen(registry, entry_id) == before, patch


def test_what_others_keep_is_not_changed_hidden_withdrawn_or_confirmed(registry: Registry) -> None:
    entry_id = registry.published()
    for who in ("focal.tn", "officer.it", "auditor", "recipient"):
        by = registry.actor(who)
        deeds = (
            lambda s, by=by: revise_entry(s, entry_id, {"purpose": "Mine"}, 2, by=by),
            lambda s, by=by: suspend_entry(s, entry_id, 2, by=by),
            lambda s, by=by: withdraw_entry(s, entry_id, 2, by=by),
            lambda s, by=by: confirm_entry(s, entry_id, by=by),
        )
        for deed in deeds:
            with pytest.raises((Denied, NotFound)), registry.writing() as session:
                deed(session)  # type: ignore[no-untyped-call]
    assert seen(registry, entry_id)["version"] == 2


# --- hiding, withdrawing, confirming ----------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["focal.it", "coordinator.europe", "admin"])
def test_one_person_hides_a_published_entry_at_once(registry: Registry, who: str) -> None:
    entry_id = registry.published()
    with registry.writing() as session:
        suspend_entry(session, entry_id, 2, by=registry.actor(who))
    with pytest.raises(NotFound):
        seen(registry, entry_id, "officer.ke")
    assert seen(registry, entry_id)["status"] == "suspended"
    assert kinds(registry)[-1] == "entry:suspended"


def test_only_a_published_entry_is_hidden(registry: Registry) -> None:
    entry_id = registry.draft()
    with pytest.raises(Invalid, match="published"), registry.writing() as session:
        suspend_entry(session, entry_id, 1, by=registry.actor("focal.it"))


def test_a_withdrawn_entry_has_no_readers_and_keeps_its_history(registry: Registry) -> None:
    entry_id = registry.published()
    with registry.writing() as session:
        withdraw_entry(session, entry_id, 2, by=registry.actor("focal.it"))
    with pytest.raises(NotFound):
        seen(registry, entry_id, "officer.ke")
    with registry.reading() as session:
        assert session.exec(select(func.count()).where(EntryVersion.entry_id == entry_id)).one() == 3
        assert session.exec(select(func.count()).where(Channel.entry_id == entry_id)).one() == 2


def test_a_withdrawn_entry_is_not_brought_back(registry: Registry) -> None:
    entry_id = registry.published()
    with registry.writing() as session:
        withdraw_entry(session, entry_id, 2, by=registry.actor("focal.it"))
    for status in ("published", "draft", "suspended"):
        with pytest.raises(Invalid):
            registry.propose(entry_id, {"status": status}, 3)


def test_a_confirmation_moves_due_dates_and_not_the_version(registry: Registry) -> None:
    entry_id = registry.published()
    at = now() + timedelta(days=3)
    with set_to(lambda: at), registry.writing() as session:
        confirm_entry(session, entry_id, by=registry.actor("focal.it"))
    card = seen(registry, entry_id)
    assert (card["version"], card["freshness"]["state"]) == (2, "confirmed")
    assert all(channel["confirmed_at"] == card["freshness"]["confirmed_at"] for channel in card["channels"])
    assert card["edited_at"] < card["freshness"]["confirmed_at"]


def test_confirming_one_channel_confirms_neither_the_others_nor_the_entry(registry: Registry) -> None:
    entry_id = registry.published()
    first, second = seen(registry, entry_id)["channels"]
    with registry.writing() as session:
        confirm_entry(session, entry_id, [first["id"]], by=registry.actor("focal.it"))
    card = seen(registry, entry_id)
    assert card["channels"][0]["confirmed_at"] and not card["channels"][1]["confirmed_at"]
    assert card["freshness"]["state"] == "never"
    other = seen(registry, registry.draft())["channels"][0]["id"]
    with pytest.raises(Invalid, match="Nothing was confirmed"), registry.writing() as session:
        confirm_entry(session, entry_id, [second["id"], other], by=registry.actor("focal.it"))


def test_an_empty_choice_of_channels_confirms_nothing_and_is_not_on_record(registry: Registry) -> None:
    entry_id = registry.published()
    with pytest.raises(Invalid, match="Nothing was confirmed"), registry.writing() as session:
        confirm_entry(session, entry_id, [], by=registry.actor("focal.it"))
    assert seen(registry, entry_id)["freshness"]["state"] == "never" and "entry:confirmed" not in kinds(registry)


def test_an_import_of_ours_keeps_its_source(registry: Registry) -> None:
    entry_id = registry.draft(provenance={"source": "List of 2019", "licence": "CC0-1.0", "source_key": "X1"})
    registry.revise(entry_id, {"provenance": {"source": "Me"}, "purpose": "New"}, 1)
    with registry.reading() as session:
        assert session.exec(select(Provenance)).one().source == "List of 2019"
        assert session.get_one(Entry, entry_id).purpose == "New"


def test_a_mailbox_and_a_number_are_kept_in_their_canonical_form(registry: Registry) -> None:
    entry_id = registry.draft(channels=[phone("+39 00 0000-0001"), mail("Ops@CoastGuard.EXAMPLE")])
    assert [c["value"] for c in seen(registry, entry_id)["channels"]] == [PHONE, "Ops@coastguard.example"]
