"""Drift: what the portal shows against what we would have it show; read as the recipient, told in a change sheet."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlmodel import select

from app.access.actor import operator
from app.accounts.membership import recipients
from app.audit.models import Event
from app.errors import Denied, Invalid
from app.exchange.drift import DIFFERS, MISSING_HERE, MISSING_THERE, SAME, Compared, Drift, compared, counts, drift
from app.exchange.formats.change_sheet import write_change_sheet
from app.exchange.formats.sherloc import headings, rows_for
from app.exchange.intake.rows import Row
from app.exchange.intake.rtf import rtf_lines
from app.exchange.profiles.columns import portal_columns
from tests.cast import Registry
from tests.exchange.cards import card
from tests.factories import named

GREEN = [{"recipient": "sherloc", "up_to": "TLP:GREEN"}]
Change = dict[str, str]


def rows(found: list[dict[str, Any]], *, language: str = "en", **changed: str) -> list[list[str]]:
    """The portal's table: headings, then a row an entry; `changed` by path puts another text into every row."""
    profile = portal_columns("sherloc")
    made = [rows_for(profile, one) for one in found]
    for path, text in changed.items():
        place = [column.path for column in profile].index(path.replace("__", "."))
        for row in made:
            row[place] = text
    return [headings(profile, language), *made]


def portal_rows(found: list[dict[str, Any]], **changed: str) -> list[Row]:
    head, *listed = rows(found, **changed)
    return [Row(n, "", "", None, None, (), dict(zip(head, row, strict=True))) for n, row in enumerate(listed, start=2)]


def run(registry: Registry, path: Path) -> Drift:
    with registry.reading() as session:
        (recipient,) = recipients(session)
    return drift(registry.database, path, recipient, by=operator())


def sheet(path: Path, table: list[list[str]]) -> Path:
    if path.suffix == ".xlsx":
        book = openpyxl.Workbook()
        for row in table:
            book.active.append(row)
        book.save(path)
    else:
        with path.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows(table)
    return path


def test_what_the_portal_shows_as_we_would_is_the_same() -> None:
    (one,) = compared([card()], portal_rows([card()], edited_at="2001-01-01"))
    assert (one.verdict, one.changes) == (SAME, ())


def test_blanks_and_capitals_make_no_difference_but_words_do() -> None:
    name = portal_rows([card()])[0].cells["Name of authority"]  # type: ignore[index]
    (one,) = compared([card()], portal_rows([card()], name=f"  {name.upper()} "))
    assert one.verdict == SAME
    (other,) = compared([card()], portal_rows([card()], homepage="https://old.example/"))
    assert [(f.heading, f.theirs, f.verdict) for f in other.changes] == [
        ("Website", "https://old.example/", other.changes[0].verdict)
    ]


def test_each_sort_of_difference_has_its_word() -> None:
    ours = card(homepage="https://new.example/")
    cases = {"https://old.example/": DIFFERS, "": MISSING_THERE, "https://new.example/": SAME}
    for text, verdict in cases.items():
        (one,) = compared([ours], portal_rows([ours], homepage=text))
        (field,) = [f for f in one.fields if f.heading == "Website"]
        assert field.verdict == verdict
    (one,) = compared([card(homepage=None)], portal_rows([card(homepage=None)], homepage="https://theirs.example/"))
    assert [f.verdict for f in one.changes] == [MISSING_HERE]


def test_a_column_that_the_extract_lacks_is_not_compared() -> None:
    (row,) = portal_rows([card()])
    cells = {name: text for name, text in (row.cells or {}).items() if name in ("State", "Name of authority", "Telephone")}
    (one,) = compared([card()], [Row(2, "", "", None, None, (), cells)])
    assert {field.heading for field in one.fields} == {"State", "Name of authority", "Telephone"}


def test_the_portals_key_finds_an_authority_that_has_another_name_there() -> None:
    ours = card(external_ids=[{"scheme": "ror", "value": "x"}, {"scheme": "sherloc", "value": "TN-0042"}])
    (one,) = compared([ours], portal_rows([ours], name="Quite another name", external_ids="TN-0042"))
    assert {"Name of authority"} <= {f.heading for f in one.changes}
    assert one.key == "TN-0042"


def test_authorities_that_only_one_side_has_are_named() -> None:
    theirs = portal_rows([card()], name="Only there", external_ids="")
    found = compared([card(external_ids=[])], theirs)
    assert counts(found) == {SAME: 0, DIFFERS: 0, MISSING_THERE: 1, MISSING_HERE: 1}
    assert [(one.entry is None, one.name) for one in found][1] == (True, "Only there")


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_an_extract_is_compared_with_what_the_recipient_may_have(registry: Registry, tmp_path: Path, ending: str) -> None:
    registry.published(names=named("both"), consents=GREEN)
    registry.published(names=named("only here"), consents=GREEN)
    registry.published(names=named("not for the portal"))
    head = ["State", "Name of authority", "Website"]
    table = [head, ["Italy", "both", "https://old.example/"], ["Italy", "not for the portal", ""], ["Italy", "only there", ""]]
    done = run(registry, sheet(tmp_path / f"extract.{ending}", table))
    verdicts = {one.name: one.verdict for one in done.found}
    # An entry that the recipient may not have does not exist for it: it looks like one that only the portal has.
    assert verdicts == {
        "both": DIFFERS,
        "only here": MISSING_THERE,
        "not for the portal": MISSING_HERE,
        "only there": MISSING_HERE,
    }
    assert done.marking == "TLP:GREEN"
    with registry.reading() as session:
        (event,) = session.exec(select(Event).where(Event.kind == "drift:compared"))
        assert (event.actor_id, event.result_count) == ("operator", 2)  # that the recipient's contacts were read is on record


def test_nobody_but_who_writes_editions_compares(registry: Registry, tmp_path: Path) -> None:
    path = sheet(tmp_path / "extract.csv", [["State", "Name of authority"], ["Italy", "A"]])
    with registry.reading() as session:
        (recipient,) = recipients(session)
    for who in ("focal.it", "coordinator.europe", "admin", "recipient"):
        with pytest.raises(Denied):
            drift(registry.database, path, recipient, by=registry.actor(who))


def test_a_file_that_is_no_extract_is_refused(registry: Registry, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="no heading of the portal"):
        run(registry, sheet(tmp_path / "extract.csv", [["a", "b"], ["1", "2"]]))


@pytest.mark.parametrize(("language", "word"), [("en", "replace"), ("fr", "remplacer"), ("es", "reemplazar")])
def test_the_change_sheet_says_what_to_replace_and_is_marked(language: str, word: str) -> None:
    ours = card(homepage="https://new.example/{x}\\par")
    found = compared([ours], portal_rows([ours], homepage="https://old.example/"))
    text = "\n".join(written(found, language))
    assert f"{word} “https://old.example/”" in text
    assert "“https://new.example/{x}\\par”" in text
    assert "TLP:AMBER" in text
    assert "2026-11-24" in text


def test_a_change_sheet_without_changes_says_so() -> None:
    assert "There is nothing to change." in written(compared([card()], portal_rows([card()])), "en")


def written(found: list[Compared], language: str) -> list[str]:
    out = io.BytesIO()
    write_change_sheet(found, out, marking="TLP:AMBER", day=date(2026, 11, 24), language=language)
    return list(rtf_lines(out.getvalue(), "sheet"))
