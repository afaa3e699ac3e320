"""What stands in a workbook's cell that is not text: numbers with all their digits, yes and no, days and times."""

from __future__ import annotations

import re
import zipfile
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation

from app.exchange.intake.archives import read_small
from app.exchange.intake.xml_events import Attributes, walk

Styles = frozenset[str]
"""The numbers of the cell styles that show a number as a day or a time."""

_DATES = frozenset([*range(14, 23), *range(45, 48)])
"""Number formats of ECMA-376 part 1, 18.8.30, that are days or times."""

_NOT_CODE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_MOST_DIGITS = 15
"""Digits that a spreadsheet keeps of a number."""


def date_styles(archive: zipfile.ZipFile) -> Styles:
    """Which cell styles of the workbook show days or times."""
    codes: set[int] = set(_DATES)
    formats: list[int] = []
    inside = False

    def opened(name: str, attributes: Attributes) -> None:
        nonlocal inside
        if name == "numFmt" and _is_date(attributes.get("formatCode", "")):
            codes.add(_number(attributes.get("numFmtId")))
        elif name == "cellXfs":
            inside = True
        elif name == "xf" and inside:
            formats.append(_number(attributes.get("numFmtId")))

    def closed(name: str, _: str) -> None:
        nonlocal inside
        if name == "cellXfs":
            inside = False

    for _ in walk([read_small(archive, "xl/styles.xml")], "xl/styles.xml", opened, closed):
        pass
    return frozenset(str(place) for place, code in enumerate(formats) if code in codes)


def shown(kind: str, value: str, *, is_date: bool, since_1904: bool) -> str:
    """The text of a cell of type `kind` (ECMA-376 part 1, 18.18.11): `n`, `b`, `e`, `str`, `d`."""
    if kind == "b":
        return "yes" if value == "1" else "no"
    if kind != "n" or not value:
        return value
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value
    if not number.is_finite() or abs(number.adjusted()) > _MOST_DIGITS:
        return value
    if is_date:
        return _day(number, since_1904=since_1904) or value
    return str(int(number)) if number == number.to_integral_value() else format(number.normalize(), "f")


def _day(number: Decimal, *, since_1904: bool) -> str | None:
    if not 0 <= number < 2_958_466:  # the year 10000
        return None
    # Day 60 of the 1900 count is a 29 February that never was.
    begin = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30 if number > 60 else 31)  # noqa: DTZ001 - a wall time
    whole = begin + timedelta(seconds=round(float(number) * 86400))
    if number < 1:
        return whole.strftime("%H:%M")
    return whole.date().isoformat() if number == int(number) else whole.isoformat(" ", "minutes")


def _is_date(code: str) -> bool:
    plain = _NOT_CODE.sub("", code).lower()
    return "general" not in plain and any(letter in plain for letter in "ymdhs")


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else -1
