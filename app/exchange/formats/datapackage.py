"""datapackage.json: what the CSV files of an edition contain, column by column (Frictionless Data Package 1)."""

from __future__ import annotations

import json
from typing import Any, BinaryIO

from app.exchange.profiles.columns import SHEETS, columns

_KEYS = {"entries": "entry_id", "channels": "channel_id", "designations": "designation_id"}


def write_package(line: str, licence: str, out: BinaryIO) -> int:
    """Write the description; `line` says whose edition it is. Returns how many files it describes.

    Every column is text: a cell that could start a formula has an apostrophe in front (see the description).
    """
    package = {
        "profile": "tabular-data-package",
        "name": "practitioner-directory",
        "title": "Practitioner contact directory",
        "description": (
            f"{line}. Every cell is text. A text that begins with a character from which spreadsheet programs start a formula "
            "has an apostrophe in front, which is no part of it; numbers stand beside it as tel: addresses without one. "
            "Several values in a cell are separated by a semicolon, the fields of a record by a bar; a backslash before one of "
            "these makes it an ordinary character."
        ),
        "licenses": [{"name": "other-closed", "title": licence}],
        "resources": [_resource(sheet) for sheet in SHEETS],
    }
    out.write((json.dumps(package, ensure_ascii=False, indent=2) + "\n").encode())
    return len(SHEETS)


def _resource(sheet: str) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [_field(sheet, column.name, column.meaning) for column in columns(sheet)]}
    schema["missingValues"] = [""]
    schema["primaryKey"] = _KEYS[sheet]
    if sheet != "entries":
        reference = {"resource": "entries", "fields": "entry_id"}
        schema["foreignKeys"] = [{"fields": "entry_id", "reference": reference}]
    return {
        "name": sheet,
        "path": f"{sheet}.csv",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": schema,
    }


def _field(sheet: str, name: str, meaning: str) -> dict[str, Any]:
    field: dict[str, Any] = {"name": name, "type": "string"}
    if meaning:
        field["description"] = meaning
    if name == _KEYS[sheet]:
        field["constraints"] = {"required": True, "unique": True}
    return field
