"""Files of an edition read by programs that are not ours and not Python's: ez-vcard, khard, ical.js, LibreOffice."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from pathlib import Path

import pytest

from app.exchange.formats.flat import rows_of
from app.exchange.formats.jcard import write_jcards
from app.exchange.formats.vcard import vcard, vcard_3
from app.exchange.formats.xlsx import write_workbook
from app.exchange.profiles.columns import SHEETS, columns
from tests.exchange.cards import HOSTILE, card

pytestmark = pytest.mark.deep

JARS = "/usr/share/java/ez-vcard.jar:/usr/share/java/vinnie.jar"
ICAL_JS = "ical.js@2.2.1"
ALL_SHEETS = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,true,false,false,false,-1"
"""LibreOffice's filter: commas, quotes, UTF-8, all cells as text in quotes, each sheet in a file."""


def ran(command: list[str], **more: object) -> str:
    done = subprocess.run(command, capture_output=True, check=False, timeout=180, **more)  # type: ignore[call-overload]
    assert done.returncode == 0, done.stderr.decode()
    return str(done.stdout.decode())


@pytest.mark.needs("default-jdk-headless")
@pytest.mark.needs("libez-vcard-java")
@pytest.mark.needs("libvinnie-java")
def test_ez_vcard_reads_both_versions_and_finds_nothing_wrong(tmp_path: Path) -> None:
    file = tmp_path / "directory.vcf"
    file.write_bytes(vcard(card()) + vcard_3(card()))
    program = str(Path(__file__).with_name("ReadVcards.java"))
    said = ran(["java", "-Dfile.encoding=UTF-8", "-Dstdout.encoding=UTF-8", "-cp", JARS, program, str(file)])
    address = "Rue de la Mer 1\n1000 Tunis\nTunisia"
    rest = ["urn:uuid:0198aaaa-0000-7000-8000-000000000001", "Africa/Tunis", address, "true"]
    four = "\t".join(["4.0", "Garde nationale maritime", "3", "tel:+21671000001;ext=5 tel:+21671000002", *rest])
    three = "\t".join(["3.0", "Garde nationale maritime", "1", "+21671000001 ext. 5 +21671000002", *rest])
    assert said == f"{four}\n{three}\n"


@pytest.mark.needs("khard")
def test_khard_shows_a_card_of_version_four(tmp_path: Path) -> None:
    book = tmp_path / "book"
    book.mkdir()
    (book / "one.vcf").write_bytes(vcard(card()))
    config = tmp_path / "khard.conf"
    config.write_text(
        f"[addressbooks]\n[[directory]]\npath = {book}\n[general]\ndefault_action = list\n[vcard]\npreferred_version = 4.0\n"
    )
    shown = ran(["khard", "-c", str(config), "show", "Garde"])
    assert "Garde nationale maritime" in shown and "+21671000002" in shown and "desk@garde.example" in shown


@pytest.mark.needs("nodejs")
@pytest.mark.needs("npm")
def test_ical_js_reads_every_property_of_a_jcard(tmp_path: Path) -> None:
    (tmp_path / "read.mjs").write_bytes(Path(__file__).with_name("ReadJcards.mjs").read_bytes())
    with (tmp_path / "cards.json").open("wb") as out:
        write_jcards([card(), card(purpose=HOSTILE[0])], out)
    install = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(tmp_path), ICAL_JS]
    if subprocess.run(install, capture_output=True, check=False, timeout=120).returncode:
        pytest.skip("ical.js could not be fetched")
    said = [json.loads(line) for line in ran(["node", str(tmp_path / "read.mjs"), str(tmp_path / "cards.json")]).splitlines()]
    written = [each for one in json.loads((tmp_path / "cards.json").read_bytes()) for each in one[1]]
    # A structured value, such as an address, is one value with parts.
    values = [[",".join(v) if isinstance(v, list) else v for v in each[3:]] for each in written]
    assert said == [[each[0], each[2], value] for each, value in zip(written, values, strict=True)]
    assert ["tel", "uri", ["tel:+21671000001;ext=5"]] in said


@pytest.mark.needs("libreoffice-calc")
def test_libreoffice_reads_every_cell_of_the_workbook_as_text(tmp_path: Path) -> None:
    texts = [text.replace("\0", "").strip("\r\n") for text in HOSTILE]
    cards = [card(id=f"{n:08}-0000-7000-8000-000000000000", purpose=text) for n, text in enumerate(texts)]
    with (tmp_path / "book.xlsx").open("w+b") as out:
        write_workbook(cards, out)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    ran(
        [
            "soffice",
            profile,
            "--headless",
            "--convert-to",
            ALL_SHEETS,
            "--outdir",
            str(tmp_path),
            str(tmp_path / "book.xlsx"),
        ]
    )
    for sheet in SHEETS:
        text = (tmp_path / f"book-{sheet}.csv").read_text(encoding="utf-8-sig")
        heading, *rows = csv.reader(io.StringIO(text, newline=""))
        assert heading == [column.name for column in columns(sheet)]
        expected = [row for one in cards for row in rows_of(one, sheet)]
        assert rows == expected
