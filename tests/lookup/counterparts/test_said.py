"""Sentences: each can be said in every language, with placeholders that its values fill, and no time is rounded up."""

from __future__ import annotations

import string
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from app.lookup.counterparts.said import SENTENCES, Said, ago, spoken
from app.reference.languages import SIX

SAMPLES: dict[str, tuple[str, Any]] = {
    "state": ("state", "IT"),
    "other": ("language", "so"),
    "language": ("language", "fr"),
    "languages": ("languages", ["fr", "so"]),
    "level": ("text", "C1"),
    "office": ("text", "Office"),
    "article": ("article", "SOM:8.6"),
    "network": ("network", "RABAT"),
    "span": ("span", timedelta(minutes=41)),
    "ago": ("ago", timedelta(days=12)),
    "day": ("day", date(2026, 11, 24)),
    "when": ("when", (datetime(2026, 11, 24, 7, tzinfo=UTC), "Europe/Rome", datetime(2026, 11, 24, 3, tzinfo=UTC))),
}


@pytest.mark.parametrize("language", SIX)
@pytest.mark.parametrize("code", SENTENCES)
def test_every_sentence_can_be_said_in_every_language(code: str, language: str) -> None:
    wanted = {name for _, name, _, _ in string.Formatter().parse(SENTENCES[code]) if name}
    text = spoken(Said(code, {name: SAMPLES[name] for name in wanted}), language)
    assert text and "{" not in text


def test_a_sentence_is_translated_before_it_is_filled() -> None:
    said = Said("open_more", {"span": ("span", timedelta(minutes=41))})
    assert spoken(said, "fr", {"open {span} more": "ouvert encore {span}"}.__getitem__) == "ouvert encore 41 minutes"


@pytest.mark.parametrize(
    ("length", "shown"),
    [(41, "41 minutes"), (90, "90 minutes"), (179, "179 minutes"), (180, "3 hours"), (239, "3 hours"), (0.9, "0 minutes")],
)
def test_the_time_that_is_left_is_never_rounded_up(length: float, shown: str) -> None:
    said = Said("open_more", {"span": ("span", timedelta(minutes=length))})
    assert spoken(said) == f"open {shown} more"


def test_when_is_told_on_the_wall_of_the_office() -> None:
    assert spoken(Said("closed", {"when": SAMPLES["when"]})) == "closed until Tue 08:00"


def test_a_weekday_is_named_alone_only_within_the_week() -> None:
    opens = datetime(2026, 11, 24, 7, tzinfo=UTC)
    shown = [spoken(Said("closed", {"when": ("when", (opens, "Europe/Rome", opens - timedelta(days=d)))})) for d in (6, 7)]
    assert shown == ["closed until Tue 08:00", "closed until 24 Nov 2026 08:00"]


def test_what_lies_ahead_counts_as_now() -> None:
    at = datetime(2026, 11, 24, tzinfo=UTC)
    assert ago(at + timedelta(days=1), at) == ("ago", timedelta(0))
