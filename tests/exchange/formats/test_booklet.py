"""directory.pdf: by region and State, with a footer that says whose it is; names in every script, or a plain word why not."""

from __future__ import annotations

import io
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from app.exchange.formats.booklet import families, lacking_said, missing_fonts, write_booklet
from tests.exchange.cards import Card, card, channel
from tests.memory import growth

LINE = "TLP:GREEN · copy for sherloc · edition 7 of 2026-03-01 · expires 2026-03-31 · replaces edition 6"
RUSSIAN = {"text": "Береговая охрана", "language": "ru", "script": "Cyrl", "role": "preferred"}
CHINESE = {"text": "海岸警卫队", "language": "zh", "script": "Hani", "role": "preferred"}
ARABIC = {"text": "الحرس البحري", "language": "ar", "script": "Arab", "role": "preferred"}


def booklet(*cards: Card) -> bytes:
    out = io.BytesIO()
    assert write_booklet(cards, LINE, "For you only.", out) == len(cards)
    return out.getvalue()


def pages(raw: bytes, folder: Path) -> list[str]:
    """The text of each page as poppler reads it, without marks of direction."""
    path = folder / "directory.pdf"
    path.write_bytes(raw)
    text = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True).stdout.decode()
    return [re.sub("[\u200e\u200f\u202a-\u202e]", "", page) for page in text.split("\f")[:-1]]


def test_the_same_entries_give_the_same_bytes() -> None:
    assert booklet(card()) == booklet(card())
    assert booklet(card(), card(id="2", state="IT")) == booklet(card(id="2", state="IT"), card())


def test_a_booklet_that_is_written_is_not_kept_in_memory() -> None:
    def written(copy: int) -> None:
        booklet(*(card(id=f"{copy}-{number}", purpose=f"Keeps desk {number} of copy {copy}") for number in range(150)))

    written(0)
    with growth() as nine_more:
        for copy in range(1, 10):
            written(copy)
    assert nine_more[0] < 80 * 1024 * 1024  # about 25 MB each, when they are kept


@pytest.mark.needs("poppler-utils")
def test_entries_stand_by_region_and_state_under_a_footer(tmp_path: Path) -> None:
    kenya = card(state="KE", time_zone="Africa/Nairobi", names=[RUSSIAN], channels=[channel(1, "phone", "+254700000001")])
    read = pages(booklet(card(), kenya), tmp_path)
    assert all(LINE.partition(" · expires")[0] in page for page in read)
    assert "replaces edition 6" in read[0] and "For you only." in read[0]
    eastern, northern = read[2], read[3]
    assert "Eastern Africa" in eastern and "Kenya" in eastern and "+254700000001" in eastern and "Береговая охрана" in eastern
    assert "Northern Africa" in northern and "+21671000001 ext. 5" in northern


@pytest.mark.needs("poppler-utils")
def test_text_is_never_read_as_markup(tmp_path: Path) -> None:
    hostile = r'#pagebreak() $x$ *b* _i_ "q" \ @a <l> `c` #eval("1")'
    name = {"text": hostile, "language": "en", "script": "Latn", "role": "preferred"}
    assert hostile in "".join(pages(booklet(card(names=[name], purpose=hostile)), tmp_path))


@pytest.mark.needs("poppler-utils")
def test_a_purpose_stands_in_each_of_its_languages(tmp_path: Path) -> None:
    read = "".join(pages(booklet(card(purpose_in={"fr": "Sauvetage en mer", "ru": "Спасение на море"})), tmp_path))
    assert "Does (French)" in read and "Sauvetage en mer" in read and "Спасение на море" in read


def test_a_script_without_a_font_is_told_and_never_printed_as_boxes() -> None:
    def said(names: list[Any]) -> tuple[str, ...]:
        return missing_fonts([card(names=names)])

    assert said([RUSSIAN]) == ()
    for name, family in ((ARABIC, "Noto Sans Arabic"), (CHINESE, "Noto Sans CJK SC")):
        assert said([name]) == (() if family in families() else (family,))
        assert missing_fonts([card(names=[RUSSIAN], purpose_in={"zz": name["text"]})]) == said([name])
    assert "apt-get install fonts-noto-core" in lacking_said(["Noto Sans Arabic"])


@pytest.mark.deep
@pytest.mark.needs("fonts-noto-core")
@pytest.mark.needs("fonts-noto-cjk")
@pytest.mark.needs("poppler-utils")
def test_arabic_chinese_and_russian_are_read_back_from_the_page(tmp_path: Path) -> None:
    raw = booklet(card(names=[ARABIC, CHINESE, RUSSIAN]))
    text = "".join(pages(raw, tmp_path))
    for name in (CHINESE, RUSSIAN, ARABIC):
        assert name["text"] in text
    fonts = subprocess.run(["pdffonts", str(tmp_path / "directory.pdf")], capture_output=True, check=True).stdout.decode()
    assert "NotoSansArabic" in fonts and "NotoSansCJK" in fonts
