"""The field map and the portal's columns are data: what the code knows of them is only their shapes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.errors import Invalid
from app.exchange.formats.sherloc import headings, rows_for
from app.exchange.intake.headings import portal_heading
from app.exchange.profiles import columns as module
from app.exchange.profiles.columns import SHEETS, columns, further_captions, portal_columns
from tests.exchange.cards import card

DOMAIN_COLUMNS = """
entry_id kind state iso3 m49 un_region un_group processes name_en name_fr name_es name_ru name_zh name_ar
name_native acronym parent service person authority_type competence legal_basis article telephone
telephone_24h mobile fax email website postal_address through_interpol other_channels office_hours always_open
time_zone gmt_offset languages_accepted languages_spoken tlp last_edited last_confirmed last_tested status
source source_date external_id purpose telephone_uri telephone_24h_uri mobile_uri fax_uri
"""


@pytest.mark.parametrize("sheet", SHEETS)
def test_no_column_stands_twice_on_a_sheet(sheet: str) -> None:
    names = [column.name for column in columns(sheet)]
    assert len(names) == len(set(names)) > 10


def test_every_column_that_the_field_promised_is_there() -> None:
    assert set(DOMAIN_COLUMNS.split()) <= {column.name for column in columns("entries")}


def test_every_sheet_says_which_entry_a_row_belongs_to() -> None:
    assert {columns(sheet)[0].name for sheet in SHEETS} == {"entry_id"}


def test_the_portal_has_its_headings_in_three_languages() -> None:
    for column in portal_columns("sherloc"):
        assert all(column.headings[language] for language in ("en", "fr", "es"))


def test_an_entry_stands_in_the_portals_columns() -> None:
    profile = portal_columns("sherloc")
    row = dict(zip(headings(profile), rows_for(profile, card()), strict=True))
    assert row["State"] == "Tunisia"
    assert row["Telephone"] == "+21671000001 ext. 5"
    assert row["24-hour telephone"] == "+21671000002"
    assert row["Lunch hours"] == "Mo-Th 12:30-14:00"
    assert row["Competence"] == "som_by_sea"
    assert row["Through INTERPOL"] == "yes"
    assert row["Portal key"] == "sherloc | TUN\\;17"


def test_a_column_is_renamed_and_moved_by_editing_the_data_file_alone(tmp_path: Path) -> None:
    shutil.copy(Path(module.__file__).parent / "sherloc.csv", tmp_path / "sherloc.csv")
    file = tmp_path / "sherloc.csv"
    first, *lines = file.read_text(encoding="utf-8").splitlines()
    lines = [line.replace("Telephone,", "Phone number,") for line in reversed(lines)]
    file.write_text("\n".join([first, *lines]) + "\n", encoding="utf-8")
    before, after = portal_columns("sherloc"), portal_columns("sherloc", tmp_path)
    row = dict(zip(headings(after), rows_for(after, card()), strict=True))
    assert row["Phone number"] == "+21671000001 ext. 5"
    assert "Telephone" not in row
    assert headings(after, "fr") == headings(before, "fr")[::-1]


def test_every_further_caption_means_one_heading_of_the_portal() -> None:
    known = {column.headings["en"] for column in portal_columns("sherloc")}
    captions = further_captions()
    assert {heading for _, _, heading in captions} <= known
    for caption, language, heading in captions:
        meant = portal_heading(f" {caption.upper()}: ", {})
        assert meant is not None and meant[0] == heading, caption
        assert heading != "Name of authority" or meant[1] == language  # the name is in the caption's language


@pytest.mark.parametrize("name", ["fields", "captions", "nowhere", "../sherloc", ""])
def test_only_a_portals_profile_is_one(name: str) -> None:
    with pytest.raises(Invalid, match="no column profile"):
        portal_columns(name)
