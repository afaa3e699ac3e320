"""The script of a name is read off its letters."""

from __future__ import annotations

import unicodedata

import pycountry
import pytest

from app.exchange.profiles import scripts
from app.exchange.profiles.scripts import script_of_text


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("Ministère de l'Intérieur", "Latn"),
        ("وزارة الداخلية", "Arab"),
        ("Міністерство", "Cyrl"),
        ("湖南省教育厅", "Hani"),
        ("警察庁 のこと", "Jpan"),
        ("대한민국중소기업청", "Hang"),
        ("गृह मंत्रालय", "Deva"),
        ("กระทรวงมหาดไทย", "Thai"),
        ("የኢትዮጵያ", "Ethi"),
        ("Υπουργείο (MoI)", "Grek"),
        ("24/7", None),
        ("", None),
    ],
)
def test_the_script_of_most_letters_counts(text: str, script: str | None) -> None:
    assert script_of_text(text) == script


def test_every_code_is_one_of_iso_15924() -> None:
    assert {code for code in scripts._CODES.values() if pycountry.scripts.get(alpha_4=code) is None} == set()


def test_every_word_begins_the_unicode_name_of_a_letter() -> None:
    words = {unicodedata.name(chr(c), "").partition(" ")[0].removesuffix("-") for c in range(0x10000) if chr(c).isalpha()}
    assert set(scripts._CODES) <= words
