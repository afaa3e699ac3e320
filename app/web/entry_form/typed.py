"""Between an entry and what stands in its form: every value as text, and texts as somebody typed them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from app.access import marking as tlp
from app.directory import forms
from app.errors import FieldError, Invalid
from app.lookup.hours_json import hours_from
from app.lookup.hours_json import hours_json as json_of_hours
from app.lookup.hours_text import hours_text, parse_hours_text
from app.reference import states
from app.web.entry_form.fields import Field, Section
from app.web.entry_form.outline import fields_of

Record = dict[str, Any]
Typed = dict[str, str | list[str]]
"""What stands in the form, by the name of the field on the page; lists are the ticked boxes of a field."""

ROW_FORMS: dict[str, type[forms.Form]] = {
    "names": forms.NameForm,
    "languages": forms.LanguageForm,
    "channels": forms.ChannelForm,
    "designations": forms.DesignationForm,
    "services": forms.ServiceForm,
    "interpretation": forms.InterpretationForm,
    "consents": forms.ConsentForm,
    "holder.names": forms.NameForm,
}
WRITTEN_BY_HAND = ("text", "area", "date", "tags", "states", "codes", "hours", "texts")

COMMAS, SEMICOLONS = ",\u060c\u3001\uff0c", ";\u061b\uff1b"
"""As keyboards write them: ASCII, Arabic, ideographic and full-width."""


class Posted(Protocol):
    """A posted form: names, and all values of a name."""

    def keys(self) -> Iterable[str]: ...

    def getlist(self, key: str) -> Sequence[Any]: ...


# --- from the entry to the page ---------------------------------------------------------------------------------


def shown(card: Record, sections: Iterable[Section], language: str) -> Typed:
    """The entry as its form shows it to somebody who has typed nothing yet."""
    typed: Typed = {}
    for section in sections:
        for row, part in parts_of(card, section):
            for field in fields_of(section, card["kind"]):
                typed[section.path(field, row)] = _written(field, part.get(field.name), card, section, language)
    return typed


def parts_of(card: Record, section: Section) -> list[tuple[int | None, Record]]:
    """The parts that a section shows: the entry itself, one object, or each row with its number."""
    if section.shape == "plain":
        return [(None, card)]
    part: Any = card
    for name in section.key.split("."):
        part = (part or {}).get(name)
    return list(enumerate(part or [])) if section.shape == "rows" else [(None, part or {})]


def _written(field: Field, value: Any, card: Record, section: Section, language: str) -> str | list[str]:
    if field.name == "marking" and section.key == "channels":
        return "" if value in (None, card["marking"]) else str(value)
    if field.name == "marking" and section.key == "marking" and card["status"] == "draft" and value == tlp.MISSING:
        return ""  # a draft whose author has not chosen yet is treated as AMBER+STRICT: the choice stays open
    return written(field, value, language)


def written(field: Field, value: Any, language: str) -> str | list[str]:
    """One value as it stands in its field."""
    if field.kind == "checks":
        return list(value or [])
    if field.kind == "check":
        return "yes" if value else ""
    if field.kind == "yes_no":
        return "" if value is None else ("yes" if value else "no")
    if field.kind in ("tags", "codes"):
        return ", ".join(value or [])
    if field.kind == "states":
        return "; ".join(_state_name(code, language) for code in value or [])
    if field.kind == "hours":
        return hours_as_text(value)
    if field.kind == "texts":
        return "\n".join(f"{tag}: {text}" for tag, text in (value or {}).items())
    return "" if value is None else str(value)


def _state_name(code: str, language: str) -> str:
    found = states.find_state(code)
    return found.name(language) if found else code


def hours_as_text(hours: Record | None) -> str:
    """Hours in the notation of the field; times that contradict each other stand as they are, to be corrected."""
    if not hours:
        return ""
    bare = {name: [{k: v for k, v in part.items() if v is not None} for part in parts] for name, parts in hours.items()}
    try:
        return hours_text(hours_from(bare))
    except Invalid:
        spans = [f"{','.join(s['days']).title()} {s['opens']}-{s['closes']}" for s in bare["spans"]]
        dates = [f"{e['date']} " + ("off" if e["closed"] else f"{e['opens']}-{e['closes']}") for e in bare["exceptions"]]
        return "; ".join([*spans, *dates])


# --- from the page to the entry ---------------------------------------------------------------------------------


def understood(field: Field, typed: str | list[str], path: str) -> Any:
    """What a field says, None when it says nothing. Raises `Invalid` on `path` for what cannot be read at all."""
    if isinstance(typed, list) or field.kind == "checks":
        return list(typed)
    if field.kind == "check":
        return typed == "yes"
    if field.kind == "yes_no":
        return {"yes": True, "no": False}.get(typed)
    if field.kind == "number":
        return _whole_number(typed, path)
    if field.kind in ("tags", "codes"):
        parts = re.split(rf"[\s{COMMAS}{SEMICOLONS}]+", typed)
        return [part.upper() if field.kind == "codes" else part for part in parts if part]
    if field.kind == "states":
        return [code for part in re.split(rf"[{SEMICOLONS}\n]", typed) if part.strip() for code in _state_codes(part)]
    if field.kind == "hours":
        hours = parse_hours_text(re.sub(f"[{COMMAS}]", ",", re.sub(f"[{SEMICOLONS}\n]", "; ", typed)), path)
        return json_of_hours(hours) if typed else None
    if field.kind == "texts":
        return _texts(typed, path)
    return typed or None


def _texts(typed: str, path: str) -> dict[str, str]:
    """Texts by language, a line each: `fr: Garde les eaux.`; a colon of any script will do."""
    lines = [line.strip() for line in typed.split("\n") if line.strip()]
    found = [re.fullmatch(r"([A-Za-z][A-Za-z0-9-]{1,34})\s*[:\uff1a]\s*(\S.*)", line) for line in lines]
    wrong = [line for line, parts in zip(lines, found, strict=True) if parts is None]
    tags = [parts[1] for parts in found if parts]
    if wrong or len(set(tags)) < len(tags):
        reason = "one line a language, each beginning with its tag: `fr: ...`" if wrong else "a language stands twice"
        raise Invalid("Not readable.", errors=(FieldError(path, reason),))
    return {parts[1]: parts[2] for parts in found if parts}


def _whole_number(typed: str, path: str) -> int | None:
    if not typed:
        return None
    if not (typed.isascii() and typed.isdigit()):
        raise Invalid("Not a number.", errors=(FieldError(path, "write a whole number"),))
    return int(typed)


def _state_codes(text: str) -> list[str]:
    """The States between two semicolons: one whose own name has a comma in it, or several with commas between them.

    What means none goes on as it is and is refused with the whole entry.
    """
    parts = [part.strip() for part in re.split(f"[{COMMAS}]", text) if part.strip()]
    found = _state_named(text)
    return [found.code] if found else [each.code if (each := _state_named(part)) else part for part in parts]


def _state_named(text: str) -> states.State | None:
    return states.state_named(text.strip()) or states.find_state(text.strip().upper())


def typed_in(form: Posted, sections: Iterable[Section], kind: str, *, removed: str = "") -> Typed:
    """What was posted, without rows in which nothing was typed and without the row to be `removed` (`channels.2`)."""
    names, typed = set(form.keys()), Typed()
    for section in sections:
        if section.shape != "rows":
            typed |= {section.path(f): _posted(form, section.path(f), f) for f in fields_of(section, kind)}
            continue
        numbers = {
            int(found[1]) for name in names if (found := re.fullmatch(rf"{re.escape(section.key)}\.(\d{{1,3}})\.\w+", name))
        }
        rows = [
            {f.name: _posted(form, section.path(f, number), f) for f in section.fields}
            for number in sorted(numbers)
            if f"{section.key}.{number}" != removed
        ]
        typed |= from_rows(section, [row for row in rows if not _is_blank(section, row)])
    return typed


def _posted(form: Posted, path: str, field: Field) -> str | list[str]:
    texts = [t.replace("\r\n", "\n").strip() for t in form.getlist(path) if isinstance(t, str)]
    if field.kind == "checks":
        return [t for t in texts if t]
    return texts[-1] if texts else ""


def _is_blank(section: Section, row: Mapping[str, str | list[str]]) -> bool:
    """Rows hold more than what a new row begins with once they have an id or something was typed or chosen."""
    telling = [f for f in section.fields if f.kind == "id" or f.required or f.kind in WRITTEN_BY_HAND]
    return not any(row[f.name] for f in telling)


# --- rows -------------------------------------------------------------------------------------------------------


def rows_of(section: Section, typed: Typed) -> list[Typed]:
    """The rows of a section, each by the names of its fields."""
    rows: list[Typed] = []
    while section.path(section.fields[0], len(rows)) in typed:
        rows.append({f.name: typed[section.path(f, len(rows))] for f in section.fields})
    return rows


def from_rows(section: Section, rows: Sequence[Mapping[str, str | list[str]]]) -> Typed:
    """Rows back under the names that their fields have on the page."""
    return {section.path(f, number): row[f.name] for number, row in enumerate(rows) for f in section.fields}


def new_row(section: Section) -> Typed:
    """A row to be filled in, with what the registry takes when nothing is said."""
    defaults = {
        name: field.get_default() for name, field in ROW_FORMS[section.key].model_fields.items() if not field.is_required()
    }
    return {f.name: written(f, defaults.get(f.name), "en") for f in section.fields}
