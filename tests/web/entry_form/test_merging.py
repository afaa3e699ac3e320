"""Two persons change an entry at the same time: the form after the second one's refusal."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.directory.history import differences
from app.web.entry_form.merging import as_it_was, laid_over
from app.web.entry_form.outline import sections_for
from app.web.entry_form.sections import CHANNELS
from app.web.entry_form.typed import Typed, from_rows, rows_of, shown
from tests.web.entry_form.test_typed import card
from tests.web.registry import COAST_GUARD

SECTIONS = sections_for("authority", keeper=True)
TEXTS = ("purpose", "homepage", "time_zone", "requirements.encryption", "channels.0.label", "channels.2.label")


def base() -> dict[str, Any]:
    whole = card(COAST_GUARD)
    for key in ("channels", "names", "designations"):
        for number, part in enumerate(whole[key]):
            part["id"] = f"{key}-{number}"
    return whole


def with_text(whole: dict[str, Any], path: str, text: str) -> dict[str, Any]:
    """The entry with another text at a path."""
    changed: Any = copy.deepcopy(whole)
    part: Any = changed
    *way, last = path.split(".")
    for name in way:
        part = part[int(name)] if name.isdigit() else part[name]
    part[last] = text
    return changed  # type: ignore[no-any-return]


def versions(old: dict[str, Any], new: dict[str, Any]) -> list[dict[str, Any]]:
    """The history between the two, in one version."""
    return [{"changes": differences(old, new)}]


def test_the_older_entry_is_put_together_from_the_history() -> None:
    old = base()
    new = with_text(with_text(old, "purpose", "New"), "channels.0.label", "New")
    assert shown(as_it_was(new, versions(old, new)), SECTIONS, "en")["purpose"] == old["purpose"]
    before = {c["id"]: c["label"] for c in as_it_was(new, versions(old, new))["channels"]}
    assert before == {c["id"]: c["label"] for c in old["channels"]}


def test_who_typed_nothing_sees_the_present_entry() -> None:
    old = base()
    new = with_text(with_text(old, "purpose", "New"), "channels.1.label", "New")
    new["channels"] = [c for c in new["channels"] if c["id"] != "channels-2"]
    assert laid_over(new, versions(old, new), shown(old, SECTIONS, "en"), SECTIONS, "en") == shown(new, SECTIONS, "en")


@given(st.sampled_from(TEXTS), st.sampled_from(TEXTS))
def test_what_was_typed_is_kept_and_what_the_other_changed_is_taken_over(mine: str, theirs: str) -> None:
    old = base()
    new = with_text(old, theirs, "theirs")
    typed: Typed = {**shown(old, SECTIONS, "en"), mine: "mine"}
    merged = laid_over(new, versions(old, new), typed, SECTIONS, "en")
    assert merged[mine] == "mine"
    if mine != theirs:
        assert merged[theirs] == "theirs"


def test_a_row_that_one_removed_and_the_other_changed_is_kept_as_a_new_one() -> None:
    old = base()
    new = {**old, "channels": old["channels"][1:]}
    typed: Typed = {**shown(old, SECTIONS, "en"), "channels.0.label": "mine"}
    rows = rows_of(CHANNELS, laid_over(new, versions(old, new), typed, SECTIONS, "en"))
    assert [(row["id"], row["label"]) for row in rows] == [("channels-1", ""), ("channels-2", ""), ("", "mine")]


def test_a_row_that_this_person_removed_stays_removed_and_a_new_one_stays_new() -> None:
    old = base()
    new = with_text(old, "channels.0.label", "theirs")
    rows = rows_of(CHANNELS, shown(old, SECTIONS, "en"))
    own = [rows[0], rows[2], {**rows[1], "id": "", "value": "+390000000088"}]
    kept = {path: value for path, value in shown(old, SECTIONS, "en").items() if not path.startswith("channels.")}
    merged = rows_of(CHANNELS, laid_over(new, versions(old, new), kept | from_rows(CHANNELS, own), SECTIONS, "en"))
    assert [(row["id"], row["label"]) for row in merged] == [("channels-0", "theirs"), ("channels-2", ""), ("", "")]
