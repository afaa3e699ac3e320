"""Our own columns come back: unchanged from our export, and with a reason for everything else from others."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings

from app.directory.forms import entry_form
from app.errors import Invalid
from app.exchange.formats.csv_set import write_channels, write_designations, write_entries
from app.exchange.intake.entries_csv import read
from app.exchange.intake.rows import Finding, Row
from app.exchange.profiles.scripts import script_of_text
from tests.exchange.cards import Card, card
from tests.exchange.entry_strategies import entry_cards

ONLY_SHOWN = ("id", "region", "status", "freshness", "edited_at", "version", "part_of")
ABOUT_THE_FILE = ("file", "iso3", "uri", "article, competence")

Sheet = Callable[[str], Path]


@pytest.fixture
def sheet(tmp_path: Path) -> Sheet:
    """Writes text as a CSV file and gives its path."""

    def write(text: str, encoding: str = "utf-8") -> Path:
        file = tmp_path / "entries.csv"
        file.write_bytes(text.encode(encoding))
        return file

    return write


def export(cards: list[Card], folder: Path) -> Path:
    """The three files of an edition."""
    for name, write in (("entries", write_entries), ("channels", write_channels), ("designations", write_designations)):
        out = io.BytesIO()
        write(cards, out)
        (folder / f"{name}.csv").write_bytes(out.getvalue())
    return folder


def form_of(data: Card) -> dict[str, Any]:
    """What the registry would keep, in an order that does not depend on columns."""
    kept = {name: value for name, value in data.items() if name not in ONLY_SHOWN}
    kept["channels"] = [
        {name: value for name, value in one.items() if name not in ("edited_at", "confirmed_at", "tested_at")}
        for one in data.get("channels", [])
    ]
    form = entry_form(kept).model_dump(mode="json")
    for name in form["names"] + (form["holder"]["names"] if form["holder"] else []):
        name["script"] = name["script"] or script_of_text(name["text"])
    for part in [form, *form["channels"]]:
        part["hours"] = part["hours"] if part["hours"] and any(part["hours"].values()) else None  # no hours are no hours
    form["names"].sort(key=str)
    form["languages"].sort(key=str)
    return form


def about_rows(row: Row) -> list[Finding]:
    return [finding for finding in row.findings if not finding.field.startswith(ABOUT_THE_FILE)]


def only(rows: list[Row]) -> Row:
    (row,) = rows
    return row


def test_an_export_comes_back_as_it_was(tmp_path: Path) -> None:
    row = only(list(read(export([card(part_of="0198cccc")], tmp_path), state=None)))
    assert row.data is not None
    assert about_rows(row) == []
    assert (row.source_key, row.parent_key, row.label) == (card()["id"], "0198cccc", "Garde nationale maritime")
    assert form_of(row.data) == form_of(card())


@settings(max_examples=150)
@given(entry_cards())
def test_any_entry_comes_back_from_its_export_as_it_was(whole: Card) -> None:
    with TemporaryDirectory() as folder:
        row = only(list(read(export([whole], Path(folder)), state=None)))
    assert about_rows(row) == []
    assert row.data is not None
    assert form_of(row.data) == form_of(whole)


def test_exporting_what_came_back_gives_the_same_files(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    first = export([card()], tmp_path / "a")
    row = only(list(read(first, state=None)))
    assert row.data is not None
    shown = {name: card()[name] for name in ("id", "status", "freshness", "edited_at")}
    instants = {name: card()["channels"][0][name] for name in ("edited_at", "confirmed_at", "tested_at")}
    again = {**row.data, **shown, "channels": [{**one, **instants} for one in row.data["channels"]]}
    export([again], tmp_path / "b")
    for name in ("entries.csv", "channels.csv", "designations.csv"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_entries_alone_bring_the_numbers_and_competences_of_their_row(tmp_path: Path) -> None:
    row = only(list(read(export([card()], tmp_path) / "entries.csv", state=None)))
    assert row.data is not None
    channels = [(one["type"], one["value"], one.get("always_open", False)) for one in row.data["channels"]]
    assert channels == [
        ("phone", "+21671000001", False),
        ("phone", "+21671000002", True),
        ("email", "desk@garde.example", False),
        ("postal", "Rue de la Mer 1\n1000 Tunis\nTunisia", False),
        ("siena", "TN-GNM; 1", False),
    ]
    assert row.data["channels"][0]["extension"] == "5"
    assert row.data["designations"] == [{"instrument": "SOM", "function": "som_by_sea", "article": "8.6"}]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encoding_and_separator_are_found_out_and_said(sheet: Callable[..., Path], encoding: str, separator: str) -> None:
    text = f"State{separator}Name FR{separator}telephone\r\nTN{separator}Sûreté nationale{separator}71000001\r\n"
    row = only(list(read(sheet(text, encoding), state=None)))
    assert row.data is not None
    assert row.data["names"][0]["text"] == "Sûreté nationale"
    assert row.data["channels"][0]["value"] == "+21671000001"
    word = {",": "comma", ";": "semicolon", "\t": "tab"}[separator]
    assert row.findings[0].reason == f"read as {encoding.removesuffix('-sig').upper()}, separated by {word}"


def test_a_column_that_is_not_there_says_nothing_and_an_empty_cell_says_none(sheet: Sheet) -> None:
    row = only(list(read(sheet("entry_id,state,name_en,website,processes\ne1,TN,Coast guard,,\n"), state=None)))
    assert row.data == {
        "kind": "authority",
        "state": "TN",
        "names": [{"text": "Coast guard", "language": "en", "script": "Latn", "role": "preferred"}],
        "homepage": None,
        "networks": [],
    }


def test_unknown_headings_are_said_and_not_read(sheet: Sheet) -> None:
    row = only(list(read(sheet("state,name_en,suspects\nTN,Coast guard,someone\n"), state=None)))
    assert ("suspects", "is no heading that we know; the column is not read") in [(f.field, f.reason) for f in row.findings]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("name_en\nCoast guard\n", "no column `state`"),
        ("state\nTN\n", "no column with a name"),
        ("state,name_en\n", "no rows"),
        ("", "no heading"),
        ("a,b\n1,2\n", "no heading"),
        ("state,state,name_en\nTN,TN,x\n", "twice"),
        ("state,name_en\nTN,x,y\n", "row 2.*more cells"),
        ('state,name_en\nTN,"open\n', "no CSV"),
        ('state,name_en\nTN,"a"b\n', "row 2.*no CSV"),
        ("state,name_en\nTN,a\0b\n", "NUL"),
        ("state,name_en\nTN," + "x" * 33_000, "row 2.*32,767"),
        ("state,name_en" + ",x" * 300 + "\nTN,a\n", "columns"),
    ],
)
def test_a_file_that_is_no_such_sheet_is_refused_with_the_reason(sheet: Sheet, text: str, reason: str) -> None:
    with pytest.raises(Invalid, match=reason):
        list(read(sheet(text), state=None))


def test_the_senders_state_fills_an_empty_cell_and_refuses_another(sheet: Sheet) -> None:
    mine, other = read(sheet("state,name_en\n,Coast guard\nLibya,Port police\n"), state="TN")
    assert mine.data is not None and mine.data["state"] == "TN"
    assert other.refused
    assert [finding.field for finding in other.findings if finding.fatal] == ["state"]


@pytest.mark.parametrize("cell", ["tn", "TUN", "Tunisia", "Tunisie", "Túnez"])
def test_a_state_is_recognised_however_it_is_written(sheet: Sheet, cell: str) -> None:
    row = only(list(read(sheet(f"state,name_en\n{cell},Coast guard\n"), state=None)))
    assert row.data is not None and row.data["state"] == "TN"


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("'+21671000001", "+21671000001"),
        ("+216 71 000 001", "+21671000001"),
        ("tel:+21671000001", "+21671000001"),
        ("71 000 001", "+21671000001"),
        ("00216 71 000 001", "+21671000001"),
    ],
)
def test_a_number_is_read_in_every_form(sheet: Sheet, cell: str, value: str) -> None:
    row = only(list(read(sheet(f'state,name_en,telephone\nTN,Coast guard,"{cell}"\n'), state=None)))
    assert row.data is not None
    assert [one["value"] for one in row.data["channels"]] == [value]


def test_a_number_that_the_spreadsheet_spoilt_is_repaired_from_the_address_beside_it(sheet: Sheet) -> None:
    text = "state,name_en,telephone,telephone_uri\nTN,Coast guard,2.1671E+10,tel:+21671000001\n"
    row = only(list(read(sheet(text), state=None)))
    assert row.data is not None and row.data["channels"] == []
    (finding,) = [finding for finding in row.findings if finding.field == "telephone"]
    assert (finding.value, finding.repair, finding.fatal) == ("2.1671E+10", "+21671000001", False)


def test_wrong_values_are_dropped_one_by_one_and_named(sheet: Sheet) -> None:
    text = (
        "state,name_en,email,time_zone,languages_spoken,authority_type,processes,office_hours,through_interpol,source_date\n"
        "TN,Coast guard,desk@garde.example; desk(at)garde.example,Tunis,fr | C1; klingon | X9,coast_guard,"
        "RABAT; NOWHERE,Mo 25:00-26:00,perhaps,1.1.2026\n"
    )
    row = only(list(read(sheet(text), state=None)))
    assert row.data is not None
    assert row.data["authority_type"] == "coast_guard"
    assert [one["value"] for one in row.data["channels"]] == ["desk@garde.example"]
    assert [one["tag"] for one in row.data["languages"]] == ["fr"]
    assert row.data["networks"] == ["RABAT"]
    assert "time_zone" not in row.data  # none would say that there is none
    assert "hours" not in row.data
    named = {finding.field: finding for finding in row.findings}
    assert {"email", "time_zone", "languages_spoken", "networks.1", "office_hours", "through_interpol"} <= set(named)
    assert named["email"].repair == "desk@garde.example"
    entry_form(row.data)


def test_a_text_in_another_language_needs_its_language_and_stands_once(sheet: Sheet) -> None:
    rows = read(sheet("state,name_en,purpose_in\nIT,A,Mare | it; Mer | fr\nIT,B,Mare\nIT,C,a | fr; b | fr\nIT,D,\n"), state=None)
    said = [(row.data or {}).get("purpose_in", "nothing") for row in rows]
    assert said == [{"fr": "Mer", "it": "Mare"}, "nothing", "nothing", {}]


def test_of_two_headings_that_mean_the_same_the_first_or_our_own_is_read(sheet: Sheet) -> None:
    row = only(
        list(read(sheet("State,Name of authority,Phone,telephone,Email,Mél\nIT,A,1,+390000000001,a@b.example,x\n"), state=None))
    )
    assert row.data is not None and [c["value"] for c in row.data["channels"]] == ["+390000000001", "a@b.example"]
    unknown = [f.field for f in row.findings if f.reason == "is no heading that we know; the column is not read"]
    assert unknown == ["Phone", "Mél"]


def test_a_printed_list_names_functions_in_words_and_instruments_by_their_articles(sheet: Sheet) -> None:
    text = (
        "État;Nom de l'autorité;Compétence;Article;Heures de déjeuner\nItalie;A;Trafic illicite de migrants par mer;8.6;12h-13h\n"
    )
    row = only(list(read(sheet(text), state=None)))
    assert row.data is not None
    assert [(d["function"], d["instrument"]) for d in row.data["designations"]] == [("som_by_sea", "SOM")]
    assert ("Heures de déjeuner", "only the portal's profile reads this column; here it is not read") in [
        (f.field, f.reason) for f in row.findings
    ]


def test_a_marking_that_cannot_be_read_refuses_the_row(sheet: Sheet) -> None:
    row = only(list(read(sheet("state,name_en,tlp\nTN,Coast guard,WHITE\n"), state=None)))
    assert row.refused


def test_the_same_sheet_has_the_same_keys_and_no_key_twice(sheet: Sheet) -> None:
    text = "entry_id,external_id,state,name_en\ne1,,TN,A\n,sherloc | 7,TN,B\n,,TN,Coast  Guard\n,,TN,coast guard\n"
    rows = list(read(sheet(text), state=None))
    assert [row.source_key for row in rows] == ["e1", "7", "TN:coast guard", "TN:coast guard"]
    assert [row.number for row in rows] == [2, 3, 4, 5]
    assert [row.refused for row in rows] == [False, False, False, True]


def test_a_new_row_says_from_which_file_it_came(sheet: Sheet) -> None:
    row = only(list(read(sheet("state,name_en\nTN,Coast guard\n"), state=None)))
    assert row.data is not None and row.data["provenance"] == {"source": "entries.csv"}


def test_competences_need_a_legal_basis_and_articles_in_order(sheet: Sheet) -> None:
    text = (
        "state,name_en,competence,legal_basis,article\n"
        'TN,A,extradition; mla,UNTOC,"16; 18.13"\n'
        "TN,B,extradition; mla,UNTOC; ,16\n"
        "TN,C,extradition,,\n"
    )
    one, two, three = read(sheet(text), state=None)
    assert one.data is not None and two.data is not None and three.data is not None
    assert [(d["function"], d.get("article")) for d in one.data["designations"]] == [("extradition", "16"), ("mla", "18.13")]
    assert [(d["function"], d.get("article")) for d in two.data["designations"]] == [("extradition", None)]
    assert [finding.field for finding in about_rows(two)][-2:] == ["article", "competence"]
    assert three.data["designations"] == []


def test_a_channel_of_no_entry_is_a_refused_row(tmp_path: Path) -> None:
    export([card()], tmp_path)
    file = tmp_path / "channels.csv"
    file.write_bytes(file.read_bytes().replace(card()["id"].encode(), b"0198ffff", 1))
    rows = list(read(tmp_path, state=None))
    assert [row.refused for row in rows] == [False, True]
    assert (rows[1].label, rows[1].findings[0].value) == ("channels.csv row 2", "0198ffff")


def test_a_known_channel_that_cannot_be_read_refuses_the_row_so_that_it_is_not_taken_away(tmp_path: Path) -> None:
    export([card()], tmp_path)
    file = tmp_path / "channels.csv"
    file.write_bytes(file.read_bytes().replace(b"'+21671000002", b"2.16E+10"))
    row = only(list(read(tmp_path, state=None)))
    assert row.refused
    assert [finding.repair for finding in row.findings if finding.field == "channels.csv row 3: value"] == ["+21671000002"]


def test_a_cell_that_was_cut_is_not_read(sheet: Sheet) -> None:
    cut = "x" * 20 + " [cut: the whole text is in entries.json]"
    row = only(list(read(sheet(f"state,name_en,purpose\nTN,Coast guard,{cut}\n"), state=None)))
    assert row.data is not None and "purpose" not in row.data
    assert about_rows(row)[-1].field == "purpose"


def test_an_office_that_is_always_open_has_hours(sheet: Sheet) -> None:
    row = only(list(read(sheet("state,name_en,always_open\nTN,Coast guard,yes\n"), state=None)))
    assert row.data is not None
    assert row.data["hours"]["spans"][0]["days"] == ["mo", "tu", "we", "th", "fr", "sa", "su"]
