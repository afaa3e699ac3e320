"""What leaves the registry: each reader gets the channels of their right, and no trace of the others."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from app.access.actor import Actor
from app.clock import now, set_to
from app.directory.cards import display_name
from app.directory.reading import open_entry, whole_entry
from app.errors import Denied, Invalid, NotFound
from tests.cast import Registry
from tests.directory.asking import seen
from tests.factories import FULL, PHONE, mail, named, phone

CHANNELS = [
    phone(PHONE),
    mail("cases@coastguard.example", marking="TLP:AMBER"),
    mail("strict@coastguard.example", marking="TLP:AMBER+STRICT"),
    mail("open@coastguard.example", marking="TLP:CLEAR"),
]
REACHES = {
    "officer.ke": [PHONE, "cases@coastguard.example", "open@coastguard.example"],
    "officer.it": [PHONE, "cases@coastguard.example", "open@coastguard.example"],
    "focal.tn": [PHONE, "cases@coastguard.example", "open@coastguard.example"],
    "focal.it": [PHONE, "cases@coastguard.example", "strict@coastguard.example", "open@coastguard.example"],
    "coordinator.europe": [PHONE, "cases@coastguard.example", "strict@coastguard.example", "open@coastguard.example"],
}


def opened(registry: Registry, entry_id: str, who: str, **stated: str) -> dict[str, Any]:
    with registry.reading() as session:
        return open_entry(session, entry_id, reader=registry.actor(who), **stated).card


def etag(registry: Registry, entry_id: str, who: str) -> str:
    with registry.reading() as session:
        return whole_entry(session, entry_id, purpose="test", case_ref="pending", reader=registry.actor(who)).etag


@pytest.mark.parametrize("who", REACHES)
def test_a_channel_stricter_than_its_entry_reaches_fewer(registry: Registry, who: str) -> None:
    entry_id = registry.published(channels=CHANNELS)
    card = seen(registry, entry_id, who)
    assert [c["value"] for c in card["channels"]] == REACHES[who]
    if who not in ("focal.it", "coordinator.europe"):
        assert "strict" not in str(card).lower() and "STRICT" not in str(card)


def test_a_channel_cannot_be_wider_than_its_entry(registry: Registry) -> None:
    entry_id = registry.published(marking="TLP:AMBER", channels=[phone(PHONE, marking="TLP:CLEAR")])
    (channel,) = seen(registry, entry_id, "officer.ke")["channels"]
    assert channel["marking"] == "TLP:AMBER"
    with pytest.raises(Invalid):
        opened(registry, entry_id, "officer.ke", purpose="test")


def test_a_red_channel_is_there_for_its_named_readers_with_a_fresh_factor_only(registry: Registry) -> None:
    reader = registry.actor("officer.it")
    red = phone("+390000000004", marking="TLP:RED", readers=[reader.id])
    entry_id = registry.published(channels=[phone(PHONE), red])
    stated = {"purpose": "test", "case_ref": "X-1"}
    shown = opened(registry, entry_id, "officer.it", **stated)
    assert [c["value"] for c in shown["channels"]] == [PHONE, "+390000000004"]
    assert "readers" not in shown["channels"][1]
    later = now() + timedelta(minutes=6)
    with set_to(lambda: later), registry.reading() as session:
        old = open_entry(session, entry_id, reader=reader, **stated).card
    assert [c["value"] for c in old["channels"]] == [PHONE]
    assert old["withheld"] == [{"type": "phone", "marking": "TLP:RED", "reason": "show your second factor again"}]
    for who in ("officer.ke", "focal.it", "coordinator.europe"):
        card = opened(registry, entry_id, who, **stated)
        assert "+390000000004" not in str(card) and card["withheld"] == []


def test_a_red_entry_is_opened_by_named_readers_with_a_fresh_factor_only(registry: Registry) -> None:
    named_ones = [registry.actor(who).id for who in ("focal.it", "focal2.it", "officer.it", "officer.ke")]
    entry_id = registry.published(marking="TLP:RED", readers=named_ones)
    stated = {"purpose": "test", "case_ref": "X-1"}
    assert opened(registry, entry_id, "officer.it", **stated)["channels"][0]["value"] == PHONE
    with pytest.raises(Denied, match="second factor"):
        opened(registry, entry_id, "officer.ke", **stated)  # named, but without any second factor
    for who in ("focal.tn", "coordinator.europe", "admin", "auditor"):
        with pytest.raises(NotFound):
            opened(registry, entry_id, who, **stated)


# --- what a reader states first ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("marking", "stated", "missing"),
    [
        ("TLP:CLEAR", {}, None),
        ("TLP:GREEN", {}, "purpose"),
        ("TLP:GREEN", {"purpose": "investigation"}, None),
        ("TLP:GREEN", {"purpose": "curiosity"}, "purpose"),
        ("TLP:AMBER", {}, "purpose"),
        ("TLP:AMBER", {"case_ref": "X-1"}, "purpose"),
        ("TLP:AMBER", {"purpose": "investigation"}, "case_ref"),
        ("TLP:AMBER", {"purpose": "life_at_risk", "case_ref": "pending"}, None),
    ],
)
def test_a_reader_states_purpose_and_case_as_the_marking_asks(
    registry: Registry, marking: str, stated: dict[str, str], missing: str | None
) -> None:
    entry_id = registry.published(marking=marking)
    if missing is None:
        assert opened(registry, entry_id, "officer.ke", **stated)["channels"][0]["value"] == PHONE
        return
    with pytest.raises(Invalid) as refused:
        opened(registry, entry_id, "officer.ke", **stated)
    assert [e.field for e in refused.value.errors] == [missing]


def test_who_keeps_an_entry_states_nothing(registry: Registry) -> None:
    entry_id = registry.published(marking="TLP:AMBER")
    assert len(opened(registry, entry_id, "focal.it")["channels"]) == 2


def test_a_channel_that_asks_for_more_than_was_stated_is_withheld_with_the_reason(registry: Registry) -> None:
    entry_id = registry.published(channels=CHANNELS)
    card = opened(registry, entry_id, "officer.ke", purpose="investigation")
    assert [c["value"] for c in card["channels"]] == [PHONE, "open@coastguard.example"]
    assert card["withheld"] == [{"type": "email", "marking": "TLP:AMBER", "reason": "state a case reference, or `pending`"}]


# --- what only keepers see --------------------------------------------------------------------------------------


def test_consents_readers_audience_and_keys_of_portals_are_for_keepers(registry: Registry) -> None:
    entry_id = registry.published(**FULL)
    inside, outside = seen(registry, entry_id), seen(registry, entry_id, "officer.ke")
    only = {"readers", "consents", "audience", "external_ids", "version"}
    assert set(inside) - set(outside) == only
    assert seen(registry, entry_id, "coordinator.europe")["version"] == 2


def test_the_name_of_a_holder_is_shown_where_it_is_published(registry: Registry) -> None:
    holder = {"names": [{"text": "Esempio Due"}], "since": "2024-05-01"}
    hidden, shown = registry.published(holder=holder), registry.published(holder={**holder, "publish_name": True})
    assert seen(registry, hidden)["holder"]["names"][0]["text"] == "Esempio Due"
    assert seen(registry, hidden, "officer.ke")["holder"]["names"] == []
    assert seen(registry, hidden, "officer.ke")["holder"]["since"] == "2024-05-01"
    assert seen(registry, shown, "officer.ke")["holder"]["names"][0]["text"] == "Esempio Due"


def test_a_parent_that_one_may_not_see_is_not_named(registry: Registry) -> None:
    ministry = registry.published(marking="TLP:AMBER+STRICT", names=named("Secret ministry"))
    entry_id = registry.published(part_of=ministry)
    assert seen(registry, entry_id)["parent"]["name"] == "Secret ministry"
    outside = seen(registry, entry_id, "officer.ke")
    assert (outside["part_of"], outside["parent"]) == (None, None)
    assert ministry not in str(outside)


# --- validators -------------------------------------------------------------------------------------------------


def test_for_keepers_and_coordinators_the_etag_is_the_version(registry: Registry) -> None:
    entry_id = registry.published()
    assert [etag(registry, entry_id, who) for who in ("focal.it", "coordinator.europe")] == ['"2"', '"2"']
    assert etag(registry, entry_id, "officer.ke") not in ('"2"', "")


def test_for_others_etag_and_date_change_with_what_they_see_and_with_nothing_else(registry: Registry) -> None:
    entry_id = registry.published(channels=CHANNELS, holder={"names": [{"text": "Esempio Due"}]})
    before = (etag(registry, entry_id, "officer.ke"), seen(registry, entry_id, "officer.ke")["edited_at"])
    channels = seen(registry, entry_id)["channels"]
    channels[2]["label"] = "Inside"
    registry.revise(entry_id, {"channels": channels}, 2)
    registry.approve(registry.propose(entry_id, {"consents": [{"recipient": "sherloc"}]}, 3))
    registry.revise(entry_id, {"holder": {"names": [{"text": "Esempio Tre"}]}}, 4)
    assert (etag(registry, entry_id, "officer.ke"), seen(registry, entry_id, "officer.ke")["edited_at"]) == before
    channels[0]["label"] = "Bridge"
    registry.revise(entry_id, {"channels": channels}, 5)
    after = (etag(registry, entry_id, "officer.ke"), seen(registry, entry_id, "officer.ke")["edited_at"])
    assert after[0] != before[0] and after[1] > before[1]


def test_two_readers_who_see_the_same_get_the_same_etag(registry: Registry) -> None:
    entry_id = registry.published()
    assert etag(registry, entry_id, "officer.ke") == etag(registry, entry_id, "officer.it")


@pytest.mark.parametrize(
    ("names", "language", "expected"),
    [
        ([("Guardia", "it", "preferred"), ("Coast Guard", "en", "preferred")], "en", "Coast Guard"),
        ([("Guardia", "it", "preferred"), ("Coast Guard", "en", "preferred")], "it", "Guardia"),
        ([("Guardia", "it", "preferred"), ("CG", "en", "acronym")], "en", "Guardia"),
        ([("Guardia", "it", "preferred"), ("The Guard", "en", "alternative")], "fr", "The Guard"),
        ([("CG", "en", "acronym"), ("Old", "en", "former"), ("Guardia", "it", "preferred")], "en", "Guardia"),
        ([("CG", "en", "acronym")], "en", "CG"),
        ([], "en", ""),
    ],
)
def test_the_name_shown_is_the_best_in_the_readers_language(
    names: list[tuple[str, str, str]], language: str, expected: str
) -> None:
    assert display_name([{"text": t, "language": n, "role": r} for t, n, r in names], language) == expected


def test_a_key_opens_no_red_channel(registry: Registry) -> None:
    reader = registry.actor("officer.it")
    key = Actor(**{**reader.__dict__, "method": "api_key", "factor_at": None})
    entry_id = registry.published(channels=[phone(PHONE), phone("+390000000004", marking="TLP:RED", readers=[reader.id])])
    with registry.reading() as session:
        card = open_entry(session, entry_id, purpose="test", case_ref="X", reader=key).card
    assert [c["value"] for c in card["channels"]] == [PHONE]
