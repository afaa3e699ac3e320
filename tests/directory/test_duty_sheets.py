"""Duty sheets: who draws and prints them, what stands on them, and what is on record of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from app import clock
from app.audit.models import Event
from app.clock import iso
from app.directory.duty_sheets import PrintedSheet
from app.directory.history import consultations
from app.directory.proposals import revise_entry
from app.directory.recall import recall_channel
from app.errors import Denied, Invalid, NotFound, TooMany
from tests.cast import Registry
from tests.directory.asking import NEW, let_due_take_effect, redirected, seen
from tests.directory.sheets import PAPER, drawn, offices, printed, sheet, sheets, values
from tests.factories import MAILBOX, PHONE, mail, named, phone


def events(registry: Registry, kind: str) -> list[Event]:
    """The events of a kind, oldest first."""
    with registry.reading() as session:
        found = session.exec(select(Event).where(Event.kind == kind).order_by(Event.seq)).all()  # type: ignore[arg-type]
        return [Event(**event.model_dump()) for event in found]


def faults(registry: Registry, entries: list[str], who: str = "officer.ke", **wish: Any) -> list[tuple[str, str]]:
    """What a wish is refused for."""
    with pytest.raises(Invalid) as refused:
        drawn(registry, entries, who, **wish)
    return [(each.field, each.reason) for each in refused.value.errors]


def withdrawn(registry: Registry, entry_id: str) -> None:
    """Its owner withdraws an entry."""
    by, version = registry.actor("focal.it"), seen(registry, entry_id)["version"]
    with registry.writing() as session:
        revise_entry(session, entry_id, {"status": "withdrawn"}, version, by=by)


def test_a_sheet_keeps_the_order_and_shows_values_only_on_paper(registry: Registry) -> None:
    first, second = offices(registry, 2)
    card = drawn(registry, [second, first])
    assert [(line.position, line.entry, line.standing) for line in card.lines] == [(1, second, "new"), (2, first, "new")]
    assert PHONE not in repr(card) and MAILBOX not in repr(card)
    paper = printed(registry, card.id)
    assert [(place, line["id"]) for place, line in paper.lines] == [(1, second), (2, first)]
    assert values(paper) == [PHONE, MAILBOX] * 2
    assert (paper.person, paper.state, paper.marking) == ("Example officer.ke", "KE", "TLP:GREEN")
    assert card.expires_at - card.drawn_at == timedelta(days=30)


def test_a_printing_is_one_disclosure_with_all_entries_and_lines_and_no_consultation(registry: Registry) -> None:
    entries = offices(registry, 3)
    card = drawn(registry, entries, purpose="rescue_at_sea", case_ref="K-1")
    assert events(registry, "dutysheet:printed") == []
    paper = printed(registry, card.id)
    (event,) = events(registry, "dutysheet:printed")
    assert (event.purpose_code, event.case_ref, event.result_count) == ("rescue_at_sea", "K-1", 6)
    assert all(entry in event.entry_ids for entry in entries)
    assert all(channel["id"] in event.fields for _, line in paper.lines for channel in line["channels"])
    assert events(registry, "entry:consulted") == []


def test_each_owner_sees_the_printing_with_the_own_lines_only(registry: Registry) -> None:
    italian = registry.published()
    tunisian = registry.published("focal.tn", "focal2.tn", state="TN", channels=[phone("+21600000000")])
    printed(registry, drawn(registry, [italian, tunisian], "officer.it").id, "officer.it")
    for owner, entry_id in (("focal.it", italian), ("focal.tn", tunisian)):
        with registry.reading() as session:
            (look,) = consultations(session, entry_id, reader=registry.actor(owner))
        assert (look.kind, look.state, look.purpose) == ("dutysheet:printed", "IT", "test")
        assert set(look.channels) == {channel["id"] for channel in seen(registry, entry_id, owner)["channels"]}


def test_a_recall_finds_who_carries_the_line_on_paper(registry: Registry) -> None:
    entry_id = registry.published()
    begun = clock.now()
    paper = printed(registry, drawn(registry, [entry_id]).id)
    (channel, _) = paper.lines[0][1]["channels"]
    window = {"since": iso(begun), "until": iso(clock.now()), "reason": "It rang elsewhere."}
    by = registry.actor("focal.it")
    with registry.writing() as session:
        recall = recall_channel(session, entry_id, {"channel": channel["id"], **window}, by=by)
    assert recall["told"] == 1 and recall["disclosures"][0]["kind"] == "dutysheet:printed"


@pytest.mark.parametrize("who", ["admin", "auditor", "recipient"])
def test_who_sees_no_channel_draws_no_sheet(registry: Registry, who: str) -> None:
    entry_id = registry.published()
    with pytest.raises(Denied):
        drawn(registry, [entry_id], who)
    with pytest.raises(Denied):
        sheets(registry, who)


@pytest.mark.parametrize("who", ["officer.ke", "focal.tn", "coordinator.europe"])
def test_officers_focal_points_and_coordinators_draw_sheets(registry: Registry, who: str) -> None:
    entry_id = registry.published()
    assert values(printed(registry, drawn(registry, [entry_id], who).id, who)) == [PHONE, MAILBOX]


# --- what may stand on paper ------------------------------------------------------------------------------------


def test_amber_stands_on_paper_only_with_the_owners_consent_and_a_case(registry: Registry) -> None:
    amber, allowed = registry.published(marking="TLP:AMBER"), registry.published(marking="TLP:AMBER", **PAPER)
    ((field, reason),) = faults(registry, [amber], case_ref="K-1")
    assert field == "entries.0" and "does not allow it on paper" in reason
    assert [field for field, _ in faults(registry, [allowed])] == ["case_ref"]
    paper = printed(registry, drawn(registry, [allowed], case_ref="pending").id)
    assert paper.marking == "TLP:AMBER" and values(paper) == [PHONE, MAILBOX]


def test_the_consent_to_paper_needs_a_second_person(registry: Registry) -> None:
    entry_id = registry.published(marking="TLP:AMBER")
    proposal = registry.propose(entry_id, PAPER, 2)
    assert "does not allow it on paper" in faults(registry, [entry_id], case_ref="K-1")[0][1]
    registry.approve(proposal)
    assert drawn(registry, [entry_id], case_ref="K-1").lines[0].standing == "new"


def test_a_consent_up_to_green_or_to_a_portal_lets_no_amber_on_paper(registry: Registry) -> None:
    for consent in ({"recipient": "duty-sheet", "up_to": "TLP:GREEN"}, {"recipient": "sherloc", "up_to": "TLP:AMBER"}):
        entry_id = registry.published(marking="TLP:AMBER", consents=[consent])
        assert "does not allow it on paper" in faults(registry, [entry_id], case_ref="K-1")[0][1]


@pytest.mark.parametrize("marking", ["TLP:AMBER+STRICT", "TLP:RED"])
def test_strict_and_red_lines_never_stand_on_paper_not_even_for_who_sees_them(registry: Registry, marking: str) -> None:
    readers = [registry.actor(name).id for name in ("focal.it", "focal2.it")] if marking == "TLP:RED" else []
    channel = mail("closed@coastguard.example", marking=marking, readers=readers)
    mixed = registry.published(channels=[phone(PHONE), channel], **PAPER)
    assert len(seen(registry, mixed)["channels"]) == 2
    paper = printed(registry, drawn(registry, [mixed], "focal.it", case_ref="K-1").id, "focal.it")
    assert values(paper) == [PHONE] and paper.marking == "TLP:GREEN"


def test_a_strict_entry_never_stands_on_paper_not_even_for_its_keeper(registry: Registry) -> None:
    entry_id = registry.published(marking="TLP:AMBER+STRICT", **PAPER)
    assert "does not allow it on paper" in faults(registry, [entry_id], "focal.it", case_ref="K-1")[0][1]


def test_what_is_hidden_from_the_reader_reads_as_if_it_were_not_there(registry: Registry) -> None:
    strict, draft = registry.published(marking="TLP:AMBER+STRICT", **PAPER), registry.draft()
    narrowed = registry.published(audience={"kind": "states", "of": ["FR"], "except_states": []})
    reasons = faults(registry, [strict, draft, narrowed, "nothing"])
    assert reasons == [(f"entries.{place}", "there is no such entry") for place in range(4)]


def test_a_keepers_own_draft_does_not_stand_on_paper(registry: Registry) -> None:
    ((_, reason),) = faults(registry, [registry.draft()], "focal.it")
    assert "is draft" in reason


def test_an_amber_line_of_a_green_entry_stays_off_the_paper_without_consent(registry: Registry) -> None:
    line = mail("cases@coastguard.example", marking="TLP:AMBER")
    closed, opened = (registry.published(channels=[phone(PHONE), line], **more) for more in ({}, PAPER))
    paper = printed(registry, drawn(registry, [closed, opened], case_ref="K-1").id)
    assert values(paper) == [PHONE, PHONE, "cases@coastguard.example"] and paper.marking == "TLP:AMBER"
    assert values(printed(registry, drawn(registry, [closed, opened]).id)) == [PHONE, PHONE]


def test_an_entry_without_a_line_for_paper_is_refused_without_saying_which_it_has(registry: Registry) -> None:
    entry_id = registry.published(channels=[mail("closed@coastguard.example", marking="TLP:AMBER+STRICT")])
    assert faults(registry, [entry_id]) == [("entries.0", "has no line that may stand on paper")]


def test_at_most_three_numbers_and_a_mailbox_stand_there_duty_lines_first(registry: Registry) -> None:
    numbers = [phone(f"+39000000000{place}", preference=place) for place in range(1, 5)]
    duty = phone("+390000000008", always_open=True, contexts=["urgent"], preference=90)
    tests_only = phone("+390000000009", contexts=["testing_only"])
    channels = [*numbers, duty, tests_only, mail("one@x.example"), mail("two@x.example")]
    paper = printed(registry, drawn(registry, [registry.published(channels=channels)]).id)
    assert values(paper) == ["+390000000008", "+390000000001", "+390000000002", "one@x.example"]


# --- what is wrong with a wish ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 81}, "title"),
        ({"title": "Case 4711-2026-33"}, "title"),
        ({"title": "Ask \u202eme"}, "title"),
        ({"title": "two\nlines"}, "title"),
        ({"purpose": ""}, "purpose"),
        ({"purpose": "curiosity"}, "purpose"),
        ({"time_zone": "Europe/Nowhere"}, "time_zone"),
        ({"case_ref": "x" * 101}, "case_ref"),
        ({"entries": []}, "entries"),
        ({"entries": ["same", "same"]}, "entries"),
        ({"entries": [str(place) for place in range(31)]}, "entries"),
    ],
)
def test_a_wrong_wish_names_its_field(registry: Registry, wish: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        drawn(registry, **{"entries": ["one"], **wish})
    assert [each.field for each in refused.value.errors] == [field]


def test_drawing_is_limited_by_authority_and_printing_again_is_not(registry: Registry) -> None:
    entries = offices(registry, 1)
    cards = [drawn(registry, entries) for _ in range(3)]
    with pytest.raises(TooMany):
        drawn(registry, entries)
    for card in cards:
        printed(registry, card.id)
    drawn(registry, entries, "officer.it")
    later = clock.now() + timedelta(days=1, seconds=1)
    with clock.set_to(lambda: later):
        drawn(registry, entries)


def test_another_account_of_the_same_authority_shares_the_limit_and_the_sheets(registry: Registry) -> None:
    office = registry.published("focal.tn", "focal2.tn", state="TN", channels=[phone("+21600000000")])
    for name in ("one.tn", "two.tn"):
        registry.add(name, role="officer", state="TN", entry=office)
    entries = offices(registry, 1)
    cards = [drawn(registry, entries, "one.tn") for _ in range(3)]
    with pytest.raises(TooMany):
        drawn(registry, entries, "two.tn")
    assert {card.id for card in sheets(registry, "two.tn")} == {card.id for card in cards}
    assert printed(registry, cards[0].id, "two.tn").person == "Example two.tn"
    assert [card.mine for card in sheets(registry, "two.tn")] == [False] * 3


@pytest.mark.parametrize("who", ["officer.it", "focal.tn", "coordinator.europe"])
def test_nobody_else_finds_or_prints_a_sheet(registry: Registry, who: str) -> None:
    card = drawn(registry, offices(registry, 1))
    assert sheets(registry, who) == []
    for attempt in (sheet, printed):
        with pytest.raises(NotFound):
            attempt(registry, card.id, who)


# --- afterwards -------------------------------------------------------------------------------------------------


def test_an_expired_sheet_is_not_printed_and_says_so(registry: Registry) -> None:
    card = drawn(registry, offices(registry, 1))
    later = card.expires_at
    with clock.set_to(lambda: later):
        assert sheet(registry, card.id).expired
        with pytest.raises(Denied, match="has expired: draw a new one"):
            printed(registry, card.id)


def test_lines_that_changed_since_printing_are_counted_and_a_new_printing_is_right(registry: Registry) -> None:
    changed, gone, same = offices(registry, 3)
    card = drawn(registry, [changed, gone, same])
    printed(registry, card.id)
    assert sheet(registry, card.id).changed == 0
    registry.revise(changed, {"names": named("Office, renamed")}, 2)
    withdrawn(registry, gone)
    after = sheet(registry, card.id)
    assert (after.changed, [line.standing for line in after.lines]) == (2, ["changed", "gone", "current"])
    assert after.lines[1].names == ()
    paper = printed(registry, card.id)
    assert [place for place, _ in paper.lines] == [1, 3]
    assert sheet(registry, card.id).changed == 0


def test_a_redirected_number_counts_as_changed_once_it_took_effect(registry: Registry) -> None:
    (entry_id,) = offices(registry, 1)
    card = drawn(registry, [entry_id])
    printed(registry, card.id)
    registry.approve(registry.propose(entry_id, redirected(registry, entry_id), 2), called_back_on=PHONE)
    assert sheet(registry, card.id).changed == 0
    later = clock.now() + timedelta(hours=25)
    with clock.set_to(lambda: later):
        assert let_due_take_effect(registry) == 1
        assert sheet(registry, card.id).changed == 1
        assert values(printed(registry, card.id)) == [NEW, MAILBOX]


def test_a_new_line_that_the_reader_may_not_see_does_not_count(registry: Registry) -> None:
    (entry_id,) = offices(registry, 1)
    card = drawn(registry, [entry_id])
    printed(registry, card.id)
    channels = [*seen(registry, entry_id)["channels"], mail("closed@coastguard.example", marking="TLP:AMBER+STRICT")]
    registry.approve(registry.propose(entry_id, {"channels": channels}, 2), called_back_on=PHONE)
    later = clock.now() + timedelta(hours=25)
    with clock.set_to(lambda: later):
        assert let_due_take_effect(registry) == 1
        assert len(seen(registry, entry_id)["channels"]) == 3
        assert sheet(registry, card.id).changed == 0


def test_a_sheet_of_which_nothing_is_left_is_not_printed(registry: Registry) -> None:
    (entry_id,) = offices(registry, 1)
    card = drawn(registry, [entry_id])
    withdrawn(registry, entry_id)
    with pytest.raises(Denied, match="Nothing on this duty sheet"):
        printed(registry, card.id)
    assert events(registry, "dutysheet:printed") == []


def test_a_marking_made_stricter_takes_the_line_off_the_paper_at_once(registry: Registry) -> None:
    kept, narrowed = offices(registry, 2)
    card = drawn(registry, [kept, narrowed])
    registry.revise(narrowed, {"marking": "TLP:AMBER"}, 2)
    paper: PrintedSheet = printed(registry, card.id)
    assert [line["id"] for _, line in paper.lines] == [kept]
