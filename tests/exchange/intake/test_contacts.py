"""Numbers and mailboxes as people write them, and repairs that are offered, never applied."""

from __future__ import annotations

import pytest

from app.exchange.intake.contacts import channel
from app.exchange.intake.rows import Draft


@pytest.mark.parametrize(
    ("kind", "text", "value", "extension"),
    [
        ("phone", "tel:+21671000001;ext=5", "+21671000001", "5"),
        ("phone", "+216 71 000 001 ext. 5", "+21671000001", "5"),
        ("phone", "+216 71 000 001, poste 12", "+21671000001", "12"),
        ("phone", "71000001 x7", "+21671000001", "7"),
        ("email", "mailto:a%2Bb@garde.example", "a+b@garde.example", None),
        ("web_form", "https://form.example", "https://form.example", None),
        ("siena", "TN ext. 5", "TN ext. 5", None),
    ],
)
def test_a_value_is_read_without_what_stands_around_it(kind: str, text: str, value: str, extension: str | None) -> None:
    draft = Draft(1, "row")
    found = channel(draft, kind, text, state="TN", name="cell")
    assert found is not None and draft.findings == []
    assert (found["value"], found.get("extension")) == (value, extension)


@pytest.mark.parametrize(
    ("kind", "text", "repair"),
    [
        ("email", "av @garde. example", "av@garde.example"),
        ("email", "av@garde.example.", "av@garde.example"),
        ("email", "av (at) garde (dot) example", "av@garde.example"),
        ("email", "av@garde,example", "av@garde.example"),
        ("email", "garde.example", None),
        ("phone", "71 000 001 / 2", "+21671000001"),
        ("phone", "ring 71 000 001 or 71 000 002", "+21671000001"),
        ("phone", "2.1671E+10", None),
        ("phone", "duty officer", None),
        ("web_form", "form.example/contact", "https://form.example/contact"),
    ],
)
def test_a_broken_value_is_a_finding_with_a_repair_where_there_is_one(kind: str, text: str, repair: str | None) -> None:
    draft = Draft(1, "row")
    assert channel(draft, kind, text, state="TN", name="cell") is None
    (finding,) = draft.findings
    assert (finding.field, finding.value, finding.repair, finding.fatal) == ("cell", text, repair, False)
    assert finding.reason


def test_a_lost_plus_is_not_put_back_on_a_number_of_an_unknown_state() -> None:
    draft = Draft(1, "row")
    assert channel(draft, "phone", "21671000001", state=None, name="cell") is None
    assert draft.findings[0].repair is None
