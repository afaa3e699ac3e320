"""A change in words: what a field said before and says now, line by line, as people read it beside each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.directory import vocabulary
from app.reference import networks, regions, states
from app.reference.languages import language_name
from app.web.entry_form.fields import N_, Field, Section
from app.web.entry_form.outline import SECTIONS
from app.web.entry_form.typed import hours_as_text
from app.web.i18n import translated

LEFT_OUT = {"readers", "provenance", "external_ids", "kind", "state"}
"""Fields whose values say nothing to people, or that never change."""
OTHER_LABELS = {"status": N_("Status"), "readers": N_("Named readers (RED)"), "provenance": N_("Source"), "kind": N_("Kind")}


@dataclass(frozen=True)
class Line:
    """One line of one side; `changed`: it does not stand on the other."""

    text: str
    changed: bool


@dataclass(frozen=True)
class Difference:
    """One changed field: its label, its lines before and after, what the second person is warned of."""

    label: str
    old: tuple[Line, ...]
    new: tuple[Line, ...]
    second: bool
    warnings: tuple[str, ...]


def differences_in(changes: list[dict[str, Any]], language: str) -> list[Difference]:
    """Changes `{field, old, new, second?, warnings?}` in the reader's language."""
    return [_difference(change, language) for change in changes]


def _difference(change: Mapping[str, Any], language: str) -> Difference:
    name = str(change["field"])
    old, new = (_lines(name, change[side], language) for side in ("old", "new"))
    return Difference(
        label=label_of(name, change, language),
        old=tuple(Line(text, text not in new) for text in old),
        new=tuple(Line(text, text not in old) for text in new),
        second=bool(change.get("second")),
        warnings=tuple(change.get("warnings", ())),
    )


def label_of(name: str, change: Mapping[str, Any], language: str) -> str:
    """What a changed field is called; a channel by its type."""
    if name.partition(".")[0] == "channels":
        part = change["new"] or change["old"] or {}
        said = part.get("label")
        return vocabulary.label("channel_type", part["type"], language) + (f" ({said})" if said else "")
    section, field = _place(name)
    found = field or section
    return translated(language, found.label if found else OTHER_LABELS.get(name, name))


def _place(name: str) -> tuple[Section | None, Field | None]:
    """The section of a changed field, and the field where it is one of the entry itself."""
    for section in SECTIONS:
        if section.shape == "plain":
            for field in section.fields:
                if field.name == name:
                    return section, field
        elif section.key == name:
            return section, None
    return None, None


def _lines(name: str, value: Any, language: str) -> list[str]:
    if value in (None, "", [], {}):
        return []
    if name == "status":
        return [vocabulary.label("status", value, language)]
    if name in LEFT_OUT:
        return [translated(language, N_("Not shown here"))]
    section, field = _place(name.partition(".")[0])
    if field is not None:
        return said_in(field, value, language)
    if section is None:
        return [str(value)]
    if isinstance(value, list):
        return [" · ".join(_said_parts(section, row, language, labelled=False)) for row in value]
    return _said_parts(section, value, language, labelled=True)


def _said_parts(section: Section, part: Mapping[str, Any], language: str, *, labelled: bool) -> list[str]:
    """What each filled field of a part says, with its label where they stand below each other."""
    lines = []
    for field in section.fields:
        texts = said_in(field, part.get(field.name), language)
        if field.kind == "id" or not texts:
            continue
        label = translated(language, field.label)
        needs_label = labelled or field.kind in ("check", "yes_no", "date", "number")
        lines.append(f"{label}: {', '.join(texts)}" if needs_label else ", ".join(texts))
    return lines + _said_below(section, part, language)


def _said_below(section: Section, part: Mapping[str, Any], language: str) -> list[str]:
    """Rows within a part: the names of a holder."""
    below = [s for s in SECTIONS if s.key.startswith(f"{section.key}.")]
    return [
        " · ".join(_said_parts(inner, row, language, labelled=False))
        for inner in below
        for row in part.get(inner.key.rpartition(".")[2]) or []
    ]


def said_in(field: Field, value: Any, language: str) -> list[str]:
    """A value in words, several for lists; none where it says nothing."""
    if field.kind == "yes_no" and value is False:
        return [translated(language, N_("no"))]
    if value in (None, "", [], False, {}):
        return []
    if value is True:
        return [translated(language, N_("yes"))]
    if field.kind == "hours":
        return hours_as_text(value).split("; ")
    if field.kind == "texts":
        return [f"{language_name(tag, language)}: {text}" for tag, text in value.items()]
    if isinstance(value, list):
        return [_word(field, each, language) for each in value]
    return [_word(field, value, language)] if field.kind != "area" else str(value).split("\n")


def _word(field: Field, value: Any, language: str) -> str:
    text = str(value)
    if field.options in vocabulary.lists() and vocabulary.is_code(field.options, text):
        return vocabulary.label(field.options, text, language)
    if field.options == "languages" or field.kind == "tags":
        return language_name(text, language)
    if (field.kind == "states" or field.options == "states") and (state := states.find_state(text)):
        return state.name(language)
    if (network := networks.find_network(text)) is not None:
        return network.name(language)
    region = regions.find_region(text) if field.kind == "codes" else None
    return region.name(language) if region else text
