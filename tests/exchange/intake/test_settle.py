"""What the registry cannot take is dropped alone and named; what an entry cannot be without refuses the row."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.directory.forms import entry_form
from app.exchange.intake.rows import Draft
from app.exchange.intake.settle import settle

GOOD: dict[str, Any] = {"kind": "authority", "state": "TN", "names": [{"text": "Coast guard"}]}

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["tag", "id", "text", "value"]), inner, max_size=3)
    ),
    max_leaves=6,
)
PARTS = ["names", "channels", "languages", "hours", "requirements", "homepage", "networks", "holder", "purpose", "nonsense"]


def settled(**more: Any) -> Draft:
    draft = Draft(3, "row", data={**GOOD, **more})
    settle(draft)
    return draft


def test_a_good_row_is_left_as_it_is() -> None:
    assert settled().data == GOOD
    assert settled().findings == []


def test_a_wrong_element_goes_alone() -> None:
    languages = [{"tag": "fr"}, {"tag": "klingon"}, {"tag": "ar"}, {"tag": "zz-zz"}]
    draft = settled(languages=languages)
    assert draft.data["languages"] == [{"tag": "fr"}, {"tag": "ar"}]
    assert [(finding.row, finding.field, finding.value) for finding in draft.findings] == [
        (3, "languages.3", "zz-zz"),
        (3, "languages.1", "klingon"),
    ]


def test_a_finding_names_the_field_of_the_source_also_after_others_were_dropped() -> None:
    draft = Draft(3, "row", data={**GOOD})
    for text in ("klingon", "fr", "elvish"):
        draft.add("languages", {"tag": text}, "Languages spoken", text)
    settle(draft)
    assert {(finding.field, finding.value) for finding in draft.findings} == {
        ("Languages spoken", "klingon"),
        ("Languages spoken", "elvish"),
    }
    assert draft.origins["languages.0"] == ("Languages spoken", "fr")


def test_one_wrong_value_inside_a_part_leaves_the_others() -> None:
    draft = settled(requirements={"languages_accepted": ["fr", "klingon"], "law_url": "nowhere", "interpol_accepted": True})
    assert draft.data["requirements"] == {"languages_accepted": ["fr"], "interpol_accepted": True}
    assert len(draft.findings) == 2


def test_hours_are_kept_whole_or_not_at_all() -> None:
    good = {"days": ["mo"], "opens": "08:00", "closes": "12:00"}
    draft = settled(hours={"spans": [good, {**good, "opens": "26:00"}]})
    assert "hours" not in draft.data  # None would say that there are none


def test_a_holder_without_a_name_is_dropped_with_every_reason() -> None:
    draft = settled(holder={"names": [{"text": "a\u202eb"}], "publish_name": True})
    assert "holder" not in draft.data
    assert draft.findings and not any(finding.fatal for finding in draft.findings)


WRONG: list[dict[str, Any]] = [
    {"kind": "suspect"},
    {"state": "XX"},
    {"names": []},
    {"names": [{"text": "\u202e"}]},
    {"marking": "WHITE"},
    {"suspects": 1},
]


@pytest.mark.parametrize("wrong", WRONG)
def test_what_an_entry_cannot_be_without_refuses_the_row(wrong: dict[str, Any]) -> None:
    assert any(finding.fatal for finding in settled(**wrong).findings)


def test_an_element_that_the_registry_knows_is_not_taken_away_by_a_mistake() -> None:
    draft = settled(channels=[{"id": "c1", "type": "phone", "value": "nonsense"}])
    assert any(finding.fatal for finding in draft.findings)


@given(st.dictionaries(st.sampled_from(PARTS), json_values, max_size=4))
def test_whatever_comes_in_is_taken_as_a_form_or_refused_with_a_reason(parts: dict[str, Any]) -> None:
    draft = settled(**parts)
    if any(finding.fatal for finding in draft.findings):
        assert all(finding.reason for finding in draft.findings)
    else:
        entry_form(draft.data)
