"""The person called checks the caller: digits for an opened entry, an hour long, for that State only, hard to guess."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.accounts.membership import suspend_account
from app.audit.reading import TrailQuery, own_acts
from app.clock import now, set_to
from app.directory.call_references import Caller, ReferenceCard, check_reference, give_reference
from app.directory.history import consultations
from app.directory.reading import open_entry
from app.errors import Denied, Invalid, NotFound, TooMany
from tests.cast import Registry, mailbox
from tests.factories import named, phone

THEIRS = "+254000000009"


def opened(registry: Registry, who: str = "officer.ke") -> str:
    """An Italian entry that this account has just opened."""
    entry_id = registry.published()
    with registry.reading() as session:
        open_entry(session, entry_id, purpose="test", reader=registry.actor(who))
    return entry_id


def give(registry: Registry, entry_id: str, who: str = "officer.ke") -> ReferenceCard:
    by = registry.actor(who)
    with registry.writing() as session:
        return give_reference(session, entry_id, by=by)


def check(registry: Registry, digits: str, who: str = "officer.it") -> Caller | None:
    by = registry.actor(who)
    with registry.writing() as session:
        return check_reference(session, digits, by=by)


def wrong(digits: str) -> str:
    """Six digits that are not these."""
    return f"{(int(digits) + 1) % 1_000_000:06}"


def test_the_office_called_sees_state_authority_and_the_published_number_and_nothing_more(registry: Registry) -> None:
    registry.add("focal.ke", role="focal_point", state="KE")
    registry.add("focal2.ke", role="focal_point", state="KE")
    station = registry.published(
        "focal.ke",
        "focal2.ke",
        state="KE",
        authority_type="national_police",
        names=named("Police of Kenya, example"),
        channels=[phone("+254000000008", marking="TLP:AMBER", preference=1), phone(THEIRS, preference=50)],
    )
    registry.add("sergeant.ke", role="officer", state="KE", entry=station)
    card = give(registry, opened(registry, "sergeant.ke"), "sergeant.ke")
    assert len(card.digits) == 6 and card.digits.isdigit()
    name = "Police of Kenya, example"
    assert check(registry, card.digits) == Caller("KE", name, THEIRS, name)
    assert check(registry, f"{card.digits[:3]} {card.digits[3:]}") is not None
    with registry.reading() as session:
        seen = consultations(session, station, reader=registry.actor("focal.ke"))
    assert [each.state for each in seen][:1] == ["IT"], "the number left the registry, and its owner reads it"


def test_a_caller_without_an_authority_is_called_back_through_the_police_of_its_state(registry: Registry) -> None:
    card = give(registry, opened(registry))
    assert check(registry, card.digits) == Caller("KE", None, None, None)


def test_a_reference_needs_an_entry_that_one_has_opened(registry: Registry) -> None:
    with pytest.raises(Denied, match="Open the entry first"):
        give(registry, registry.published())
    with pytest.raises(NotFound):
        give(registry, registry.draft())
    with pytest.raises(Denied):
        give(registry, registry.published(), "auditor")


def test_within_its_time_the_same_caller_has_the_same_reference_and_another_has_another(registry: Registry) -> None:
    entry_id = opened(registry)
    first = give(registry, entry_id)
    assert give(registry, entry_id) == first
    assert timedelta(minutes=59) < first.expires_at - now() <= timedelta(minutes=60)
    with registry.reading() as session:
        open_entry(session, entry_id, purpose="test", reader=registry.actor("officer.it"))
    assert give(registry, entry_id, "officer.it").digits != first.digits


def test_after_an_hour_it_is_not_right_any_more(registry: Registry) -> None:
    card = give(registry, opened(registry))
    with set_to(lambda base=now() + timedelta(minutes=61): base):
        assert check(registry, card.digits) is None


def test_only_the_state_that_was_called_can_check_it(registry: Registry) -> None:
    card = give(registry, opened(registry))
    assert check(registry, card.digits, "focal.tn") is None
    assert check(registry, card.digits, "coordinator.europe") is None
    assert check(registry, card.digits, "focal.it") is not None


def test_wrong_guesses_are_counted_in_the_database_and_then_refused(registry_with: Callable[..., Registry]) -> None:
    registry = registry_with(call_reference_guesses=3)
    card = give(registry, opened(registry))
    for _ in range(3):
        assert check(registry, wrong(card.digits)) is None
    with pytest.raises(TooMany, match="published number"):
        check(registry, card.digits)
    assert check(registry, card.digits, "focal.it") is not None, "others have guesses of their own"
    with set_to(lambda base=now() + timedelta(minutes=59): base), pytest.raises(TooMany):
        check(registry, card.digits)
    with set_to(lambda base=now() + timedelta(minutes=61): base):
        assert check(registry, wrong(card.digits)) is None


@pytest.mark.parametrize("digits", ["", "12345", "1234567", "12345x", "١٢٣٤٥"])
def test_what_is_no_six_digits_is_said_and_does_not_count(registry: Registry, digits: str) -> None:
    for _ in range(7):
        with pytest.raises(Invalid):
            check(registry, digits)


def test_giving_and_checking_are_on_record(registry: Registry) -> None:
    entry_id = opened(registry)
    card = give(registry, entry_id)
    check(registry, card.digits)
    check(registry, wrong(card.digits))
    with registry.reading() as session:
        given, _ = own_acts(session, TrailQuery(kind="caller:referenced"), reader=registry.actor("officer.ke"))
        checked, _ = own_acts(session, TrailQuery(kind="caller:checked"), reader=registry.actor("officer.it"))
    assert [each["entry"] for each in given] == [entry_id]
    assert [each["entry"] for each in checked] == [None, entry_id]
    assert card.digits not in str(given) + str(checked)


def test_digits_are_read_however_a_keyboard_writes_them(registry: Registry) -> None:
    digits = give(registry, opened(registry)).digits
    arabic = "".join(chr(0x0660 + int(each)) for each in digits)
    for written in (f"{digits[:3]}-{digits[3:]}", f" {digits[:3]} {digits[3:]}", arabic):
        assert check(registry, written) is not None, written


def test_only_a_published_number_is_given_to_call_back(registry: Registry) -> None:
    """Who keeps the caller's entries sees drafts, hidden offices and lines for tests too: none of them vouches for a caller."""
    police = {"authority_type": "national_police"}
    registry.draft(**police, names=named("A draft, example"), channels=[phone("+390655550101")])
    hidden = registry.published(**police, names=named("B hidden, example"), channels=[phone("+390655550102")])
    registry.published(**police, names=named("C ended, example"), channels=[phone("+390655550103")], valid_until="2020-12-31")
    tests_only = phone("+390655550104", contexts=["testing_only"], always_open=True)
    registry.published(**police, names=named("D open, example"), channels=[tests_only, phone("+390655550105")])
    registry.add("sergeant.it", role="officer", state="IT", entry=hidden)
    registry.revise(hidden, {"status": "suspended"}, 2)
    for who in ("officer.it", "sergeant.it"):
        digits = give(registry, opened(registry, who), who).digits
        assert check(registry, digits, "focal.it") == Caller("IT", None, "+390655550105", "D open, example"), who


def test_a_caller_who_was_suspended_since_is_not_vouched_for(registry: Registry) -> None:
    card = give(registry, opened(registry))
    with registry.writing() as session:
        suspend_account(session, mailbox("officer.ke"), by=registry.actor("admin"))
    assert check(registry, card.digits) is None
