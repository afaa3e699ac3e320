"""Words of printed directories are read where they can mean one thing only."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.exchange.intake.entries_csv import read
from app.exchange.intake.in_words import day_in, hours_in, languages_in
from app.exchange.intake.rows import How


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("Lu-Ve 08:00-16:00", "Mo-Fr 08:00-16:00"),
        ("lundi au vendredi de 8h30 à 16h", "Mo-Fr 08:30-16:00"),
        ("Lu-Je 8h-12h, 14h-17h; Ve 8h-12h", "Mo-Th 08:00-12:00,14:00-17:00; Fr 08:00-12:00"),
        ("L-V 09:00-14:00", "Mo-Fr 09:00-14:00"),
        ("Lunes a viernes: 9:00 a 14:00", "Mo-Fr 09:00-14:00"),
        ("Monday to Friday 9.00-17.00", "Mo-Fr 09:00-17:00"),
        ("M-V 8:00-12:00", None),  # mardi or miércoles or Monday
        ("matin", None),
        ("25h-26h", None),
    ],
)
def test_days_of_the_week_are_read_in_three_languages(text: str, hours: str | None) -> None:
    assert hours_in(text) == hours


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("français, arabe", "fr; ar"),
        ("español, francés y inglés", "es; fr; en"),
        ("English and French", "en; fr"),
        ("русский; 中文", "ru; zh"),
        ("fr; en", "fr; en"),
        ("français, klingonish", "français, klingonish"),
        ("anglais (si urgent)", "anglais (si urgent)"),
        ("fr | C1; en", "fr | C1; en"),
    ],
)
def test_languages_are_read_by_name_all_or_none(text: str, tags: str) -> None:
    assert languages_in(text) == tags


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("31/12/2025", "2025-12-31"),
        ("12/31/2025", "2025-12-31"),
        ("3.3.2025", "2025-03-03"),
        ("03/04/2025", None),
        ("31/31/2025", None),
    ],
)
def test_a_date_is_offered_only_where_it_can_be_one_day(text: str, day: str | None) -> None:
    assert day_in(text) == day


def test_hours_and_dates_in_words_are_offered_as_repairs_and_taken_when_accepted(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("state,name_fr,office_hours,valid_from\nTN,Garde,Lu-Ve 8h-16h,31/12/2025\n")
    (row,) = read(path, state=None)
    assert row.data is not None and "hours" not in row.data and "valid_from" not in row.data
    offered = {(f.row, f.field, f.value): f.repair for f in row.findings if f.repair}
    assert set(offered.values()) == {"Mo-Fr 08:00-16:00", "2025-12-31"}
    (row,) = read(path, state=None, how=How(repairs=offered))
    assert row.data is not None
    assert row.data["valid_from"] == "2025-12-31"
    assert row.data["hours"]["spans"][0]["days"] == ["mo", "tu", "we", "th", "fr"]
