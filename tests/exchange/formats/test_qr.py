"""The QR code holds a short vCard with the numbers to try first."""

from __future__ import annotations

import struct

import pytest
import vobject
from hypothesis import given

from app.exchange.formats.qr import qr_png, qr_text
from tests.exchange.cards import card, channel, hostile_text


def test_the_line_that_is_always_answered_comes_first() -> None:
    read = vobject.readOne(qr_text(card()))
    assert [tel.value for tel in read.tel_list] == ["+21671000002", "+21671000001,5"]
    assert (read.fn.value, read.email.value, read.note.value) == ("Garde nationale maritime", "desk@garde.example", "TLP:GREEN")


def test_a_code_is_a_square_picture_of_one_size_for_a_camera() -> None:
    raw = qr_png(card())
    assert raw.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", raw[16:24])
    assert width == height and 200 < width < 700


@pytest.mark.parametrize("many", [0, 12])
def test_no_more_than_three_numbers_are_in_it(many: int) -> None:
    text = qr_text(card(channels=[channel(n, "phone", f"+2167100000{n}") for n in range(many)]))
    assert text.count("TEL;") == min(many, 3)


@given(hostile_text)
def test_no_name_breaks_out_of_its_line(name: str) -> None:
    text = qr_text(card(names=[{"text": name * 9, "language": "en", "script": None, "role": "preferred"}]))
    assert text.count("\r\n") == 10 and "\n" not in text.replace("\r\n", "")
    assert qr_png(card(names=[{"text": name * 9, "language": "en", "script": None, "role": "preferred"}]))
