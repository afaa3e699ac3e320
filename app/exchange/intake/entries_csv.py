"""Reads our own columns back: an entries.csv alone, or a folder with channels.csv and designations.csv beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.exchange.intake.contacts import channel
from app.exchange.intake.entry_cells import DEFAULT_KIND, read_entry
from app.exchange.intake.from_cells import Cells, read_fields
from app.exchange.intake.rows import PLAIN, Data, Draft, Finding, How, Row
from app.exchange.intake.settle import settle
from app.exchange.intake.tables import Table, csv_table, refuse_headings
from app.exchange.limits import refused
from app.exchange.profiles.columns import columns
from app.reference.text import folded

PARTS = ("channels", "designations")

_HERE_TOO = {
    "channels": [column.name for column in columns("entries") if column.shape in ("numbers", "typed")],
    "designations": [column.name for column in columns("entries") if column.shape == "parallel"],
}
"""Columns of the entries sheet that say in short what the sheets of their own say in full."""

Groups = dict[str, list[tuple[int, dict[str, str]]]]


def read(path: Path, *, state: str | None, how: How = PLAIN) -> Iterator[Row]:
    """One row an entry. The first carries what was found out about the file: encoding, separator, headings.

    The key of a row is its `entry_id`, else its external id, else State and name, so that the same sheet comes in only
    once. In a folder, channels and designations are joined by `entry_id`; those of no entry are refused rows at the end.
    Raises `Invalid` when State or names have no column, and for a file that passes the limits or is no table.
    """
    file = path / "entries.csv" if path.is_dir() else path
    parts = {}
    if path.is_dir():
        if not file.is_file():
            refused("is missing in the folder", where=file.name)
        parts = {part: csv_table(path / f"{part}.csv", part) for part in PARTS if (path / f"{part}.csv").is_file()}
    return rows_of_tables(csv_table(file, "entries", how), parts, state=state, how=how)


def rows_of_tables(entries: Table, parts: dict[str, Table], *, state: str | None, how: How = PLAIN) -> Iterator[Row]:
    """The rows of an entries sheet with the sheets that belong to it, from whatever file they came."""
    if "state" not in entries.names and state is None:
        refuse_headings("has no column `state`; add it, or say for which State the file is", entries.label, entries.first)
    if not any(name.startswith("name_") for name in entries.names):
        refuse_headings("has no column with a name, such as `name_en` or `name_native`", entries.label, entries.first)
    for part, table in parts.items():
        if "entry_id" not in table.names:
            refused(f"has no column `entry_id` that says to which entry its {part} belong", where=table.label)
    return _rows(entries, parts, state, how)


def _rows(entries: Table, parts: dict[str, Table], state: str | None, how: How) -> Iterator[Row]:
    grouped = {part: _grouped(table) for part, table in parts.items()}
    about_files = entries.findings + tuple(finding for table in parts.values() for finding in table.findings)
    if "kind" not in entries.names:
        about_files += (Finding(1, "file", entries.label, f"has no column kind; every row is read as {DEFAULT_KIND}"),)
    if twice := sorted(entries.names & {name for part in parts for name in _HERE_TOO[part]}):
        reason = "where a sheet of its own lists them by entry_id, these columns are not read"
        about_files += (Finding(1, ", ".join(twice), "", reason),)
    seen: set[str] = set()
    number = 0
    for number, cells in entries.rows:
        draft = Draft(number, entries.label, findings=list(about_files), how=how)
        about_files = ()
        entry_id = cells.get("entry_id", "").strip()
        own = frozenset(parts) if entry_id else frozenset()
        read_entry(cells, draft, state=state, with_channels="channels" not in own, with_designations="designations" not in own)
        _add_parts(grouped, parts, entry_id, draft)
        _add_provenance(draft, entries.label, entry_id)
        key = _source_key(draft, entry_id)
        if key in seen:
            draft.note("entry_id" if entry_id else "name", key, "stands in this file twice", fatal=True)
        seen.add(key)
        if draft.data.get("names"):
            draft.label = draft.data["names"][0]["text"]
        yield draft.finished(key, cells.get("parent", "").strip() or None, settle)
    if number == 0:
        refused("has headings but no rows", where=entries.label)
    yield from _orphans(grouped, parts)


def _grouped(table: Table) -> Groups:
    groups: Groups = {}
    for number, cells in table.rows:
        groups.setdefault(cells["entry_id"].strip(), []).append((number, cells))
    return groups


def _add_parts(grouped: dict[str, Groups], parts: dict[str, Table], entry_id: str, draft: Draft) -> None:
    for part, groups in grouped.items() if entry_id else ():
        draft.data[part] = []
        for number, cells in groups.pop(entry_id, []):
            place = f"{parts[part].label} row {number}: "
            element = _element(part, cells, draft, place)
            if element is not None:
                draft.add(part, element, place + part.removesuffix("s"), cells.get("value") or cells.get("function", ""))


def _element(part: str, cells: Cells, draft: Draft, place: str) -> Data | None:
    before = len(draft.findings)
    element: Data = read_fields(part, cells, draft, place)
    if part == "channels" and element.get("type"):
        made = channel(
            draft,
            element["type"],
            str(element.get("value", "")),
            state=draft.data["state"] or None,
            name=f"{place}value",
            spare=cells.get("uri", "").strip() or None,
        )
        element = {**element, **(made or {"value": None})}
    if "id" in element and len(draft.findings) > before:
        draft.note(
            f"{place}{part}", element["id"], "is in the directory already; without all its values it would change", fatal=True
        )
    return element if element.get("value", "") is not None else None


def _add_provenance(draft: Draft, label: str, entry_id: str) -> None:
    """A new row without a source says at least from which file it came; one of ours keeps what its cells say."""
    given: dict[str, Any] | None = draft.data.get("provenance")
    if given is None and not entry_id:
        draft.data["provenance"] = {"source": label[:200]}
    elif given is not None and not given.get("source"):
        draft.data["provenance"] = {**given, "source": label[:200]}


def _source_key(draft: Draft, entry_id: str) -> str:
    if entry_id:
        return entry_id
    if ids := draft.data.get("external_ids"):
        return str(ids[0].get("value", ""))
    names = draft.data.get("names") or [{"text": ""}]
    return f"{draft.data['state']}:{folded(names[0]['text'])}"[:200]


def _orphans(grouped: dict[str, Groups], parts: dict[str, Table]) -> Iterator[Row]:
    for part, groups in grouped.items():
        for entry_id, rows in groups.items():
            for number, _ in rows:
                label = f"{parts[part].label} row {number}"
                finding = Finding(number, f"{label}: entry_id", entry_id, "is the key of no entry in the file", fatal=True)
                yield Row(number, label, f"{label}:{entry_id}"[:200], None, None, (finding,))
