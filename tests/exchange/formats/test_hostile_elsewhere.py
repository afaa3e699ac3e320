"""Hostile texts through every format of text, read by programs that are not ours: every card, every text, no formula."""

from __future__ import annotations

import base64
import io
import subprocess
import warnings
from pathlib import Path

import openpyxl
import pytest
import rdflib
from rdflib.namespace import DCTERMS

from app.exchange.formats.csv_set import write_channels, write_designations, write_entries
from app.exchange.formats.datapackage import write_package
from app.exchange.formats.jsonld import write_graph
from app.exchange.formats.rtf import write_blocks
from app.exchange.formats.sherloc import headings, rows_for
from app.exchange.formats.vcard import vcard, vcard_3
from app.exchange.profiles.cells import printable
from app.exchange.profiles.columns import portal_columns
from tests.exchange.cards import HOSTILE, Card, card
from tests.exchange.formats.test_datapackage import report_on
from tests.exchange.formats.test_other_readers import JARS, ran

WRITERS = {"entries": write_entries, "channels": write_channels, "designations": write_designations}
TEXTS = [text for text in HOSTILE if text.strip()]
SCRIPTS = ("الحرس البحري", "海岸警卫队", "Береговая охрана")


def cards() -> list[Card]:
    """A card for each text, which is its name, its purpose and the label of its first line; with ids of its own."""
    return [hostile(number, text) for number, text in enumerate(TEXTS)]


def hostile(number: int, text: str) -> Card:
    own = f"{number:08}-0000-7000-8000-{{:012}}"
    made = card(id=own.format(0), purpose=text)
    made["names"] = [{"language": "en", "script": None, "role": "preferred", "text": text}]
    made["channels"] = [{**each, "id": own.format(place)} for place, each in enumerate(made["channels"], 1)]
    made["channels"][0]["label"] = text
    made["designations"] = [{**each, "id": own.format(99)} for each in made["designations"]]
    return made


def office(folder: Path, path: Path, form: str) -> None:
    """Have LibreOffice open a file and write it in another form into the folder."""
    profile = f"-env:UserInstallation=file://{folder}/office"
    ran(["soffice", profile, "--headless", "--convert-to", form, "--outdir", str(folder), str(path)])


@pytest.mark.deep
@pytest.mark.needs("default-jdk-headless")
@pytest.mark.needs("libez-vcard-java")
@pytest.mark.needs("libvinnie-java")
@pytest.mark.parametrize("write", [vcard, vcard_3])
def test_ez_vcard_reads_every_name_and_note(write: object, tmp_path: Path) -> None:
    assert callable(write)
    file = tmp_path / "directory.vcf"
    file.write_bytes(b"".join(map(write, cards())))
    said = ran(["java", "-cp", JARS, str(Path(__file__).with_name("ReadTexts.java")), str(file)])
    read = [tuple(base64.b64decode(each).decode() for each in line.split(" ")) for line in said.splitlines()]
    assert read == [(printable(text), printable(text)) for text in TEXTS]


@pytest.mark.deep
@pytest.mark.needs("khard")
def test_khard_loads_every_card(tmp_path: Path) -> None:
    book = tmp_path / "book"
    book.mkdir()
    for made in cards():
        (book / f"{made['id']}.vcf").write_bytes(vcard(made))
    config = tmp_path / "khard.conf"
    config.write_text(f"[addressbooks]\n[[directory]]\npath = {book}\n[general]\ndefault_action = list\n")
    done = subprocess.run(["khard", "-c", str(config), "list", "--parsable"], capture_output=True, check=True, timeout=60)
    assert done.stderr == b""
    assert [made["id"] for made in cards() if made["id"] not in done.stdout.decode()] == []


@pytest.mark.deep
@pytest.mark.needs("libreoffice-calc")
def test_libreoffice_takes_no_cell_of_a_csv_file_for_a_formula_or_a_number(tmp_path: Path) -> None:
    for sheet, write in WRITERS.items():
        with (tmp_path / f"{sheet}.csv").open("wb") as out:
            write(cards(), out)
    (tmp_path / "bare.csv").write_text('"=1+1","-2+3"\n', encoding="utf-8")
    for sheet in (*WRITERS, "bare"):
        office(tmp_path, tmp_path / f"{sheet}.csv", "xlsx")
    sheets = {sheet: openpyxl.load_workbook(tmp_path / f"{sheet}.xlsx").worksheets[0] for sheet in (*WRITERS, "bare")}
    formulas = {name: [cell.value for row in sheet for cell in row if cell.data_type == "f"] for name, sheet in sheets.items()}
    assert formulas == {"entries": [], "channels": [], "designations": [], "bare": ["=1+1"]}
    rows = list(sheets["channels"].iter_rows(values_only=True))
    place = rows[0].index("value")
    assert {row[place] for row in rows[1:] if row[rows[0].index("type")] == "phone"} == {"'+21671000001", "'+21671000002"}


@pytest.mark.deep
@pytest.mark.needs("libreoffice-writer")
def test_libreoffice_reads_every_paragraph_of_the_rtf(tmp_path: Path) -> None:
    profile = portal_columns("sherloc")
    made = [*cards(), *(hostile(500 + number, text) for number, text in enumerate(SCRIPTS))]
    with (tmp_path / "directory.rtf").open("wb") as out:
        write_blocks(profile, made, out, line="TLP:GREEN")
    office(tmp_path, tmp_path / "directory.rtf", "txt:Text (encoded):UTF8")
    read = (tmp_path / "directory.txt").read_text(encoding="utf-8-sig")
    read = read.replace("\u2006 \u2006", " ")  # how LibreOffice keeps two blanks in a row
    expected = [
        f"{caption}: {cell}"
        for one in made
        for caption, cell in zip(headings(profile), rows_for(profile, one), strict=True)
        if cell
    ]
    assert [line for line in read.split("\n") if line] == [line for text in expected for line in text.split("\n") if line]


def test_rdflib_reads_every_description() -> None:
    out = io.BytesIO()
    write_graph(cards(), out)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the reader's own
        graph = rdflib.Graph().parse(data=out.getvalue(), format="json-ld")
    said = {str(of): printable(str(text)) for of, text in graph.subject_objects(DCTERMS.description)}
    purposes = {f"urn:uuid:{made['id']}": printable(made["purpose"]) for made in cards()}
    labels = {f"urn:uuid:{made['channels'][0]['id']}": printable(made["purpose"]) for made in cards()}
    assert said == {**purposes, **labels}


def test_the_datapackage_validator_reads_every_row(tmp_path: Path) -> None:
    for sheet, write in WRITERS.items():
        with (tmp_path / f"{sheet}.csv").open("wb") as out:
            write(cards(), out)
    with (tmp_path / "datapackage.json").open("wb") as out:
        write_package("TLP:GREEN", "For you only.", out)
    valid, rows = report_on(tmp_path / "datapackage.json")
    assert (valid, rows["entries"], rows["channels"]) == (True, len(TEXTS), 5 * len(TEXTS))
