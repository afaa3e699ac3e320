"""Drops from a row, with a finding each, the values that the registry cannot take, and refuses the row where it must."""

from __future__ import annotations

from typing import Any

from app.directory.forms import EntryForm, entry_form
from app.errors import FieldError, Invalid
from app.exchange.intake.rows import Draft

ESSENTIAL = frozenset({"kind", "state", "names", "marking", "provenance.source", "entry"})
"""An entry without these cannot be; a marking that we cannot read must not become a wider one."""

_ROUNDS = 6  # a name, then the list that is empty now, then the part that needs the list


def settle(draft: Draft) -> None:
    """Check the draft as an entry form; each value that does not fit is dropped and becomes a finding.

    A wrong element of a list (a channel, a name) goes alone. What an entry cannot be without is a fatal finding.
    """
    for _ in range(_ROUNDS):
        if any(finding.fatal for finding in draft.findings):
            return
        if not draft.data.get("names"):
            draft.note("names", "", "there is no name; fill a column such as name_en", fatal=True)
            return
        try:
            entry_form(draft.data)
        except Invalid as problem:
            _drop(draft, problem.errors)
        else:
            return
    draft.note("entry", "", "cannot be taken as it is", fatal=True)


def _drop(draft: Draft, errors: tuple[FieldError, ...]) -> None:
    places: dict[tuple[str, int | None], list[FieldError]] = {}
    for error in errors:
        steps = error.field.split(".")
        index = int(steps[1]) if len(steps) > 1 and steps[1].isdecimal() else None
        places.setdefault((steps[0], index), []).append(error)
    # From the end, so that the places of the others stay what they are.
    for (part, index), found in sorted(places.items(), key=lambda item: (item[0][0], -(item[0][1] or 0))):
        if index is not None:
            _drop_element(draft, part, index, found)
        else:
            _drop_part(draft, part, found)


def _drop_element(draft: Draft, part: str, index: int, errors: list[FieldError]) -> None:
    name, value = draft.origins.get(f"{part}.{index}", (f"{part}.{index}", ""))
    elements = draft.data[part]
    # An element with an id is in the registry already: left out, it would be taken away there.
    known = isinstance(elements[index], dict) and "id" in elements[index]
    for error in errors:
        draft.note(name, value or _value_at(draft.data, error.field), error.reason, fatal=known)
    del elements[index]
    for later in range(index, len(elements)):
        if (moved := draft.origins.pop(f"{part}.{later + 1}", None)) is not None:
            draft.origins[f"{part}.{later}"] = moved


def _drop_part(draft: Draft, part: str, errors: list[FieldError]) -> None:
    known = part in draft.data and part in EntryForm.model_fields
    # From the end, so that the places of the others stay what they are.
    for error in reversed(errors):
        essential = error.field in ESSENTIAL or part in ESSENTIAL or not known
        name, value = draft.origins.get(error.field) or draft.origins.get(part) or (error.field, "")
        draft.note(name, value or _value_at(draft.data, error.field), error.reason, fatal=essential)
        if not essential and not _drop_inside(draft.data.get(part), part, error.field.split(".")):
            draft.data.pop(part, None)  # it says nothing now; empty, it would say that there is none


def _drop_inside(inside: Any, part: str, steps: list[str]) -> bool:
    """Whether dropping one value inside the part was enough. Hours without one of their spans would be other hours."""
    if part == "hours" or len(steps) < 2 or not isinstance(inside, dict) or steps[1] not in inside:
        return False
    value = inside[steps[1]]
    if len(steps) > 2 and steps[2].isdecimal() and isinstance(value, list):
        del value[int(steps[2]) : int(steps[2]) + 1]
    else:
        del inside[steps[1]]
    return True


def _value_at(data: Any, field: str) -> str:
    for step in field.split("."):
        if isinstance(data, dict) and step in data:
            data = data[step]
        elif isinstance(data, list) and step.isdecimal() and int(step) < len(data):
            data = data[int(step)]
        else:
            return ""
    return "" if isinstance(data, (dict, list)) else str(data)
