"""Every text that pages show can be extracted for the translators, those of the policy and of events too."""

from __future__ import annotations

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg

from app.access.roles import ROLES, Permission
from app.audit.kinds import KINDS
from app.web.words import ROLE_NAMES, SCOPE_NAMES
from tests.house.source import ROOT


@pytest.fixture(scope="module")
def extracted() -> set[str]:
    """All texts that Babel finds with our configuration."""
    with (ROOT / "app/web/babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found: set[str] = set()
    for _, _, message, _, _ in extract_from_dir(str(ROOT / "app"), methods, options):
        found |= {message} if isinstance(message, str) else set(message)
    return found


def test_words_of_the_policy_and_of_events_are_found(extracted: set[str]) -> None:
    wanted = {p.value for p in Permission} | set(ROLES.values()) | set(KINDS.values())
    assert wanted | set(ROLE_NAMES.values()) | set(SCOPE_NAMES.values()) <= extracted


def test_texts_of_templates_are_found(extracted: set[str]) -> None:
    assert {"Who answers there?", "What do you need it for?", "Open now"} <= extracted


def test_codes_are_not_taken_for_texts(extracted: set[str]) -> None:
    assert not {"entry:revised", "TLP:GREEN", "officer"} & extracted
