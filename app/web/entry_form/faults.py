"""Refusals at their fields: what the registry names (`channels.0.hours.spans`) is found on the page (`channels.0.hours`)."""

from __future__ import annotations

from collections.abc import Iterable

from app.errors import FieldError
from app.web.entry_form.fields import Section
from app.web.entry_form.typed import Typed
from app.web.i18n import translated

TELLING = {"channels": "value", "designations": "article", "audience": "of", "languages": "tag", "names": "text"}
"""For a fault of a whole row or object: the field at which it is said."""


def placed(errors: Iterable[FieldError], typed: Typed) -> tuple[FieldError, ...]:
    """The errors under the names of fields that stand on the page; of a whole section under its key, else as they came."""
    return tuple(FieldError(_place(each.field, typed), _plain(each.reason)) for each in errors)


def _place(name: str, typed: Typed) -> str:
    parts = name.split(".")
    while parts:
        path = ".".join(parts)
        inside = f"{path}.{TELLING.get(parts[0], '')}"
        if path in typed:
            return path
        if inside in typed:
            return inside
        if any(each.startswith(f"{path}.") for each in typed):
            return path
        parts.pop()
    return name


def _plain(reason: str) -> str:
    """Words of the checking library that say nothing to people."""
    if reason.startswith(("Input should be a valid date", "Datetimes provided")):
        return "is not a date: write it as 2026-12-25"
    if reason.startswith("String should have at least"):
        return "is required"
    if reason.startswith("List should have at least 1"):
        return "at least one is required"
    return reason


def labels_of(typed: Typed, sections: Iterable[Section], language: str) -> dict[str, str]:
    """What each field of the page is called in a list of faults: `How to reach it 2, Number or address`."""
    found: dict[str, str] = {}
    for section in sections:
        heading = translated(language, section.label)
        found[section.key] = heading
        for field in section.fields:
            label = translated(language, field.label)
            found[section.path(field)] = label if section.shape == "plain" else f"{heading}, {label}"
            row = 0
            while section.shape == "rows" and section.path(field, row) in typed:
                found[section.path(field, row)] = f"{heading} {row + 1}, {label}"
                row += 1
    return found
