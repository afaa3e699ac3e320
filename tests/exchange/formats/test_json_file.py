"""entries.json: one entry a line, valid even for text that has no UTF-8."""

from __future__ import annotations

import io
import json

from app.exchange.formats.json_file import write_json
from app.exchange.limits import load_json
from tests.exchange.cards import Card, card


def bytes_of(cards: list[Card]) -> bytes:
    out = io.BytesIO()
    write_json(cards, out)
    return out.getvalue()


def test_entries_stand_one_a_line_in_the_order_given() -> None:
    lines = bytes_of([card(id="b"), card(id="a")]).decode().splitlines()
    assert [json.loads(line.rstrip(","))["id"] for line in lines[1:-1]] == ["b", "a"]


def test_no_entries_are_an_empty_list() -> None:
    assert json.loads(bytes_of([])) == {"entries": []}


def test_the_order_in_which_an_entry_was_put_together_does_not_show() -> None:
    whole = card()
    assert bytes_of([whole]) == bytes_of([dict(reversed(whole.items()))])


def test_half_a_surrogate_pair_becomes_a_mark_that_readers_accept() -> None:
    read = load_json(bytes_of([card(purpose="a\ud800b")]))
    assert read["entries"][0]["purpose"] == "a\N{REPLACEMENT CHARACTER}b"
