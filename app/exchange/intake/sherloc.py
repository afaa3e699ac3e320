"""Reads the portal's directory: its printed form (RTF, captions in English, French or Spanish, one block an authority) or

its columns as a table. What the portal knows an authority by is kept as `external_id`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from app.exchange.formats.view import hours_of, lunch_breaks
from app.exchange.intake.archives import is_archive
from app.exchange.intake.competences import function_named, instrument_of
from app.exchange.intake.entry_cells import read_entry
from app.exchange.intake.headings import NOT_READ, heading_key, portal_column, portal_heading, portal_path
from app.exchange.intake.rows import PLAIN, Draft, Finding, How, Row
from app.exchange.intake.rtf import rtf_lines
from app.exchange.intake.settle import settle
from app.exchange.intake.tables import LEFT_OUT, READ_AS, UNKNOWN_HEADING, headings_in, plain_rows, refuse_headings
from app.exchange.intake.workbook import Workbook
from app.exchange.limits import JSON_BYTES, read_bytes, refused
from app.exchange.profiles.cells import join_items, split_items
from app.lookup.hours_text import hours_text
from app.reference import states
from app.reference.text import folded

NAME = "Name of authority"
SCHEME = "sherloc"
SOURCE = "Directory of competent national authorities"

_FREE = frozenset({"Full postal address", "Urgent procedure", "Documents required"})
"""Headings under which people write lines with a colon of their own."""

_LIKE_A_CAPTION = re.compile(r"[^\W\d_][^\d:]{1,39}")

Cells = dict[str, str]
"""English heading of the portal -> text."""

_COLUMNS = {
    "world.name": "state",
    "services": "service",
    "holder.names": "person",
    "channels_by.postal": "postal_address",
    "channels_by.phone": "telephone",
    "channels_by.phone_24h": "telephone_24h",
    "channels_by.fax": "fax",
    "channels_by.email": "email",
    "homepage": "website",
    "hours": "office_hours",
    "requirements.languages_accepted": "languages_accepted",
    "requirements.interpol_accepted": "through_interpol",
    "requirements.channels_accepted": "channels_accepted",
    "requirements.urgent_procedure": "urgent_procedure",
    "requirements.documents": "documents_required",
    "requirements.law_url": "law_url",
    "networks": "networks",
    "external_ids": "external_id",
}
"""Path in the portal's profile -> our column that is read in the same way."""


def read(path: Path, *, state: str | None, how: How = PLAIN) -> Iterator[Row]:
    """One row an authority; `Row.cells` are its texts as they stand, for comparing with what we would send.

    Raises `Invalid` for a file in which no caption or heading of the portal is found, or which passes the limits.
    """
    found, about = False, list[Finding]()
    for place, cells, language in _blocks(path, how, about):
        found = True
        draft = Draft(place, cells.get(NAME, "")[:200] or path.name, findings=list(about), how=how)
        about.clear()
        yield _row(cells, draft, state, language)
    if not found:
        refused("has no authority: a block begins with the caption `Name of authority`", where=path.name)


def _row(cells: Cells, draft: Draft, state: str | None, language: str) -> Row:
    by_path = {portal_path(heading): text for heading, text in cells.items()}
    ours = {ours: by_path[path] for path, ours in _COLUMNS.items() if path in by_path}
    ours[f"name_{language}"] = cells.get(NAME, "")
    if cells.get("Competence"):
        ours |= _competences(cells, draft)
    if ours.get("external_id") and "|" not in ours["external_id"]:
        ours["external_id"] = f"{SCHEME} | {ours['external_id']}"
    read_entry(ours, draft, state=state, with_channels=True, with_designations=True)
    _take_lunch_out(cells, draft)
    if draft.how.edition:
        draft.data["provenance"] = {"source": SOURCE, "retrieved_on": draft.how.edition}
    ids = draft.data.get("external_ids") or []
    keys = [one for one in ids if one.get("scheme") == SCHEME] or ids
    key = str(keys[0]["value"]) if keys else f"{SCHEME}:{draft.data.get('state')}:{folded(draft.label)}"
    made = draft.finished(key[:200], None, settle)
    return Row(made.number, made.label, made.source_key, made.data, made.parent_key, made.findings, dict(cells))


def _competences(cells: Cells, draft: Draft) -> Mapping[str, str]:
    """Functions in our words with an instrument for each: the one whose article stands beside it, of the Convention first."""
    functions, articles = split_items(cells["Competence"]), split_items(cells.get("Article", ""), keep_empty=True)
    known: list[tuple[str, str, str]] = []
    for place, text in enumerate(functions):
        code = function_named(text)
        article = articles[place] if place < len(articles) else ""
        instrument = instrument_of(article) or "NATIONAL"
        if code is None:
            draft.note("Competence", text, "is no function that we know; it is not read")
        else:
            known.append((code, instrument, article if instrument != "NATIONAL" else ""))
    return {
        "competence": join_items(code for code, _, _ in known),
        "legal_basis": join_items(instrument for _, instrument, _ in known),
        "article": "; ".join(article for _, _, article in known),
    }


def _take_lunch_out(cells: Cells, draft: Draft) -> None:
    """Lunch hours are said apart in the portal; where the office hours do not leave them out already, that is noted."""
    lunch = cells.get("Lunch hours", "").strip()
    hours = draft.data.get("hours")
    if lunch and hours and hours_text(lunch_breaks(hours_of(hours))) != lunch:
        draft.note("Lunch hours", lunch, "is not left out of the office hours; write 08:00-12:00,13:00-16:00 there")


# --- blocks of the printed form, rows of a table ----------------------------------------------------------------


def _blocks(path: Path, how: How, about: list[Finding]) -> Iterator[tuple[int, Cells, str]]:
    """(row or line, cells, language of the name) for each authority; what is found out about the file goes to `about`."""
    if is_archive(path):
        with Workbook(path) as book:
            sheet = next(iter(book.sheets))
            yield from _table(book.rows(sheet), path.name, f"read as a workbook, sheet {sheet[:40]}", how, about)
    elif path.is_file() and read_bytes(path, most=JSON_BYTES).startswith(b"{\\rtf"):
        yield from _printed(path, how, about)
    else:
        detected, rows = plain_rows(path, lambda cell: portal_heading(cell, how.headings))
        yield from _table(rows, path.name, detected, how, about)


def _table(
    rows: Iterator[tuple[int, list[str]]], label: str, detected: str, how: How, about: list[Finding]
) -> Iterator[tuple[int, Cells, str]]:
    above, number, first, rows = headings_in(rows, lambda cell: portal_heading(cell, how.headings))
    found: list[tuple[str, str] | None] = []
    for cell in first:
        meant = portal_heading(cell, how.headings)
        found.append(None if meant and meant[0] in [each[0] for each in found if each] else meant)
    if NAME not in [each[0] for each in found if each]:
        refuse_headings("has no heading of the portal's directory that names the authority", label, first)
    about += [Finding(number, "file", label, detected), *above]
    about += [_heading_said(number, cell, meant, how) for cell, meant in zip(first, found, strict=True) if cell.strip()]
    language = next(each[1] for each in found if each and each[0] == NAME)
    for place, row in rows:
        cells = {each[0]: cell for each, cell in zip(found, row, strict=False) if each}
        if any(cell.strip() for cell in cells.values()):
            yield place, cells, language


def _heading_said(number: int, cell: str, meant: tuple[str, str] | None, how: How) -> Finding:
    """What a heading was taken for."""
    shown = cell.strip()[:100]
    if meant is not None:
        ours = f"name_{meant[1]}" if meant[0] == NAME else portal_column(meant[0])
        return Finding(number, shown, ours or meant[0], READ_AS)
    left = how.headings.get(heading_key(cell)) == NOT_READ
    return Finding(number, shown, "", LEFT_OUT if left else UNKNOWN_HEADING)


def _printed(path: Path, how: How, about: list[Finding]) -> Iterator[tuple[int, Cells, str]]:
    cells: Cells = {}
    begun, language, state, last = 1, "en", "", ""
    for number, line, begins in _lines(path):
        caption, value = _captioned(line)
        found = portal_heading(caption, how.headings) if caption else None
        if found is None:
            if of := states.state_named(line.strip()):
                if cells.get(NAME):
                    yield begun, cells, language
                cells, state, last = {}, of.name("en"), ""
            elif begins and cells and last not in _FREE and _LIKE_A_CAPTION.fullmatch(caption):
                said = _heading_said(number, caption, None, how)
                if (said.field, said.reason) not in [(one.field, one.reason) for one in about]:
                    about.append(said)
                last = ""  # what stands below belongs to that caption
            elif last:
                cells[last] = f"{cells[last]}\n{line.strip()}".strip()
            continue
        heading, tongue = found
        named = cells.get(NAME)
        if heading == "State" or (heading in cells and (named or heading == NAME)):
            if named:
                yield begun, cells, language
            cells = {}
        if not cells:
            begun, cells = number, {"State": state}
        cells[heading], last = value, heading
        language = tongue if heading == NAME else language
        state = value if heading == "State" else state
    if cells.get(NAME):
        yield begun, cells, language


def _lines(path: Path) -> Iterator[tuple[int, str, bool]]:
    """(number, line, whether a paragraph begins with it)."""
    number = 0
    for paragraph in rtf_lines(read_bytes(path), path.name):
        for place, line in enumerate(paragraph.split("\n")):
            number += 1
            yield number, line, place == 0


def _captioned(line: str) -> tuple[str, str]:
    """A line as (caption, value): `Telephone: +216 ...`, or two cells of a table."""
    caption, mark, value = line.partition("\t") if "\t" in line else line.partition(":")
    return (caption.strip().rstrip(":"), value.strip()) if mark else ("", "")
