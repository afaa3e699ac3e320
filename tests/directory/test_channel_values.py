"""A channel's value in its canonical form, and characters that deceive refused (goal B4)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.directory.channel_values import MAILBOXES, NUMBERS, canonical_value

NUMBER = "+390000000001"


@pytest.mark.parametrize(
    ("kind", "value", "state", "canonical"),
    [
        ("phone", "+39 00 0000-0001", None, NUMBER),
        ("phone", " +39 (00) 0000 0001 ", None, NUMBER),
        ("phone", "06 9999 0000", "IT", "+390699990000"),
        ("phone", "0039 06 9999 0000", "IT", "+390699990000"),
        ("mobile", "tel:+390699990000", None, "+390699990000"),
        ("email", "Ops@CoastGuard.EXAMPLE", None, "Ops@coastguard.example"),
        ("web_form", "https://coastguard.example/form", None, "https://coastguard.example/form"),
        ("siena", " IT-SCO ", None, "IT-SCO"),
        ("postal", "Via Esempio 1\nRoma", None, "Via Esempio 1\nRoma"),
    ],
)
def test_each_type_has_one_way_to_be_written(kind: str, value: str, state: str | None, canonical: str) -> None:
    assert canonical_value(kind, value, state) == canonical
    assert canonical_value(kind, canonical, state) == canonical


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("phone", "06 9999 0000"),
        ("phone", "12"),
        ("phone", "+39"),
        ("phone", "+3906999900001234567"),
        ("phone", "+39 06 9999 0000 ext. 5"),
        ("phone", "call us"),
        ("phone", "+390000000001\n+390000000002"),
        ("email", "nobody"),
        ("email", "a@b"),
        ("email", "a@coastguard.example\nbcc: x@evil.example"),
        ("email", "a b@coastguard.example"),
        ("web_form", "javascript:alert(1)"),
        ("web_form", "//coastguard.example"),
        ("web_form", "https://"),
    ],
)
def test_what_leads_nowhere_is_refused_with_a_sentence(kind: str, value: str) -> None:
    with pytest.raises(ValueError, match=r"\w+ \w+"):
        canonical_value(kind, value)


DECEIVING = [
    "\u200b",
    "\u200d",
    "\u202e",
    "\u2066",
    "\ufeff",
    "\u00ad",
    "\x00",
    "\x1b",
    "\ue000",
    "\u0661",
    "\u06f1",
    "\u0967",
    "\uff11",
]


@pytest.mark.parametrize("kind", sorted(NUMBERS | MAILBOXES | {"siena", "web_form"}))
def test_invisible_characters_and_digits_of_other_scripts_are_refused_wherever_they_stand(kind: str) -> None:
    right = NUMBER if kind in NUMBERS else "ops@coastguard.example" if kind in MAILBOXES else "https://coastguard.example/1"
    for character in DECEIVING:
        for place in (1, len(right) // 2, len(right) - 1):
            with pytest.raises(ValueError, match=r"invisible character|digits as 0-9"):
                canonical_value(kind, right[:place] + character + right[place:])


@given(st.text(max_size=30), st.sampled_from(sorted(NUMBERS)))
def test_a_number_is_e164_or_refused(text: str, kind: str) -> None:
    try:
        value = canonical_value(kind, text)
    except ValueError:
        return
    assert value.startswith("+") and value[1:].isascii() and value[1:].isdigit() and len(value) <= 16
    assert canonical_value(kind, value) == value
