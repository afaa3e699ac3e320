"""What the templates of the form need: its sections in lines, what was typed, choices, faults, and who may see the entry."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from app.access.actor import Actor
from app.db import Session
from app.errors import FieldError
from app.reference.states import state_named
from app.web.entry_form.faults import labels_of
from app.web.entry_form.fields import Field, Section
from app.web.entry_form.options import choices, states_reading
from app.web.entry_form.outline import fields_of
from app.web.entry_form.typed import Record, Typed, rows_of

Lines = list[tuple[bool, list[Field]]]


def asked(
    session: Session,
    typed: Typed,
    sections: Sequence[Section],
    card: Record,
    *,
    errors: tuple[FieldError, ...] = (),
    focus: str = "",
    language: str,
    by: Actor,
) -> dict[str, Any]:
    """The names that the templates in `entry_form/` take."""
    part_of = typed.get("part_of")
    return {
        "sections": sections,
        "lines": {section.key: _lines(section, card["kind"]) for section in sections},
        "rows": {section.key: len(rows_of(section, typed)) for section in sections if section.shape == "rows"},
        "typed": typed,
        "errors": errors,
        "labels": labels_of(typed, sections, language),
        "choices": choices(
            session, card["kind"], card["state"], part_of=part_of if isinstance(part_of, str) else None, language=language, by=by
        ),
        "readers": states_reading(session, _audience(typed)),
        "focus": focus,
    }


def _lines(section: Section, kind: str) -> dict[str, Lines]:
    """The fields of a section in lines: `(wide, fields)`, those at hand and those that open on demand."""
    fields = [f for f in fields_of(section, kind) if f.kind != "id"]
    return {
        place: [(wide, list(found)) for wide, found in groupby([f for f in fields if f.more is more], lambda f: f.is_wide)]
        for place, more in (("at_hand", False), ("more", True))
    }


def _audience(typed: Typed) -> Record:
    """The audience as it stands in the form, as far as it can be counted."""
    texts = {name: str(typed.get(f"audience.{name}") or "") for name in ("kind", "of", "except_states")}
    excepted = [found.code for part in texts["except_states"].split(";") if (found := state_named(part))]
    return {
        "kind": texts["kind"] or "everyone",
        "of": texts["of"].upper().replace(",", " ").split(),
        "except_states": excepted,
    }
