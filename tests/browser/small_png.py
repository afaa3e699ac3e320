"""Makes a screenshot small: few colours, one byte a pixel (PNG, ISO/IEC 15948), with the standard library alone."""

from __future__ import annotations

import struct
import zlib
from collections import Counter

SIGNATURE = b"\x89PNG\r\n\x1a\n"
STEP = 24
"""Shades closer than this become one."""


def small(picture: bytes) -> bytes:
    """An 8-bit picture with a palette of at most 256 colours, from an RGB or RGBA picture as chromium takes it."""
    width, height, lines = _read(picture)
    rows = [[_rounded(line[x], line[x + 1], line[x + 2]) for x in range(0, len(line), len(line) // width)] for line in lines]
    palette = [colour for colour, _ in Counter(colour for row in rows for colour in row).most_common(256)]
    number = {colour: index for index, colour in enumerate(palette)}
    pixels = b"".join(b"\0" + bytes(number.get(colour) or _nearest(colour, number) for colour in row) for row in rows)
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = (b"IHDR", header), (b"PLTE", bytes(sum(palette, ()))), (b"IDAT", zlib.compress(pixels, 9)), (b"IEND", b"")
    return SIGNATURE + b"".join(_chunk(kind, data) for kind, data in parts)


def _rounded(*shades: int) -> tuple[int, ...]:
    return tuple(min(255, (shade + STEP // 2) // STEP * STEP) if shade < 250 else 255 for shade in shades)


def _nearest(colour: tuple[int, ...], number: dict[tuple[int, ...], int]) -> int:
    """The palette's colour that is closest; kept, so that it is looked for once."""
    if colour not in number:
        close = min(list(number), key=lambda other: sum((a - b) ** 2 for a, b in zip(colour, other, strict=True)))
        number[colour] = number[close]
    return number[colour]


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _read(picture: bytes) -> tuple[int, int, list[bytearray]]:
    """Width, height and the lines of pixels, with the filters of their lines undone (ISO/IEC 15948, 9.2)."""
    assert picture.startswith(SIGNATURE)
    at, data = len(SIGNATURE), b""
    width = height = each = 0
    while at < len(picture):
        size, kind = struct.unpack(">I4s", picture[at : at + 8])
        body = picture[at + 8 : at + 8 + size]
        if kind == b"IHDR":
            width, height, depth, colour, *_ = struct.unpack(">IIBBBBB", body)
            assert depth == 8 and colour in (2, 6)
            each = {2: 3, 6: 4}[colour]
        elif kind == b"IDAT":
            data += body
        at += size + 12
    raw, lines, above = zlib.decompress(data), [], bytearray(width * each)
    for start in range(0, len(raw), width * each + 1):
        above = _unfiltered(raw[start], bytearray(raw[start + 1 : start + 1 + width * each]), above, each)
        lines.append(above)
    return width, height, lines


def _unfiltered(way: int, line: bytearray, above: bytearray, each: int) -> bytearray:
    for x in range(len(line) if way else 0):
        left, up, corner = (line[x - each], above[x], above[x - each]) if x >= each else (0, above[x], 0)
        guess = (0, left, up, (left + up) // 2, _paeth(left, up, corner))[way]
        line[x] = (line[x] + guess) & 255
    return line


def _paeth(left: int, up: int, corner: int) -> int:
    wanted = left + up - corner
    return min((left, up, corner), key=lambda each: abs(wanted - each))
