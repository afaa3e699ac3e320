"""Duty sheets as JSON: shapes, refusals in their order, and the files."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.problems import fields, problem
from tests.cast import Registry
from tests.factories import MAILBOX, PHONE

URL = "/api/v1/duty-sheets"
LINE = {"position", "entry", "names", "state", "marking", "standing"}
SHEET = {
    *("id", "title", "time_zone", "purpose", "drawn_at", "expires_at", "expired", "printed_at", "mine", "changed"),
    "lines",
}


def wish(*entries: str, **changed: Any) -> dict[str, Any]:
    """The body of a new sheet."""
    return {"title": "Night", "entries": list(entries), "purpose": "test", **changed}


def test_a_sheet_is_drawn_listed_shown_and_printed(registry: Registry) -> None:
    entry_id = registry.published()
    officer = registry.client("officer.ke")
    made = officer.post(URL, json=wish(entry_id, time_zone="Africa/Nairobi"))
    assert made.status_code == 201 and set(made.json()) == SHEET and set(made.json()["lines"][0]) == LINE
    assert PHONE not in made.text and MAILBOX not in made.text
    address = f"{URL}/{made.json()['id']}"
    assert officer.get(URL).json() == {"items": [made.json()], "next_cursor": None}
    paper, cards = officer.get(f"{address}.pdf"), officer.get(f"{address}.vcf")
    assert paper.headers["content-type"] == "application/pdf" and paper.content.startswith(b"%PDF")
    assert PHONE in cards.text and cards.headers["content-disposition"].endswith('.vcf"')
    assert "no-store" in paper.headers["cache-control"]
    assert officer.get(address).json()["lines"][0]["standing"] == "current"


def test_refusals_come_in_their_order(registry: Registry) -> None:
    problem(registry.client().post(URL, json={}), 401)
    problem(registry.client("admin").post(URL, json={}), 403)
    officer = registry.client("officer.ke")
    assert fields(officer.post(URL, json={})) == ["title", "entries", "purpose"]
    entry_id = registry.published()
    for _ in range(3):
        assert officer.post(URL, json=wish(entry_id)).status_code == 201
    assert fields(officer.post(URL, json=wish("nothing"))) == ["entries.0"]
    problem(officer.post(URL, json=wish(entry_id)), 429)


@pytest.mark.parametrize("suffix", ["", ".pdf", ".vcf"])
def test_the_sheet_of_another_unit_is_not_there(registry: Registry, suffix: str) -> None:
    made = registry.client("officer.ke").post(URL, json=wish(registry.published())).json()
    problem(registry.client("focal.tn").get(f"{URL}/{made['id']}{suffix}"), 404)
    problem(registry.client("officer.ke").get(f"{URL}/nothing{suffix}"), 404)


def test_a_hidden_entry_reads_as_none(registry: Registry) -> None:
    strict = registry.published(marking="TLP:AMBER+STRICT")
    officer = registry.client("officer.ke")
    told = [officer.post(URL, json=wish(entry)).json()["errors"] for entry in (strict, "nothing")]
    assert told[0] == told[1]
