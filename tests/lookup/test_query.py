"""A State or a function in a question is read as a filter, once, unless it is taken off or set already."""

from __future__ import annotations

import pytest

from app.directory.find import EntryQuery
from app.lookup.query import understand

READ = [
    ("police fédérale Belgique", "police fédérale", ["BE"]),
    ("coast guard Tunisia", "coast guard", ["TN"]),
    ("Côte d'Ivoire police", "police", ["CI"]),
    ("виза Италия", "виза", ["IT"]),
    ("حرس تونس", "حرس", ["TN"]),
    ("United States of America", "", ["US"]),
    ("extradition France", "", ["FR", "extradition"]),
    ("AND CAN IT", "AND CAN IT", []),
    ("Mohamed Ben Salah", "Mohamed Ben Salah", []),
    ("", "", []),
]


@pytest.mark.parametrize(("asked", "text", "values"), READ)
def test_a_question_is_taken_apart(asked: str, text: str, values: list[str]) -> None:
    understood = understand(EntryQuery(q=asked))
    assert (understood.text, [chip.value for chip in understood.chips]) == (text, values)


def test_a_filter_that_is_set_or_taken_off_is_not_read_again() -> None:
    assert understand(EntryQuery(q="guard Tunisia", state="IT")).chips == ()
    assert understand(EntryQuery(q="guard Tunisia"), plain=("state",)).text == "guard Tunisia"


def test_the_filters_are_set_in_the_look_up() -> None:
    query = EntryQuery(q="guard Tunisia", kind="authority", limit=7)
    narrowed = understand(query).applied_to(query)
    assert (narrowed.q, narrowed.state, narrowed.kind, narrowed.limit) == ("guard", "TN", "authority", 7)
