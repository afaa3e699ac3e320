"""Which profile a file is probably of, from its name and first bytes; nothing is parsed here."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

_BY_ENDING = {
    ".xlsx": "entries-xlsx",
    ".xlsm": "entries-xlsx",
    ".jsonl": "ror",
    ".ndjson": "ror",
    ".json": "entries-json",
    ".rtf": "sherloc",
}
_BY_FILE = {b"entries.csv": "entries-csv", b"court.csv": "court-tables", b"organization": "hsds", b".json": "datenanfragen"}
_START, _END = 4096, 65_536


def profile_of(path: Path, name: str) -> str:
    """The name of a profile; `entries-csv` where nothing speaks for another. `name` is what the sender calls the file."""
    with path.open("rb") as file:
        start = file.read(_START)
        file.seek(max(0, path.stat().st_size - _END))
        end = file.read(_END)
    ending = PurePosixPath(name.replace("\\", "/")).suffix.lower()
    if start.startswith(b"{\\rtf"):
        return "sherloc"
    if start.startswith(b"PK\x03\x04"):
        if ending in _BY_ENDING or b"[Content_Types].xml" in start or b"xl/" in start:
            return "entries-xlsx"
        # The names of an archive's files stand at its end.
        return next((profile for name, profile in _BY_FILE.items() if name in end), "entries-csv")
    if ending == ".json" and (b'"organizations"' in start or (b'"services"' in start and b'"entries"' not in start)):
        return "hsds"
    return _BY_ENDING.get(ending, "entries-csv")
