"""Files made to hurt: each a name, a profile, and the bytes; generated, the same at every run."""

from __future__ import annotations

import io
import json
import random
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import openpyxl

HEAD = b"kind,state,name_en,telephone\n"
GOOD = b"authority,IT,Office of Example,+390000000001\n"


@dataclass(frozen=True)
class Hostile:
    """One file and what its sender would call it."""

    name: str
    profile: str
    raw: bytes


Make = Callable[[random.Random], Hostile]


def corpus(count: int) -> Iterator[Hostile]:
    """`count` files, every family at least once when there are enough; each family with other sizes and places.

    Made one at a time: together they would fill the memory that a test measures.
    """
    rng = random.Random(20190911)
    return (FAMILIES[number % len(FAMILIES)](rng) for number in range(count))


def sample(every: int) -> list[Hostile]:
    """One file of every so many families."""
    rng = random.Random(20190911)
    return [make(rng) for make in FAMILIES[::every]]


# --- tables -----------------------------------------------------------------------------------------------------


def _csv(name: str, raw: bytes) -> Hostile:
    return Hostile(f"{name}.csv", "entries-csv", raw)


def nul_bytes(rng: random.Random) -> Hostile:
    return _csv("nul", HEAD + GOOD * rng.randrange(1, 50) + b"authority,IT,A\0B,\n")


def one_long_line(rng: random.Random) -> Hostile:
    return _csv("line", HEAD + b"x" * rng.randrange(2_000_000, 12_000_000))


def many_columns(rng: random.Random) -> Hostile:
    return _csv("columns", b",".join(b"c%d" % n for n in range(rng.randrange(50_000, 100_000))) + b"\n")


def wide_row(rng: random.Random) -> Hostile:
    return _csv("wide", HEAD + GOOD + b"x," * rng.randrange(1_000, 100_000) + b"\n")


def open_quote(rng: random.Random) -> Hostile:
    return _csv("quote", HEAD + b'authority,IT,"' + b"a\n" * rng.randrange(20_000, 400_000))


def huge_cell(rng: random.Random) -> Hostile:
    return _csv("cell", HEAD + b'authority,IT,"' + b"a" * rng.randrange(40_000, 900_000) + b'",\n')


def utf16_without_mark(rng: random.Random) -> Hostile:
    return _csv("utf16", (HEAD + GOOD * rng.randrange(1, 9)).decode().encode("utf-16-le"))


def utf16_broken(rng: random.Random) -> Hostile:
    return _csv("utf16odd", b"\xff\xfe" + (HEAD + GOOD * rng.randrange(1, 9)).decode().encode("utf-16-le") + b"\x00\xd8\x41")


def no_encoding(rng: random.Random) -> Hostile:
    return _csv("encoding", HEAD + b"authority,IT,\x81\x8d\x8f\x90\x9d" * rng.randrange(1, 9) + b",\n")


def utf8_with_mark_but_none(rng: random.Random) -> Hostile:
    return _csv("overlong", b"\xef\xbb\xbf" + HEAD + b"authority,IT," + b"\xc0\xaf" * rng.randrange(1, 99) + b",\n")


def heading_twice(rng: random.Random) -> Hostile:
    return _csv("twice", b"kind,state,name_en,state\n" + GOOD * rng.randrange(1, 9))


def more_cells_than_headings(rng: random.Random) -> Hostile:
    return _csv("more", HEAD + GOOD + b"authority,IT,A,+390000000001" + b",x" * rng.randrange(1, 50) + b"\n")


def formula_in_csv(rng: random.Random) -> Hostile:
    cell = rng.choice(
        [b"=1+1", b"=cmd|' /C calc'!A0", b"@SUM(1+1)*cmd|' /C calc'!A0", b"-2+3+cmd|' /C calc'!A0", b" =HYPERLINK(1)"]
    )
    return _csv("formula", HEAD + GOOD * rng.randrange(1, 9) + b'authority,IT,"' + cell + b'",\n')


def empty(_: random.Random) -> Hostile:
    return _csv("empty", b"\n" * 10)


def binary(rng: random.Random) -> Hostile:
    return _csv("binary", b"\x7fELF\0" + rng.randbytes(rng.randrange(1_000, 100_000)))


# --- JSON -------------------------------------------------------------------------------------------------------


def _json(name: str, raw: bytes) -> Hostile:
    return Hostile(f"{name}.json", "entries-json", raw)


def deep(rng: random.Random) -> Hostile:
    depth = rng.randrange(1_000, 100_000)
    return _json("deep", b'{"entries": ' + b"[" * depth + b"]" * depth + b"}")


def deep_objects(rng: random.Random) -> Hostile:
    depth = rng.randrange(1_000, 50_000)
    return _json("objects", b'{"a":' * depth + b"1" + b"}" * depth)


def double_key(rng: random.Random) -> Hostile:
    return _json("double", b'{"entries": [' + b'{"state": "IT", "state": "TN"}' + b" " * rng.randrange(99) + b"]}")


def not_a_number(rng: random.Random) -> Hostile:
    return _json("nan", b'{"entries": [{"preference": %s}]}' % rng.choice([b"NaN", b"Infinity", b"-Infinity", b"1e999"]))


def long_number(rng: random.Random) -> Hostile:
    return _json("digits", b'{"entries": [{"x": ' + b"9" * rng.randrange(100, 500_000) + b"}]}")


def half_a_surrogate(rng: random.Random) -> Hostile:
    return _json("surrogate", b'{"entries": [{"state": "\\ud8%02x"}]}' % rng.randrange(256))


def json_with_nul(_: random.Random) -> Hostile:
    return _json("nul", b'{"entries": [{"state": "I\0T"}]}')


def breaks_off(rng: random.Random) -> Hostile:
    whole = json.dumps({"entries": [{"state": "IT", "names": []}] * 50}).encode()
    return _json("cut", whole[: rng.randrange(5, len(whole) - 2)])


def large_document(rng: random.Random) -> Hostile:
    return _json("large", b'{"entries": ["' + b"x" * (17 * 1024 * 1024 + rng.randrange(99)) + b'"]}')


def of_other_things(rng: random.Random) -> Hostile:
    return _json("other", json.dumps(rng.choice([3, "x", None, True, [1, 2], [[]], [None]])).encode())


# --- workbooks and archives -------------------------------------------------------------------------------------


def _book(rng: random.Random, *, formula: str = "") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "entries"
    sheet.append(["kind", "state", "name_en"])
    for number in range(rng.randrange(1, 20)):
        sheet.append(["authority", "IT", f"Office {number}"])
    if formula:
        sheet.append(["authority", "IT", formula])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _repacked(raw: bytes, changed: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in changed:
                new.writestr(name, old.read(name))
        for name, content in changed.items():
            new.writestr(name, content)
    return out.getvalue()


def _xlsx(name: str, raw: bytes) -> Hostile:
    return Hostile(f"{name}.xlsx", "entries-xlsx", raw)


def formula(rng: random.Random) -> Hostile:
    return _xlsx("formula", _book(rng, formula=rng.choice(["=1+1", '=HYPERLINK("http://e.example")', "=cmd|' /C calc'!A0"])))


def zip_bomb(rng: random.Random) -> Hostile:
    return _xlsx("bomb", _repacked(_book(rng), {"xl/worksheets/sheet1.xml": b"\0" * rng.randrange(20_000_000, 60_000_000)}))


def bomb_of_spaces(rng: random.Random) -> Hostile:
    return _xlsx(
        "spaces", _repacked(_book(rng), {"xl/sharedStrings.xml": b"<sst>" + b" " * rng.randrange(5_000_000, 30_000_000)})
    )


def external_link(rng: random.Random) -> Hostile:
    return _xlsx("link", _repacked(_book(rng), {f"xl/externalLinks/externalLink{rng.randrange(1, 9)}.xml": b"<x/>"}))


def macros(rng: random.Random) -> Hostile:
    return Hostile("macro.xlsm", "entries-xlsx", _repacked(_book(rng), {"xl/vbaProject.bin": rng.randbytes(100)}))


def embedded(rng: random.Random) -> Hostile:
    return _xlsx("embedded", _repacked(_book(rng), {"xl/embeddings/oleObject1.bin": rng.randbytes(50)}))


def entities(rng: random.Random) -> Hostile:
    laughs = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, rng.randrange(5, 12)))
    return _xlsx(
        "laughs", _repacked(_book(rng), {"xl/workbook.xml": b'<!DOCTYPE x [<!ENTITY l0 "lol">' + laughs + b"]><x>&l4;</x>"})
    )


def outside_entity(rng: random.Random) -> Hostile:
    target = rng.choice([b"file:///etc/passwd", b"http://127.0.0.1:9/", b"ftp://example.example/x"])
    sheet = (
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "'
        + target
        + b'">]><worksheet><sheetData><row><c><v>&e;</v></c></row></sheetData></worksheet>'
    )
    return _xlsx("xxe", _repacked(_book(rng), {"xl/worksheets/sheet1.xml": sheet}))


def broken_xml(rng: random.Random) -> Hostile:
    return _xlsx(
        "xml", _repacked(_book(rng), {"xl/worksheets/sheet1.xml": b"<worksheet><sheetData><row>" + b"<c>" * rng.randrange(1, 9)})
    )


def deep_xml(rng: random.Random) -> Hostile:
    depth = rng.randrange(100, 200_000)
    return _xlsx("deepxml", _repacked(_book(rng), {"xl/worksheets/sheet1.xml": b"<a>" * depth + b"</a>" * depth}))


def far_cell(rng: random.Random) -> Hostile:
    place = rng.choice(["XFD", "ZZZ", "AAA"]) + str(rng.randrange(1, 1_000_000))
    cell = f'<worksheet><sheetData><row r="1"><c r="{place}" t="str"><v>x</v></c></row></sheetData></worksheet>'
    return _xlsx("far", _repacked(_book(rng), {"xl/worksheets/sheet1.xml": cell.encode()}))


def missing_text(rng: random.Random) -> Hostile:
    cell = (
        f'<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>{rng.randrange(10**6, 10**9)}</v></c></row></sheetData></worksheet>'
    )
    return _xlsx("missing", _repacked(_book(rng), {"xl/worksheets/sheet1.xml": cell.encode()}))


def cut_archive(rng: random.Random) -> Hostile:
    raw = _book(rng)
    return _xlsx("cut", raw[: rng.randrange(10, len(raw) - 30)])


def damaged_archive(rng: random.Random) -> Hostile:
    raw = bytearray(_book(rng))
    start = raw.find(b"xl/worksheets/sheet1.xml") + 60
    for place in range(start, start + 40):
        raw[place] ^= 0xFF
    return _xlsx("damaged", bytes(raw))


def old_workbook(rng: random.Random) -> Hostile:
    return Hostile("old.xls", "entries-xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + rng.randbytes(4_096))


def text_named_workbook(rng: random.Random) -> Hostile:
    return _xlsx("text", HEAD + GOOD * rng.randrange(1, 9))


def climbing_names(rng: random.Random) -> Hostile:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(rng.choice(["../" * rng.randrange(1, 9) + "evil.csv", "/etc/evil.csv", "C:\\evil.csv"]), HEAD + GOOD)
    return Hostile("climbing.zip", "entries-csv", out.getvalue())


def many_files(rng: random.Random) -> Hostile:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(rng.randrange(2_001, 4_000)):
            archive.writestr(f"f{number}.csv", b"")
    return Hostile("many.zip", "entries-csv", out.getvalue())


def nested_archive(rng: random.Random) -> Hostile:
    raw = HEAD
    for _ in range(rng.randrange(2, 6)):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("inner.zip", raw)
        raw = out.getvalue()
    return Hostile("nested.zip", "court-tables", raw)


# --- RTF --------------------------------------------------------------------------------------------------------


def _rtf(name: str, raw: bytes) -> Hostile:
    return Hostile(f"{name}.rtf", "sherloc", raw)


def deep_groups(rng: random.Random) -> Hostile:
    depth = rng.randrange(100, 100_000)
    return _rtf("deep", b"{\\rtf1 " + b"{" * depth + b"}" * depth + b"}")


def open_group(rng: random.Random) -> Hostile:
    return _rtf("open", b"{\\rtf1 {Name of authority: A\\par" * rng.randrange(1, 9))


def binary_in_rtf(rng: random.Random) -> Hostile:
    return _rtf("bin", b"{\\rtf1 \\bin%d " % rng.randrange(1, 10**9) + b"x}")


def object_in_rtf(rng: random.Random) -> Hostile:
    return _rtf("object", b"{\\rtf1 {\\object\\objdata " + b"d0cf11e0" * rng.randrange(9, 999) + b"}}")


def code_page(rng: random.Random) -> Hostile:
    return _rtf("page", b"{\\rtf1\\ansicpg%d Name of authority: A\\par}" % rng.choice([7, 99999, 65003]))


FAMILIES: tuple[Make, ...] = (
    *(nul_bytes, one_long_line, many_columns, wide_row, open_quote, huge_cell, utf16_without_mark, utf16_broken, no_encoding),
    *(utf8_with_mark_but_none, heading_twice, more_cells_than_headings, formula_in_csv, empty, binary),
    *(deep, deep_objects, double_key, not_a_number, long_number, half_a_surrogate, json_with_nul, breaks_off, large_document),
    *(formula, zip_bomb, bomb_of_spaces, external_link, macros, embedded, entities, outside_entity, broken_xml, deep_xml),
    *(far_cell, missing_text, cut_archive, damaged_archive, old_workbook, text_named_workbook, climbing_names, many_files),
    *(nested_archive, deep_groups, open_group, binary_in_rtf, object_in_rtf, code_page, of_other_things),
)
