"""Reads the portal's directory: its printed form (RTF, captions in English, French or Spanish, one block an authority) or

its columns as a table. What the portal knows an authority by is kept as `external_id`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from app.directory import vocabulary
from app.exchange.encodings import encoding_of
from app.exchange.formats.view import hours_of, lunch_breaks
from app.exchange.intake.archives import is_archive
from app.exchange.intake.entry_cells import read_entry
from app.exchange.intake.headings import portal_heading, portal_path
from app.exchange.intake.rows import PLAIN, Draft, How, Row
from app.exchange.intake.rtf import rtf_lines
from app.exchange.intake.settle import settle
from app.exchange.intake.tables import raw_rows, refuse_headings, separator_of
from app.exchange.intake.workbook import Workbook
from app.exchange.limits import JSON_BYTES, read_bytes, refused
from app.exchange.profiles.cells import join_items, split_items, unguarded
from app.lookup.hours_text import hours_text
from app.reference import states
from app.reference.text import folded

SCHEME = "sherloc"
SOURCE = "Directory of competent national authorities"

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

_PREFERRED = ("UNTOC", "SOM", "TIP", "FIREARMS", "UNCAC", "UN1988", "BUDAPEST")


def read(path: Path, *, state: str | None, how: How = PLAIN) -> Iterator[Row]:
    """One row an authority; `Row.cells` are its texts as they stand, for comparing with what we would send.

    Raises `Invalid` for a file in which no caption or heading of the portal is found, or which passes the limits.
    """
    found = False
    for place, cells, language in _blocks(path, how):
        found = True
        yield _row(cells, Draft(place, cells.get("Name of authority", "")[:200] or path.name, how=how), state, language)
    if not found:
        refused("has no authority: a block begins with the caption `Name of authority`", where=path.name)


def _row(cells: Cells, draft: Draft, state: str | None, language: str) -> Row:
    by_path = {portal_path(heading): text for heading, text in cells.items()}
    ours = {ours: by_path[path] for path, ours in _COLUMNS.items() if path in by_path}
    ours[f"name_{language}"] = cells.get("Name of authority", "")
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
        code = _functions().get(folded(text))
        article = articles[place] if place < len(articles) else ""
        instrument = _instrument(article) or "NATIONAL"
        if code is None:
            draft.note("Competence", text, "is no function that we know; it is not read")
        else:
            known.append((code, instrument, article if instrument != "NATIONAL" else ""))
    return {
        "competence": join_items(code for code, _, _ in known),
        "legal_basis": join_items(instrument for _, instrument, _ in known),
        "article": "; ".join(article for _, _, article in known),
    }


@cache
def _functions() -> Mapping[str, str]:
    """Functions by their code and by their labels in six languages."""
    terms = vocabulary.lists()["function"]
    return {folded(text): term.code for term in terms for text in (term.code, *term.labels.values())}


def _instrument(article: str) -> str | None:
    return next((one for one in _PREFERRED if article and vocabulary.is_code("instrument_article", f"{one}:{article}")), None)


def _take_lunch_out(cells: Cells, draft: Draft) -> None:
    """Lunch hours are said apart in the portal; where the office hours do not leave them out already, that is noted."""
    lunch = cells.get("Lunch hours", "").strip()
    hours = draft.data.get("hours")
    if lunch and hours and hours_text(lunch_breaks(hours_of(hours))) != lunch:
        draft.note("Lunch hours", lunch, "is not left out of the office hours; write 08:00-12:00,13:00-16:00 there")


# --- blocks of the printed form, rows of a table ----------------------------------------------------------------


def _blocks(path: Path, how: How) -> Iterator[tuple[int, Cells, str]]:
    """(row or line, cells, language of the name) for each authority."""
    if is_archive(path):
        with Workbook(path) as book:
            yield from _table(book.rows(next(iter(book.sheets))), path.name, how)
    elif path.is_file() and read_bytes(path, most=JSON_BYTES).startswith(b"{\\rtf"):
        yield from _printed(path, how)
    else:
        encoding = encoding_of(path)
        rows = raw_rows(path, encoding, separator_of(path, encoding))
        yield from _table(((n, [unguarded(cell) for cell in row]) for n, row in rows), path.name, how)


def _table(rows: Iterator[tuple[int, list[str]]], label: str, how: How) -> Iterator[tuple[int, Cells, str]]:
    _, first = next(rows, (0, []))
    found = [portal_heading(cell, how.headings) for cell in first]
    if not any(found) or "Name of authority" not in [each[0] for each in found if each]:
        refuse_headings("has no heading of the portal's directory that names the authority", label, first)
    language = next(each[1] for each in found if each and each[0] == "Name of authority")
    for number, row in rows:
        cells = {each[0]: cell for each, cell in zip(found, row, strict=False) if each}
        if any(cell.strip() for cell in cells.values()):
            yield number, cells, language


def _printed(path: Path, how: How) -> Iterator[tuple[int, Cells, str]]:
    cells: Cells = {}
    begun, language, state, last = 1, "en", "", ""
    for number, line in enumerate(rtf_lines(read_bytes(path), path.name), start=1):
        caption, value = _captioned(line)
        found = portal_heading(caption, how.headings) if caption else None
        if found is None:
            if of := states.state_named(line.strip()):
                if cells.get("Name of authority"):
                    yield begun, cells, language
                cells, state, last = {}, of.name("en"), ""
            elif last:
                cells[last] = f"{cells[last]}\n{line.strip()}".strip()
            continue
        heading, tongue = found
        named = cells.get("Name of authority")
        if heading == "State" or (heading in cells and (named or heading == "Name of authority")):
            if named:
                yield begun, cells, language
            cells = {}
        if not cells:
            begun, cells = number, {"State": state}
        cells[heading], last = value, heading
        language = tongue if heading == "Name of authority" else language
        state = value if heading == "State" else state
    if cells.get("Name of authority"):
        yield begun, cells, language


def _captioned(line: str) -> tuple[str, str]:
    """A line as (caption, value): `Telephone: +216 ...`, or two cells of a table."""
    caption, mark, value = line.partition("\t") if "\t" in line else line.partition(":")
    return (caption.strip().rstrip(":"), value.strip()) if mark else ("", "")
