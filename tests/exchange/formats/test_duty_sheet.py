"""The duty sheet on paper: one A4 whatever stands on it, every number whole, names in every script, codes that lead back."""

from __future__ import annotations

import re
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import segno

from app.directory.duty_sheets import PrintedSheet
from app.exchange.formats.booklet import families
from app.exchange.formats.duty_sheet import PIECES, code_svg, duty_pdf, duty_vcards
from tests.exchange.cards import Card, card, channel

AT = datetime(2026, 3, 10, 3, 10, tzinfo=UTC)
BASE = "https://directory.example"
HOURS = {
    "spans": [{"days": ["mo", "tu", "we", "th"], "opens": "08:00", "closes": "16:00", "from": None, "until": None}],
    "exceptions": [{"date": "2026-03-20", "closed": True, "opens": None, "closes": None, "reason": "Eid"}],
}


def sheet(*cards: Card, **changed: Any) -> PrintedSheet:
    """A sheet of these cards, printed in Rome."""
    usual: dict[str, Any] = {
        "id": "s-1",
        "title": "Night watch",
        "time_zone": "Europe/Rome",
        "marking": "TLP:GREEN",
        "person": "Example Officer",
        "authority": ({"text": "Harbour office, example", "language": "en", "role": "preferred"},),
        "state": "IT",
        "printed_at": AT,
        "expires_at": AT + timedelta(days=30),
        "lines": tuple(enumerate(cards, 1)),
    }
    return PrintedSheet(**{**usual, **changed})


def office(place: int, **changed: Any) -> Card:
    """An office of Kenya with everything that a line can have."""
    names = [
        {"text": f"Office {place}", "language": "en", "role": "preferred"},
        {"text": "الحرس البحري", "language": "ar", "role": "preferred"},
        {"text": "海岸警卫队", "language": "zh", "role": "preferred"},
    ]
    channels = [
        channel(1, "phone", f"+2542000000{place:02}", always_open=True, label="Watch room"),
        channel(2, "mobile", f"+2547000000{place:02}", extension="12"),
        channel(3, "email", f"office{place}@coastguard.example"),
    ]
    return card(state="KE", time_zone="Africa/Nairobi", hours=HOURS, names=names, channels=channels, **changed)


def printed(paper: PrintedSheet, folder: Path, **how: Any) -> tuple[str, str]:
    """Text and facts (`pdfinfo`) of the paper, without marks of direction."""
    path = folder / "sheet.pdf"
    path.write_bytes(duty_pdf(paper, BASE, **how))
    text, facts = (
        subprocess.run([*tool, str(path), *more], capture_output=True, check=True).stdout.decode()
        for tool, more in ((["pdftotext", "-layout"], ["-"]), (["pdfinfo"], []))
    )
    return re.sub("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", text), facts


@pytest.mark.parametrize("count", [1, 15, 30])
def test_a_sheet_is_one_a4_with_every_number_on_it(count: int, tmp_path: Path) -> None:
    text, facts = printed(sheet(*[office(place) for place in range(count)]), tmp_path)
    assert re.search(r"Pages: +1\n", facts) and "(A4)" in facts
    for place in range(count):
        assert f"+2542000000{place:02}" in text and f"+2547000000{place:02}" in text
        assert f"office{place}@coastguard.example" in text


def test_it_says_for_whom_when_until_when_and_how_it_is_marked(tmp_path: Path) -> None:
    text, _ = printed(sheet(office(1)), tmp_path)
    assert "Example Officer, Harbour office, example, Italy" in text and "TLP:GREEN" in text
    assert "2026-03-10 03:10 UTC" in text and "2026-04-09" in text
    assert "Europe/Rome (UTC+01:00 / UTC+02:00)" in text


def test_both_clocks_stand_on_it_and_a_change_that_comes_before_it_expires(tmp_path: Path) -> None:
    text, _ = printed(sheet(office(1)), tmp_path)
    flat = " ".join(text.split())
    assert "There: Mo-Th 08:00-16:00; 2026 Mar 20 off · Here: Mo-Th 06:00-14:00" in flat
    assert "12:00 there = 10:00 here; from 2026-03-29: 11:00 here" in flat
    assert "Eid" not in flat
    far = {**HOURS, "exceptions": [{"date": "2026-04-20", "closed": True, "opens": None, "closes": None, "reason": None}]}
    assert "Apr 20" not in printed(sheet({**office(1), "hours": far}), tmp_path)[0], "it comes after the sheet has expired"


def test_thirty_offices_with_the_longest_texts_are_still_one_page_with_whole_mailboxes(tmp_path: Path) -> None:
    mailbox = f"{'long.' * 12}x@{'sub.' * 40}example"
    names = [{"text": "Directorate " * 20, "language": "en", "role": "preferred"}]
    channels = [*[channel(1, "phone", f"+25420000000{n}", label="Label " * 30) for n in range(3)], channel(9, "email", mailbox)]
    crowded = [{**office(place), "names": names, "channels": channels} for place in range(30)]
    _, facts = printed(sheet(*crowded, title="W" * 80), tmp_path)
    assert re.search(r"Pages: +1\n", facts)
    one, _ = printed(sheet(crowded[0]), tmp_path)
    assert mailbox in "".join(one.split())


def test_names_in_arabic_and_chinese_are_printed_and_the_page_runs_from_right_to_left(tmp_path: Path) -> None:
    if not {"Noto Sans Arabic", "Noto Sans CJK SC"} <= families():
        pytest.skip("needs fonts-noto-core and fonts-noto-cjk")
    text, facts = printed(sheet(office(1)), tmp_path, language="ar")
    assert "الحرس البحري" in text and "+254200000001" in text and re.search(r"Pages: +1\n", facts)
    chinese, _ = printed(sheet(office(1)), tmp_path, language="zh")
    assert "海岸警卫队" in chinese


def test_markup_in_a_name_stays_text(tmp_path: Path) -> None:
    names = [{"text": "#panic() *Bold* $x$ \\u{41} @ref", "language": "en", "role": "preferred"}]
    text, _ = printed(sheet({**office(1), "names": names}), tmp_path)
    assert "#panic() *Bold* $x$" in text


def test_a_code_leads_to_the_entry() -> None:
    address = f"{BASE}/entries/{office(1)['id']}"
    assert code_svg(address).count("<path") == 1
    assert int(segno.make(address, error="l", micro=False).version) <= 5  # coarse enough for 15 mm of paper


def test_the_pieces_of_a_mailbox_are_the_mailbox() -> None:
    for text in ("a" * 70 + ".b@x.example", "..@@--__", "plain", "one two"):
        assert "".join(PIECES.findall(text)) == text


def test_vcards_name_the_sheet_and_the_day_on_which_they_are_to_be_deleted() -> None:
    raw = duty_vcards(sheet(office(1), office(2))).decode().replace("\r\n ", "")
    assert raw.count("BEGIN:VCARD") == 2
    assert "PRODID:-//Practitioner directory//duty sheet s-1\\, delete after 2026-04-09//EN" in raw
