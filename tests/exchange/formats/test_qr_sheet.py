"""The sheet of QR codes: who can be called in a hurry, twelve a page, the same bytes again, and nothing read as markup."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path
from typing import Any

import pytest

from app.exchange.formats import qr_sheet
from app.exchange.formats.qr_sheet import has_urgent_line, write_qr_sheet
from tests import tools

LINE = "TLP:GREEN, for the recipient named here"


def card(number: int, **changed: Any) -> dict[str, Any]:
    channel = {"id": "c", "type": "phone", "value": f"+3900000000{number:02}", "marking": "TLP:GREEN", "contexts": ["urgent"]}
    names = [{"text": f"Office {number:02}", "language": "en", "role": "preferred"}]
    return {"id": f"e{number:02}", "state": "IT", "marking": "TLP:GREEN", "names": names, "channels": [channel], **changed}


def sheet(cards: list[dict[str, Any]]) -> tuple[int, bytes]:
    out = io.BytesIO()
    return write_qr_sheet(cards, LINE, out), out.getvalue()


def text_of(raw: bytes, folder: Path) -> str:
    program = tools.find("poppler-utils")
    assert program is not None
    (folder / "sheet.pdf").write_bytes(raw)
    return subprocess.run([program, "-layout", str(folder / "sheet.pdf"), "-"], capture_output=True, text=True, check=True).stdout


@pytest.mark.needs("poppler-utils")
def test_entries_with_an_urgent_line_stand_twelve_on_a_page_with_marking_and_footer(tmp_path: Path) -> None:
    count, raw = sheet([card(number) for number in range(13)])
    pages = text_of(raw, tmp_path).split("\f")
    assert count == 13 and [page.count("Office") for page in pages[:2]] == [12, 1]
    assert all(LINE in page for page in pages[:2]) and "TLP:GREEN · not confirmed" in pages[0]


def test_only_numbers_that_are_urgent_or_always_answered_count() -> None:
    routine = {"id": "c", "type": "phone", "value": "+390000000001", "contexts": ["routine"]}
    assert not has_urgent_line(card(1, channels=[routine]))
    assert has_urgent_line(card(1, channels=[{**routine, "always_open": True}]))
    assert not has_urgent_line(card(1, channels=[{**routine, "type": "email", "value": "a@b.example", "always_open": True}]))


def test_the_same_entries_give_the_same_bytes_whatever_their_order() -> None:
    cards = [card(number) for number in range(4)]
    assert sheet(cards) == sheet(cards[::-1])
    assert sheet([])[0] == 0


@pytest.mark.needs("poppler-utils")
def test_more_than_fit_are_cut_and_the_sheet_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(qr_sheet, "MOST", 2)
    count, raw = sheet([card(number) for number in range(5)])
    assert count == 2 and "3 more do not fit" in text_of(raw, tmp_path)


@pytest.mark.needs("poppler-utils")
def test_a_hostile_name_is_text_and_nothing_else(tmp_path: Path) -> None:
    hostile = '#panic("x") $a$ <script> *b* ' + '"' * 3
    names = [{"text": hostile, "language": "en", "role": "preferred"}]
    _, raw = sheet([card(1, names=names)])
    assert '#panic("x") $a$' in text_of(raw, tmp_path)
