"""Reads our own entries.json back: an object with `entries`, an array of entries, or one entry, as the API gives them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from app.directory.forms import (
    CHANNEL_DERIVED,
    CHANNEL_INSTANTS,
    ChannelForm,
    DesignationForm,
    EntryForm,
    HolderForm,
    NameForm,
    ServiceForm,
)
from app.exchange.intake.rows import PLAIN, Data, Draft, How, Row
from app.exchange.intake.settle import settle
from app.exchange.limits import load_json, read_bytes, refused

_OURS = frozenset(
    {"id", "region", "status", "freshness", "version", "edited_at", "withheld", "detail", "parent"}
    | {*CHANNEL_INSTANTS, *CHANNEL_DERIVED, "uri"}
)
"""What only this directory says about an entry; it is not read back."""

_ELEMENTS: dict[str, type[BaseModel]] = {
    "names": NameForm,
    "channels": ChannelForm,
    "designations": DesignationForm,
    "services": ServiceForm,
}


def read(path: Path, *, state: str | None, how: How = PLAIN) -> Iterator[Row]:
    """One row an entry, its number the place in the list. A field that is missing says nothing, null says none.

    Raises `Invalid` for a file that is not JSON within the limits, or holds no entries.
    """
    data = load_json(read_bytes(path), where=path.name)
    if isinstance(data, dict) and "entries" in data:
        data = data["entries"]
    listed = [data] if isinstance(data, dict) else data
    if not isinstance(listed, list) or not listed:
        refused("has no entries: it is an object with `entries`, or a list of them", where=path.name)
    seen: set[str] = set()
    for number, record in enumerate(listed, start=1):
        if not isinstance(record, dict):
            refused("is no entry: an object is needed", row=number)
        row = _row(record, Draft(number, path.name, how=how), state)
        if row.source_key in seen:
            refused(f"the key {row.source_key[:60]!r} stands in this file twice", row=number)
        seen.add(row.source_key)
        yield row


def _row(record: Data, draft: Draft, wanted: str | None) -> Row:
    draft.data = {name: record[name] for name in record if name in EntryForm.model_fields and name != "part_of"}
    for name in sorted(set(record) - set(EntryForm.model_fields) - _OURS):
        draft.note(name, record[name], "the directory has no such field; it is not read")
    for part, form in _ELEMENTS.items():
        if isinstance(draft.data.get(part), list):
            draft.data[part] = [_element(each, form) for each in draft.data[part]]
    if isinstance(draft.data.get("holder"), dict):
        draft.data["holder"] = _element(draft.data["holder"], HolderForm)
    draft.data.setdefault("state", wanted or "")
    if wanted is not None and draft.data["state"] != wanted:
        draft.note("state", draft.data["state"], f"is another State than {wanted}, for which this import is", fatal=True)
    names = draft.data.get("names")
    if isinstance(names, list) and names and isinstance(names[0], dict):
        draft.label = str(names[0].get("text", ""))[:200]
    own = record.get("id")
    key = own if isinstance(own, str) and own else f"{draft.data['state']}:{draft.label}"[:200]
    parent = record.get("part_of")
    return draft.finished(key, parent if isinstance(parent, str) and parent else None, settle)


def _element(element: Any, form: type[BaseModel]) -> Any:
    """An element without what only this directory says about it; anything else that is strange is for the check to name."""
    if not isinstance(element, dict):
        return element
    return {name: value for name, value in element.items() if name in form.model_fields or name not in _OURS}
