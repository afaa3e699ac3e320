"""What was typed as a change: a merge patch (RFC 7396) with the fields that differ from the entry, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.directory.own_language import map_patch
from app.errors import FieldError, Invalid
from app.web.entry_form.fields import Section
from app.web.entry_form.outline import fields_of
from app.web.entry_form.typed import ROW_FORMS, Record, Typed, parts_of, rows_of, shown, understood


def patch_of(card: Record, typed: Typed, sections: Sequence[Section], language: str) -> Record:
    """The change from the entry on `card` to what was typed. Raises `Invalid` naming every field that cannot be read."""
    faults: list[FieldError] = []
    before = shown(card, sections, language)
    patch: Record = {}
    for section in sections:
        if section.shape == "plain":
            for field in fields_of(section, card["kind"]):
                if typed[field.name] != before[field.name]:
                    value = _read(section, field.name, typed, None, faults)
                    patch[field.name] = map_patch(card.get(field.name), value) if field.kind == "texts" else value
        elif section.key != "holder.names" and _part(section, typed) != _part(section, before):
            patch[section.key] = _section(section, card, typed, before, sections, faults)
    if faults:
        raise Invalid(f"{len(faults)} field{'s' if len(faults) > 1 else ''} cannot be read.", errors=tuple(faults))
    return patch


def entry_of(typed: Typed, sections: Sequence[Section], *, kind: str, state: str, language: str) -> Record:
    """A new entry from what was typed. Raises as `patch_of`."""
    blank: Record = {"kind": kind, "state": state, "status": "draft", "marking": None}
    return {"kind": kind, "state": state, **patch_of(blank, typed, sections, language)}


def _part(section: Section, typed: Typed) -> Typed:
    """What was typed in a section, with the rows below it: the holder goes with the names of the holder."""
    return {path: value for path, value in typed.items() if path.startswith(f"{section.key}.")}


def _section(
    section: Section, card: Record, typed: Typed, before: Typed, sections: Sequence[Section], faults: list[FieldError]
) -> Any:
    if section.shape == "rows":
        return _rows(section, card, typed, before, faults)
    part = {f.name: _read(section, f.name, typed, None, faults) for f in section.fields}
    for below in sections:
        if below.key.startswith(f"{section.key}."):
            part[below.key.removeprefix(f"{section.key}.")] = _rows(below, card, typed, before, faults)
    return part if any(part.values()) else None


def _rows(section: Section, card: Record, typed: Typed, before: Typed, faults: list[FieldError]) -> list[Record]:
    """The rows as a list. What was not touched in a row stays exactly as the entry has it."""
    parts = [part for _, part in parts_of(card, section)]
    known = {str(part["id"]): (part, row) for part, row in zip(parts, rows_of(section, before), strict=True) if part.get("id")}
    made = []
    for number, row in enumerate(rows_of(section, typed)):
        part, old = known.get(str(row.get("id", "")), ({}, {}))
        values = {k: v for k, v in part.items() if k not in row}
        for field in section.fields:
            untouched = field.name in part and row[field.name] == old[field.name]
            value = part[field.name] if untouched else _read(section, field.name, typed, number, faults)
            values[field.name] = unsaid(section, field.name) if value is None else value
        made.append(values)
    return made


def unsaid(section: Section, name: str) -> Any:
    """What a field of a row means when nothing stands in it: its default; an empty text where something must stand."""
    field = ROW_FORMS[section.key].model_fields[name]
    return "" if field.is_required() else field.get_default()


def _read(section: Section, name: str, typed: Typed, row: int | None, faults: list[FieldError]) -> Any:
    field = next(f for f in section.fields if f.name == name)
    path = section.path(field, row)
    try:
        return understood(field, typed[path], path)
    except Invalid as problem:
        faults += problem.errors
        return None
