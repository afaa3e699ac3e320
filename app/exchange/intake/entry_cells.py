"""Turns a row of the entries sheet into an entry form: names, numbers, languages and competences out of their columns."""

from __future__ import annotations

from app.exchange.formats.view import SIX
from app.exchange.intake.competences import function_named, instrument_of
from app.exchange.intake.contacts import channel
from app.exchange.intake.from_cells import Cells, nested, read_fields
from app.exchange.intake.rows import Data, Draft
from app.exchange.profiles.cells import split_items
from app.exchange.profiles.columns import columns
from app.exchange.profiles.scripts import script_of_text
from app.lookup.hours_json import hours_json
from app.lookup.hours_shapes import ALWAYS
from app.reference import states

DEFAULT_KIND = "authority"
URGENT = ["urgent", "out_of_hours"]
"""What a printed directory means by a 24-hour telephone."""

_ROLES = {"native": "preferred", "acronym": "acronym", "other": "alternative"}


def read_entry(cells: Cells, draft: Draft, *, state: str | None, with_channels: bool, with_designations: bool) -> None:
    """Fill the draft from the cells. Channels and designations are read from this row only where no sheet of their own is.

    `state` is the State that the sender speaks for: it fills an empty cell, and a row of another State is refused.
    """
    found = read_fields("entries", cells, draft)
    data = nested({path: value for path, value in found.items() if not path.startswith(("names_by", "languages_by"))}, cells)
    always_open = data.pop("always_open", None)
    if always_open and not data.get("hours"):
        data["hours"] = hours_json(ALWAYS)
    draft.data = {**data, "kind": _kind(cells, draft), "state": _state(cells, draft, state)}
    if draft.data.get("services") and draft.data["kind"] != "ngo":
        draft.note("service", cells["service"], "only an NGO has services; a service of an authority is an entry with a parent")
        draft.data["services"] = []
    _add_names(found, cells, draft)
    _add_languages(found, draft)
    if with_channels:
        _add_channels(cells, draft, draft.data["state"] or None)
    if with_designations:
        _add_designations(cells, draft)


def _kind(cells: Cells, draft: Draft) -> str:
    kind = cells.get("kind", "").strip()
    if not kind and "kind" in cells:
        draft.note("kind", "", f"is not given; read as {DEFAULT_KIND}")
    return kind or DEFAULT_KIND


def _state(cells: Cells, draft: Draft, wanted: str | None) -> str:
    text = cells.get("state", "").strip()
    if not text and wanted:
        return wanted
    found = states.find_state(text.upper()) or states.find_state_by_iso3(text.upper()) or states.state_named(text)
    if found is None:
        reason = "names no State" if text else "is empty; of merged cells only the first holds the text"
        draft.note("state", text, f"{reason}; write the ISO 3166-1 code, such as TN", fatal=True)
        return ""
    if wanted is not None and found.code != wanted:
        draft.note("state", text, f"is another State than {wanted}, for which this import is", fatal=True)
    return found.code


def _add_names(found: Data, cells: Cells, draft: Draft) -> None:
    for column in columns("entries"):
        if not column.path.startswith("names_by.") or column.path not in found:
            continue
        draft.data.setdefault("names", [])
        sort = column.path.split(".")[1]
        value = found[column.path] or []
        for part in [{"text": value}] if isinstance(value, str) else value:
            text = part.get("text", "")
            name = {
                "text": text,
                "language": sort if sort in SIX else part.get("language"),
                "script": part.get("script") or script_of_text(text),
                "role": part.get("role") or _ROLES.get(sort, "preferred"),
            }
            draft.add("names", name, column.name, cells[column.name])


def _add_languages(found: Data, draft: Draft) -> None:
    known: dict[str, Data] = {}
    for use in ("spoken", "written"):
        path = f"languages_by.{use}"
        if path not in found:
            continue
        draft.data.setdefault("languages", [])
        for part in found[path] or []:
            tag = part.get("tag", "")
            if tag not in known:
                known[tag] = {"tag": tag, "use": []}
                draft.add("languages", known[tag], f"languages_{use}", tag)
            known[tag]["use"].append(use)
            if part.get("level"):
                known[tag]["level"] = part["level"]


def _add_channels(cells: Cells, draft: Draft, state: str | None) -> None:
    for column in columns("entries"):
        if column.shape not in ("numbers", "typed") or column.name not in cells:
            continue
        draft.data.setdefault("channels", [])
        kind = column.path.split(".")[1]
        spares = cells.get(f"{column.name}_uri", "").split()
        for place, text in enumerate(split_items(cells[column.name])):
            spare = spares[place] if place < len(spares) else None
            made = _channel(draft, kind, text, state, column.name, spare)
            if made is not None:
                draft.add("channels", made, column.name, text)


def _channel(draft: Draft, kind: str, text: str, state: str | None, name: str, spare: str | None) -> Data | None:
    if kind == "other":
        kind, colon, text = (part.strip() for part in text.partition(":"))
        if not colon:
            draft.note(name, kind, "has no type in front; write it like `siena: address`")
            return None
    if kind == "phone_24h":
        made = channel(draft, "phone", text, state=state, name=name, spare=spare)
        if made is None:
            return None
        draft.by_column.append(made["value"])
        return {**made, "always_open": True, "contexts": URGENT}
    return channel(draft, kind, text, state=state, name=name, spare=spare)


def _add_designations(cells: Cells, draft: Draft) -> None:
    if "competence" not in cells:
        return
    draft.data.setdefault("designations", [])
    functions = [function_named(text) or text for text in split_items(cells["competence"])]
    instruments = split_items(cells.get("legal_basis", ""), keep_empty=True)
    articles = split_items(cells.get("article", ""), keep_empty=True)
    if len(instruments) == 1:
        instruments *= len(functions)
    if articles and len(articles) != len(functions):
        draft.note("article", cells["article"], "needs one article for each competence, in the same order")
        articles = []
    for place, function in enumerate(functions):
        instrument = instruments[place] if place < len(instruments) else ""
        if not instrument and "legal_basis" not in cells and articles:
            instrument = instrument_of(articles[place]) or ""
        if not instrument:
            draft.note("competence", function, "has no legal basis beside it, such as SOM or NATIONAL")
            continue
        designation: Data = {"instrument": instrument, "function": function}
        if articles and articles[place]:
            designation["article"] = articles[place]
        draft.add("designations", designation, "competence", f"{instrument}:{designation.get('article', '')} {function}")
