"""What an edition changes for its recipient: its entries against those of the edition before."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from app.directory.parts import Record
from app.exchange.formats.folder import faults

ENTRIES = "entries.json"


def previous_entries(folder: Path | None) -> list[Record]:
    """The entries of the edition before; none where there was none, or where it is not whole any more."""
    if folder is None or faults(folder):
        return []
    entries: list[Record] = json.loads((folder / ENTRIES).read_bytes())["entries"]
    return entries


def delta_lines(before: Sequence[Record], after: Sequence[Record]) -> Iterator[Record]:
    """`{op: tombstone, id}` for what is gone, entries and published holders' names alike; `{op: upsert, id, data}` for the rest.

    A tombstone holds nothing but an id: a deletion is visible and does not leak (DOMAIN 3.6). Ordered by id, so that the same
    two editions give the same bytes.
    """
    known = {card["id"]: card for card in before}
    present = {card["id"]: card for card in after}
    people = _people(before) - _people(after)
    for gone in sorted((known.keys() - present.keys()) | people):
        yield {"op": "tombstone", "id": gone}
    for entry_id in sorted(present):
        if _plain(present[entry_id]) != _plain(known.get(entry_id)):
            yield {"op": "upsert", "id": entry_id, "data": present[entry_id]}


def _people(cards: Sequence[Record]) -> set[str]:
    return {name["id"] for card in cards if card.get("holder") for name in card["holder"]["names"]}


def _plain(card: Record | None) -> str:
    """The card as its file has it, so that what was written and what is in hand compare."""
    return json.dumps(card, sort_keys=True, ensure_ascii=False)
