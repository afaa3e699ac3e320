"""The README names every setting, every table and every kind of event."""

from __future__ import annotations

import re
from collections.abc import Iterable

from app.audit.kinds import KINDS
from app.settings import Settings
from tests.house.source import ROOT
from tests.house.test_migrations import declared


def settings_names() -> list[str]:
    """Every setting as an operator writes it."""
    return [f"DIRECTORY_{name.upper()}" for name in Settings.model_fields]


def not_named(readme: str, wanted: Iterable[str]) -> list[str]:
    """Which of these words do not stand in the text as words of their own, in code marks."""
    marked = set(re.findall(r"`([^`\s]+)`", readme))
    return [word for word in wanted if word not in marked]


def readme() -> str:
    return (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_setting_is_in_the_readme() -> None:
    assert not_named(readme(), settings_names()) == []


def test_every_table_is_in_the_readme() -> None:
    assert not_named(readme(), declared().tables) == []


def test_every_kind_of_event_is_in_the_readme() -> None:
    assert not_named(readme(), KINDS) == []


def test_a_planted_setting_table_or_event_is_found() -> None:
    text = "`DIRECTORY_DATABASE_URL`, `entry`, `entry:revised` and plainly event_payload"
    wanted = ["DIRECTORY_DATABASE_URL", "DIRECTORY_PLANTED", "entry", "event_payload", "planted", "entry:planted"]
    assert not_named(text, wanted) == ["DIRECTORY_PLANTED", "event_payload", "planted", "entry:planted"]
