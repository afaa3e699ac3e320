"""directory.rtf: a block an authority under the portal's captions, any script in plain ASCII."""

from __future__ import annotations

import io

import pytest

from app.exchange.formats.rtf import rtf_text, write_blocks
from app.exchange.profiles.columns import portal_columns
from tests.exchange.cards import card
from tests.exchange.formats.rtf_reader import rtf_paragraphs


def blocks(language: str = "en", **more: object) -> bytes:
    out = io.BytesIO()
    write_blocks(portal_columns("sherloc"), [card(**more)], out, line="TLP:GREEN · copy for sherloc", language=language)
    return out.getvalue()


@pytest.mark.parametrize(("language", "first"), [("en", "State: Tunisia"), ("fr", "État: Tunisia"), ("es", "Estado: Tunisia")])
def test_captions_stand_in_three_languages(language: str, first: str) -> None:
    assert rtf_paragraphs(blocks(language))[0] == first


def test_what_is_empty_has_no_caption() -> None:
    said = rtf_paragraphs(blocks())
    assert "Telephone: +21671000001 ext. 5" in said and "24-hour telephone: +21671000002" in said
    assert not [each for each in said if each.startswith("Fax")]


def test_an_address_keeps_its_lines_and_markup_stays_text() -> None:
    said = rtf_paragraphs(blocks(requirements={"urgent_procedure": r"{\b call} \par 𐐷 الحرس"}))
    assert "Full postal address: Rue de la Mer 1\n1000 Tunis\nTunisia" in said
    assert r"Urgent procedure: {\b call} \par 𐐷 الحرس" in said


def test_arabic_runs_from_right_to_left() -> None:
    arabic = [{"text": "الحرس البحري", "language": "ar", "script": "Arab", "role": "preferred"}]
    raw = blocks(names=arabic)
    assert raw.count(b"\\rtlpar") == 1 and raw.isascii()
    assert b"\\rtlpar" not in blocks(names=[{**arabic[0], "text": "Coast guard", "language": "en"}])


def test_the_footer_says_whose_copy_it_is() -> None:
    assert rtf_text("TLP:GREEN · copy for sherloc") in blocks()
    assert rtf_text("·") == b"\\u183?"
