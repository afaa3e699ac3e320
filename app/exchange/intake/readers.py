"""The profiles of intake by the name that `directory import --profile` takes."""

from __future__ import annotations

from collections.abc import Mapping

from app.exchange.intake import court_tables, datenanfragen, entries_csv, entries_json, entries_xlsx, hsds, ror, sherloc
from app.exchange.intake.rows import Reader

PROFILES: Mapping[str, Reader] = {
    "entries-csv": entries_csv.read,
    "entries-xlsx": entries_xlsx.read,
    "entries-json": entries_json.read,
    "court-tables": court_tables.read,
    "sherloc": sherloc.read,
    "hsds": hsds.read,
    "ror": ror.read,
    "datenanfragen": datenanfragen.read,
}

FOLDERS: Mapping[str, tuple[str, ...]] = {
    "entries-csv": (".csv",),
    "court-tables": (".csv",),
    "hsds": (".csv", ".json"),
    "datenanfragen": (".json",),
}
"""Profiles that read a folder, which may also come as a zip archive; with the endings of its files."""
