"""Joined tables of courts: numbers with shared prefixes, several persons in a cell, broken mails, HTML, hours in words."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Invalid
from app.exchange.intake.clock_words import hours_of_words
from app.exchange.intake.court_tables import OFFICE_NOT_PERSON, persons_in, read
from app.exchange.intake.number_lists import numbers_in
from app.exchange.intake.rows import How, Row
from app.exchange.intake.safe_text import safe_text

TABLES = {
    "court": "court_id,court_name,court_note,court_addr_id,court_postal_addr_id\n"
    '1,Example  County Court,"<p>Bring <b>letters</b> &amp; <a href=""https://court.example/"">forms</a><script>x()</script></p>",1,2\n'
    "2,Example Crown Court,,1,1\n",
    "court_contacts": "court_contacts_id,court_contacts_name,court_contacts_no,court_id,"
    "court_contact_type_id,court_contacts_order\n"
    "1,A Example/ B Example,01632 960648/9,1,1,1\n2,,01632 960100 Ext 200,1,2,2\n3,,Mobile Tel: 07700 900182,1,2,3\n"
    "4,,01632 960648,2,1,1\n5,,01632 9601010101,2,1,2\n",
    "court_contact_type": "court_contact_type_id,court_contact_type_desc\n1,Listing Officer\n2,General Fax\n",
    "court_email": "court_email_id,court_email_desc,court_email_addr,court_id\n"
    "1,Enquiries:,desk@court.example.,1\n2,Listing,ok@court.example,1\n",
    "court_address": "court_addr_id,court_addr1,court_addr_pcode,court_addr_dx,court_town_id\n"
    "1,1 Example Street,ZZ13JW,DX 1 Example,1\n2,PO Box 1,ZZ1 3JW,,1\n",
    "court_town": "court_town_id,court_town_name,court_county_id\n1,Exampleton,1\n",
    "court_opening": "court_opening_id,court_id,court_opening_desc,court_opening_type_id\n"
    "1,1,9.00 am,1\n2,1,5.00 pm (4.30 pm Friday),2\n3,2,Open for court hearings only.,1\n",
    "court_opening_type": "court_opening_type_id,court_opening_type_desc\n1,Court building open\n2,Court building closed\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two invented courts in the shape of the tables."""
    for name, text in TABLES.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def courts(folder: Path, how: How | None = None) -> list[Row]:
    return list(read(folder, state=None, how=how or How()))


@pytest.mark.parametrize(
    ("cell", "texts"),
    [
        ("01632 502834 / 502837", ["01632 502834", "01632502837"]),
        ("01632 727648/9", ["01632 727648", "01632727649"]),
        ("01632 893009 / 893010 / 893012", ["01632 893009", "01632893010", "01632893012"]),
        ("01632 893011/3091", ["01632 893011", "01632893091"]),
        ("020 7946 0121/0533 (answer phone)", ["020 7946 0121", "02079460533"]),
        ("01632 327633/ 01632 327636", ["01632 327633", "01632 327636"]),
        ("01632 357233 and 01632 264118", ["01632 357233", "01632 264118"]),
        ("01632 700052,  01632 525281", ["01632 700052", "01632 525281"]),
        ("+44 1632 960001 / 2", ["+44 1632 960001", "+441632960002"]),
        ("(01632) 960001", ["(01632) 960001"]),
        ("Tel: 01632 470492", ["01632 470492"]),
        ("", []),
    ],
)
def test_the_numbers_of_a_cell_are_parted_and_share_their_prefix(cell: str, texts: list[str]) -> None:
    assert [number.text for number in numbers_in(cell)] == texts


def test_extensions_remarks_and_mobiles_are_told_apart() -> None:
    (ext,) = numbers_in("01632 320444  ext. 334")
    assert (ext.text, ext.extension) == ("01632 320444", "334")
    (timed,) = numbers_in("01632 520701 (between 8.00 - 9.30)")
    assert (timed.text, timed.note) == ("01632 520701", "between 8.00 - 9.30")
    (based,) = numbers_in("01632 484040 based at Crown Court")
    assert (based.text, based.note) == ("01632 484040", "based at Crown Court")
    (mobile,) = numbers_in("Mobile Tel: 07700 900882")
    assert (mobile.text, mobile.mobile) == ("07700 900882", True)


@given(st.text(max_size=300))
def test_any_cell_gives_a_list_of_numbers_and_no_error(cell: str) -> None:
    assert all(number.text.strip() for number in numbers_in(cell))


@pytest.mark.parametrize(
    ("opens", "closes", "text"),
    [
        ("9.00 am", "5.00 pm", "Mo-Fr 09:00-17:00"),
        ("10.00am", "4:30 pm", "Mo-Fr 10:00-16:30"),
        ("9.00 am", "5.00 pm (4.30 pm Friday)", "Mo-Th 09:00-17:00; Fr 09:00-16:30"),
        ("9.00 am", "Monday to Thursday: 5.00 pm,  Friday: 4.30 pm", "Mo-Th 09:00-17:00; Fr 09:00-16:30"),
        ("9.00 am to 5.00 pm", "", "Mo-Fr 09:00-17:00"),
        ("12.00 pm", "5.00 pm", "Mo-Fr 12:00-17:00"),
        ("Open for court hearings only.", "5.00 pm", None),
        ("9.00 am when court sitting", "5.00 pm", None),
        ("5.00 pm", "9.00 am", None),
        ("", "", None),
    ],
)
def test_hours_in_words_are_read_where_they_are_times(opens: str, closes: str, text: str | None) -> None:
    assert hours_of_words(opens, closes) == text


@given(st.text(alphabet="<>/ascript=\"' &;lt#x3()jv:phme\n", max_size=200))
def test_no_html_becomes_anything_that_runs(html: str) -> None:
    text = safe_text(f"<script>{html}</script><p onclick='x'>kept</p>" if "<" not in html else "<b>kept</b>")
    assert "onclick" not in text and "<script" not in text


def test_html_becomes_words_with_the_addresses_of_its_links() -> None:
    html = '<p>Fees &amp; &pound;5</p><a href="https://a.example/x">here</a> <a href="javascript:x()">no</a><br/>end'
    assert safe_text(html) == "Fees & £5\nhere (https://a.example/x) no\nend"
    assert safe_text('<img src=x onerror="x()"><style>p{}</style>') == ""


def test_persons_are_told_apart_and_none_is_invented() -> None:
    assert persons_in("Michelle Example/ Nikki Example") == ["Michelle Example", "Nikki Example"]
    assert persons_in("A Example, B Example, C Example and D Example") == ["A Example", "B Example", "C Example", "D Example"]
    assert persons_in("Mrs S.Example") == ["Mrs S.Example"]
    assert persons_in("  ") == []


def test_a_court_is_an_authority_with_the_functions_of_its_numbers(folder: Path) -> None:
    first, second = courts(folder)
    assert first.data is not None and second.data is not None
    assert (first.data["names"][0]["text"], first.data["state"], first.data["authority_type"]) == (
        "Example County Court",
        "GB",
        "court",
    )
    found = [(c["type"], c["value"], c.get("extension"), c.get("label")) for c in first.data["channels"]]
    assert ("phone", "+441632960648", None, "Listing Officer") in found
    assert ("phone", "+441632960649", None, "Listing Officer") in found
    assert ("fax", "+441632960100", "200", "General Fax") in found
    assert [label for kind, _, _, label in found if kind == "postal"] == ["Visiting address", "Postal address"]
    assert first.data["hours"]["spans"]
    assert first.data["purpose"] == "Bring letters & forms (https://court.example/)"
    assert "hours" not in second.data


def test_hours_of_a_counter_stand_in_for_the_buildings_and_other_times_stay_text(folder: Path) -> None:
    (folder / "court_opening_type.csv").write_text(
        "court_opening_type_id,court_opening_type_desc\n1,Court building open\n3,Court counter open\n4,Court counter closed\n"
    )
    said = "1,2,Open for hearings only,1\n2,2,9.00 am,3\n3,2,5.00 pm (4.30 pm Friday),4\n"
    (folder / "court_opening.csv").write_text(f"court_opening_id,court_id,court_opening_desc,court_opening_type_id\n{said}")
    _, second = courts(folder)
    assert second.data is not None and len(second.data["hours"]["spans"]) == 2
    assert second.data["purpose"].endswith("Court building open: Open for hearings only")
    assert any(f.field == "Court counter open" and "those of the building" in f.reason for f in second.findings)


def test_what_cannot_be_kept_is_reported_with_its_place_and_a_repair(folder: Path) -> None:
    first, second = courts(folder)
    repairs = {f.value: f.repair for f in first.findings if f.repair}
    assert repairs == {"desk@court.example.": "desk@court.example", "ZZ13JW": "ZZ1 3JW"}
    assert [f.value for f in first.findings if f.reason.startswith(OFFICE_NOT_PERSON)] == ["A Example; B Example"]
    assert [f.value for f in second.findings if f.field.startswith("court_contacts row 6")] == ["01632 9601010101"]
    assert "Open for court hearings only." in [f.value for f in second.findings]


def test_an_accepted_repair_is_read_instead(folder: Path) -> None:
    (finding,) = [f for f in courts(folder)[0].findings if f.value == "desk@court.example."]
    how = How(repairs={(finding.row, finding.field, finding.value): finding.repair or ""})
    repaired = courts(folder, how)[0]
    assert repaired.data is not None
    assert "desk@court.example" in [c["value"] for c in repaired.data["channels"]]
    assert finding not in repaired.findings


def test_a_folder_without_the_courts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"court\.csv"):
        courts(tmp_path)
    (tmp_path / "court.csv").write_text("a,b\n1,2\n")
    with pytest.raises(Invalid, match="court_id"):
        courts(tmp_path)
