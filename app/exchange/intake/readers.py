"""The profiles of intake by the name that `directory import --profile` takes."""

from __future__ import annotations

from collections.abc import Mapping

from app.exchange.intake import datenanfragen, entries_csv, ror
from app.exchange.intake.rows import Reader

PROFILES: Mapping[str, Reader] = {
    "entries-csv": entries_csv.read,
    "ror": ror.read,
    "datenanfragen": datenanfragen.read,
}
