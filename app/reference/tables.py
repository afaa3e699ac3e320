"""Reads the CSV files under `data/`: the one place that knows where they lie and how they are written."""

from __future__ import annotations

import csv
import io
from datetime import date
from importlib import resources

SIX = ("ar", "zh", "en", "fr", "ru", "es")
"""The six official languages of the United Nations, in the order of the UN's own pages."""


def rows(name: str) -> list[dict[str, str]]:
    """All rows of `data/NAME.csv` in the order of the file, every cell a text, empty where nothing is known."""
    text = resources.files("app.reference").joinpath("data", f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def in_six(row: dict[str, str], prefix: str = "name") -> dict[str, str]:
    """The columns `name_ar` ... `name_es` of a row as a mapping from language to text."""
    return {language: row[f"{prefix}_{language}"] for language in SIX}


def day(cell: str) -> date | None:
    """A cell with an ISO 8601 date, or None where it is empty."""
    return date.fromisoformat(cell) if cell else None
