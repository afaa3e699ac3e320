"""Where the two sets of real public bodies lie that the demonstration imports; both are CC0, each with source and licence."""

from __future__ import annotations

from pathlib import Path

from app.cli.demo.sheets import DATA


def datenanfragen_folder() -> Path:
    """305 supervisory authorities and public bodies, one JSON file each, for the profile `datenanfragen`."""
    return DATA / "datenanfragen"


def ror_file() -> Path:
    """400 government bodies, one JSON record a line, for the profile `ror`; they have no channel."""
    return DATA / "ror-government-400.jsonl"
