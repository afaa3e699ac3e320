"""Whether a number or mailbox is registered: in any spelling, only within what the asker could open, limited and on record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.audit.reading import TrailQuery, own_acts
from app.clock import now, set_to
from app.directory.registered import Registered, check_number
from app.errors import Denied, Invalid, TooMany
from tests.cast import Registry
from tests.factories import mail, phone

YES = Registered(True, "IT", "authority")
NO = Registered(False)


def checked(registry: Registry, value: str, who: str = "officer.ke") -> Registered:
    with registry.writing() as session:
        return check_number(session, value, by=registry.actor(who))


def test_a_number_is_recognised_however_it_is_written(registry: Registry) -> None:
    registry.published(channels=[phone("+39 06 5555 0101"), mail("Watch.Room@coastguard.example")])
    for value in ("+390655550101", "+39 (06) 5555-0101", "0039 06 55550101", "tel:+39-06-5555-0101"):
        assert checked(registry, value) == YES, value
    for value in ("+٣٩ ٠٦ ٥٥٥٥ ٠١٠١", "＋３９０６５５５５０１０１", "\u202a+39 06 5555 0101\u202c", "\u200e+39065555\u200b0101"):
        assert checked(registry, value) == YES, value
    for value in ("TEL:+390655550101;ext=12", "+39 06 5555 0101 ext. 12"):
        assert checked(registry, value) == YES, value
    assert checked(registry, "06 5555 0101", "officer.it") == YES
    assert checked(registry, "06 5555 0101", "officer.ke") == NO
    for value in (
        "watch.room@coastguard.example",
        " Watch.Room@COASTGUARD.example ",
        "Watch <watch.room@coastguard.example>",
        "MAILTO:watch.room@coastguard.example?subject=1",
    ):
        assert checked(registry, value) == YES, value
    assert checked(registry, "+390655550102") == NO


@pytest.mark.parametrize(
    ("state", "written"),
    [
        ("KE", "000 39 06 5555 0101"),
        ("KE", "0039 06 5555 0101"),
        ("AU", "0011 39 06 5555 0101"),
        ("US", "011-39-06-5555-0101"),
        ("RU", "8~10 39 06 5555 0101"),
        ("JP", "010 (39) 06 5555 0101"),
        ("FR", "(0039) 06.5555.0101"),
        ("FR", "[+39] (0)6 5555 0101"),
        ("FR", "tel:%2B39-06-5555-0101"),
        ("IT", "(06) 5555 0101"),
        ("EG", "‏٠٠٣٩ ٠٦ ٥٥٥٥ ٠١٠١"),
        ("FR", "mailto:W%C3%A4rter%40coastguard.example?cc=x@y.example"),
        ("FR", "WÄRTER@Coastguard.Example"),
        ("FR", '"The Watch, example" <WÄrter@coastguard.example>'),
    ],
)
def test_a_number_is_recognised_as_it_is_dialled_in_the_askers_state(registry: Registry, state: str, written: str) -> None:
    registry.published(channels=[phone("+39 06 5555 0101"), mail("WÄrter@coastguard.example")])
    registry.add("asker", role="officer", state=state)
    assert checked(registry, written, "asker") == YES


def test_what_is_no_number_and_no_mailbox_is_named(registry: Registry) -> None:
    for value in ("", "hello", "+", "a@", "+39 06 5555 01\u202e01"):
        with pytest.raises(Invalid) as refused:
            checked(registry, value)
        assert [e.field for e in refused.value.errors] == ["value"]


def test_what_the_asker_could_not_open_is_not_registered(registry: Registry) -> None:
    """Otherwise one could try numbers until a hidden one answers."""
    registry.published(
        channels=[
            phone("+390655550101"),
            phone("+390655550102", marking="TLP:AMBER+STRICT"),
            phone("+390655550103", marking="TLP:RED"),
        ]
    )
    registry.published(channels=[phone("+390655550104")], marking="TLP:AMBER+STRICT")
    registry.draft(channels=[phone("+390655550105")])
    registry.published(channels=[phone("+390655550106")], audience={"kind": "states", "of": ["TN"]})
    hidden = [f"+39065555010{digit}" for digit in range(2, 7)]
    assert [checked(registry, value) for value in hidden] == [NO] * 5
    assert checked(registry, "+390655550101") == YES
    assert [checked(registry, value, "focal.it") for value in hidden] == [YES, NO, YES, YES, YES]


def test_a_number_that_was_taken_away_is_not_registered(registry: Registry) -> None:
    entry_id = registry.published(channels=[phone("+390655550101"), phone("+390655550102")])
    kept = registry.client("focal.it").get(f"/api/v1/entries/{entry_id}").json()["channels"]
    registry.revise(entry_id, {"channels": [c for c in kept if c["value"] == "+390655550102"]}, 2)
    assert (checked(registry, "+390655550101"), checked(registry, "+390655550102")) == (NO, YES)


def test_administrators_auditors_and_recipients_do_not_ask(registry: Registry) -> None:
    for who in ("admin", "auditor", "recipient"):
        with pytest.raises(Denied):
            checked(registry, "+390655550101", who)


def test_each_person_may_ask_so_often_in_a_window(registry_with: Callable[..., Registry]) -> None:
    registry = registry_with(number_checks=3)
    for _ in range(3):
        assert checked(registry, "+390655550101") == NO
    with pytest.raises(TooMany):
        checked(registry, "+390655550101")
    assert checked(registry, "+390655550101", "officer.it") == NO
    later = now() + timedelta(minutes=61)
    with set_to(lambda: later):
        assert checked(registry, "+390655550101") == NO


def test_a_check_is_on_record_without_value_and_entry(registry: Registry) -> None:
    entry_id = registry.published(channels=[phone("+390655550101")])
    checked(registry, "+390655550101")
    checked(registry, "+390655550199")
    with registry.reading() as session:
        acts, _ = own_acts(session, TrailQuery(kind="number:checked"), reader=registry.actor("officer.ke"))
    assert [act["count"] for act in acts] == [0, 1]
    assert entry_id not in repr(acts)
    assert "55550101" not in repr(acts)


def test_a_mailbox_that_only_looks_like_a_registered_one_is_not(registry: Registry) -> None:
    registry.published(channels=[phone("+39 06 5555 0101"), mail("watch@coastguard.example")])
    assert checked(registry, "ｗatch@coastguard.example") == NO
    assert checked(registry, "watch@coastguard.example <other@elsewhere.example>") == NO
