"""Turns the cells of one row into a part of an entry form: each column is read as the field map says."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Any

from app.errors import Invalid
from app.exchange.intake.in_words import day_in, hours_in, languages_in
from app.exchange.intake.rows import Data, Draft
from app.exchange.profiles.cells import is_cut, read_yes_no, split_items, split_records
from app.exchange.profiles.columns import Column, columns
from app.lookup.hours_json import hours_json
from app.lookup.hours_text import parse_hours_text

Cells = Mapping[str, str]

LANGUAGES = frozenset({"languages_accepted", "languages_spoken", "languages_written", "languages"})
DATES = frozenset(f"{part}_{end}" for part in ("valid", "person_absent") for end in ("from", "until")) | {
    "person_since",
    "person_until",
    "posting_since",
    "posting_until",
    "source_date",
}
"""Columns of text that hold a day (ISO 8601)."""

_EMPTY: Mapping[str, Callable[[], Any]] = {
    "none": lambda: None,
    "list": list,
    "texts": dict,
    "no": lambda: False,
    "": lambda: None,
}


def read_fields(sheet: str, cells: Cells, draft: Draft, place: str = "") -> dict[str, Any]:
    """Path -> value for each column of the sheet that is read as it stands and is in the cells.

    An empty cell gives what the field map says it means, or nothing. What cannot be read becomes a finding under `place` +
    the column's name, and its path is left out.
    """
    found: dict[str, Any] = {}
    for column in columns(sheet):
        if column.way != "both" or column.name not in cells or column.shape not in _READERS:
            continue
        text = cells[column.name].strip()
        if is_cut(text):
            draft.note(place + column.name, text, "was cut when it was written, so it is not read")
        elif not text:
            found.update({column.path: _EMPTY[column.empty]()} if column.empty in _EMPTY else {})
        else:
            _read_cell(column, text, found, draft, place)
    return found


def nested(found: Mapping[str, Any], names: Collection[str]) -> Data:
    """Paths put together: `posting.host` into `{"posting": {"host": ...}}`; a part whose cells are all empty is None.

    `names` are the columns that the sheet has.
    """
    data: Data = {}
    for path, value in found.items():
        part, _, leaf = path.partition(".")
        if leaf:
            data.setdefault(part, {})[leaf] = value
        else:
            data[part] = value
    parts = {path.partition(".")[0] for path in found if "." in path}
    for part in parts:
        # "No" is an answer to what requests must look like; of a holder or posting it says that there is none.
        empty: tuple[Any, ...] = (None, "", []) if part == "requirements" else (None, "", [], False)
        if all(value in empty for value in data[part].values()):
            data[part] = None
    # Some of a part's columns, all of them empty, say nothing about the others.
    missing = {c.path.partition(".")[0] for c in columns("entries") if c.way == "both" and c.name not in names}
    unsaid = {part for part in parts & missing if data[part] is None}
    return {part: value for part, value in data.items() if part not in unsaid}


def _read_cell(column: Column, text: str, found: dict[str, Any], draft: Draft, place: str) -> None:
    name = place + column.name
    read = draft.accepted(name, text) or (languages_in(text) if column.name in LANGUAGES else text)
    try:
        if column.name in DATES:
            date.fromisoformat(read)
        found[column.path] = _READERS[column.shape](read, column.detail)
    except Invalid as problem:
        for error in problem.errors:
            draft.note(name, text, f"{error.reason}. {problem.detail}", repair=hours_in(text))
    except ValueError as problem:
        if column.name in DATES:
            draft.note(name, text, "is no day such as 2026-10-31", repair=day_in(text))
        else:
            draft.note(name, text, str(problem))


def _text(text: str, _: Sequence[str]) -> str:
    return text


def _number(text: str, _: Sequence[str]) -> int:
    digits = text.removesuffix(".0")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10):
        raise ValueError(f"{text!r} is not a whole number")
    return int(digits)


def _yes_no(text: str, _: Sequence[str]) -> bool:
    return read_yes_no(text)


def _list(text: str, _: Sequence[str]) -> list[str]:
    return split_items(text)


def _records(text: str, detail: Sequence[str]) -> list[Data]:
    marks = {field.rstrip("*?"): field[-1] for field in detail}
    return [
        {field: _field(value, marks[field]) for field, value in record.items()} for record in split_records(text, list(marks))
    ]


def _texts(text: str, detail: Sequence[str]) -> dict[str, str]:
    """Language -> text. Raises `ValueError` for a text without its language, and for a second one in a language."""
    found: dict[str, str] = {}
    for record in split_records(text, detail):
        said, language = record.get("text", ""), record.get("language", "")
        if not said or not language:
            raise ValueError(f"{said or language!r} needs a text and its language, such as `Sauvetage en mer | fr`")
        if language in found:
            raise ValueError(f"has two texts in the language {language}")
        found[language] = said
    return found


def _field(value: str, mark: str) -> Any:
    if mark == "*":
        return [item.strip() for item in value.split(",") if item.strip()]
    return read_yes_no(value) if mark == "?" else value


def _hours(text: str, _: Sequence[str]) -> Data:
    return hours_json(parse_hours_text(text))


_READERS: Mapping[str, Callable[[str, Sequence[str]], Any]] = {
    "text": _text,
    "number": _number,
    "yes_no": _yes_no,
    "list": _list,
    "records": _records,
    "texts": _texts,
    "hours": _hours,
}
