"""Hostile files are refused with the place and the reason before a parser can be hurt by them."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Invalid
from app.exchange import limits
from app.exchange.limits import byte_lines, load_json, read_bytes, text_lines

json_text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**18), 10**18) | json_text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text('abc\\"[{}]', max_size=4), inner, max_size=4),
    max_leaves=20,
)


@given(json_values)
def test_json_without_faults_is_read_as_it_is(data: object) -> None:
    assert load_json(json.dumps(data, ensure_ascii=False).encode()) == data
    assert load_json(b"\xef\xbb\xbf" + json.dumps(data).encode()) == data


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b'{"a": 1, "a": 2}', "'a' twice"),
        (b'{"a": NaN}', "NaN"),
        (b"[-Infinity]", "Infinity"),
        (b"[1e999]", "too large"),
        (b"[" + b"9" * 5000 + b"]", "5,000 digits"),
        (b'["\\ud800"]', "surrogate"),
        (b'{"\\ud800": 1}', "surrogate"),
        (b'["\\u0000"]', "NUL"),
        (b"[\0]", "NUL"),
        (b"[\xc0\xaf]", "not UTF-8"),
        (b"\xff\xfe[\0]\0", "NUL"),
        (b"[" * 100_000, "deeper"),
        (b'{"a":' * 41 + b"1" + b"}" * 41, "deeper"),
        (b'["open', "not JSON"),
        (b"", "not JSON"),
        (b"[1,]", "not JSON"),
        (b"<html>", "not JSON"),
    ],
)
def test_json_that_another_parser_would_take_is_refused(raw: bytes, reason: str) -> None:
    with pytest.raises(Invalid) as refusal:
        load_json(raw, row=7)
    assert reason in refusal.value.detail
    assert refusal.value.errors[0].field == "row 7"


def test_brackets_in_strings_do_not_count_as_depth() -> None:
    assert load_json(b'["' + b"[" * 1000 + b'\\"[["]') == ["[" * 1000 + '"[[']


@pytest.mark.parametrize("raw", [b'"' + b'\\"' * 500_000, b'"' * 1_000_000, b"\\" * 1_000_000, b"[{" * 500_000])
def test_the_look_at_depth_takes_time_in_proportion(raw: bytes) -> None:
    began = time.perf_counter()
    with pytest.raises(Invalid):
        load_json(raw)
    assert time.perf_counter() - began < 5


def test_a_document_over_the_limit_is_refused_by_its_size() -> None:
    with pytest.raises(Invalid, match="more than 10 bytes"):
        load_json(b"[1,2,3,4,5,6]", most=10)


def test_a_file_over_the_limit_is_not_read_to_its_end(tmp_path: Path) -> None:
    file = tmp_path / "big.json"
    with file.open("wb") as out:
        out.truncate(1 << 40)  # a hole: no disk is used, and reading it whole would take hours
    with pytest.raises(Invalid, match="more than"):
        read_bytes(file)
    with pytest.raises(Invalid, match="more than"):
        list(byte_lines(file))


def test_a_link_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("/etc/hostname")
    for read in (read_bytes, lambda path: list(byte_lines(path))):
        with pytest.raises(Invalid, match="not a file"):
            read(tmp_path / "link")


def test_a_line_over_the_limit_names_its_row(tmp_path: Path) -> None:
    file = tmp_path / "long.csv"
    file.write_bytes(b"a,b\n" + b"x" * (limits.LINE_BYTES + 2))
    with pytest.raises(Invalid, match="row 2"):
        list(byte_lines(file))
    with pytest.raises(Invalid, match="row 2"):
        list(text_lines(file, "utf-8"))


def test_broken_utf16_is_refused_where_it_breaks(tmp_path: Path) -> None:
    file = tmp_path / "text.csv"
    file.write_bytes("a\nb\n".encode("utf-16") + b"\x00\xd8\x41\x00")
    with pytest.raises(Invalid, match="utf-16"):
        list(text_lines(file, "utf-16"))


@pytest.mark.parametrize("cells", [["x"] * (limits.COLUMNS + 1), ["x" * (limits.CELL_CHARACTERS + 1)], ["a\0"]])
def test_a_row_over_the_limits_names_itself(cells: list[str]) -> None:
    with pytest.raises(Invalid, match="row 9"):
        limits.checked_row(cells, 9)
