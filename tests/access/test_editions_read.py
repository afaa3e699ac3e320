"""What a recipient may receive: up to its ceiling, shown to everyone, and with the owner's consent (SECURITY 3.2)."""

from __future__ import annotations

import pytest

from app.access.marking import MARKINGS
from app.access.policy import why_not
from app.access.roles import Permission
from tests.access.standings import EntryStanding, person

RECEIVES = """
ceiling     consents                    CLEAR  GREEN  AMBER  STRICT  RED
TLP:AMBER   /sherloc/sherloc~amber/     yes    yes    yes    no      no
TLP:AMBER   /sherloc/                   yes    yes    no     no      no
TLP:GREEN   /sherloc/sherloc~amber/     yes    yes    no     no      no
TLP:CLEAR   /sherloc/                   yes    no     no     no      no
TLP:RED     /sherloc/sherloc~amber/     yes    yes    yes    no      no
TLP:AMBER   /other/other~amber/         no     no     no     no      no
TLP:AMBER   -                           no     no     no     no      no
"""


def rows() -> list[tuple[str, str, list[str]]]:
    split = [line.split() for line in RECEIVES.strip().splitlines()[1:]]
    return [(ceiling, "" if consents == "-" else consents, answers) for ceiling, consents, *answers in split]


@pytest.mark.parametrize(("ceiling", "consents", "answers"), rows())
def test_a_recipient_receives_what_marking_ceiling_and_consent_allow(ceiling: str, consents: str, answers: list[str]) -> None:
    recipient = person("recipient", recipient="sherloc", ceiling=ceiling)
    entries = [EntryStanding(marking=marking, consents=consents) for marking in MARKINGS]
    assert ["yes" if why_not(recipient, Permission.EDITION_READ, on=e) is None else "no" for e in entries] == answers


@pytest.mark.parametrize(
    "change", [{"status": "draft"}, {"status": "suspended"}, {"status": "withdrawn"}, {"audience": "parties"}]
)
def test_what_is_hidden_or_narrowed_never_leaves(change: dict[str, str]) -> None:
    recipient = person("recipient", recipient="sherloc", ceiling="TLP:AMBER")
    entry = EntryStanding(**{"consents": "/sherloc/", **change})
    assert why_not(recipient, Permission.EDITION_READ, on=entry) is not None


def test_nobody_but_a_recipient_receives_editions() -> None:
    consented = EntryStanding(consents="/sherloc/")
    for role in ("officer", "focal_point", "coordinator", "administrator", "auditor", "operator"):
        assert why_not(person(role, state="IT", region="150", recipient="sherloc"), Permission.EDITION_READ, on=consented)
