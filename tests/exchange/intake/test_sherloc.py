"""The portal's printed form in three languages, and its table, read into one block an authority."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Invalid
from app.exchange.formats.rtf import rtf_text
from app.exchange.intake.portal_news import news_in
from app.exchange.intake.rows import How, Row
from app.exchange.intake.rtf import rtf_lines
from app.exchange.intake.sherloc import read
from tests.exchange.cards import card

DATA = Path(__file__).parents[1] / "data" / "sherloc"


def rows(path: Path, **how: Any) -> list[Row]:
    return list(read(path, state=None, how=How(**how)))


def test_english_captions_give_one_block_an_authority_under_its_state() -> None:
    first, second = rows(DATA / "english.rtf")
    assert first.data is not None and second.data is not None
    assert (first.data["state"], second.data["state"]) == ("TN", "TN")
    assert [(c["type"], c["value"]) for c in first.data["channels"]] == [
        ("phone", "+21600000001"),
        ("phone", "+21600000002"),
        ("phone", "+21600000003"),
        ("email", "border@guard.example"),
        ("postal", "1 Example Street\n1000 Tunis"),
    ]
    assert [(d["instrument"], d["article"], d["function"]) for d in first.data["designations"]] == [
        ("SOM", "8.6", "som_by_sea"),
        ("UNTOC", "18.13", "mla"),
    ]
    assert first.data["external_ids"] == [{"scheme": "sherloc", "value": "TN-0042"}]
    assert (first.source_key, second.source_key) == ("TN-0042", "TN-0043")


@pytest.mark.parametrize(
    ("name", "state", "text", "language"),
    [
        ("french.rtf", "TN", "Direction de la garde côtière, exemple", "fr"),
        ("spanish.rtf", "MX", "Fiscalía, ejemplo", "es"),
    ],
)
def test_french_and_spanish_captions_are_understood(name: str, state: str, text: str, language: str) -> None:
    (row,) = rows(DATA / name)
    assert row.data is not None, row.findings
    assert (row.data["state"], row.data["names"][0]["text"], row.data["names"][0]["language"]) == (state, text, language)


def test_the_day_of_the_edition_is_where_the_entry_comes_from() -> None:
    (row,) = rows(DATA / "french.rtf", edition="2026-10-01")
    assert row.data is not None
    assert row.data["provenance"]["retrieved_on"] == "2026-10-01"


def test_a_document_without_captions_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.rtf"
    path.write_bytes(b"{\\rtf1 A letter.\\par}")
    with pytest.raises(Invalid, match="Name of authority"):
        rows(path)


def test_functions_that_nobody_knows_are_noted_and_those_without_article_are_national(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("State,Name of authority,Competence,Article\nItaly,A,extradition; gardening,\n")
    (row,) = rows(path)
    assert row.data is not None
    assert [(d["function"], d["instrument"]) for d in row.data["designations"]] == [("extradition", "NATIONAL")]
    assert [f.value for f in row.findings if f.field == "Competence" and f.row == 2] == ["gardening"]


def printed(tmp_path: Path, *paragraphs: str) -> Path:
    path = tmp_path / "list.rtf"
    path.write_bytes(b"{\\rtf1\\ansi " + b"".join(rtf_text(each) + b"\\par\n" for each in paragraphs) + b"}")
    return path


def test_a_caption_that_nobody_knows_is_said_and_never_glued_to_the_line_above(tmp_path: Path) -> None:
    block = ("State: Italy", "Name of authority: A", "Telephone: +390000000001", "Pager number: +390000000002", "behind a door")
    path = printed(tmp_path, *block, "Fax: +390000000003", "Full postal address: Via Uno 1", "Attention: Desk 4", "00100 Roma")
    (row,) = rows(path)
    assert row.data is not None
    assert {c["type"]: c["value"] for c in row.data["channels"]} == {
        "phone": "+390000000001",
        "fax": "+390000000003",
        "postal": "Via Uno 1\nAttention: Desk 4\n00100 Roma",
    }
    assert ("Pager number", "is no heading that we know; the column is not read") in [(f.field, f.reason) for f in row.findings]
    (row,) = rows(printed(tmp_path, *block[:4]), headings={"pager_number": "telephone_24h"})
    assert row.data is not None and row.data["channels"][1]["always_open"] is True
    assert not [f for f in row.findings if f.field == "Pager number"]


def test_a_line_within_a_paragraph_is_no_new_caption(tmp_path: Path) -> None:
    (row,) = rows(
        printed(tmp_path, "State: Italy", "Name of authority: A", "Office hours: Mo-Fr 08:00-12:00\nNote: bring a coat")
    )
    assert [f.value for f in row.findings] == ["Mo-Fr 08:00-12:00\nNote: bring a coat"]


def test_the_portals_table_says_how_it_is_read_and_which_headings_are_unknown(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    text = "Extrait, édition 2026\nÉtat;Nom de l'autorité;Adresse électronique;Numéro vert\nItalie;A;a@b.example;+390000000002\n"
    path.write_bytes(text.encode("cp1252"))
    (row,) = rows(path)
    said = [(f.field, f.value, f.reason) for f in row.findings]
    assert ("file", "list.csv", "read as WINDOWS-1252, separated by semicolon") in said
    assert ("Adresse électronique", "email", "this heading is read as our column") in said
    assert ("Numéro vert", "", "is no heading that we know; the column is not read") in said
    (row,) = rows(path, headings={"numéro_vert": "telephone"})
    assert row.data is not None and [c["value"] for c in row.data["channels"]] == ["+390000000002", "a@b.example"]


def test_only_what_the_portal_says_differently_is_news() -> None:
    data = {
        "state": "TN",
        "homepage": "https://x.example",
        "names": [{"text": "Other"}],
        "requirements": {"interpol_accepted": False},
    }
    ours = card(homepage="https://ours.example")
    assert news_in(data, {"Website": "https://ours.example", "Name of authority": "Other"}, ours).keys() == {
        "state",
        "names",
        "requirements",
    }
    assert "homepage" in news_in(data, {"Website": "https://x.example"}, ours)


# --- RTF --------------------------------------------------------------------------------------------------------


def lines(body: str) -> list[str]:
    return list(rtf_lines(b"{\\rtf1\\ansi\\ansicpg1252\\uc1 " + body.encode("cp1252") + b"}", "x.rtf"))


def test_rtf_characters_tables_and_hidden_groups() -> None:
    assert lines("caf\\'e9\\par \\u1587?\\u8217?x\\line y\\par") == ["café", "س’x\ny"]
    assert lines("a\\cell b\\cell\\row") == ["a\tb"]
    assert lines("{\\*\\generator secret}{\\fonttbl Arial;}{\\info{\\author X}}seen\\par") == ["seen"]
    assert lines("\\{x\\}\\\\y\\~z\\par") == ["{x}\\y z"]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp", "Zs"]), min_size=1, max_size=60))
def test_every_text_that_we_write_in_rtf_is_read_back(text: str) -> None:
    if "\ufffe" in text or "\uffff" in text:
        return
    raw = b"{\\rtf1\\ansi\\uc1 " + rtf_text(text) + b"\\par}"
    assert "".join(rtf_lines(raw, "x.rtf")) == text.replace("\u00a0", " ").strip() or not text.strip()


@given(st.binary(max_size=400))
def test_no_bytes_after_the_head_of_an_rtf_break_its_reader(raw: bytes) -> None:
    try:
        list(rtf_lines(b"{\\rtf1 " + raw, "x.rtf"))
    except Invalid as refusal:
        assert refusal.errors
