"""One field map: what the files write is what `standards.csv` says, and the map promises nothing that no file has."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from app.exchange.formats.jscontact import jscontact
from app.exchange.formats.jsonld import node
from app.exchange.formats.properties import properties_of
from app.exchange.profiles import columns
from tests.exchange.cards import card, channel

MAP = list(csv.DictReader((Path(columns.__file__).parent / "standards.csv").read_text(encoding="utf-8").splitlines()))
HOLDER = {"names": [{"text": "Amira Example", "language": "en", "script": "Latn", "role": "preferred"}], "publish_name": True}
FULL = [
    card(part_of="0198aaaa-0000-7000-8000-000000000009"),
    card(kind="liaison_officer", holder=HOLDER),
    card(channels=[channel(1, "web_form", "https://form.example/")]),
]


def mapped(standard: str) -> set[str]:
    return {name for row in MAP for name in row[standard].split()}


@pytest.mark.parametrize(
    ("standard", "written"),
    [
        ("vcard", lambda given: {each.name for each in properties_of(given)}),
        ("jscontact", lambda given: set(jscontact(given)) - {"@type", "version"}),
        ("jsonld", lambda given: set(node(given))),
    ],
)
def test_the_map_and_the_files_say_the_same(standard: str, written: object) -> None:
    assert callable(written)
    assert set().union(*(written(given) for given in FULL)) == mapped(standard)


def test_every_part_of_an_entry_that_standards_know_is_in_the_map() -> None:
    derived = {"world", "recipient", "confirmed_at"}
    assert {row["field"] for row in MAP} - derived <= set(card())
