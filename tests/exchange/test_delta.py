"""The delta between two editions: what is new or different, and tombstones that hold nothing but an id."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.access.actor import operator
from app.accounts.membership import recipients
from app.clock import now, set_to
from app.directory.entries import suspend_entry
from app.exchange.delta import delta_lines
from app.exchange.editions import EditionCard, issue_edition
from app.exchange.formats.folder import faults
from tests.cast import Registry
from tests.factories import named

GREEN = [{"recipient": "sherloc", "up_to": "TLP:GREEN"}]
HOLDER = {"names": [{"text": "Esempio Uno", "language": "it"}], "publish_name": True}


def issue(registry: Registry, out: Path) -> EditionCard:
    with registry.reading() as session:
        (recipient,) = recipients(session)
    return issue_edition(registry.database, recipient, out, by=operator())


def delta(card: EditionCard) -> list[dict[str, Any]]:
    assert faults(card.folder) == ()
    told = (card.folder / "delta.ndjson").read_text(encoding="utf-8").splitlines()
    listed = json.loads((card.folder / "manifest.json").read_bytes())["files"]["delta.ndjson"]
    assert listed["rows"] == len(told)
    return [json.loads(line) for line in told]


def test_the_first_edition_is_all_new_and_the_next_says_only_what_moved(registry: Registry, tmp_path: Path) -> None:
    stays, goes = (registry.published(names=named(name), consents=GREEN) for name in ("stays", "goes"))
    first = delta(issue(registry, tmp_path))
    assert [(line["op"], line["id"]) for line in first] == [("upsert", stays), ("upsert", goes)]
    by = registry.actor("focal.it")
    with registry.writing() as session:
        suspend_entry(session, goes, 2, by=by)
    later = now() + timedelta(days=1)
    with set_to(lambda: later):
        new = registry.published(names=named("new"), consents=GREEN)
        second = delta(issue(registry, tmp_path))
    assert second[0] == {"op": "tombstone", "id": goes}
    assert [(line["op"], line["id"]) for line in second[1:]] == [("upsert", new)]


def test_a_holder_who_has_left_by_the_clock_is_gone_with_a_tombstone(registry: Registry, tmp_path: Path) -> None:
    last_day = (now() + timedelta(days=1)).date().isoformat()
    entry_id = registry.published(consents=GREEN, holder={**HOLDER, "until": last_day})
    (told,) = delta(issue(registry, tmp_path))
    name = told["data"]["holder"]["names"][0]["id"]
    later = now() + timedelta(days=3)
    with set_to(lambda: later):
        card = issue(registry, tmp_path)
    gone, entry = delta(card)
    assert gone == {"op": "tombstone", "id": name}
    assert (entry["id"], entry["data"]["holder"], entry["data"]["vacant_since"]) == (entry_id, None, last_day)
    for path in card.folder.iterdir():
        assert b"Esempio Uno" not in path.read_bytes(), path.name


cards = st.dictionaries(st.sampled_from("abcd"), st.integers(0, 3)).map(lambda d: [{"id": k, "v": v} for k, v in d.items()])


@given(cards, cards)
def test_applying_a_delta_to_the_edition_before_gives_the_present_one(
    before: list[dict[str, Any]], after: list[dict[str, Any]]
) -> None:
    held = {card["id"]: card for card in before}
    for line in delta_lines(before, after):
        if line["op"] == "tombstone":
            del held[line["id"]]
        else:
            held[line["id"]] = line["data"]
    assert held == {card["id"]: card for card in after}
    assert list(delta_lines(after, after)) == []
