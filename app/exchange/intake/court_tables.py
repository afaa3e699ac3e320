"""Reads the joined tables of a court finder: a court becomes an authority, its contacts channels with their function."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.exchange.intake.clock_words import hours_of_words
from app.exchange.intake.contacts import channel
from app.exchange.intake.joined_tables import Grouped, Record, by, table, words
from app.exchange.intake.number_lists import numbers_in
from app.exchange.intake.rows import PLAIN, Draft, How, Row
from app.exchange.intake.safe_text import safe_text
from app.exchange.intake.settle import settle
from app.exchange.limits import refused
from app.lookup.hours_json import hours_json
from app.lookup.hours_text import parse_hours_text

SCHEME = "courtfinder"
DEFAULT_STATE = "GB"
LICENCE = "OGL-UK-2.0"
PURPOSE_CHARACTERS = 300
NOT_KEPT = "coordinates, maps, areas and kinds of work of these tables are not kept"
OFFICE_NOT_PERSON = "names who does this now; the directory keeps the post and its number, a person only as holder of an entry"

_HOURS = (
    ("Court building open", "Court building closed"),
    ("Court counter open", "Court counter closed"),
    ("Court Office open", "Court Office closed"),
    ("Enquiry Office open", "Enquiry Office closed"),
)
"""Pairs of opening types that say when an office can be reached, the surest first."""

_POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2}")
_SHORT = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})")
_PERSONS = re.compile(r"\s*(?:[/,;&]|\band\b)\s*")


@dataclass(frozen=True)
class _Tables:
    contacts: Grouped
    emails: Grouped
    openings: Grouped
    addresses: dict[str, Record]
    functions: dict[str, str]
    opening_types: dict[str, str]
    towns: dict[str, str]


def read(path: Path, *, state: str | None, how: How = PLAIN) -> Iterator[Row]:
    """One row a court, numbered as in `court.csv`. Numbers without `+` are read as numbers of `state`, else of the United
    Kingdom. Raises `Invalid` for a folder without `court.csv` or with tables that pass the limits.
    """
    if not path.is_dir():
        refused("is one file; these tables come as a folder, or as a .zip", where=path.name)
    courts = table(path, "court", needed=("court_id", "court_name"))
    tables = _tables(path)
    for place, court in enumerate(courts):
        draft = Draft(int(court["#"]), " ".join(court.get("court_name", "").split()) or "court", how=how)
        if place == 0:
            draft.note("file", path.name, NOT_KEPT)
        yield _row(court, draft, tables, state or DEFAULT_STATE)
    if not courts:
        refused("has headings but no rows", where="court.csv")


def _tables(folder: Path) -> _Tables:
    return _Tables(
        contacts=by(table(folder, "court_contacts"), "court_id"),
        emails=by(table(folder, "court_email"), "court_id"),
        openings=by(table(folder, "court_opening"), "court_id"),
        addresses={r.get("court_addr_id", ""): r for r in table(folder, "court_address")},
        functions=words(table(folder, "court_contact_type"), "court_contact_type_id", "court_contact_type_desc"),
        opening_types=words(table(folder, "court_opening_type"), "court_opening_type_id", "court_opening_type_desc"),
        towns=words(table(folder, "court_town"), "court_town_id", "court_town_name"),
    )


def _row(court: Record, draft: Draft, tables: _Tables, state: str) -> Row:
    key = court["court_id"].strip()
    draft.data = {
        "kind": "authority",
        "state": state,
        "authority_type": "court",
        "names": [{"text": draft.label, "language": "en", "role": "preferred"}],
        "channels": [],
        "external_ids": [{"scheme": SCHEME, "value": key}],
        "provenance": {"source": "Court finder of the Ministry of Justice", "licence": LICENCE, "source_key": f"{SCHEME}:{key}"},
    }
    _add_contacts(tables.contacts.get(key, []), draft, tables, state)
    _add_emails(tables.emails.get(key, []), draft, state)
    _add_addresses(court, draft, tables, state)
    said = _add_hours(tables.openings.get(key, []), draft, tables)
    _add_note(court.get("court_note", ""), said, draft)
    return draft.finished(f"{SCHEME}:{key}", None, settle)


def _add_contacts(contacts: list[Record], draft: Draft, tables: _Tables, state: str) -> None:
    known: set[tuple[str, str, str]] = set()
    for contact in sorted(contacts, key=lambda c: (c.get("court_contacts_order", "").zfill(6), c["#"].zfill(8))):
        function = tables.functions.get(contact.get("court_contact_type_id", ""), "")
        name = f"court_contacts row {contact['#']}"
        cell = contact.get("court_contacts_no", "")
        if persons := persons_in(contact.get("court_contacts_name", "")):
            draft.note(f"{name}: name", "; ".join(persons), f"{OFFICE_NOT_PERSON}: {function}" if function else OFFICE_NOT_PERSON)
        for number in numbers_in(cell):
            kind = "fax" if "fax" in function.lower() else "mobile" if number.mobile else "phone"
            made = channel(draft, kind, number.text, state=state, name=f"{name}: number")
            if made is None:
                continue
            label = ", ".join(part for part in (function, number.note) if part)[:200]
            more = {"extension": number.extension} if number.extension else {}
            if (kind, made["value"], label) not in known:
                known.add((kind, made["value"], label))
                draft.add("channels", {**made, **more, "label": label or None}, f"{name}: number", cell)


def persons_in(cell: str) -> list[str]:
    """The persons named in a cell, titles left with their names; none where it is empty."""
    return [" ".join(name.split()) for name in _PERSONS.split(cell) if name.strip()]


def _add_emails(emails: list[Record], draft: Draft, state: str) -> None:
    known: set[str] = set()
    for record in emails:
        name, text = f"court_email row {record['#']}", record.get("court_email_addr", "").strip()
        made = channel(draft, "email", text, state=state, name=name) if text else None
        if made is not None and made["value"] not in known:
            known.add(made["value"])
            label = " ".join(record.get("court_email_desc", "").split()).rstrip(":")[:200]
            draft.add("channels", {**made, "label": label or None}, name, text)


def _add_addresses(court: Record, draft: Draft, tables: _Tables, state: str) -> None:
    visiting, postal = court.get("court_addr_id", ""), court.get("court_postal_addr_id", "")
    for key, label in ((visiting, "Visiting address"), (postal, "Postal address")):
        record = tables.addresses.get(key)
        if record is None or (label == "Postal address" and postal == visiting):
            continue
        lines = [record.get(f"court_addr{n}", "") for n in (1, 2, 3, 4)]
        town = tables.towns.get(record.get("court_town_id", ""), "")
        text = "\n".join(
            " ".join(line.split())
            for line in [*lines, town, _postcode(record, draft), record.get("court_addr_dx", "")]
            if line.strip()
        )
        made = channel(draft, "postal", text, state=state, name=f"court_address row {record['#']}") if text else None
        if made is not None:
            draft.add("channels", {**made, "label": label}, f"court_address row {record['#']}", text)


def _postcode(record: Record, draft: Draft) -> str:
    code, name = record.get("court_addr_pcode", "").strip(), f"court_address row {record['#']}: postcode"
    if not code or _POSTCODE.fullmatch(code):
        return code
    if accepted := draft.accepted(name, code):
        return accepted
    match = _SHORT.fullmatch("".join(c for c in code.upper() if c.isalnum()))
    draft.note(name, code, "is not written as postcodes are; kept as it is", repair=f"{match[1]} {match[2]}" if match else None)
    return code


def _add_hours(openings: list[Record], draft: Draft, tables: _Tables) -> list[str]:
    """The hours of the building, else of the first of its counters whose times can be read; what else was said stays text."""
    said: dict[str, str] = {}
    for record in openings:
        said.setdefault(
            tables.opening_types.get(record.get("court_opening_type_id", ""), ""), record.get("court_opening_desc", "")
        )
    for opens, closes in _HOURS:
        if text := hours_of_words(said.get(opens, ""), said.get(closes, "")):
            draft.data["hours"] = hours_json(parse_hours_text(text))
            if opens != _HOURS[0][0]:
                draft.note(opens, said[opens], "is taken as the hours of the office; those of the building are not said in times")
            said.pop(opens)
            said.pop(closes, None)
            break
    for name, value in said.items():
        if value.strip():
            draft.note(name, value, "is about a part of the office, or no time that can be read; it is not kept as hours")
    return [f"{name}: {' '.join(value.split())}" for name, value in said.items() if value.strip()]


def _add_note(html: str, hours: list[str], draft: Draft) -> None:
    text = safe_text(html)
    if len(text) > PURPOSE_CHARACTERS:
        draft.note("court_note", text, f"is cut: {PURPOSE_CHARACTERS} characters are kept")
        text = text[: PURPOSE_CHARACTERS - 3] + "..."
    for line in hours:  # as people wrote them, where there is room
        longer = f"{text}\n{line}".strip()
        text = longer if len(longer) <= PURPOSE_CHARACTERS else text
    if text:
        draft.data["purpose"] = text
